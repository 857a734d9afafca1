"""Waiting for one of c servers in a fleet of N machines, of which a broken one does not fail."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.turnaround.birth_death import birth_death


@dataclass(frozen=True)
class FiniteSource:
    """A fleet and its servers in the long run (machine repair problem, M/M/c//N).

    Attributes
    ----------
    waiting
        Mean machines that wait for a server.
    served
        Mean machines in service, and so mean busy servers.
    arrivals
        Repairs asked for per hour: failure rate of one machine x machines that work.
    """

    waiting: float
    served: float
    arrivals: float

    @property
    def down(self) -> float:
        """Mean machines that wait or are in service."""
        return self.waiting + self.served

    @property
    def wait_h(self) -> float:
        """Mean hours until a server is free (Little's law)."""
        return self.waiting / self.arrivals if self.arrivals > 0 else 0.0


def finite_source(
    machines: int, servers: int, failures_per_h: float, service_h: float
) -> FiniteSource:
    """Machine repair with N machines and c servers, times to failure and service exponential.

    With endless machines and the same demand this becomes M/M/c (`mean_queue`); a small fleet waits
    less, since machines that stand ask for nothing.

    Parameters
    ----------
    failures_per_h
        Failure rate of ONE working machine, 1/h.
    service_h
        Mean hours that a server is busy with a repair.
    """
    if min(machines, failures_per_h, service_h) <= 0:  # nothing breaks, or nothing takes time
        return FiniteSource(0.0, 0.0, max(0.0, machines * failures_per_h))
    standing = np.arange(machines + 1.0)
    chance = birth_death(
        failures_per_h * (machines - standing[:-1]), np.minimum(standing[1:], servers) / service_h
    )
    busy = np.minimum(standing, servers)
    return FiniteSource(
        waiting=float(chance @ (standing - busy)),
        served=float(chance @ busy),
        arrivals=float(failures_per_h * (chance @ (machines - standing))),
    )
