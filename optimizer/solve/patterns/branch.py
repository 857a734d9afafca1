"""Branch and price: the last part of a proof splits the plans by parks, then by fleets.

Best bound first. Every node's bound is proven by exact pricing; the tree's bound is that of its
worst open node, and never above the best plan.
"""

from __future__ import annotations

import heapq
import itertools
from dataclasses import dataclass, field, replace

import numpy as np

from optimizer.problem import Problem
from optimizer.solve.patterns.generate import enough, generate
from optimizer.solve.patterns.kinds import kind_to_decide, promised, with_kind, without_kind
from optimizer.solve.patterns.master import Master, Prices
from optimizer.solve.patterns.nearby import search_nearby
from optimizer.solve.patterns.node import Node
from optimizer.solve.patterns.plans import integer_master, offer_assignment, rounded, search_plans
from optimizer.solve.patterns.proof import Proof, prove
from optimizer.solve.patterns.split import splits
from optimizer.solve.patterns.tables import Tables
from optimizer.solve.watch import Watch

_ROUNDS = 12
_LOST = 0.5
"""Share of the gap that the blocks of the open parks may lose together; in fact they lose less."""
_FINEST = 5e-4
_OPEN_LEAST = 4
_FORESEEN = 0.005
"""Gap, a fraction, that the first proof may leave."""
_SEARCHED = 0.5
"""Share of the time so far that the thorough search may take."""
_WIDE, _WIDTH = 0.1, 0.04
_MOST_ITERATIONS, _FEW_ITERATIONS = 400, 12
_MUCH, _LITTLE = 0.3, 0.05
"""Share of what a bound misses that a kind must make up for, to be decided before and after prices
of its own."""
_BLAME = 20.0
"""A bound that misses its master by less than so many precisions is short of precision."""


@dataclass
class Tree:
    """The search over nodes.

    ``ruled_out`` are parks that cannot be in any plan better than the best one, ``certain`` those
    that are in every better one.
    """

    tables: Tables
    master: Master
    watch: Watch
    threads: int
    seed: int
    ruled_out: set[int] = field(default_factory=set)
    certain: set[int] = field(default_factory=set)
    money_price: float = float("nan")
    money_bound: float = -np.inf
    _nodes: list[tuple[float, int, Node]] = field(default_factory=list)
    _kept: float = np.inf
    _count: itertools.count[int] = field(default_factory=itertools.count)
    _last: dict[frozenset[int], Prices] = field(default_factory=dict)
    """Prices of the last world, by its kinds that charge stations (`World.charging`)."""

    def search(self, *first: Node) -> None:
        """Work off nodes until the gap is proven or the time is over.

        The nodes to begin with hold all plans together.
        """
        for node in first:
            self._push(node)
        if self.tables.problem.sources is not None:
            self.watch.raise_bound(_without_waits(self.tables.problem), "sources")
        while self._nodes and not self.watch.over():
            _, _, node = heapq.heappop(self._nodes)
            if node.bound >= self._cutoff():
                # closed for the gap's sake only: its plans may still be better than the best
                self._kept = min(self._kept, node.bound)
                self._raise()
                continue
            for child in self._work(node):
                self._push(child)
            self._raise()

    def _push(self, node: Node) -> None:
        heapq.heappush(self._nodes, (node.bound, next(self._count), node))

    def _cutoff(self) -> float:
        """Nodes from here on need no further work for the gap asked for."""
        return self.watch.value * (1.0 - self.watch.gap_wanted)

    def _precision(self) -> float:
        """Aim per year that the proof of one block may lose."""
        best = self.watch.best
        opened = 0 if best is None else int((best.size >= 0).sum())
        in_play = len(self.tables.blocks) * max(opened, _OPEN_LEAST)
        return _LOST * max(self.watch.gap_wanted, _FINEST) * abs(self.watch.value) / in_play

    def _margin(self) -> float:
        """A park whose V_j is above this is in no better plan, as far as can be foreseen."""
        return max(self.watch.gap_wanted, _FORESEEN) * abs(self.watch.value)

    def _raise(self) -> None:
        """Take the worst open node's bound over as the bound of all plans."""
        self.watch.raise_bound(self._lowest(), f"branching, {len(self._nodes)} open")

    def _lowest(self) -> float:
        """Bound of the nodes that are open or left, the one at work aside."""
        lowest = self._nodes[0][0] if self._nodes else self.watch.value
        return min(lowest, self._kept, self.watch.value)

    def _closes(self, node: Node) -> bool:
        """Whether a node needs no further work for the gap asked for."""
        return node.bound >= self._cutoff()

    def _work(self, node: Node) -> list[Node]:
        """Raise a node's bound; split it where that does not close it."""
        node = self._in_turn(node)
        if not node.world.built and (parts := self._by_kind(node, _MUCH)):
            return parts  # prices of plans without a kind say little of those that build one
        precision, width, searched = self._precision(), 0.0, False
        paid = node.world.paid(self.tables.problem)
        tables = node.tables(self.tables)
        self.master.restrict(node)
        for _ in range(_ROUNDS):
            self.watch.say(f"prices, {len(self._nodes)} open")
            prices = self._prices(tables, node, width)
            if parts := self._by_kind(replace(node, prices=prices), _LITTLE):
                return parts
            self.watch.say(f"proof, {len(self._nodes)} open")
            proof = prove(
                tables, prices, precision=precision, threads=self.threads, margin=self._margin(),
                forced=node.forced, paid=paid, earlier=node.proofs,
                memory=self.master.memory, remaining=self.watch.remaining,
            )  # fmt: skip
            if proof is None:
                return [node]
            before, node = node.bound, self._learn(node, proof)
            if not node.inherited:
                self._search(node, proof, first=not searched)
                searched = True
            node = replace(node, inherited=False)
            if self._closed(node):
                return []
            if node.bound >= self._cutoff() or self.watch.over():
                return [node]
            new = self.master.add(proof.patterns)
            tables = node.tables(self.tables)
            self.master.restrict(node)
            left, gained = self._left(node), node.bound - before
            if left < 0.1 * (self.watch.value - node.bound):
                break
            if left < self._cutoff() - node.bound and gained < 0.5 * left:
                break  # even the master's own value would not close this node
            if new == 0 or gained < 0.1 * left:
                if left < _BLAME * precision:
                    precision /= 4
                width = width / 2 if width else _WIDTH
            else:
                width = 0.0
        return self._split(node)

    def _in_turn(self, node: Node) -> Node:
        """A node with prices of a world like its own, where there was one before it."""
        if not node.inherited:
            return node
        key = node.world.charging(self.tables.problem)
        if key in self._last:
            return replace(node, prices=self._last[key])
        return replace(node, inherited=not key)

    def _by_kind(self, node: Node, share: float) -> list[Node]:
        """The parts of a node with and without a kind of sources; none where no kind matters."""
        kind = kind_to_decide(
            self.tables, node, self.master.memory, cutoff=self._cutoff(), share=share
        )
        if kind is None:
            return []
        return [without_kind(self.tables, node, kind), with_kind(node, kind)]

    def _closed(self, node: Node) -> bool:
        """Whether no plan of a node beats the best; a park that it lacks is then certain."""
        if node.bound < self.watch.value:
            return False
        if node.lacks >= 0:
            self.certain.add(node.lacks)
        return True

    def _search(self, node: Node, proof: Proof, *, first: bool) -> None:
        """Take a root's proof for what it is, and look for plans after a node's first proof."""
        if node.depth == 0:
            self.watch.raise_bound(min(node.bound, self._lowest()), "proof")
            if proof.bound > self.money_bound and not self.tables.problem.sources:
                self.money_price, self.money_bound = proof.prices.money, proof.bound
        if first and node.depth == 0 and not self._closes(node):
            self._search_thoroughly(node, proof)
        if first and not self._closes(node):
            self._round_off()

    def _search_thoroughly(self, node: Node, proof: Proof) -> None:
        self.watch.say("thorough search")
        self.master.box(None, 0.0)
        self.master.solve()
        seconds = max(_SEARCHED * self.watch.seconds, 1.0)
        search_plans(
            node.tables(self.tables), self.master, proof.prices, self.watch, starts=(0.1, 0.5),
            factors=(1.0, 1.1), deep=True, seconds=seconds, whole=self.tables,
        )  # fmt: skip
        search_nearby(self.watch, seconds=seconds, threads=self.threads, seed=self.seed)

    def _left(self, node: Node) -> float:
        """How far the node's bound lies below its master: what better prices can still raise."""
        self.master.box(None, 0.0)
        return max(0.0, self.master.solve().value - node.bound)

    def _prices(self, tables: Tables, node: Node, width: float) -> Prices:
        """Prices of column generation, or the master's within ``width`` of the best ones so far."""
        if node.inherited and promised(self.tables, node, self.master.memory) >= self._cutoff():
            return node.prices
        most = _FEW_ITERATIONS if width else _MOST_ITERATIONS
        prices = generate(
            tables, self.master, node.prices, forced=node.forced,
            paid=node.world.paid(self.tables.problem), stop=self.watch.over, most=most,
            tolerance=enough(self.watch.gap_wanted), width=width or _WIDE,
        ).prices  # fmt: skip
        self._last[node.world.charging(self.tables.problem)] = prices
        return prices

    def _learn(self, node: Node, proof: Proof) -> Node:
        """Take over a proof: bound, prices, and parks that are too dear for a better plan."""
        better = proof.bound > node.bound
        node = replace(
            node, bound=max(node.bound, proof.bound),
            prices=proof.prices if better else node.prices, proofs=(*node.proofs, proof)[-3:],
        )  # fmt: skip
        dear = proof.bound + np.maximum(proof.reduced, 0.0) >= self.watch.value - 1e-9
        dear &= np.isfinite(proof.reduced)
        dear[list(node.forced)] = False
        if node.depth == 0 and self.tables.problem.sources is None:
            self.ruled_out |= {int(j) for j in np.flatnonzero(dear)}
        if not dear.any():
            return node
        return replace(node.without_parks(dear), depth=node.depth, lacks=node.lacks)

    def _round_off(self) -> None:
        """Plans from the node's master."""
        self.watch.say("rounding")
        self.master.box(None, 0.0)
        self.master.solve()
        offer_assignment(
            self.tables,
            self.watch,
            self.master,
            rounded(self.master, self.master.weights(), 0.1),
            "rounding",
        )
        before = self.watch.value
        integer_master(
            self.tables, self.master, self.watch, time_limit=2.0, threads=self.threads,
            seed=self.seed,
        )  # fmt: skip
        if self.watch.value < before:
            search_nearby(self.watch, seconds=2.0, threads=self.threads, seed=self.seed)

    def _split(self, node: Node) -> list[Node]:
        """Split where both parts raise the master most; a node that is whole stays open."""
        if parts := self._by_kind(node, 0.0):
            return parts
        self.master.restrict(node)
        self.master.box(None, 0.0)
        self.master.solve()
        problem = node.problem(self.tables.problem)
        pairs = splits(node, problem, self.master.patterns, self.master.weights())
        if not pairs:
            self._kept = min(self._kept, node.bound)
            return []
        if len(pairs) == 1:
            return list(pairs[0])
        values = [self._raised(pair) for pair in pairs]
        return list(pairs[int(np.argmax(values))])

    def _raised(self, pair: tuple[Node, Node]) -> float:
        """Value of the master in the worse part, and a little of the better one.

        Patterns that a part still lacks make this too high: it only ranks the candidates.
        """
        values = []
        for part in pair:
            self.master.restrict(part)
            values.append(min(self.master.solve().value, self.watch.value))
        return min(values) + 0.1 * max(values)


def _without_waits(problem: Problem) -> float:
    """Aim of a plan in which nothing waits and nothing costs; -inf where cost is an aim too."""
    if problem.money:
        return -np.inf
    return float(np.minimum(problem.stay, problem.linear.min(axis=1, initial=np.inf)).sum())
