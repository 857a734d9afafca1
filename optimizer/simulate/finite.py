"""The line of machines that are few: who stands does not fail."""

from __future__ import annotations

import math

import numpy as np

from optimizer.problem import Array
from optimizer.turnaround.birth_death import birth_death
from optimizer.turnaround.erlang import mean_queue

_FAR = 3000
"""Machines in line that servers who keep up never see."""


def finite_wait(servers: int, machines: float, think_h: float, service_h: float) -> float:
    """Mean hours in line of c servers that look after so many machines.

    The machine repair model (Palm 1947), exact for exponential service; the time that a machine is
    away from the servers may have any distribution.

    Parameters
    ----------
    machines
        N, 1 or more; a fraction of a machine gives what lies between its neighbours.
    think_h, service_h
        Mean hours between leaving the servers and coming again, and mean hours of service.

    Examples
    --------
    Five machines that run 10 h between repairs of 4 h, one repairman:

    >>> round(finite_wait(1, 5.0, 10.0, 4.0), 3)
    7.499
    """
    most = math.ceil(machines)
    if machines * service_h < servers * think_h:  # never so many at once
        most = min(most, servers + _FAR)
    there = np.arange(most + 1.0)
    busy = np.minimum(there, servers)
    chance = birth_death((machines - there[:-1]) / think_h, busy[1:] / service_h)
    return float(chance @ (there - busy)) / float(chance @ busy) * service_h


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
    finite = [
        finite_wait(servers, max(1.0, n), think, service) if service > 0 else 0.0
        for n, think, service in zip(machines, think_h, service_h, strict=True)
    ]
    return np.where(endless > 0, np.minimum(finite / np.maximum(endless, 1e-300), 1.0), 1.0)
