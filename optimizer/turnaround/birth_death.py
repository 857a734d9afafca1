"""Steady state of a birth–death chain: the probabilities of 0, 1, 2, … in a small system."""

from __future__ import annotations

import numpy as np

from optimizer.problem import Array


def birth_death(births: Array, deaths: Array) -> Array:
    """Long-run probability of each number in the system, from 0 to n.

    Parameters
    ----------
    births
        (n,) rate per hour at which state i is left for i + 1, for i = 0 … n − 1; not negative.
    deaths
        (n,) rate per hour at which state i is left for i − 1, for i = 1 … n; above zero.

    Examples
    --------
    One server that turns away whoever finds it busy, at one Erlang:

    >>> birth_death(np.array([1.0]), np.array([1.0])).tolist()
    [0.5, 0.5]
    """
    with np.errstate(divide="ignore"):
        steps = np.log(np.asarray(births, float)) - np.log(np.asarray(deaths, float))
    weight = np.concatenate([[0.0], np.cumsum(steps)])  # logarithms: long chains overflow
    chance = np.exp(weight - weight.max())
    return np.asarray(chance / chance.sum())
