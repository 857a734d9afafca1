"""Capacitated location: prices, then guesses of the optimum, each settled on what it leaves.

A guess a little above the bound leaves few pairs and sites (reduced-cost fixing). HiGHS finds the
optimum among them, or proves that the guess was too low, which raises the bound (cut-and-solve in
the sense of Climer and Zhang 2006; Gadegaard, Klose and Nielsen 2018).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.locate.capacity.best import Best, normal
from optimizer.locate.capacity.branch import Branching
from optimizer.locate.capacity.core import Core, core
from optimizer.locate.capacity.dual import Dual, Lagrangian
from optimizer.locate.capacity.fill import Fill
from optimizer.locate.capacity.from_split import answers_from_split, exchange_sites
from optimizer.locate.capacity.load_tree import LoadTree
from optimizer.locate.capacity.lp_tree import LpTree
from optimizer.locate.capacity.pack import Pack, units_of
from optimizer.locate.capacity.plant import Array, Plants
from optimizer.locate.capacity.price_tree import PriceTree
from optimizer.locate.clock import Clock, OutOfTimeError
from optimizer.locate.program import Limits, minimise
from optimizer.solve.watch import relative_gap

_SMALL, _SMALL_SINGLE = 3_000, 12_000
"""So many pairs are priced by the linear program first, clients split or not."""
_FIRST_GUESS, _GROWTH, _MOST_GUESSES = 0.001, 2.0, 60
_REPAYS = 8_000
"""Cells of the tables from which compiled code repays its loading."""
_MOST_LOADS = 4_000_000
"""So large a table of sites x units of all demand is kept."""
_WIDE, _WIDE_PART, _WIDE_SECONDS = 1_000_000, 0.7, 60.0
"""Cells from which the tree on sites alone comes first, for a part of the time."""
_FIRST_LOADS, _TREE_PART = 0.0002, 0.5
"""The first guess above the bound of loads; share of the time before other answers are sought."""
_SPLIT_PART, _SPLIT_SECONDS, _SPLIT_GAP = 0.1, 10.0, 1e-4
"""Of the time that is left, spent on the problem with clients split, and how well it is solved."""
_TOLERANCE = 1e-7
"""Relative; HiGHS keeps its rows to about this."""


class CapacitatedSearch:
    """State of one search: the best answer and the proven bound.

    Attributes
    ----------
    best
        The best answer.
    bound
        What no answer costs less than; inf: there is none.
    """

    def __init__(
        self, plants: Plants, clock: Clock, gap: float = 0.0, seed: int = 0, threads: int = 1
    ) -> None:
        self.plants, self.clock, self.gap = plants, clock, gap
        self.seed, self.threads = seed, threads
        self.best = Best(plants)
        self.bound = 0.0

    @property
    def shares(self) -> Array | None:
        """Best answer, clients x sites; None before the first."""
        return self.best.shares

    @property
    def value(self) -> float:
        """Its cost."""
        return self.best.value

    def run(self) -> None:
        """Search until the gap is proven or the time is over."""
        if not self.plants.clients:
            self.best.offer(np.zeros(self.plants.cost.shape))
            self.bound = self.value
            return
        loads = Pack(self.plants) if self._packed() else Fill(self.plants)
        lagrangian = Lagrangian(self.plants, loads)
        if not self._compiled():
            self._by_guesses(lagrangian)
        else:
            if Pack(self.plants).cells > _WIDE:
                self._by_guesses_for_some_time(lagrangian)
            if not self._done():
                self._by_loads(lagrangian)
        if np.isinf(self.value) and self.bound >= self.best.most:
            self.bound = np.inf
        elif relative_gap(self.value, self.bound) <= _TOLERANCE:
            self.bound = self.value

    def _by_loads(self, lagrangian: Lagrangian) -> None:
        """Clients not split: guesses by a compiled tree; other answers if that takes long."""
        prices = lagrangian.start()
        if self._small():
            tree = LpTree(lagrangian, self.best, self.clock, self.threads)
            prices = self._root(tree, lagrangian).prices
        clock = self.clock.share(_TREE_PART, np.inf)
        loads = LoadTree(self.plants, self.best, clock, self.seed)
        prices, bound = loads.root(prices)
        self._raise(bound)
        guess = _FIRST_LOADS
        for _ in range(_MOST_GUESSES):
            if self._done():
                return
            cutoff = self._cutoff(guess)
            proven = loads.run(prices, bound, cutoff)
            if clock.over() and not self._done():
                self._raise(self._proven(proven, cutoff))
                clock = self.clock
                self._other_answers(lagrangian, prices)
                proven = loads.go_on(clock)
            self._raise(self._proven(proven, cutoff))
            guess *= _GROWTH

    def _other_answers(self, lagrangian: Lagrangian, prices: Array) -> None:
        """From the problem with clients split, and by exchanges of sites."""
        self._as_if_split()
        clock = self.clock.share(_SPLIT_PART, _SPLIT_SECONDS)
        exchange_sites(lagrangian, prices, self.best, clock, self.seed)

    def _by_guesses_for_some_time(self, lagrangian: Lagrangian) -> None:
        """A step of the tree of loads is dear where capacities are large."""
        whole, self.clock = self.clock, self.clock.share(_WIDE_PART, _WIDE_SECONDS)
        self._by_guesses(lagrangian)
        self.clock = whole

    def _by_guesses(self, lagrangian: Lagrangian) -> None:
        """Guesses by HiGHS, and by a tree on sites where clients are not split."""
        dual = self._priced(lagrangian) if self.plants.single else self._split(lagrangian)
        guess = _FIRST_GUESS
        for _ in range(_MOST_GUESSES):
            if self._done():
                break
            cutoff = self._cutoff(guess)
            if self._packed():
                self._branch(dual, cutoff)
            else:
                self._settle(lagrangian, dual, cutoff)
            guess *= _GROWTH

    def _packed(self) -> bool:
        return self.plants.single and Pack.fits(self.plants)

    def _done(self) -> bool:
        proven = relative_gap(self.value, self.bound) <= self.gap + _TOLERANCE / 10
        return proven or self.clock.over() or self.bound >= self.best.most

    def _small(self) -> bool:
        most = _SMALL_SINGLE if self.plants.single else _SMALL
        return self.plants.clients * self.plants.sites <= most

    def _split(self, lagrangian: Lagrangian) -> Dual:
        """Clients may be split: a tree on sites; prices of its root."""
        dual = Dual(lagrangian.start(), -np.inf, np.zeros(self.plants.sites))
        if self._small():
            by_programs = LpTree(lagrangian, self.best, self.clock, self.threads)
            dual = self._root(by_programs, lagrangian)
            if not self._done():
                self._raise(by_programs.run(dual, self.gap))
        if not self._done():
            by_prices = PriceTree(self.plants, self.best, self.gap, self.clock)
            node = by_prices.root(dual)
            dual = node.dual
            self._raise(dual.bound)
            if not self._done():
                self._raise(by_prices.run(node))
        return dual

    def _root(self, tree: LpTree, lagrangian: Lagrangian) -> Dual:
        """Prices by linear programs, where there is time."""
        try:
            dual = tree.root()
        except OutOfTimeError:
            dual = Dual(lagrangian.start(), 0.0, np.zeros(self.plants.sites))
        self._raise(dual.bound)
        return dual

    def _priced(self, lagrangian: Lagrangian) -> Dual:
        """Prices by the linear program where that is small, then by ascent; answers on the way."""
        prices = lagrangian.start()
        if self._small():
            tree = LpTree(lagrangian, self.best, self.clock, self.threads)
            prices = self._root(tree, lagrangian).prices
            if self._done():
                return Dual(prices, self.bound, np.zeros(self.plants.sites))
        self._as_if_split()
        if np.isinf(self.value):
            self.best.attempt(lagrangian.at(prices)[1], self.clock)
        first = self._climbed(lagrangian, prices)
        if not self._done() and self._small():
            other = self._climbed(lagrangian, lagrangian.start())  # an ascent may stick at a kink
            first = max(first, other, key=lambda dual: dual.bound)
        if not self._done() and self._compiled():
            clock = self.clock.share(_SPLIT_PART, _SPLIT_SECONDS)
            exchange_sites(lagrangian, first.prices, self.best, clock, self.seed)
        return first

    def _as_if_split(self) -> None:
        """Bound and answers from the problem with clients split."""
        clock = self.clock.share(_SPLIT_PART, _SPLIT_SECONDS)
        plants = replace(self.plants, single=False)
        other = CapacitatedSearch(plants, clock, _SPLIT_GAP, self.seed, self.threads)
        other.run()
        self._raise(other.bound)
        limits = Limits(threads=self.threads, seed=self.seed)
        clock = self.clock.share(_SPLIT_PART, _SPLIT_SECONDS)
        compiled = self._compiled()
        answers_from_split(self.plants, other.best, self.best, clock, limits, compiled)

    def _compiled(self) -> bool:
        """Whether the tables repay compiled code, and are not too large for it."""
        if not self._packed():
            return False
        need, _, _ = units_of(self.plants)
        by_load = self.plants.sites * int(need.sum())
        return Pack(self.plants).cells > _REPAYS and by_load <= _MOST_LOADS

    def _climbed(self, lagrangian: Lagrangian, prices: Array) -> Dual:
        """Prices by two ascents, with long steps and short ones; answers on the way."""
        steps = _steps(self.plants)
        dual = Dual(prices, self.bound, np.zeros(self.plants.sites))
        for ahead, pace in ((0.05, 1.0), (0.005, 0.6)):
            dual = lagrangian.ascend(
                dual.prices, self.clock, target=self.value, steps=steps, ahead=ahead, pace=pace
            )
            self._raise(dual.bound)
            self.best.attempt_often(dual.often, self.clock)
            if self._done():
                break
        return dual

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
            self.best.offer(branching.best)
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
            self.best.offer(shares)
        else:
            self.best.offer(normal(part.shares(x)))


def _steps(plants: Plants) -> int:
    """Steps of an ascent: fewer where each is dear."""
    return 300 if plants.clients * plants.sites > _SMALL_SINGLE else 200
