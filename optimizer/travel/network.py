"""The layered network of a region: places, a node for each mode at a place, parks and sites."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import InputError
from optimizer.region.region import Region
from optimizer.region.sites import Park, Site
from optimizer.travel.graph import NO_MODE, Edges, Floats, Graph, Ints, fastest_edges
from optimizer.travel.offroad import AT_PLACE_KM, fastest_straight, geodesic_km
from optimizer.travel.profile import Profile

MONTHS = tuple(range(1, 13))


@dataclass(frozen=True, eq=False)
class Network:
    """Arrays of a region's ways; nodes are places, then layers, then parks, then sites.

    A layer is a mode at a place. Who boards goes from the place to the layer and waits; who stays
    with the mode moves from layer to layer; alighting is free.

    Attributes
    ----------
    region
        Where the rows are.
    tail, head
        Layer nodes of both ends of each link, ``[L]``.
    mode
        Index of the mode of each link, ``[L]``.
    km
        Length of each link.
    hours
        Hours of a link that gives them, else NaN.
    speed_kmh
        Speed of a link that gives it, else infinite.
    open
        Whether the link is open in the month, ``[L, 12]``.
    machine
        Whether the link carries heavy machines.
    layer_place, layer_mode
        What each layer node stands for.
    joint_place
        Place of every park, then of every site.
    joint_km
        Geodesic from a park or site to its place; 0 where it stands at it.
    """

    region: Region
    tail: Ints
    head: Ints
    mode: Ints
    km: Floats
    hours: Floats
    speed_kmh: Floats
    open: NDArray[np.bool_]
    machine: NDArray[np.bool_]
    layer_place: Ints
    layer_mode: Ints
    joint_place: Ints
    joint_km: Floats

    @property
    def first_joint(self) -> int:
        """Node of the first park."""
        return len(self.region.places) + len(self.layer_place)

    @property
    def parks(self) -> Ints:
        """Nodes of the parks."""
        return self.first_joint + np.arange(len(self.region.parks))

    @property
    def sites(self) -> Ints:
        """Nodes of the sites."""
        return self.first_joint + len(self.region.parks) + np.arange(len(self.region.sites))

    @property
    def size(self) -> int:
        """Number of nodes."""
        return self.first_joint + len(self.joint_place)

    def variants(self) -> tuple[frozenset[int], ...]:
        """Months with the same open links, each once, in the order of the year."""
        alike: dict[bytes, set[int]] = {}
        for month in MONTHS:
            alike.setdefault(self.open[:, month - 1].tobytes(), set()).add(month)
        return tuple(frozenset(months) for months in alike.values())


def joints(region: Region) -> tuple[Park | Site, ...]:
    """Return what is joined to a place: the parks, then the sites."""
    parks: tuple[Park | Site, ...] = region.parks
    return parks + region.sites


def build_network(region: Region) -> Network:
    """Turn the tables into arrays; nothing is filtered yet."""
    place = {row.id: n for n, row in enumerate(region.places)}
    mode = {row.id: n for n, row in enumerate(region.modes)}
    links = region.links
    unknown = [
        f"links: '{link.origin}' to '{link.destination}' by {link.mode} has neither speed_kmh "
        "nor hours; give one of them"
        for link in links
        if link.speed_kmh is None and link.hours is None
    ]
    if unknown:
        raise InputError(unknown)
    modes = np.array([mode[link.mode] for link in links], dtype=np.int64)
    ends = np.array([(place[k.origin], place[k.destination]) for k in links], dtype=np.int64)
    layers, position = np.unique(
        modes[:, None] * len(place) + ends.reshape(-1, 2), return_inverse=True
    )
    nodes = len(place) + position.reshape(-1, 2)
    joined = [(point, region.places[place[point.place]]) for point in joints(region)]
    joint_km = np.array([geodesic_km(point, its_place) for point, its_place in joined], float)
    return Network(
        region=region,
        tail=nodes[:, 0],
        head=nodes[:, 1],
        mode=modes,
        km=np.array([link.km for link in links], dtype=float),
        hours=np.array([np.nan if k.hours is None else k.hours for k in links], dtype=float),
        speed_kmh=np.array([np.inf if k.speed_kmh is None else k.speed_kmh for k in links], float),
        open=np.array([[m in link.open_months for m in MONTHS] for link in links], bool).reshape(
            -1, len(MONTHS)
        ),
        machine=np.array([link.machine for link in links], dtype=bool),
        layer_place=layers % max(len(place), 1),
        layer_mode=layers // max(len(place), 1),
        joint_place=np.array([place[point.place] for point, _ in joined], dtype=np.int64),
        joint_km=np.where(joint_km > AT_PLACE_KM, joint_km, 0.0),
    )


def link_hours(network: Network, profile: Profile) -> Floats:
    """Hours of each link for a profile, open or not.

    ``hours`` of the table wins over ``speed_kmh``. A cap (of the mode or the profile) slows a link
    down only where the table gives a speed: hours alone are a timetable, and stay.
    """
    caps = [np.inf if mode.max_kmh is None else mode.max_kmh for mode in network.region.modes]
    cap = np.minimum(np.array(caps, dtype=float)[network.mode], profile.cap_kmh)
    published = np.where(np.isnan(network.hours), network.km / network.speed_kmh, network.hours)
    slowed = np.isfinite(network.speed_kmh) & (cap < network.speed_kmh)
    return np.where(slowed, np.maximum(published, network.km / cap), published)


def month_graph(network: Network, profile: Profile, month: int) -> Graph:
    """Graph of the ways that are open to the profile in the month."""
    links = _links(network, profile, month)
    boarding, alighting = _boarding(network, np.unique(links.tail))
    out, back = _joints(network, profile)
    return fastest_edges(network.size, (links, boarding, alighting, out, back))


def _links(network: Network, profile: Profile, month: int) -> Edges:
    allowed = np.array([mode.id in profile.modes for mode in network.region.modes], dtype=bool)
    usable = network.open[:, month - 1] & allowed[network.mode]
    if profile.machine:
        usable &= network.machine
    tail, head = network.tail[usable], network.head[usable]
    hours = np.tile(link_hours(network, profile)[usable], 2)
    km, mode = np.tile(network.km[usable], 2), np.tile(network.mode[usable], 2)
    return Edges(np.r_[tail, head], np.r_[head, tail], hours, km, mode)


def _boarding(network: Network, layer: Ints) -> tuple[Edges, Edges]:
    """Edges onto and off the layers; only getting on costs time."""
    row = layer - len(network.region.places)
    place, mode = network.layer_place[row], network.layer_mode[row]
    wait = np.array([m.wait_h for m in network.region.modes], dtype=float)[mode]
    zero, no_mode = np.zeros(len(layer)), np.full(len(layer), NO_MODE, dtype=np.int64)
    return Edges(place, layer, wait, zero, mode), Edges(layer, place, zero, zero, no_mode)


def _joints(network: Network, profile: Profile) -> tuple[Edges, Edges]:
    """Edges between parks or sites and their places, where the profile can go there."""
    last = fastest_straight(network.region, profile, "last_km", network.joint_km)
    at_place = network.joint_km == 0.0
    hours = np.where(at_place, 0.0, last.hours)
    near = np.isfinite(hours)
    node, place = np.flatnonzero(near) + network.first_joint, network.joint_place[near]
    hours, km = hours[near], np.where(at_place, 0.0, last.km)[near]
    mode = np.where(at_place, NO_MODE, last.mode)[near]
    return Edges(node, place, hours, km, mode), Edges(place, node, hours, km, mode)
