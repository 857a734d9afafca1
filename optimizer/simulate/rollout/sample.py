"""One replication of a plan over quarters, reduced to what is told about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator, SeedSequence
from numpy.typing import NDArray

from optimizer.problem import Array, Ints
from optimizer.simulate.course import Course, CourseEngine
from optimizer.simulate.engine import STAGES, Lived
from optimizer.simulate.network import MONTH_H


@dataclass(frozen=True, eq=False)
class QuarterSample:
    """What is kept of the quarters that were lived one after the other, several times over.

    Attributes
    ----------
    quarter, turnaround_h
        Of every repair: the quarter of its failure, and hours until the machine works.
    repairs, stage_h
        (T, D) and (T, D, 6): repairs, and sums of the hours of each of `STAGES`.
    down
        (T,) mean number of machines down in each quarter, whenever they failed.
    standing
        (T,) mean number that stand at the start of each quarter.
    unfinished
        Repairs that were not done five years later.
    """

    quarter: NDArray[np.int8]
    turnaround_h: NDArray[np.float32]
    repairs: Ints
    stage_h: Array
    down: Array
    standing: Array
    unfinished: int


def sample_course(
    course: Course, seed: SeedSequence, lives: int, go_on: Callable[[], bool] = lambda: True
) -> QuarterSample | None:
    """Live a course several times, each time from its start; None if told to stop."""
    rng = Generator(np.random.SFC64(seed))
    found = []
    for _ in range(lives):
        lived = CourseEngine(course, rng).live(go_on)
        if lived is None:
            return None
        found.append(reduced_course(lived, course))
    return _together(found)


def reduced_course(lived: Lived, course: Course) -> QuarterSample:
    """The sample of one life; all stretches but the first are quarters."""
    ends = np.array(course.begins[1:]) * MONTH_H  # where quarters begin, and the last one's end
    quarters, sources = len(ends) - 1, len(course.networks[0].sources)
    total = lived.hours.sum(axis=1)
    works = lived.failed + total
    at = np.searchsorted(ends, lived.failed, side="right") - 1
    mine = (at >= 0) & (at < quarters)
    cell = at[mine] * sources + lived.source[mine]
    cells = quarters * sources
    sums = [np.bincount(cell, hours, cells).astype(float) for hours in lived.hours[mine].T]
    stood = np.array([np.clip(works, None, end) - np.clip(lived.failed, None, end)
                      for end in ends]).sum(axis=1)  # fmt: skip
    return QuarterSample(
        quarter=at[mine].astype(np.int8), turnaround_h=total[mine].astype(np.float32),
        repairs=np.bincount(cell, minlength=cells).reshape(quarters, sources),
        stage_h=np.stack(sums, axis=-1).reshape(quarters, sources, len(STAGES)),
        down=np.diff(stood) / np.diff(ends),
        standing=np.array([((lived.failed < h) & (works > h)).sum() for h in ends[:-1]], float),
        unfinished=lived.unfinished,
    )  # fmt: skip


def _together(lives: Sequence[QuarterSample]) -> QuarterSample:
    return QuarterSample(
        quarter=np.concatenate([one.quarter for one in lives]),
        turnaround_h=np.concatenate([one.turnaround_h for one in lives]),
        repairs=np.sum([one.repairs for one in lives], axis=0),
        stage_h=np.sum([one.stage_h for one in lives], axis=0),
        down=np.mean([one.down for one in lives], axis=0),
        standing=np.mean([one.standing for one in lives], axis=0),
        unfinished=sum(one.unfinished for one in lives),
    )
