"""Means and quantiles with confidence intervals from replications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from optimizer.problem import Array, Ints
from optimizer.simulate.sample import Sample

FIGURES = ("mean", "p50", "p90", "p95", "p99")
_QUANTILES = (0.50, 0.90, 0.95, 0.99)
_TWO_SIDED = 0.975


@dataclass(frozen=True, eq=False)
class Estimate:
    """Figures with the half-width of their 95 % interval; nan where there is none.

    The figure is that of all replications together; the interval follows from how much they differ
    from each other (Student's t).
    """

    value: Array
    half: Array

    @property
    def low(self) -> Array:
        """Lower end of the interval."""
        return self.value - self.half

    @property
    def high(self) -> Array:
        """Upper end of the interval."""
        return self.value + self.half


def half_width(values: Array) -> Array:
    """Half-width of the 95 % interval of the mean; replications along the first axis."""
    known = np.isfinite(values)
    count = known.sum(axis=0)
    safe = np.maximum(count, 2)
    mean = np.where(known, values, 0.0).sum(axis=0) / np.maximum(count, 1)
    squares = np.where(known, np.square(values - mean), 0.0).sum(axis=0)
    half = stdtrit(safe - 1, _TWO_SIDED) * np.sqrt(squares / (safe - 1) / safe)
    return np.where(count >= 2, half, np.nan)


def mean_of(values: Array) -> Estimate:
    """Estimate of a figure that every replication gives; replications along the first axis."""
    values = np.asarray(values, float)
    return Estimate(values.mean(axis=0), half_width(values))


def hours_by_group(samples: Sequence[Sample], group: Ints, groups: int) -> Estimate:
    """Turnaround, (groups, 5) `FIGURES`, by a group of each source and month.

    Parameters
    ----------
    group
        (D, 12) group of the repairs of each source and month; negative ones count nowhere.
    """
    labels = [group[one.source, one.month] for one in samples]
    each = np.array(
        [
            _figures(one.turnaround_h, label, groups)
            for one, label in zip(samples, labels, strict=True)
        ]
    )
    every = np.concatenate([one.turnaround_h for one in samples])
    return Estimate(_figures(every, np.concatenate(labels), groups), half_width(each))


def _figures(hours: NDArray[np.float32], label: Ints, groups: int) -> Array:
    """(groups, 5) mean and quantiles; nan where a group has no repair."""
    order = np.argsort(label, kind="stable")
    hours, ends = hours[order], np.searchsorted(label[order], np.arange(groups + 1))
    table = np.full((groups, len(FIGURES)), np.nan)
    for g in range(groups):
        mine = hours[ends[g] : ends[g + 1]]
        if len(mine):
            table[g, 0] = mine.mean(dtype=float)
            table[g, 1:] = np.quantile(mine, _QUANTILES)
    return table
