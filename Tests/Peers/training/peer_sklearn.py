"""scikit-learn's MLPClassifier; its output is one logistic unit, not two with softmax."""
import warnings

import sklearn
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

import peer
from workloads import BETA1, BETA2, EPOCHS, EPSILON, LEARNING_RATE


def prepare(workload, features, labels, weights):
    def train():
        model = MLPClassifier(
            workload.hidden, alpha=0, batch_size=workload.batch, max_iter=EPOCHS, tol=0,
            n_iter_no_change=EPOCHS + 1, learning_rate_init=LEARNING_RATE, beta_1=BETA1,
            beta_2=BETA2, epsilon=EPSILON)
        model.fit(features, labels, sample_weight=weights)
        # it divides by the sum of the weights
        return model.loss_ * weights.mean()

    return train


if __name__ == "__main__":
    warnings.simplefilter("ignore", ConvergenceWarning)
    peer.main(prepare, sklearn.__version__)
