"""The queue of machines that are few: who stands does not fail (M/M/c with a finite source)."""

from __future__ import annotations

import numpy as np

from optimizer.problem import Array
from optimizer.turnaround.erlang import mean_queue

_NOTHING = 1e-16
"""Probability of that many machines at the servers from which on the others do not count."""


def finite_wait(servers: int, machines: Array, think_h: Array, service_h: Array) -> Array:
    """Mean hours in line of c servers that look after so many machines.

    The machine repair model (Palm 1947; Takács 1962), exact for exponential service; the time that
    a machine is away from the servers may have any distribution.

    Parameters
    ----------
    machines
        N, 1 or more; a fraction of a machine gives what lies between its neighbours.
    think_h, service_h
        Mean hours between leaving the servers and coming again, and mean hours of service.

    Examples
    --------
    Five machines that run 10 h between repairs of 4 h, one repairman:

    >>> round(float(finite_wait(1, np.array(5.0), np.array(10.0), np.array(4.0))), 3)
    7.5
    """
    machines, load = np.maximum(machines, 1.0), service_h / think_h
    weight = np.ones_like(load)  # of n machines at the servers, over that of none
    busy, waiting, total = np.zeros_like(load), np.zeros_like(load), np.ones_like(load)
    for n in range(1, int(np.ceil(machines.max())) + 1):
        weight = weight * np.maximum(machines - (n - 1), 0.0) * load / min(n, servers)
        total += weight
        busy += min(n, servers) * weight
        waiting += max(n - servers, 0) * weight
        # far from overflow whatever the load: only the ratios count
        weight, busy, waiting, total = (each / total for each in (weight, busy, waiting, total))
        if n > servers and weight.max() < _NOTHING:
            break
    return np.where(busy > 0, waiting / np.where(busy > 0, busy, 1.0), 0.0) * service_h


def finite_factor(
    servers: int, machines: Array, cycle_h: Array, wait_h: Array, service_h: Array
) -> Array:
    """Wait with a finite source over the wait with an endless one of the same rate; at most 1.

    Parameters
    ----------
    cycle_h
        Mean hours from one failure of a machine to its next.
    wait_h
        Part of it that is spent in line.
    """
    think_h = np.maximum(cycle_h - wait_h - service_h, 1e-3 * service_h)
    load = machines / cycle_h * service_h
    endless = mean_queue(servers, load) / np.maximum(load, 1e-300) * service_h
    finite = finite_wait(servers, machines, think_h, service_h)
    return np.where(endless > 0, np.minimum(finite / np.maximum(endless, 1e-300), 1.0), 1.0)
