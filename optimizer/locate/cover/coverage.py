"""The most weight that p columns cover: prices, swaps, fixing, and HiGHS on what is left."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimizer.locate.clock import Clock
from optimizer.locate.costs import Costs
from optimizer.locate.cover.prices import Priced, coverage_prices
from optimizer.locate.program import Limits, Program, minimise
from optimizer.solve.watch import relative_gap

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_MOST_SWAPS = 500
_ROUNDING = 1e-9


class CoverageSearch:
    """State of one search.

    Attributes
    ----------
    sites
        The best p sites so far, ascending.
    value, bound
        The weight that they cover, and the most that p sites can.
    """

    def __init__(self, costs: Costs, near: sparse.csr_array, p: int, clock: Clock) -> None:
        self.costs, self.p, self.clock = costs, p, clock
        inside = costs.fixed_in
        done = near[:, inside].sum(axis=1) > 0 if len(inside) else np.zeros(costs.clients, bool)
        self._given = float(costs.weights[done].sum())
        free = np.ones(costs.sites, dtype=np.bool_)
        free[costs.fixed_out], free[inside] = False, False
        self._free = np.flatnonzero(free)
        self._links, self._weights = _merged(
            sparse.csr_array(near[~done][:, self._free]), costs.weights[~done]
        )
        self._turned = sparse.csr_array(self._links.T)
        self._count = p - len(inside)
        self._best: Ints = np.empty(0, dtype=np.int64)
        self._covered = -1.0
        self._rest = float(self._weights.sum())

    @property
    def sites(self) -> Ints:
        """Positions of the open sites."""
        return np.union1d(self._free[self._best], self.costs.fixed_in)

    @property
    def value(self) -> float:
        """The weight covered."""
        return self._given + max(self._covered, 0.0)

    @property
    def bound(self) -> float:
        """The most weight that can be covered."""
        return self._given + max(self._rest, self._covered, 0.0)

    def run(self, gap: float, seed: int, threads: int) -> None:
        """Search until the gap is proven or the time is over."""
        everywhere = np.diff(self._turned.indptr).astype(np.float64)
        if self._count == 0 or not len(self._weights):
            self._best, self._covered = np.argsort(-everywhere)[: self._count], 0.0
            self._rest = 0.0
            return
        self._offer(everywhere)
        if self._done(gap):
            return
        priced = coverage_prices(self._links, self._weights, self._count, self.clock, self._offer)
        self._lower(priced.bound)
        if not self._done(gap) and not self.clock.over():
            self._settle(priced, Limits(gap=gap, seed=seed, threads=threads))

    def _done(self, gap: float) -> bool:
        return relative_gap(-self.value, -self.bound) <= gap + _ROUNDING / 10

    def _lower(self, bound: float) -> None:
        """Take over a bound; weights that are whole numbers cover a whole number."""
        if (self._weights == np.rint(self._weights)).all():
            bound = float(np.floor(bound + 1e-6))
        self._rest = max(min(self._rest, bound), self._covered)
        if self._rest - self._covered <= _ROUNDING * max(1.0, self._rest):
            self._rest = self._covered

    def _offer(self, worth: Array) -> float:
        """Sites by what they newly cover, the more valued first, then swaps; the best so far."""
        left, chosen = self._weights.copy(), []
        gain = self._turned @ left
        prior = 1e-6 * worth / max(1e-12, float(np.abs(worth).max()))
        for _ in range(self._count):
            best = int((gain + prior * (gain.max() + 1.0)).argmax())
            chosen.append(best)
            gain = self._without(gain, left, best)
            gain[chosen] = -1.0
        sites = self._swapped(np.array(chosen, dtype=np.int64))
        covered = self._weight_of(sites)
        if covered > self._covered:
            self._best, self._covered = sites, covered
        return self._covered

    def _rows(self, site: int) -> Ints:
        turned = self._turned
        return np.asarray(turned.indices[turned.indptr[site] : turned.indptr[site + 1]])

    def _without(self, gain: Array, left: Array, site: int) -> Array:
        rows = self._rows(site)
        new = rows[left[rows] > 0]
        part = self._links[new]
        lost = np.repeat(left[new], np.diff(part.indptr))
        left[new] = 0.0
        return gain - np.bincount(part.indices, lost, len(gain))

    def _weight_of(self, sites: Ints) -> float:
        chosen = np.zeros(len(self._free))
        chosen[sites] = 1.0
        return float(self._weights[(self._links @ chosen) > 0].sum())

    def _swapped(self, sites: Ints) -> Ints:
        """Drop the site that is missed least, open the one that gains most, while that helps."""
        chosen = np.zeros(len(self._free))
        chosen[sites] = 1.0
        times = self._links @ chosen
        for _ in range(_MOST_SWAPS):
            alone = self._turned @ (self._weights * (times == 1))
            out = int(np.where(chosen > 0, alone, np.inf).argmin())
            times[self._rows(out)] -= 1
            gain = self._turned @ (self._weights * (times == 0))
            gain[chosen > 0] = -1.0
            enter = int(gain.argmax())
            if gain[enter] <= alone[out] * (1 + _ROUNDING) + _ROUNDING:
                break
            chosen[out], chosen[enter] = 0.0, 1.0
            times[self._rows(enter)] += 1
        return np.flatnonzero(chosen > 0)

    def _settle(self, priced: Priced, limits: Limits) -> None:
        """HiGHS on the sites that may be in a better choice."""
        worth, count = priced.reduced, self._count
        slack = priced.bound - self._covered
        edge = np.partition(-worth, count - 1)[count - 1] * -1.0
        next_edge = -np.partition(-worth, count)[count] if count < len(worth) else -np.inf
        kept = np.flatnonzero(edge - worth <= slack + 1e-9 * abs(priced.bound))
        must = worth[kept] - next_edge > slack + 1e-9 * abs(priced.bound)
        answer = minimise(self._program(kept, must), limits, self.clock)
        if answer.x is not None:
            sites = kept[np.flatnonzero(answer.x[: len(kept)] > 0.5)]
            covered = self._weight_of(sites)
            if len(sites) == count and covered > self._covered:
                self._best, self._covered = sites, covered
        if np.isfinite(answer.bound):
            missed = float(self._weights.sum()) - answer.bound
            tolerance = 1e-7 * max(1.0, abs(missed))
            self._lower(missed if missed > self._covered + tolerance else self._covered)

    def _program(self, kept: Ints, must: NDArray[np.bool_]) -> Program:
        """Least weight not covered: y of the kept sites, then 1 − z of every row."""
        links = sparse.csr_array(self._links[:, kept])
        rows, columns = links.shape
        matrix = sparse.vstack(
            [
                sparse.hstack([links, sparse.eye_array(rows)]),
                sparse.csr_array(np.concatenate([np.ones(columns), np.zeros(rows)])[None, :]),
            ]
        )
        number = np.array([float(self._count)])
        return Program(
            cost=np.concatenate([np.zeros(columns), self._weights]),
            lower=np.concatenate([must.astype(np.float64), np.zeros(rows)]),
            upper=np.ones(columns + rows), matrix=sparse.csr_array(matrix),
            row_lower=np.concatenate([np.ones(rows), number]),
            row_upper=np.concatenate([np.full(rows, np.inf), number]),
            integer=np.repeat([True, False], [columns, rows]),
        )  # fmt: skip


def _merged(links: sparse.csr_array, weights: Array) -> tuple[sparse.csr_array, Array]:
    """Rows with the same columns as one row; rows without a column or a weight left out."""
    links.sort_indices()
    used = np.flatnonzero((np.diff(links.indptr) > 0) & (weights > 0))
    first: dict[bytes, int] = {}
    group = np.empty(len(used), dtype=np.int64)
    for place, row in enumerate(used.tolist()):
        key = links.indices[links.indptr[row] : links.indptr[row + 1]].tobytes()
        group[place] = first.setdefault(key, len(first))
    _, kept = np.unique(group, return_index=True)
    merged = np.bincount(group, weights[used], len(first))
    return sparse.csr_array(links[used[kept]]), np.asarray(merged, dtype=np.float64)
