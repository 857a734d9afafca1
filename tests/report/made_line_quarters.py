"""A plan over quarters with a line that comes in its third quarter, decided by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from made_quarters import made_quarters, made_region

from optimizer.model.timetable import Timetable
from optimizer.plan.rollout.plan import RollOutPlan
from optimizer.region.production import Line, LinePart
from optimizer.turnaround.quarters import quarters


def made_line_quarters(spoil: str = "") -> RollOutPlan:
    """`made_quarters` with a press in the south park from quarter 3 on; nobody draws from it yet.

    ``spoil`` goes behind the names.
    """
    plan = made_quarters(spoil)
    region = made_region(spoil)
    line = Line(
        id="press", name="Press" + spoil, name_ru="Пресс" + spoil, capital_mrub=3.0,
        running_mrub=0.4, jobs=12.0, area_m2=500.0, volume=100.0, least_volume=50.0, saves_krub=1.0,
        build_quarters=1, source="made",
    )  # fmt: skip
    part = LinePart(
        line="press", family=region.families[0].id, share=0.5, lead_h=3.0, source="made"
    )
    parks = tuple(
        replace(p, area_m2=1000.0 if p.id == "south-park" else 0.0, power_mw=1.0)
        for p in region.parks
    )
    scenario = region.scenario.model_copy(update={"lines": True})
    found = quarters(
        replace(region, lines=(line,), line_parts=(part,), parks=parks, scenario=scenario)
    )
    choices = tuple(
        replace(choice, built=np.array([t >= 2]))
        for t, choice in enumerate(plan.timetable.quarters)
    )
    made = RollOutPlan(found, Timetable(choices), plan.status, 0.0)
    return replace(made, bound=0.9 * made.worth.objective)
