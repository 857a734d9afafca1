"""Shelves of a depot behind those of the hubs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.plan.depot import built_depot
from optimizer.simulate.network import MONTHS, Months, Shelf
from optimizer.travel.between_parks import between_parks

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan
    from optimizer.region.resources import Family


def with_depot(
    plan: Plan, places: list[tuple[int, Family]], shelves: list[Shelf]
) -> tuple[Shelf, ...]:
    """The hubs' shelves, those that a depot supplies tied to its own, which come after them.

    Parameters
    ----------
    places
        Park and family of each shelf.
    shelves
        As if each ordered outside; the lanes of a way through a depot are those to the depot.
    """
    at = built_depot(plan)
    if at is None:
        return tuple(shelves)
    start = [p.id for p in plan.region.parks].index(at.park.id)
    between, travel = between_parks(plan.built.travel), plan.built.travel
    handling = plan.region.scenario.parts_handling_h
    stations = {s.name: k for k, s in enumerate(plan.problem.stations)}
    to_depot: Months = tuple(
        handling + float(travel.parts_h[travel.month_variant(m), start])
        for m in range(1, MONTHS + 1)
    )
    own: list[Shelf] = []
    found, first = list(shelves), {}
    for number, (park, family) in enumerate(places):
        if plan.way_of(stations[family.id], park).stock is None:
            continue
        if family.id not in first:
            first[family.id] = len(shelves) + len(own)
            kit = plan.problem.stations[stations[family.id]].curves[0]
            stock = np.repeat(at.carried[family.id].stock, getattr(kit, "numbers", ()))
            own.append(replace(shelves[number], stock=stock, way_h=to_depot))
        way_h = tuple(handling + float(between[m, start, park]) for m in range(MONTHS))
        found[number] = replace(shelves[number], depot=first[family.id], way_h=way_h)
    return (*found, *own)
