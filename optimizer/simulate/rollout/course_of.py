"""From a plan over quarters to the networks that are lived one after the other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.model.choice import CLOSED, NONE, TODAY, Choice
from optimizer.simulate.course import Course
from optimizer.simulate.network import MONTHS, Network
from optimizer.simulate.setting import network_of, pools_of, shelves_of
from optimizer.simulate.through_depot import kept_in_depot
from optimizer.turnaround import quarters as by_quarter

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan
    from optimizer.plan.rollout.plan import RollOutPlan
    from optimizer.simulate.options import Options


def course_of(plan: RollOutPlan, options: Options) -> Course:
    """The stretch before the first quarter, and the quarters of a plan.

    Before the first quarter everybody keeps today's way; who has none then does not fail yet.
    """
    rules = plan.region.scenario.roll_out
    assert rules is not None, "a plan over quarters has their rules"
    pools = tuple(dict.fromkeys(key for each in plan.plans for key in pools_of(each)))
    shelves = tuple(dict.fromkeys(key for each in plan.plans for key in shelves_of(each)))

    used = {family for each in plan.plans for family in kept_in_depot(each)}
    depot = tuple(family.id for family in plan.region.families if family.id in used)

    def network(one: Plan) -> Network:
        return network_of(one, pools, shelves, cv=options.cv, resupply_cv=options.resupply_cv,
                          by_value=options.discipline == "value", depot=depot)  # fmt: skip

    return Course(
        networks=(network(_as_today(plan.plans[0])), *(network(each) for each in plan.plans)),
        months=(MONTHS * options.warm_years, *[by_quarter.MONTHS] * len(plan.plans)),
        first_month=rules.first_month - 1,
    )


def _as_today(first: Plan) -> Plan:
    """Nothing is built, and fleets whose way of today nobody tells have no machine."""
    own = first.choice
    none = Choice(
        np.full_like(own.served, TODAY), np.full_like(own.size, CLOSED),
        np.full_like(own.level, NONE),
    )  # fmt: skip
    known = np.isfinite(first.built.demand.today_h)
    fleets = tuple(
        fleet if there else replace(fleet, count=0.0)
        for fleet, there in zip(first.region.fleets, known, strict=True)
    )
    built = replace(first.built, region=replace(first.region, fleets=fleets))
    return replace(first, built=built, choice=none)
