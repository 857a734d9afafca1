"""Shelves of a depot behind those of the hubs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.plan.depot import built_depot
from optimizer.simulate.network import MONTHS, Months, Shelf
from optimizer.travel.between_parks import between_parks

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan
    from optimizer.region.resources import Family


def kept_in_depot(plan: Plan) -> tuple[str, ...]:
    """Part families that some hub of a plan draws from the depot, in the order of the table."""
    through = {
        station.name
        for k, station in enumerate(plan.problem.stations)
        for j in np.flatnonzero(plan.choice.level[k] >= 0)
        if station.kind == "stock" and plan.way_of(k, int(j)).stock is not None
    }
    return tuple(family.id for family in plan.region.families if family.id in through)


def with_depot(
    plan: Plan, places: list[tuple[int, Family]], shelves: list[Shelf], families: Sequence[str]
) -> tuple[Shelf, ...]:
    """The hubs' shelves, those that a depot supplies tied to its own, which come after them.

    Parameters
    ----------
    places
        Park and family of each shelf.
    shelves
        As if each ordered outside; the lanes of a way through a depot are those to the depot.
    families
        Families with a shelf at the depot, empty where the plan has none.
    """
    at = built_depot(plan)
    first = {family: len(shelves) + n for n, family in enumerate(families)}
    own = {family: _empty(places, shelves, family) for family in families}
    if at is None:
        return (*shelves, *own.values())
    start = [p.id for p in plan.region.parks].index(at.park.id)
    between, travel = between_parks(plan.built.travel), plan.built.travel
    handling = plan.region.scenario.parts_handling_h
    stations = {s.name: k for k, s in enumerate(plan.problem.stations)}
    to_depot: Months = tuple(
        handling + float(travel.parts_h[travel.month_variant(m), start])
        for m in range(1, MONTHS + 1)
    )
    for family in families:
        if family in stations:
            kit = plan.problem.stations[stations[family]].curves[0]
            stock = np.repeat(at.carried[family].stock, getattr(kit, "numbers", ()))
            own[family] = replace(own[family], stock=stock, way_h=to_depot)
    found = list(shelves)
    for number, (park, row) in enumerate(places):
        k = stations.get(row.id)
        if k is None or plan.choice.level[k, park] < 0 or plan.way_of(k, park).stock is None:
            continue
        own[row.id] = replace(own[row.id], lanes=shelves[number].lanes)
        way_h = tuple(handling + float(between[m, start, park]) for m in range(MONTHS))
        found[number] = replace(shelves[number], depot=first[row.id], way_h=way_h)
    return (*found, *own.values())


def _empty(places: list[tuple[int, Family]], shelves: list[Shelf], family: str) -> Shelf:
    """A shelf of the depot before it is there."""
    like = next(s for (_, f), s in zip(places, shelves, strict=True) if f.id == family)
    return replace(like, stock=np.zeros_like(like.stock))
