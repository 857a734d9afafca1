"""Finding the fastest route between two points, and telling its legs."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence

import numpy as np

from optimizer.errors import InputError
from optimizer.region.geography import Place
from optimizer.region.region import Region
from optimizer.region.sites import Park, Site
from optimizer.region.suggest import did_you_mean
from optimizer.travel.graph import NO_MODE, Graph, path, shortest
from optimizer.travel.network import MONTHS, Network, build_network, joints, month_graph
from optimizer.travel.offroad import Straight, straight_where_faster
from optimizer.travel.profile import Profile, crew, only
from optimizer.travel.route import Leg, Route, Stop


def shortest_route(network: Network, profile: Profile, month: int, start: int, end: int) -> Route:
    """Fastest way between two nodes that are places, parks or sites, straight ways included."""
    graph = month_graph(network, profile, month)
    tree = shortest(graph, np.array([start]))
    origin, destination = _stop(network, start), _stop(network, end)
    network_h = tree.hours[:, [end]]
    straight = straight_where_faster(network.region, profile, [origin], [destination], network_h)
    if straight.hours[0, 0] < network_h[0, 0]:
        return Route((_straight_leg(network.region, origin, destination, straight),))
    if np.isinf(network_h[0, 0]):
        what = f"no way from '{origin.id}' to '{destination.id}' in month {month}"
        modes = ", ".join(sorted(profile.modes)) or "no mode"
        raise InputError([f"links: {what} by {modes}; add a link, or open one in that month"])
    return Route(tuple(_legs(network, graph, path(tree, 0, end))))


def route_between(
    region: Region,
    place_a: str,
    place_b: str,
    *,
    modes: Collection[str] | None = None,
    month: int = 1,
) -> Route:
    """Fastest way between two places.

    Parameters
    ----------
    region
        Where the places are.
    place_a, place_b
        Ids of places.
    modes
        Ids of the modes that may be used; by default those of a crew.
    month
        Calendar month, 1 to 12.

    Raises
    ------
    InputError
        When a name is unknown or no way is open.
    """
    ids = [place.id for place in region.places]
    nodes = [position(ids, name, "place") for name in (place_a, place_b)]
    if modes is not None:
        for name in modes:
            position([mode.id for mode in region.modes], name, "mode")
    profile = crew(region) if modes is None else only(modes)
    return shortest_route(build_network(region), profile, checked_month(month), *nodes)


def bare_route(network: Network, start: int, end: int, hours: float, km: float) -> Route:
    """One straight leg without a mode between two nodes: all that a matrix can tell."""
    origin, destination = _stop(network, start), _stop(network, end)
    if np.isinf(hours):
        raise InputError([f"matrix: no way from '{origin.id}' to '{destination.id}'; give hours"])
    return Route((Leg(origin, destination, "", km, hours, 0.0),))


def position(ids: Sequence[str], name: str, what: str) -> int:
    """Index of a name that a caller gave, or a message with the nearest names."""
    if name in ids:
        return ids.index(name)
    raise InputError([f"no {what} is named '{name}'; {did_you_mean(name, ids)}"])


def checked_month(month: int) -> int:
    """Return the month, if there is one of that number."""
    if month not in MONTHS:
        raise InputError([f"month {month} does not exist; give 1 to 12"])
    return month


def _stop(network: Network, node: int) -> Stop:
    region = network.region
    row: Place | Park | Site
    if node >= network.first_joint:
        row = joints(region)[node - network.first_joint]
    else:
        layer = node - len(region.places)
        row = region.places[network.layer_place[layer] if layer >= 0 else node]
    return Stop(row.id, row.name, row.name_ru, row.lat, row.lon)


def _straight_leg(region: Region, origin: Stop, destination: Stop, way: Straight) -> Leg:
    mode = region.modes[way.mode[0, 0]]
    hours = float(way.hours[0, 0]) - mode.wait_h
    return Leg(origin, destination, mode.id, float(way.km[0, 0]), hours, mode.wait_h)


def _legs(network: Network, graph: Graph, nodes: list[int]) -> Iterator[Leg]:
    """Legs along the nodes: a boarding becomes the wait of the leg after it."""
    wait_h = 0.0
    for tail, head in itertools.pairwise(nodes):
        edge = int(graph.edge(np.array(tail), np.array(head)))
        hours, km, index = float(graph.hours[edge]), float(graph.km[edge]), int(graph.mode[edge])
        if index == NO_MODE:
            continue
        mode = network.region.modes[index]
        if km == 0.0:
            wait_h = hours
            continue
        if max(tail, head) >= network.first_joint:
            wait_h = mode.wait_h
            hours -= wait_h
        yield Leg(_stop(network, tail), _stop(network, head), mode.id, km, hours, wait_h)
        wait_h = 0.0
