"""Writes breast_cancer.csv, scikit-learn's table of the Wisconsin diagnostic breast cancer data (UCI, CC BY 4.0), and
reference.json: the AUC of scikit-learn's own logistic regression on random splits of 60 % for training, 20 % measured.

Needs scikit-learn 1.9.1 and numpy 2.4.6: python generate.py
"""
import csv, json
import numpy as np, sklearn
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

data = load_breast_cancer()
malignant = 1 - data.target
with open("breast_cancer.csv", "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([name.replace(" ", "_") for name in data.feature_names] + ["malignant"])
    for row, label in zip(data.data, malignant):
        writer.writerow([repr(float(value)) for value in row] + [int(label)])

splits = StratifiedShuffleSplit(n_splits=100, train_size=0.6, test_size=0.2, random_state=1)
aucs = []
for train, test in splits.split(data.data, malignant):
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    model.fit(data.data[train], malignant[train])
    aucs.append(roc_auc_score(malignant[test], model.predict_proba(data.data[test])[:, 1]))
with open("reference.json", "w") as file:
    json.dump({"scikit-learn": sklearn.__version__, "splits": len(aucs), "meanAUC": round(float(np.mean(aucs)), 5),
               "standardDeviation": round(float(np.std(aucs, ddof=1)), 5)}, file, indent=1)
    file.write("\n")
