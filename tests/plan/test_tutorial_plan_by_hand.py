"""The tutorial's figures, computed with pencil and paper."""

from __future__ import annotations

import math

import numpy as np
import pytest

from optimizer.plan.plan import Plan

# repairs a year: machines x failures per 1000 h x 4.38 thousand hours x share that goes outside
TRUCKS = {
    "north-pit": 40 * 5 * 4.38 * 0.4,
    "hill-pit": 20 * 5 * 4.38 * 0.4,
    "river-mine": 30 * 5 * 4.38 * 0.4,
    "forest-camp": 20 * 5 * 4.38 * 0.4,
}
LOADERS = {"middle-quarry": 50 * 4 * 4.38 * 0.5, "south-port": 60 * 4 * 4.38 * 0.5}
REPAIRS = TRUCKS | LOADERS
YEAR_H = 8760.0
SOUTH = ("south-port", "forest-camp")


def _fleet(plan: Plan, site: str):
    return plan.assignments.set_index("site").loc[site]


def test_two_posts_for_78_of_80(tutorial_plan: Plan) -> None:
    # middle: post 100 x 0.1 + 5, two crews 100 x 0.1 + 10, 14 pieces at 4 x 0.25;
    # south: post 15, one crew 50 x 0.1 + 5, 4 pieces
    costs = tutorial_plan.costs.set_index("park")
    assert costs.loc["middle-park"].tolist() == pytest.approx([15, 20, 14, 49])
    assert costs.loc["south-park"].tolist() == pytest.approx([15, 10, 4, 29])
    assert tutorial_plan.figures["cost_mrub"] == pytest.approx(78)
    # post 5 jobs each, two crews 8, one crew 4
    assert tutorial_plan.figures["jobs"] == 22


def test_today(tutorial_plan: Plan) -> None:
    trucks, loaders = sum(TRUCKS.values()), sum(LOADERS.values())
    down = (trucks * 80 + loaders * 50) / YEAR_H
    figures = tutorial_plan.figures
    assert figures["machines_down"]["today"] == pytest.approx(down)
    assert figures["turnaround_h"]["today"] == pytest.approx(down * YEAR_H / (trucks + loaders))
    worth = (trucks * 80 * 10 + loaders * 50 * 5) / 1000
    assert figures["downtime_mrub"]["today"] == pytest.approx(worth)
    # nothing else stops a machine in this region: 1 - machines down / machines
    assert figures["availability"]["today"] == pytest.approx(1 - down / 220)


@pytest.mark.parametrize(
    ("site", "park", "go_h"),
    [
        ("middle-quarry", "middle-park", 0.0),
        ("north-pit", "middle-park", 120 / 60),
        ("hill-pit", "middle-park", (120 + 60) / 60),
        # half of the year a ferry of one hour after one hour of waiting, half 30 km at 30 km/h
        ("river-mine", "middle-park", (20 / 20 + 1 + 30 / 30) / 2),
        ("south-port", "south-park", 0.0),
        ("forest-camp", "south-park", 120 / 60),
    ],
)
def test_who_goes_where_and_how_long(
    tutorial_plan: Plan, site: str, park: str, go_h: float
) -> None:
    fleet = _fleet(tutorial_plan, site)
    assert fleet["park"] == park
    assert fleet["go_h"] == pytest.approx(go_h, abs=0.01)
    assert (fleet["report_h"], fleet["return_h"]) == (4, 0)
    assert fleet["repairs_per_year"] == pytest.approx(REPAIRS[site])


def test_the_queue_of_one_crew_is_that_of_the_textbook(tutorial_plan: Plan) -> None:
    # a loader keeps the crew 4 h, a truck of the camp 8 h and 2 h each way; hands-on exponential
    busy = {"south-port": 4.0, "forest-camp": 12.0}
    square = {"south-port": 4.0**2 + 4.0**2, "forest-camp": 12.0**2 + 8.0**2}
    jobs = sum(REPAIRS[s] for s in SOUTH)
    mean = sum(REPAIRS[s] * busy[s] for s in SOUTH) / jobs
    cv2 = sum(REPAIRS[s] * square[s] for s in SOUTH) / jobs / mean**2 - 1
    load = jobs * mean / YEAR_H
    waiting = load**2 / (1 - load) * (1 + cv2) / 2  # M/M/1, then Allen and Cunneen
    crew = tutorial_plan.stations.set_index(["park", "station"]).loc[("south-park", "crew")]
    assert crew["utilisation"] == pytest.approx(load)
    assert crew["waiting"] == pytest.approx(waiting, rel=1e-6)
    assert _fleet(tutorial_plan, "south-port")["queue_h"] == pytest.approx(
        waiting / (jobs / YEAR_H), rel=1e-6
    )


def test_the_wait_for_a_part_is_palm_and_poisson(tutorial_plan: Plan) -> None:
    # two part numbers alike, two pieces of each in the south, 103 h from the plant (100 + way)
    kit = tutorial_plan.stations.set_index(["park", "station"]).loc[("south-park", "spares")]
    assert kit["pieces"] == 4
    asked = (REPAIRS["south-port"] * 0.25 + REPAIRS["forest-camp"] * 0.5) / YEAR_H
    lead = 100 + 180 / 60
    on_order = asked / 2 * lead
    short = on_order - 2 + sum(
        (2 - n) * math.exp(-on_order) * on_order**n / math.factorial(n) for n in range(2)
    )  # fmt: skip
    assert kit["load"] == pytest.approx(asked * lead)
    assert kit["waiting"] == pytest.approx(2 * short, rel=1e-6)
    filled = math.exp(-on_order) * (1 + on_order)
    assert kit["fill_rate"] == pytest.approx(filled, rel=1e-6)
    assert kit["wait_h"] == pytest.approx(2 * short / asked, rel=1e-6)
    # every second truck repair asks for a part, every fourth of a loader
    assert _fleet(tutorial_plan, "forest-camp")["parts_h"] == pytest.approx(
        0.5 * kit["wait_h"], rel=1e-6
    )


def test_groups_and_seasons_add_up_to_the_whole(tutorial_plan: Plan) -> None:
    groups = tutorial_plan.by("group").set_index("group")
    assert groups.loc["Trucks", "today_h"] == pytest.approx(80)
    assert groups.loc["Loaders", "today_h"] == pytest.approx(50)
    assert groups["machines_down"].sum() == pytest.approx(
        tutorial_plan.figures["machines_down"]["plan"]
    )
    seasons = tutorial_plan.by_season()
    weight = seasons["repairs_per_month"]
    mean = (weight * seasons["turnaround_h"]).sum() / weight.sum()
    assert mean == pytest.approx(tutorial_plan.figures["turnaround_h"]["plan"], rel=1e-3)
    rows = tutorial_plan.seasonal.set_index(["site", "season"])
    assert rows.loc[("river-mine", "summer"), "go_h"] == pytest.approx(2.0, abs=0.01)
    assert rows.loc[("river-mine", "winter"), "go_h"] == pytest.approx(1.0, abs=0.01)
    assert rows.loc[("river-mine", "winter"), "mode"] == "winter_road"
    routes = tutorial_plan.routes
    legs = routes[(routes["site"] == "hill-pit") & (routes["season"] == "summer")]
    assert np.allclose(legs["hours"].sum(), 3.0, atol=0.02)
