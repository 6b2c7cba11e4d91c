"""PyTorch, eager, with its fused Adam."""
import torch
import torch.nn.functional as F
from torch import nn

import peer
from workloads import BETA1, BETA2, EPOCHS, EPSILON, LEARNING_RATE, OUTPUTS


class RecurrentNet(nn.Module):
    def __init__(self, workload):
        super().__init__()
        self.lstm = nn.LSTM(workload.inputs, workload.hidden[0], batch_first=True)
        self.dense = nn.Linear(workload.hidden[0], OUTPUTS)

    def forward(self, x):
        return self.dense(self.lstm(x)[0])


def build(workload):
    if workload.is_recurrent:
        return RecurrentNet(workload)
    layers = []
    for inputs, outputs in zip(workload.layers, workload.layers[1:]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def prepare(workload, features, labels, weights):
    features, weights = torch.from_numpy(features), torch.from_numpy(weights)
    labels = torch.from_numpy(labels).long()

    def train():
        model = build(workload)
        adam = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, betas=(BETA1, BETA2),
                                eps=EPSILON, fused=True)
        for _ in range(EPOCHS):
            order = torch.randperm(workload.rows)
            x, y, w = features[order], labels[order], weights[order]
            total = torch.zeros(())
            for start in range(0, workload.rows, workload.batch):
                batch = slice(start, start + workload.batch)
                adam.zero_grad(set_to_none=True)
                losses = F.cross_entropy(model(x[batch]).reshape(-1, OUTPUTS),
                                         y[batch].reshape(-1), reduction="none")
                loss = (losses * w[batch].reshape(-1)).mean()
                loss.backward()
                adam.step()
                total += loss.detach() * len(x[batch])
        return total.item() / workload.rows

    return train


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    torch.manual_seed(0)
    peer.main(prepare, torch.__version__)
