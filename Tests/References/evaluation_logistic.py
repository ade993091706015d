"""Multinomial logistic regression by scikit-learn, driven to convergence."""

import numpy as np
from references import main
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.preprocessing import StandardScaler


def compute(inputs):
    features, classes = inputs["features"], inputs["classes"].astype(int)
    scaler = StandardScaler().fit(features)
    standardized = scaler.transform(features)
    l2 = float(inputs["l2"])
    model = LogisticRegression(C=1 / (l2 * len(features)), tol=1e-12, max_iter=100_000, solver="newton-cholesky")
    model.fit(standardized, classes)
    probabilities = model.predict_proba(standardized)
    test = scaler.transform(inputs["test"])
    return {
        "standardized": standardized,
        "weight": model.coef_,
        "bias": model.intercept_ - model.intercept_.mean(),
        "objective": log_loss(classes, probabilities) + l2 / 2 * np.sum(model.coef_**2),
        "scores": model.predict_proba(test),
        "predictions": model.predict(test),
    }


main(compute)
