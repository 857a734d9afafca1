"""Quarters a year apart: one problem where fleets do not grow, and one set of tables for it."""

from __future__ import annotations

from dataclasses import replace

from optimizer.region import load_region
from optimizer.region.scenario import RollOut
from optimizer.solve.patterns.tables import Made, tables
from optimizer.turnaround.quarters import Quarters, quarters


def five_quarters(**rules: object) -> Quarters:
    region = load_region("tutorial")
    own = RollOut.model_validate({"quarters": 5, "budget_mrub": 100, **rules})
    return quarters(replace(region, scenario=region.scenario.model_copy(update={"roll_out": own})))


def test_a_year_later_the_problem_is_the_same() -> None:
    found = five_quarters().roll_out.quarters
    assert found[4] is found[0]
    assert len(set(found)) == 4


def test_fleets_that_grow_make_it_another() -> None:
    found = five_quarters(growth=0.4).roll_out.quarters
    assert len(set(found)) == 5
    assert found[4].stay.sum() > found[0].stay.sum()


def test_tables_of_the_same_stations_are_made_once() -> None:
    problem = five_quarters().roll_out.quarters[0]
    busier = tuple(
        replace(s, weight=2.0 * s.weight) if s.kind == "servers" else s for s in problem.stations
    )
    made: Made = {}
    first, second = (tables(p, made) for p in (problem, replace(problem, stations=busier)))
    again = tables(replace(problem, stations=busier))
    for one, other, fresh in zip(first.blocks, second.blocks, again.blocks, strict=True):
        assert all(a is b for a, b in zip(one.bundles, other.bundles, strict=True))
        for a, b in zip(other.bundles, fresh.bundles, strict=True):
            assert (a.value == b.value).all()
        for mine, own in zip(one.queues, other.queues, strict=True):
            assert (own.weight == 2.0 * mine.weight).all()  # but not what differs
    assert made
