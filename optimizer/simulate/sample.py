"""One replication, reduced to what is told about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator, SeedSequence
from numpy.typing import NDArray

from optimizer.problem import Array, Ints
from optimizer.simulate.draws import Dice
from optimizer.simulate.engine import STAGES, Engine, Lived
from optimizer.simulate.network import MONTH_H, MONTHS, YEAR_H, Network


@dataclass(frozen=True, eq=False)
class Sample:
    """What is kept of a replication.

    Attributes
    ----------
    source, month
        Whose each repair is, and the calendar month (0 to 11) of its failure.
    turnaround_h
        Hours from failure until the machine works, repair by repair.
    repairs, stage_h
        (D, 12) and (D, 12, 6): repairs, and sums of the hours of each of `STAGES`, by source and
        month.
    down
        (12,) mean number of machines down in each month.
    busy
        Share of the time in which the servers of each pool were busy.
    asked, short, late_h
        By shelf: parts asked for, not found on it, and hours waited for them.
    unfinished
        Repairs that were not done five years later.
    """

    source: NDArray[np.int32]
    month: NDArray[np.int8]
    turnaround_h: NDArray[np.float32]
    repairs: Ints
    stage_h: Array
    down: Array
    busy: Array
    asked: Ints
    short: Ints
    late_h: Array
    unfinished: int


def sample(
    network: Network, seed: SeedSequence, warm_years: int, years: int,
    go_on: Callable[[], bool] = lambda: True,
) -> Sample | None:  # fmt: skip
    """Live one replication; None if told to stop before its end."""
    dice = Dice(network, Generator(np.random.SFC64(seed)))
    lived = Engine(network, dice, warm_years, years).live(go_on)
    return None if lived is None else reduced(lived, network)


def reduced(lived: Lived, network: Network) -> Sample:
    """The sample of what was lived."""
    sources = len(network.sources)
    total = lived.hours.sum(axis=1)
    month = (lived.failed / MONTH_H).astype(int) % MONTHS
    cell = lived.source * MONTHS + month
    cells = sources * MONTHS
    sums = [np.bincount(cell, hours, cells).astype(float) for hours in lived.hours.T]
    servers = np.maximum(np.array(network.servers, float), 1e-300)
    return Sample(
        source=lived.source.astype(np.int32), month=month.astype(np.int8),
        turnaround_h=total.astype(np.float32),
        repairs=np.bincount(cell, minlength=cells).reshape(sources, MONTHS),
        stage_h=np.stack(sums, axis=-1).reshape(sources, MONTHS, len(STAGES)),
        down=_down(lived.failed, lived.failed + total, lived.years),
        busy=lived.busy_h / (servers * lived.years * YEAR_H),
        asked=lived.asked, short=lived.short, late_h=lived.late_h, unfinished=lived.unfinished,
    )  # fmt: skip


def _down(failed: Array, works: Array, years: int) -> Array:
    """(12,) mean number of machines that stand in each month; the last year's tail closes the ring.

    What stands beyond the counted years is as much as what stood at their start, and was left out.
    """
    hours = np.array([(_passed(works, m) - _passed(failed, m)).sum() for m in range(MONTHS)])
    return hours / (years * MONTH_H)


def _passed(hour: Array, month: int) -> Array:
    """Hours of a calendar month that have passed at an hour since the start."""
    year, within = np.divmod(hour, YEAR_H)
    return year * MONTH_H + np.clip(within - month * MONTH_H, 0.0, MONTH_H)
