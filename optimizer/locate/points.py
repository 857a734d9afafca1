"""Points: costs as distances between coordinates, computed where they are needed only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optimizer.errors import InputError

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

Metric = Literal["euclidean", "haversine"]

EARTH_KM = 6371.0088
"""Mean radius of the Earth, km (IUGG 1980)."""


@dataclass(frozen=True, eq=False)
class Points:
    """Clients and sites by coordinates; the cost of a pair is its distance.

    Attributes
    ----------
    client_xy, site_xy
        Coordinates as they are measured in, shape (clients, d) and (sites, d): the plane itself, or
        for ``haversine`` points on the unit sphere.
    metric
        ``euclidean`` in the unit of the coordinates, or ``haversine``: kilometres on the sphere.
    whole
        Distances are rounded down to whole numbers.
    """

    client_xy: NDArray[np.float64]
    site_xy: NDArray[np.float64]
    metric: Metric = "euclidean"
    whole: bool = False
    client_names: tuple[object, ...] | None = None
    site_names: tuple[object, ...] | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Clients and sites."""
        return len(self.client_xy), len(self.site_xy)

    @property
    def ndim(self) -> int:
        """Two, as of a matrix."""
        return 2

    def dense(self) -> NDArray[np.float64]:
        """Distances clients x sites."""
        from scipy.spatial.distance import cdist

        return self._along(cdist(self.client_xy, self.site_xy))

    def pairs(
        self, client: NDArray[np.int64], site: NDArray[np.int64] | NDArray[np.int32]
    ) -> NDArray[np.float64]:
        """Distance of each pair (client[r], site[r])."""
        apart = self.client_xy[client] - self.site_xy[site]
        return self._along(np.sqrt(np.einsum("rd,rd->r", apart, apart)))

    def nearest(
        self, count: int, sites: NDArray[np.int64] | None = None,
        clients: NDArray[np.int64] | None = None,
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:  # fmt: skip
        """The nearest ``count`` sites of every client, least first, and their distances.

        ``sites`` and ``clients`` restrict it to some of them. Shapes (clients, count).
        """
        tree = self._tree(sites)
        count = min(count, tree.n)
        asked = self.client_xy if clients is None else self.client_xy[clients]
        apart, found = tree.query(asked, k=np.arange(1, count + 1))
        place = np.asarray(found, dtype=np.int64)
        return (place if sites is None else sites[place]), self._along(np.asarray(apart))

    def _tree(self, sites: NDArray[np.int64] | None) -> cKDTree:
        from scipy.spatial import cKDTree

        return cKDTree(self.site_xy if sites is None else self.site_xy[sites])

    def _along(self, apart: NDArray[np.float64]) -> NDArray[np.float64]:
        """Straight distances turned into the metric's."""
        if self.metric == "haversine":  # chord of the unit sphere to arc
            apart = 2.0 * EARTH_KM * np.arcsin(np.minimum(apart / 2.0, 1.0))
        return np.floor(apart) if self.whole else apart


def from_points(
    clients: ArrayLike, sites: ArrayLike | None = None, *, metric: Metric = "euclidean",
    whole: bool = False, client_names: Sequence[object] | None = None,
    site_names: Sequence[object] | None = None,
) -> Points:  # fmt: skip
    """Costs from coordinates, to be given to any location problem in place of a matrix.

    Parameters
    ----------
    clients
        Coordinates, shape (clients, d); for ``haversine`` latitude and longitude in degrees.
    sites
        The same of the sites; the clients themselves if not given.
    metric
        ``euclidean``: straight, in the unit of the coordinates. ``haversine``: along the surface of
        a sphere, km; up to 0.5 % off the ellipsoid.
    whole
        Round distances down to whole numbers, as instances of TSPLIB are read for the p-median.
    client_names, site_names
        Labels for the answer.

    Raises
    ------
    InputError
        Everything that is wrong with the coordinates, at once.

    Examples
    --------
    >>> from optimizer import locate
    >>> here = locate.from_points([[0, 0], [0, 3], [4, 0]])
    >>> locate.p_median(here, 1).value
    7.0
    """
    wrong: list[str] = []
    if metric not in ("euclidean", "haversine"):
        wrong.append(f"metric: '{metric}' is none; give euclidean or haversine")
    client_xy = _coordinates("clients", clients, metric, client_names, wrong)
    if sites is None:
        site_xy, site_names = client_xy, client_names if site_names is None else site_names
    else:
        site_xy = _coordinates("sites", sites, metric, site_names, wrong)
    if not wrong and client_xy.shape[1] != site_xy.shape[1]:
        wrong.append(f"sites: have {site_xy.shape[1]} coordinates, clients {client_xy.shape[1]}")
    if wrong:
        raise InputError(wrong)
    return Points(
        client_xy, site_xy, metric, whole,
        None if client_names is None else tuple(client_names),
        None if site_names is None else tuple(site_names),
    )  # fmt: skip


def _coordinates(
    what: str, given: ArrayLike, metric: str, names: Sequence[Any] | None, wrong: list[str]
) -> NDArray[np.float64]:
    """Checked coordinates; haversine ones as points of the unit sphere."""
    none = np.zeros((1, 2))
    try:
        xy = np.ascontiguousarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        wrong.append(f"{what}: are not numbers; give one row of coordinates per point")
        return none
    if xy.ndim != 2 or 0 in xy.shape or (metric == "haversine" and xy.shape[1] != 2):
        fix = "latitude and longitude" if metric == "haversine" else "its coordinates"
        wrong.append(f"{what}: have shape {xy.shape}; give one row per point with {fix}")
        return none
    if names is not None and len(names) != len(xy):
        wrong.append(f"{what}: are {len(xy)}, their names {len(names)}; give one name each")
    bad = np.flatnonzero(~np.isfinite(xy).all(axis=1))
    if len(bad):
        wrong.append(f"{what}: {len(bad)} have no number, the first is point {bad[0]}")
        return none
    if metric != "haversine":
        return xy
    off = np.flatnonzero((np.abs(xy[:, 0]) > 90) | (np.abs(xy[:, 1]) > 360))
    if len(off):
        fix = "give latitude (-90 to 90), then longitude, in degrees"
        wrong.append(f"{what}: {len(off)} are not on the Earth, the first is point {off[0]}; {fix}")
    latitude, longitude = np.radians(xy).T
    flat = np.cos(latitude)
    return np.stack([flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)], axis=1)
