"""A depot's stock of a family behind the hubs' kits: what the Problem asks of it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from optimizer.chords import chord_error
from optimizer.problem import Array, Curve, Ints
from optimizer.turnaround.depot_curve import DepotCurve
from optimizer.turnaround.depot_table import waiting_by_kit
from optimizer.turnaround.kits import DemandClasses
from optimizer.turnaround.poisson import KitCurve, backorders

_SHARES = np.linspace(0.0, 1.0, 97) ** 2
_WAYS = 10
"""Ways from the depot that are worked out; between them waiting is convex in the way."""


@dataclass(frozen=True, eq=False)
class DepotStock:
    """Pieces of a family kept at a depot; a load is the hub's share of the family's demand.

    Attributes
    ----------
    stock
        Base stock S0 of each demand class.
    pipeline
        (S,) mean number on order of the depot, λ0 L0.
    way
        (S, J) mean number that the region asks for during the way from the depot, λ0 O.
    season_share
        (S,) share of the year.
    """

    stock: tuple[int, ...]
    pipeline: Array
    way: Array
    season_share: Array
    _known: dict[int, tuple[Curve, Array, Array]] = field(default_factory=dict, repr=False)

    def curve(self, own: Curve, season: int, park: int) -> DepotCurve:
        """Exact curve of a kit at a park in a season."""
        assert isinstance(own, KitCurve), "the levels of a stock are kits"
        return DepotCurve(
            own, self.stock, float(self.pipeline[season]), float(self.way[season, park])
        )

    def means(self, own: tuple[Curve, ...], parks: Ints, load: Array) -> tuple[Array, Array]:
        """(P, n, M) season means at loads (P, M), never below the truth, and how far above it."""
        self.prepare(own)
        top = len(_SHARES) - 1
        share = np.clip(load, 0.0, 1.0)
        left = np.minimum((np.sqrt(share) * top).astype(int), top - 1)
        part = (share - _SHARES[left]) / (_SHARES[left + 1] - _SHARES[left])
        rows = np.arange(len(parks))[:, None]
        value, error = (np.empty((len(parks), len(own), load.shape[1])) for _ in range(2))
        for i, kit in enumerate(own):
            _, table, above = self._known[id(kit)]
            here, bound = table[parks], above[parks]
            value[:, i] = here[rows, left] * (1 - part) + here[rows, left + 1] * part
            error[:, i] = bound[rows, left]
        return value, error

    def prepare(self, own: tuple[Curve, ...]) -> None:
        """Work out the tables of kits: many at once cost little more than one."""
        missing = [kit for kit in own if id(kit) not in self._known]
        if missing:
            self._work_out(missing)

    def mean_of_parks(self, kit: KitCurve, share: Array) -> Array:
        """(M,) number waiting at a hub of each share (M,), mean of all parks."""
        parks = np.arange(self.way.shape[1])
        value, _ = self.means((kit,), parks, np.tile(share, (len(parks), 1)))
        return np.asarray(value[:, 0].mean(axis=0))

    def owed_mean(self, kit: Curve) -> Array:
        """(S,) mean number of pieces that the depot owes all hubs, by season."""
        assert isinstance(kit, KitCurve), "the levels of a stock are kits"
        stock, share = np.array(self.stock, float), np.array(kit.share)
        numbers = np.array(kit.numbers, float)
        return np.array([numbers @ backorders(stock, share * d) for d in self.pipeline])

    def typical(self, classes: DemandClasses) -> float:
        """Mean number that all hubs together wait for: owed by the depot, and on the way."""
        stock = np.array(self.stock, float)
        late = [classes.numbers @ backorders(stock, classes.share * d) for d in self.pipeline]
        return float(self.season_share @ (np.array(late) + self.way.mean(axis=1)))

    def only(self, parks: Ints) -> DepotStock:
        """The same for some of the parks."""
        return DepotStock(self.stock, self.pipeline, self.way[:, parks], self.season_share)

    def _work_out(self, kits: list[Curve]) -> None:
        """Tables (J, M) of kits over shares, and the error of each cell."""
        plain = tuple(kit for kit in kits if isinstance(kit, KitCurve))
        parks = self.way.shape[1]
        value = np.zeros((len(plain), parks, len(_SHARES)))
        error = np.zeros_like(value)
        for s, weight in enumerate(self.season_share):
            knots = _knots(self.way[s])
            found = waiting_by_kit(plain, self.stock, float(self.pipeline[s]), knots, _SHARES)
            here, off = _between(knots, found, self.way[s])
            value += weight * here
            error += weight * off
        # a chord's neighbours, prolonged below it, are at most three times its length away
        chord = chord_error(_SHARES, value) + 4.0 * np.maximum(error[..., :-1], error[..., 1:])
        for i, kit in enumerate(plain):
            self._known[id(kit)] = kit, value[i], chord[i]


def _knots(way: Array) -> Array:
    """All different ways, or a few from the shortest to the longest."""
    different = np.unique(way)
    if len(different) <= _WAYS:
        return different
    return np.quantile(different, np.linspace(0.0, 1.0, _WAYS))


def _between(knots: Array, value: Array, way: Array) -> tuple[Array, Array]:
    """Values (n, J, M) at the ways (J,) by chords between knots, and how far those lie above."""
    if len(knots) == 1:
        here = np.repeat(value, len(way), axis=1)
        return here, np.zeros_like(here)
    left = np.clip(np.searchsorted(knots, way, side="right") - 1, 0, len(knots) - 2)
    part = (way - knots[left]) / (knots[left + 1] - knots[left])
    here = value[:, left] * (1 - part)[:, None] + value[:, left + 1] * part[:, None]
    above = np.moveaxis(chord_error(knots, np.moveaxis(value, 1, 2)), 2, 1)  # (n, Q - 1, M)
    inside = (part > 0) & (part < 1)
    return here, above[:, left] * inside[:, None]
