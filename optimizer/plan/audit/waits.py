"""Number waiting by direct sums, beside the recursions and incomplete gammas of the model."""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln

from optimizer.turnaround.poisson import KitCurve


def waiting_for_a_server(servers: int, load: float) -> float:
    """Mean queue of M/M/c, from the probabilities of 0, 1, 2, … jobs in the system."""
    if load <= 0.0:
        return 0.0
    if load >= servers:
        return float("inf")
    jobs = np.arange(servers + 1)
    logs = jobs * np.log(load) - gammaln(jobs + 1)
    weight = np.exp(logs - logs.max())
    free = servers / (servers - load)
    busy = weight[servers] * free  # c and more jobs: a geometric tail
    waits = busy / (weight[:servers].sum() + busy)
    return float(waits * load / (servers - load))


def waiting_for_a_piece(kit: KitCurve, pipeline: float) -> float:
    """Machines that wait for a part of the family: Σ over part numbers of Σ_n (n − S)⁺ P(n).

    As u − S + Σ_{n<S} (S − n) P(n), every P(n) by itself.
    """
    stock, numbers = np.array(kit.stock, float), np.array(kit.numbers, float)
    mean = np.array(kit.share) * pipeline
    n = np.arange(int(stock.max(initial=0.0)))[:, None]
    logs = n * np.log(np.maximum(mean, 1e-300)) - mean - gammaln(n + 1)
    left = (np.maximum(stock - n, 0.0) * np.exp(logs)).sum(axis=0)
    return float(numbers @ np.maximum(mean - stock + left, 0.0))
