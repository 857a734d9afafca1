"""Capacitated location: prices, then guesses of the optimum, each settled on what it leaves.

A guess a little above the bound leaves few pairs and sites (reduced-cost fixing). HiGHS finds the
optimum among them, or proves that the guess was too low, which raises the bound (cut-and-solve in
the sense of Climer and Zhang 2006; Gadegaard, Klose and Nielsen 2018).
"""

from __future__ import annotations

import numpy as np

from optimizer.locate.capacity.branch import Branching
from optimizer.locate.capacity.core import Core, core
from optimizer.locate.capacity.dual import Dual, Lagrangian
from optimizer.locate.capacity.fill import Fill
from optimizer.locate.capacity.pack import Pack
from optimizer.locate.capacity.plant import Array, Bools, Plants
from optimizer.locate.capacity.serve import serve, worth
from optimizer.locate.clock import Clock
from optimizer.locate.program import Limits, minimise, new_highs, pass_program
from optimizer.solve.watch import relative_gap

_SMALL = 12_000
"""So many pairs are priced by the linear program first."""
_FIRST_GUESS, _GROWTH, _MOST_GUESSES = 0.001, 2.0, 60
_FIRST_WHERE_SMALL = 0.02
"""Where little is left at any guess, one that holds the answer found saves the others."""
_TOLERANCE = 1e-7
"""Relative; HiGHS keeps its rows to about this."""


class CapacitatedSearch:
    """State of one search: the best answer and the proven bound.

    Attributes
    ----------
    shares
        Best answer, clients x sites; None before the first.
    value, bound
        Its cost, and what no answer costs less than; inf as a bound: there is none.
    """

    def __init__(
        self, plants: Plants, clock: Clock, gap: float = 0.0, seed: int = 0, threads: int = 1
    ) -> None:
        self.plants, self.clock, self.gap = plants, clock, gap
        self.seed, self.threads = seed, threads
        self.shares: Array | None = None
        self.value, self.bound = np.inf, 0.0

    def run(self) -> None:
        """Search until the gap is proven or the time is over."""
        if not self.plants.clients:
            self._offer(np.zeros(self.plants.cost.shape))
            self.bound = self.value
            return
        loads = Pack(self.plants) if self._packed() else Fill(self.plants)
        lagrangian = Lagrangian(self.plants, loads)
        dual = self._priced(lagrangian)
        small = self.plants.clients * self.plants.sites <= _SMALL and not self.plants.single
        guess = _FIRST_WHERE_SMALL if small else _FIRST_GUESS
        for _ in range(_MOST_GUESSES):
            if self._done():
                break
            cutoff = self._cutoff(guess)
            if self._packed():
                self._branch(dual, cutoff)
            else:
                self._settle(lagrangian, dual, cutoff)
            guess *= _GROWTH
        if np.isinf(self.value) and self.bound >= self._most():
            self.bound = np.inf
        elif relative_gap(self.value, self.bound) <= _TOLERANCE:
            self.bound = self.value

    def _packed(self) -> bool:
        return self.plants.single and Pack.fits(self.plants)

    def _done(self) -> bool:
        proven = relative_gap(self.value, self.bound) <= self.gap + _TOLERANCE / 10
        return proven or self.clock.over() or self.bound >= self._most()

    def _most(self) -> float:
        """More than any answer costs."""
        finite = np.where(np.isfinite(self.plants.cost), self.plants.cost, 0.0)
        return float(finite.max(axis=1).sum() + self.plants.opening.sum()) + 1.0

    def _priced(self, lagrangian: Lagrangian) -> Dual:
        """Prices by the linear program where that is small, then by ascent; answers on the way."""
        p = self.plants
        prices = lagrangian.start()
        if p.clients * p.sites <= _SMALL:
            prices = self._relaxed(prices)
            self._raise(lagrangian.at(prices)[0])
            if self._done() or not p.single:
                return Dual(prices, self.bound, np.zeros(p.sites))
        if np.isinf(self.value):
            self._try(lagrangian.at(prices)[1])
        first = self._climbed(lagrangian, prices)
        if p.single and not self._done() and p.clients * p.sites <= _SMALL:
            other = self._climbed(lagrangian, lagrangian.start())  # an ascent may stick at a kink
            first = max(first, other, key=lambda dual: dual.bound)
        return first

    def _climbed(self, lagrangian: Lagrangian, prices: Array) -> Dual:
        """Prices by two ascents, with long steps and short ones; answers on the way."""
        steps = _steps(self.plants)
        dual = Dual(prices, self.bound, np.zeros(self.plants.sites))
        for ahead, pace in ((0.05, 1.0), (0.005, 0.6)):
            dual = lagrangian.ascend(
                dual.prices, self.clock, target=self.value, steps=steps, ahead=ahead, pace=pace
            )
            self._raise(dual.bound)
            self._try_often(dual.often)
            if self._done():
                break
        return dual

    def _relaxed(self, prices: Array) -> Array:
        """The linear relaxation's prices; its sites, rounded up, give an answer."""
        p = self.plants
        none = np.zeros(p.sites, dtype=np.bool_)
        part = core(p, np.isfinite(p.cost), p.inside, none, relaxed=True)
        highs = new_highs(Limits(threads=self.threads))
        pass_program(highs, part.program)
        self.clock.run(highs)
        solution = highs.getSolution()
        if not solution.dual_valid:
            return prices
        x = np.array(solution.col_value)
        often = x[: p.sites]
        if not p.single and (np.abs(often - np.rint(often)) < 1e-9).all():
            self._offer(_normal(part.shares(x)))
        else:
            self._try(often > 1e-6)
        return np.array(solution.row_dual)[: p.clients]

    def _try_often(self, often: Array) -> None:
        """Answers from the sites that were open most often, as many as it takes or one more."""
        order = np.argsort(-often, kind="stable")
        enough = int(np.searchsorted(np.cumsum(self.plants.capacity[order]), self.plants.total))
        for count in range(enough + 1, min(enough + 3, len(order)) + 1):
            opened = self.plants.inside.copy()
            opened[order[:count]] = True
            self._try(opened)

    def _try(self, opened: Bools) -> None:
        if not self.clock.over():
            shares = serve(self.plants, opened, self.clock)
            if shares is not None:
                self._offer(shares)

    def _offer(self, shares: Array) -> None:
        load = (self.plants.demand[:, None] * shares).sum(axis=0)
        value = worth(self.plants, shares)
        fits = (load <= self.plants.capacity * (1 + 10 * _TOLERANCE)).all()
        if fits and value < self.value:
            self.shares, self.value = shares, value

    def _raise(self, bound: float) -> None:
        if self.plants.whole and np.isfinite(bound):
            bound = float(np.ceil(bound - 1e-6 * max(1.0, abs(bound)) * 1e-2))
        self.bound = max(self.bound, min(bound, self.value))

    def _cutoff(self, guess: float) -> float:
        """The next guess: a little above the bound, or the best answer where that is near."""
        cutoff = self.bound + guess * max(abs(self.bound), 1.0)
        if self.value <= self.bound + 1.5 * guess * abs(self.bound):
            return self.plants.better_than(self.value)
        return float(np.floor(cutoff)) + 0.5 if self.plants.whole else cutoff

    def _branch(self, dual: Dual, cutoff: float) -> None:
        """The same where clients are not split: by deciding sites."""
        limits = Limits(threads=self.threads, seed=self.seed)
        branching = Branching(self.plants, cutoff, self.clock, limits)
        bound = branching.run(dual.prices, dual.bound)
        if branching.best is not None:
            self._offer(branching.best)
        self._raise(self._proven(bound, cutoff))

    def _settle(self, lagrangian: Lagrangian, dual: Dual, cutoff: float) -> None:
        """Find the best answer up to the cutoff, or raise the bound to it."""
        pairs, must, cannot = lagrangian.survivors(dual.prices, cutoff)
        while not self.clock.over():
            if (must & cannot).any() or (self.plants.single and not pairs.any(axis=1).all()):
                self._raise(cutoff)
                return
            part = core(self.plants, pairs, must, cannot)
            limits = Limits(
                cutoff=cutoff, gap=max(self.gap, _TOLERANCE / 10), threads=self.threads,
                seed=self.seed,
            )  # fmt: skip
            answer = minimise(part.program, limits, self.clock)
            if answer.x is not None and not len(part.left_out(answer.x)):
                self._take(part, answer.x)
            self._raise(self._proven(answer.bound, cutoff))
            if answer.x is None or answer.value > cutoff:
                return
            left_out = part.left_out(answer.x)
            if not len(left_out):
                return
            pairs[left_out] = True
            pairs &= ~cannot & np.isfinite(self.plants.cost)

    def _proven(self, bound: float, cutoff: float) -> float:
        """A bound of the core counts up to the cutoff; at the best answer, to HiGHS' tolerance."""
        bound = min(bound, cutoff)
        return self.value if bound >= self.value - _TOLERANCE * abs(self.value) else bound

    def _take(self, part: Core, x: Array) -> None:
        if self.plants.single:
            shares = np.zeros(self.plants.cost.shape)
            every = np.arange(self.plants.clients)
            shares[every, part.shares(x).argmax(axis=1)] = 1.0
            self._offer(shares)
        else:
            self._offer(_normal(part.shares(x)))


def _normal(shares: Array) -> Array:
    """Shares that add up to one exactly, without the solver's dust."""
    clean = np.where(shares > 1e-9, shares, 0.0)
    normal: Array = clean / clean.sum(axis=1, keepdims=True)
    return normal


def _steps(plants: Plants) -> int:
    """Steps of an ascent: fewer where each is dear."""
    return 300 if plants.clients * plants.sites > _SMALL else 200
