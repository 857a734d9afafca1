"""The mix of repairs that a plan gives to each hub, which its queues depend on."""

from __future__ import annotations

import numpy as np

from optimizer.model.choice import Choice, evaluate
from optimizer.problem import Array
from optimizer.turnaround.build import Turnaround, mix_variability, with_variability


def own_variability(built: Turnaround, choice: Choice) -> dict[str, Array]:
    """(J,) squared cv of the busy hours of each hub's own repairs; of repairs nearby where none."""
    served = choice.shares(built.problem)
    mixed = {}
    for pool, nearby in built.variability.items():
        own = mix_variability(
            built.region, pool, built.demand, built.stages, built.season_share, built.rate, served
        )
        cells = [built.region.classes[k].pool == pool for k in built.demand.machine_class]
        has = served[np.array(cells, dtype=bool)].sum(axis=0) > 0
        mixed[pool] = np.where(has, own, nearby)
    return mixed


def mix_error(built: Turnaround, choice: Choice) -> float:
    """How much more the plan's aim would be with its own mix, a fraction; the proof uses another.

    The proof needs the variability of each hub before the plan is known, so it takes that of an
    earlier plan.
    """
    own = with_variability(built, own_variability(built, choice))
    proven = evaluate(built.problem, choice).objective
    return evaluate(own.problem, choice).objective / proven - 1.0 if proven else 0.0
