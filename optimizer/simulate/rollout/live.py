"""A plan over quarters lived through."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from numpy.random import SeedSequence

from optimizer.simulate.course import Course
from optimizer.simulate.network import Network
from optimizer.simulate.options import Options
from optimizer.simulate.replicate import Tell, replicate
from optimizer.simulate.rollout.course_of import course_of
from optimizer.simulate.rollout.outcome import QuarterOutcome
from optimizer.simulate.rollout.result import RollOutSimulation
from optimizer.simulate.rollout.sample import QuarterSample, sample_course
from optimizer.simulate.rollout.tables import hub_table, quarter_table, stage_table
from optimizer.simulate.sample import Sample, sample
from optimizer.simulate.setting import setting
from optimizer.simulate.simulate import told

if TYPE_CHECKING:
    from optimizer.plan.rollout.plan import RollOutPlan

Both = tuple[tuple[Sample, ...], QuarterSample]
"""Each quarter alone, and all one after the other."""


@dataclass(frozen=True)
class QuarterWork:
    """What every replication has in common: networks of the quarters alone, and their course."""

    alone: tuple[Network, ...]
    course: Course
    seed: int
    warm_years: int
    years: int

    def one(self, seed: SeedSequence, go_on: Callable[[], bool]) -> Both | None:
        """A replication; None if told to stop before its end."""
        own = seed.spawn(len(self.alone) + 1)
        samples = []
        for network, its in zip(self.alone, own[1:], strict=True):
            found = sample(network, its, self.warm_years, self.years, go_on)
            if found is None:
                return None
            samples.append(found)
        lived = sample_course(self.course, own[0], self.years, go_on)
        return None if lived is None else (tuple(samples), lived)


def simulate_roll_out(
    plan: RollOutPlan, options: Options, workers: int | None, tell: Tell | None
) -> RollOutSimulation:
    """See `optimizer.simulate.simulate.simulate`."""
    start = time.monotonic()
    scenes = [
        setting(quarter, cv=options.cv, resupply_cv=options.resupply_cv,
                by_value=options.discipline == "value")
        for quarter in plan.plans
    ]  # fmt: skip
    course = course_of(plan, options)
    work = QuarterWork(
        tuple(scene.network for scene in scenes), course, options.seed, options.warm_years,
        options.years,
    )  # fmt: skip
    found, interrupted = replicate(work, options.replications, workers, tell)
    steady = tuple(
        told(quarter, scene, [one[0][t] for one in found], options, interrupted, start)
        for t, (quarter, scene) in enumerate(zip(plan.plans, scenes, strict=True))
    )
    outcome = QuarterOutcome(plan, steady, [one[1] for one in found])
    return RollOutSimulation(
        region=dict(plan.region.title), years=options.years, replications=len(found),
        warm_years=options.warm_years, seed=options.seed, cv=options.cv,
        resupply_cv=options.resupply_cv, discipline=options.discipline, steady=steady,
        quarters=quarter_table(outcome), pools=hub_table(outcome), stages=stage_table(outcome),
        unfinished=sum(one[1].unfinished for one in found), interrupted=interrupted,
        seconds=time.monotonic() - start,
    )  # fmt: skip
