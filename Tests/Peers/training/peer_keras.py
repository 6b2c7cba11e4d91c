"""Keras on TensorFlow as it comes: `fit` of a model that is built and traced already."""
import os

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import tensorflow as tf
from keras import layers

import peer
from workloads import BETA1, BETA2, EPOCHS, EPSILON, LEARNING_RATE, OUTPUTS


def build(workload):
    if workload.is_recurrent:
        model = keras.Sequential([
            keras.Input((workload.steps, workload.inputs)),
            layers.LSTM(workload.hidden[0], return_sequences=True)])
    else:
        model = keras.Sequential([
            keras.Input((workload.inputs,)),
            *(layers.Dense(width, activation="relu") for width in workload.hidden)])
    model.add(layers.Dense(OUTPUTS, activation="softmax"))
    adam = keras.optimizers.Adam(LEARNING_RATE, beta_1=BETA1, beta_2=BETA2, epsilon=EPSILON)
    model.compile(optimizer=adam, loss="sparse_categorical_crossentropy")
    adam.build(model.trainable_variables)
    return model


def prepare(workload, features, labels, weights):
    model = build(workload)
    variables = model.trainable_variables + model.optimizer.variables
    initial = [variable.numpy() for variable in variables]

    def train():
        for variable, value in zip(variables, initial):
            variable.assign(value)
        history = model.fit(features, labels, sample_weight=weights, epochs=EPOCHS,
                            batch_size=workload.batch, verbose=0)
        return history.history["loss"][-1]

    return train


if __name__ == "__main__":
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    peer.main(prepare, f"{keras.__version__} on TensorFlow {tf.__version__}")
