"""A plan over four quarters of the tutorial region, decided by hand: nothing is solved."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from optimizer.model.timetable import Timetable
from optimizer.plan.rollout.plan import RollOutPlan
from optimizer.plan.save import choice_of
from optimizer.region import Region, load_region
from optimizer.region.scenario import RollOut
from optimizer.solve.status import Status
from optimizer.turnaround.quarters import quarters

ALL = ("north-pit", "hill-pit", "middle-quarry", "river-mine", "south-port", "forest-camp")
SOUTH = ("south-port", "forest-camp")


def made_region(spoil: str = "") -> Region:
    """The tutorial with one quarter of building and a hub in the north that stands already.

    ``spoil`` goes behind the names of parks.
    """
    region = load_region("tutorial")
    rules = RollOut(quarters=4, budget_mrub=230, first_month=12, growth=0.2, change_mrub=0.5)
    told = {"title": "Four quarters", "title_ru": "Четыре квартала", "roll_out": rules}
    stands = {"north-park": {"existing_size": "post", "closing_mrub": 4.0}}
    return replace(
        region,
        scenario=region.scenario.model_copy(update=told),
        sizes=tuple(replace(size, build_quarters=1) for size in region.sizes),
        levels=tuple(replace(level, build_quarters=1) for level in region.levels),
        parks=tuple(
            replace(p, name=p.name + spoil, name_ru=p.name_ru + spoil, **stands.get(p.id, {}))
            for p in region.parks
        ),
    )  # fmt: skip


def made_quarters(spoil: str = "") -> RollOutPlan:
    """Nothing at first; the middle opens in quarter 2, grows in 3; the south opens in 4."""
    found = quarters(made_region(spoil))
    post, centre = (_hub("middle-park", *what) for what in (("post", 1), ("centre", 2)))
    south = _hub("south-park", "post", 1)
    served: list[dict[str, str]] = [
        {},
        dict.fromkeys(ALL[:4], "middle-park"),
        dict.fromkeys(ALL, "middle-park"),
        {**dict.fromkeys(ALL, "middle-park"), **dict.fromkeys(SOUTH, "south-park")},
    ]
    rows = zip(found.built, ([], [post], [centre], [centre, south]), served, strict=True)
    choices = tuple(
        choice_of(built, hubs, [
            {"site": f.site, "class": f.machine_class, "park": parks.get(f.site)}
            for f in built.region.fleets
        ])
        for built, hubs, parks in rows
    )  # fmt: skip
    plan = RollOutPlan(found, Timetable(choices), Status.TIME_LIMIT, 0.0)
    return replace(plan, bound=0.9 * plan.worth.objective)


def _hub(park: str, size: str, crews: int) -> dict[str, Any]:
    return {"park": park, "size": size, "levels": {"crew": crews, "spares": 2}}
