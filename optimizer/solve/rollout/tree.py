"""Branch and price over quarters: which step of which park is there from which quarter on.

Best bound first; a dive from the best node finds timetables. The bound of the tree is that of its
worst open node, and every bound is proven by exact pricing.
"""

from __future__ import annotations

import heapq
import itertools
from dataclasses import dataclass, field, replace

import numpy as np

from optimizer.model.timetable import Timetable, TimetableWorth, evaluate_timetable
from optimizer.problem import Array, Ints
from optimizer.solve.patterns.memory import Memory
from optimizer.solve.patterns.pattern import Pattern, exact_pattern
from optimizer.solve.patterns.tables import Tables
from optimizer.solve.record import Record
from optimizer.solve.rollout.as_built import learn
from optimizer.solve.rollout.first_draws import with_first_draws
from optimizer.solve.rollout.generate import estimate, generate, lagrangian
from optimizer.solve.rollout.hubs import better_hubs, hub_ranks, with_hubs
from optimizer.solve.rollout.levels import best_timetable
from optimizer.solve.rollout.master import Master, Prices
from optimizer.solve.rollout.node import Node
from optimizer.solve.rollout.other_parks import with_other_parks
from optimizer.solve.rollout.polish import polished
from optimizer.solve.rollout.proof import Proof, prove
from optimizer.solve.rollout.starts import parts_by_sources, worth_starting
from optimizer.solve.rollout.steps_there import broken_steps, fixed_next, most_broken, step_shares
from optimizer.solve.rollout.whole_patterns import served_by, whole_patterns

Watch = Record[Timetable, TimetableWorth]
Effort = tuple[tuple[int, float], ...]
"""Iterations at most, and the tolerance as a part of the usual one, turn by turn."""

_LOST = 0.3
"""Share of the gap that the blocks of the open parks may lose together."""
_SPENT, _LEAST_LOST = 0.5, 0.05
"""Share that they may lose of what is hoped beyond the gap, but no less of the gap than so much."""
_FINEST, _FIRST = 5e-4, 5e-3
"""Gap, a fraction, below which no proof is sharp, and below which the first one is not."""
_FEWEST: Effort = ((8, 1.0),)
_THOROUGH: Effort = ((20, 1.0), (10, 0.25))
_FEW: Effort = ((25, 1.0), (12, 1.0), (8, 1.0))
_MANY: Effort = ((150, 1.0), (75, 1.0), (100, 0.25), (50, 0.25))
_SOURCES: Effort = ((100, 1.0),)
_HANDING: Effort = ((25, 1.0), (25, 1.0), (60, 0.25))
_PROMISING = 1.03
_FAR = 2.0
"""A timetable is taken as no worse than so many times what prices promise."""
_SEARCHED = 0.2
"""Share of the time so far that the search for hubs by quarter may take."""
_WHOLE_TIME = 0.15
"""Share of the time so far that the patterns' MILP may take."""
_AMPLE = 0.1
"""Part of the gap beyond what closes a node from which on more promise is of no use."""
_DIVES_EVERY = 4
_JUMP = 3e-4
"""Prices are raised again in a dive where a step costs more than this part of the aim."""
_CLOSE = 0.9
"""Part of the gap asked for at which a sharper proof is a better bet than a better timetable."""
_FAIR = 2.0
"""Gaps asked for from what prices promise to a timetable that is good enough to begin a proof."""


@dataclass
class Tree:
    """The search over nodes."""

    tables: tuple[Tables, ...]
    master: Master
    memory: tuple[Memory, ...]
    watch: Watch
    threads: int
    prices: Prices | None = None
    _nodes: list[tuple[float, int, Node]] = field(default_factory=list)
    _kept: float = np.inf
    _count: itertools.count[int] = field(default_factory=itertools.count)

    @property
    def patterns(self) -> tuple[tuple[int, Pattern], ...]:
        """Quarter and pattern of every column."""
        return tuple((c.quarter, c.pattern) for c in self.master.columns)

    def know(self, timetable: Timetable | None, patterns: tuple[tuple[int, Pattern], ...]) -> None:
        """Take over what was found for nearly the same problem, its worth reckoned anew."""
        if timetable is not None:
            self._offer(np.array([c.served for c in timetable.quarters]), "known")
        by_quarter: dict[int, list[Pattern]] = {}
        for t, p in patterns:
            problem = self.master.roll_out.quarters[t]
            again = exact_pattern(problem, p.park, p.size, p.cells, p.level)
            by_quarter.setdefault(t, []).append(again)
        for t, found in by_quarter.items():
            self.master.add(t, found)

    def scout(self, node: Node) -> None:
        """First timetables, as near to what prices promise as the gap asks for.

        Prices are those of the timetables without sources: which of them pays is seen later.
        """
        node = self._first(node)
        if not self._near(node, 1.0):
            self._look(node, self._settled_hubs(node))

    def search(self, node: Node) -> None:
        """Work off nodes until the gap is proven or the time is over."""
        bare = self._first(node)
        node = self._with_sources(node, bare) if len(node.may) else bare
        if not (self.watch.over() or self._near(node, _FAIR)):
            self._look(node, self._settled_hubs(node))
        if self.watch.over():
            return
        self._push(self._proven(self._handing_over(node), _FIRST))
        self._raise()
        if not (self.watch.over() or self._near(node, _CLOSE)):
            self._other_parks(node)
        for ranks in (self._present_hubs, self._settled_hubs):
            if not (self.watch.over() or self._near(node, _CLOSE)):
                self._look(node, ranks(node))
        for number in itertools.count(1):
            self._raise()
            if not self._nodes or self.watch.over():
                return
            _, _, node = heapq.heappop(self._nodes)
            if node.bound >= self._cutoff():
                self._kept = min(self._kept, node.bound)
            elif number == 1 and node.hoped >= self._cutoff():
                self._push(self._proven(self._priced(node, _MANY)))
            else:
                children = self._split(node)
                if number % _DIVES_EVERY == 1 and children:
                    likely = min(children, key=lambda c: c.hoped)
                    self._look(node, self._settled_hubs(likely))
                for child in children:
                    self._push(child)

    def _first(self, node: Node) -> Node:
        """The timetables of a node without sources, priced."""
        self.watch.say("prices")
        node = self._priced(node.not_before(node.group >= 0, self.master.count), _MANY)
        self.prices = node.prices
        self.watch.say("first timetables")
        self.watch.offer(best_timetable(self.master.roll_out, self._rounded()), "rounding")
        return node

    def _with_sources(self, node: Node, bare: Node) -> Node:
        """The least promising part of a node by sources, raised; the others are pushed.

        ``bare`` is its part without any source. One proof, at prices at which no hub gains by
        sources, serves all parts: they differ in what their sources cost and earn. Those that it
        does not close are priced and proven on their own.
        """
        self.watch.say("prices of sources")
        enough = self._cutoff() + _AMPLE * self.watch.gap_wanted * self.watch.value
        node = replace(node, prices=bare.prices)
        node = with_first_draws(self.tables, self.master, self.memory, node)
        earned = self.master.links.earned(node.prices.link)
        least = enough - self._cutoff()
        parts = parts_by_sources(self.master.roll_out, node, earned, least)
        node = replace(node, hoped=estimate(self.tables, self.master, self.memory, parts[-1]))
        proof = self._proof(node, _FIRST)
        if proof is None:
            return bare
        parts = [self._at_least(part, proof) for part in parts]
        if len(parts) == 1:
            return parts[0]
        self._raise(*parts)
        for i, part in enumerate(parts):
            if part.bound < self._cutoff():
                parts[i] = self._proven(self._priced(part, _SOURCES, enough), _FIRST)
                self._raise(*parts)
        worst, *others = sorted(parts, key=lambda part: part.bound)
        for part in others:
            self._push(part)
        return worst

    def _near(self, node: Node, part: float) -> bool:
        """Whether the best timetable is within a part of the gap of what prices promise."""
        return self.watch.value * (1.0 - part * self.watch.gap_wanted) <= node.hoped

    # the bound

    def _handing_over(self, node: Node) -> Node:
        """A node whose prices know what handing fleets over costs: too little to find hubs by."""
        self.watch.say("prices of handing over")
        self.master.value_at(node)
        for effort in _HANDING:
            if self.watch.over() or not self.master.tighten(handing_over=True):
                break
            node = self._priced(node, (effort,))
        return node

    def _push(self, node: Node) -> None:
        heapq.heappush(self._nodes, (max(node.bound, -1e300), next(self._count), node))

    def _cutoff(self) -> float:
        return self.watch.value * (1.0 - self.watch.gap_wanted)

    def _raise(self, *others: Node) -> None:
        """Take over the bound of all open nodes and of ``others``, which are not among them."""
        open_ones = [*(bound for bound, _, _ in self._nodes[:1]), *(n.bound for n in others)]
        lowest = min(*open_ones, self._kept, self.watch.value)
        self.watch.raise_bound(lowest, f"branching, {len(self._nodes)} open")

    def _priced(self, node: Node, effort: Effort, enough: float = np.inf) -> Node:
        """Raise a node's prices until that is ``enough``; links come in where they are broken."""
        self.master.restrict(node)
        tolerance = max(_FINEST, 0.1 * self.watch.gap_wanted)
        for iterations, part in effort:
            found = generate(
                self.tables, self.master, self.memory, node, tolerance=part * tolerance,
                most=iterations, stop=self.watch.over, enough=enough,
            )  # fmt: skip
            node = replace(node, prices=found.prices, hoped=found.estimate)
            if node.hoped >= enough:
                break
            self.master.box(None, 0.0)
            self.master.solve()
            if self.watch.over() or not self.master.tighten():
                break
        return node

    def _proven(self, node: Node, gap_least: float = _FINEST) -> Node:
        """A node with its bound proven at its prices, and parks that are too dear left out."""
        proof = self._proof(node, gap_least)
        return node if proof is None else self._at_least(node, proof)

    def _proof(self, node: Node, gap_least: float) -> Proof | None:
        """Proof of a node at its prices, as sharp as what it promises asks for."""
        self.watch.say(f"proof, {len(self._nodes)} open")
        value = min(self.watch.value, _FAR * max(abs(node.hoped), 1.0))
        gap = max(self.watch.gap_wanted, gap_least) * abs(value)
        blocks = len(self.tables[0].blocks)
        lost = min(_LOST * gap, max(_SPENT * (node.hoped - self._cutoff()), _LEAST_LOST * gap))
        proof = prove(
            self.tables, self.master, self.memory, node, precision=lost / (4 * blocks),
            margin=gap, threads=self.threads, remaining=self.watch.remaining,
        )  # fmt: skip
        for t, patterns in enumerate(proof.patterns if proof else ()):
            self.master.add(t, patterns)
        return proof

    def _at_least(self, node: Node, proof: Proof) -> Node:
        """A node with what a proof of it, or of one that holds it, at the same prices says."""
        bound = lagrangian(self.master.links, node.prices, proof.reduced, node)
        if bound > node.bound:
            node = replace(node, bound=min(bound, self.watch.value))
        if node.depth == 0:
            self.watch.raise_bound(node.bound, "proof")
        return self._without_dear(node, replace(proof, bound=bound))

    def _without_dear(self, node: Node, proof: Proof) -> Node:
        """Without parks, or starts of sources, that no better timetable has."""
        weight = self.master.roll_out.weight[:, None]
        extra = weight * np.where(np.isfinite(proof.reduced), np.maximum(proof.reduced, 0.0), 0.0)
        dear = (proof.bound + extra >= self.watch.value - 1e-9) & (node.least[0] < 0)
        for t, j in np.argwhere(dear & np.isfinite(proof.reduced)):
            node = replace(node.without_step(0, int(t), int(j), 0), depth=node.depth)
        earned = self.master.links.earned(node.prices.link)
        may = worth_starting(
            self.master.roll_out, node, node.prices.money, earned, self.watch.value - proof.bound
        )
        return replace(node, may=may)

    def _split(self, node: Node) -> list[Node]:
        """The two parts of a node, priced, and proven where that may close them."""
        self.master.restrict(node)
        self.master.box(None, 0.0)
        self.master.solve()
        step = most_broken(self.master)
        if step is None:
            return self._closed_as_it_is(node)
        children = []
        for part in (node.with_step(*step), node.without_step(*step)):
            if part.same_plans(node):  # a park that needs no such servers: nothing left to split
                return self._closed_as_it_is(node)
            child = self._priced(part, _FEW)
            if self.watch.over():
                return [node]
            if child.hoped >= self._cutoff():
                child = self._proven(child)
            if child.bound < self.watch.value:
                children.append(child)
        return children

    def _closed_as_it_is(self, node: Node) -> list[Node]:
        """No parts: the node keeps its bound, proven once more."""
        node = self._proven(self._priced(node, _MANY))
        self._offer(self._rounded(), "rounding")
        self._kept = min(self._kept, node.bound)
        return []

    # timetables

    def _look(self, above: Node, ranks: Ints) -> None:
        """Look for timetables: hubs near (T, J) ranks, then the best of patterns."""
        self.watch.say("better hubs by quarter")
        node = self._priced(with_hubs(above, ranks), _THOROUGH)
        until = self.watch.seconds + max(_SEARCHED * self.watch.seconds, 2.0)
        better = better_hubs(
            self.master, above, ranks, lambda: self.watch.over() or self.watch.seconds > until
        )
        if self.watch.over():
            return
        if not np.array_equal(better, ranks):
            node = self._priced(with_hubs(above, better), _THOROUGH)
        self._whole(node)

    def _whole(self, node: Node) -> None:
        """The best timetable of whole patterns at a node."""
        seconds = max(_WHOLE_TIME * self.watch.seconds, 5.0)
        self.watch.say("whole patterns")
        served = whole_patterns(
            self.master, node, most=self.watch.value, gap=0.1 * self.watch.gap_wanted,
            seconds=min(seconds, self.watch.remaining()), stop=lambda: self.watch.interrupted,
        )  # fmt: skip
        self._offer(self._rounded() if served is None else served, "whole patterns")

    def _other_parks(self, node: Node) -> None:
        """Parks of the best timetable closed, opened and moved while that makes it better."""
        self.watch.say("other parks")
        until = self.watch.seconds + max(_SEARCHED * self.watch.seconds, 5.0)
        tried, before = set[bytes](), -1
        while self.watch.best and len(tried) > before and not self.watch.over():
            before = len(tried)
            better = with_other_parks(
                self.tables, self.master, self.watch.best, node.prices, tried, self.watch.over
            )
            if self.watch.offer(better, "other parks"):
                learn(self.master, better)
            if self.watch.seconds >= until:
                break

    def _present_hubs(self, node: Node) -> Ints:
        """(T, J) ranks of hubs of the best timetable, or where there is none of a dive."""
        best = self.watch.best
        return self._settled_hubs(node) if best is None else hub_ranks(self.master.roll_out, best)

    def _settled_hubs(self, node: Node) -> Ints:
        """(T, J) ranks of hubs after their steps are fixed one after the other, surest first."""
        self.watch.say("hubs by quarter")
        known = node.hoped
        while not self.watch.over():
            if self.master.value_at(node) > known * (1.0 + _JUMP):
                node = self._priced(node, _FEWEST)
                known = self.master.value_at(node)
            broken = {s: v for s, v in broken_steps(self.master).items() if s[0] == 0}
            if not broken:
                break
            before = node
            for step, there in fixed_next(broken):
                node = node.with_step(*step) if there else node.without_step(*step)
            if node.same_plans(before):
                break
        ranks = np.full((self.master.count, self.master.parks), -1)
        for (kind, t, j, rank), share in step_shares(self.master).items():
            if kind == 0 and share >= 0.5:
                ranks[t, j] = max(ranks[t, j], rank)
        return ranks

    def _rounded(self) -> Ints:
        """(T, D) assignments of the master's heaviest patterns, one for each park and quarter."""
        weights: Array = self.master.weights()
        heaviest: dict[tuple[int, int], int] = {}
        for i in np.argsort(-weights):
            if weights[i] < 0.1:
                break
            column = self.master.columns[i]
            heaviest.setdefault((column.quarter, column.pattern.park), int(i))
        return served_by(self.master, list(heaviest.values()))

    def _offer(self, served: Ints | None, doing: str) -> None:
        if served is None:
            return
        r = self.master.roll_out
        timetable = best_timetable(r, served)
        if timetable is None:
            return
        if evaluate_timetable(r, timetable).objective < _PROMISING * self.watch.value:
            timetable = polished(self.tables, self.master, timetable, self.watch.over)
        if self.watch.offer(timetable, doing):
            learn(self.master, timetable)
