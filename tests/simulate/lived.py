"""Small networks lived through, for the tests."""

from __future__ import annotations

import numpy as np

from optimizer.simulate.draws import Dice
from optimizer.simulate.engine import STAGES, Engine, Lived
from optimizer.simulate.estimate import half_width
from optimizer.simulate.network import MONTHS, YEAR_H, Network, Source

STAGE = {name: n for n, name in enumerate(STAGES)}
ENDLESS = 10_000


def always(value: float) -> tuple[float, ...]:
    """The same in every month."""
    return (value,) * MONTHS


def stream(rate: float, work_h: float, *, machines: int = ENDLESS, **facts) -> Source:
    """Jobs of one fleet, ``rate`` an hour if all its machines work, hands-on hours ``work_h``."""
    facts = {"pool": 0, "field_h": always(work_h)} | facts
    return Source(machines=machines, failures_per_h=always(rate / machines), **facts)


def live(network: Network, years: int, seed: int = 1, warm_years: int = 1) -> Lived:
    """One replication."""
    dice = Dice(network, np.random.default_rng(seed))
    lived = Engine(network, dice, warm_years, years).live()
    assert lived is not None
    assert lived.unfinished == 0
    return lived


def stage(lived: Lived, name: str) -> np.ndarray:
    """Hours of one stage, repair by repair."""
    return lived.hours[:, STAGE[name]]


def interval(lived: Lived, values: np.ndarray, batches: int = 20) -> tuple[float, float]:
    """Mean of some hours, and half its 95 % interval from batches of the whole time."""
    batch = (lived.failed / (lived.years * YEAR_H) * batches).astype(int)
    count = np.bincount(batch, minlength=batches)
    means = np.bincount(batch, values, batches) / count
    return float(values.mean()), float(half_width(means))
