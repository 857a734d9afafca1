"""Waiting for one of c servers: Erlang's formulas and the curve of the mean queue."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.problem import Array


def erlang_b(servers: int, load: Array) -> Array:
    """Blocking probability of M/M/c/c (Erlang 1917), by the stable recursion in the servers.

    Parameters
    ----------
    servers
        Number of servers c.
    load
        Offered load a in Erlang, any shape.
    """
    load = np.asarray(load, dtype=float)
    blocking = np.ones_like(load)
    for n in range(1, servers + 1):
        blocking = load * blocking / (n + load * blocking)
    return blocking


def erlang_c(servers: int, load: Array) -> Array:
    """Probability of waiting in M/M/c (Erlang 1917); 1 where the load reaches the servers."""
    load = np.asarray(load, dtype=float)
    blocking = erlang_b(servers, load)
    with np.errstate(divide="ignore", invalid="ignore"):
        waiting = servers * blocking / (servers - load * (1.0 - blocking))
    return np.where(load >= servers, 1.0, waiting)


def mean_queue(servers: int, load: Array) -> Array:
    """Mean number waiting Lq(c, a) = C(c, a) a / (c − a) in M/M/c; inf from a = c on.

    Convex in a for fixed c (Grassmann 1983; Lee and Cohen 1983).

    Examples
    --------
    Mean queue 8/9 at three servers and two Erlang:

    >>> round(float(mean_queue(3, np.array(2.0))), 4)
    0.8889
    """
    load = np.asarray(load, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        queue = erlang_c(servers, load) * load / (servers - load)
    return np.where(load >= servers, np.inf, queue)


def mean_queue_slope(servers: int, load: Array) -> Array:
    """Derivative of `mean_queue` in the load, from B' = B (c/a − 1 + B); inf from a = c on."""
    load = np.maximum(np.asarray(load, dtype=float), 1e-12)
    with np.errstate(divide="ignore", invalid="ignore"):
        b = erlang_b(servers, load)
        db = b * (servers / load - 1.0 + b)
        denominator = servers - load * (1.0 - b)
        c = servers * b / denominator
        dc = servers * (db * denominator - b * (load * db - (1.0 - b))) / denominator**2
        slope = dc * load / (servers - load) + c * servers / (servers - load) ** 2
    return np.where(load >= servers, np.inf, slope)


def queue_factor(squared_cv: Array) -> Array:
    """Factor k = (1 + C²)/2 on the queue of M/M/c for service of that C² (Allen–Cunneen)."""
    return (1.0 + np.asarray(squared_cv, dtype=float)) / 2.0


@dataclass(frozen=True)
class QueueCurve:
    """Mean queue of c servers, not loaded beyond ``max_utilisation``."""

    servers: int
    max_utilisation: float = 0.9

    @property
    def capacity(self) -> float:
        """Greatest load in Erlang."""
        return self.max_utilisation * self.servers

    def value(self, load: Array) -> Array:
        """Mean number waiting."""
        return mean_queue(self.servers, load)

    def slope(self, load: Array) -> Array:
        """Derivative of `value`."""
        return mean_queue_slope(self.servers, load)
