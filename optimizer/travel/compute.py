"""Hours from park to site for crews, tows and parts: the network's shortest ways, in arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from optimizer.region.region import Region
from optimizer.travel import profile as profiles
from optimizer.travel.graph import Floats, Ints, along, shortest
from optimizer.travel.matrix import matrix_times
from optimizer.travel.network import Network, build_network, joints, month_graph
from optimizer.travel.offroad import Point, straight_where_faster
from optimizer.travel.profile import Profile
from optimizer.travel.reach import check_reach
from optimizer.travel.times import Travel, gateway_node


def travel_times(region: Region) -> Travel:
    """Hours between all parks and sites by month.

    Returns
    -------
    Travel
        From the region's network, or from the scenario's own matrix when it names one.

    Raises
    ------
    InputError
        When a crew can reach some site from no park in some month.
    """
    travel = network_times(region)
    if region.scenario.matrix:
        travel = matrix_times(travel)
    check_reach(travel)
    return travel


def network_times(region: Region) -> Travel:
    """Hours over the network; sites out of reach have infinite hours."""
    network = build_network(region)
    variants = network.variants()
    ends = (network.parks, network.sites)
    crew_h, crew_km, crew_mode = ways_between(network, variants, profiles.crew(region), *ends)
    tow_h: dict[float, Floats] = {}
    tow_km: dict[float, Floats] = {}
    for speed in profiles.tow_speeds(region):
        tow_h[speed], tow_km[speed], _ = ways_between(
            network, variants, profiles.tow(region, speed), *ends
        )
    parts_h = np.zeros(crew_h.shape[:2])
    if region.scenario.gateway:
        gateway = np.array([gateway_node(region)])
        parts = ways_between(network, variants, profiles.parts(region), gateway, network.parks)
        parts_h = parts[0][:, 0, :]
    return Travel(region, variants, crew_h, crew_km, crew_mode, tow_h, tow_km, parts_h, network)


def _points(network: Network, nodes: Ints) -> Sequence[Point]:
    """Rows behind nodes that are places, parks or sites."""
    region = network.region
    joined = joints(region)
    return [
        region.places[n] if n < len(region.places) else joined[n - network.first_joint]
        for n in nodes
    ]


def ways_between(
    network: Network,
    variants: tuple[frozenset[int], ...],
    who: Profile,
    sources: Ints,
    targets: Ints,
) -> tuple[Floats, Floats, NDArray[np.int8]]:
    """Hours, kilometres and main mode, ``[V, S, T]``, over links or straight, what is faster.

    Hours are the same both ways: a link takes as long back as forth and a mode is boarded as often.
    """
    shape = (len(variants), len(sources), len(targets))
    hours, km, main = np.empty(shape), np.empty(shape), np.empty(shape, dtype=np.int8)
    for v, months in enumerate(variants):
        graph = month_graph(network, who, min(months))
        tree = shortest(graph, sources)
        hours[v] = tree.hours[:, targets]
        km[v], main[v] = along(graph, tree, targets, len(network.region.modes))
    origins, destinations = _points(network, sources), _points(network, targets)
    slowest = hours.max(axis=0)
    straight = straight_where_faster(network.region, who, origins, destinations, slowest)
    faster = straight.hours < hours
    return (
        np.where(faster, straight.hours, hours),
        np.where(faster, straight.km, km),
        np.where(faster, straight.mode, main).astype(np.int8),
    )
