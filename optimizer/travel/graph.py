"""A directed graph with hours, kilometres and modes on its edges, and shortest ways through it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NO_MODE = -1
"""Mode of an edge that is no travel: alighting, or a terminal at its place."""


class Edges(NamedTuple):
    """Directed edges, in any order and possibly parallel."""

    tail: Ints
    head: Ints
    hours: Floats
    km: Floats
    mode: Ints


@dataclass(frozen=True, eq=False)
class Graph:
    """Edges in ascending order of ``key = tail * size + head``; no two are parallel.

    Attributes
    ----------
    size
        Number of nodes.
    key
        Tail and head of each edge in one number.
    hours
        Hours of each edge.
    km
        Kilometres of each edge.
    mode
        Index of the mode of each edge, or `NO_MODE`.
    """

    size: int
    key: Ints
    hours: Floats
    km: Floats
    mode: Ints

    @cached_property
    def matrix(self) -> csr_array:
        """Hours as a sparse matrix; an edge of zero hours is stored, an absent edge is not."""
        starts = np.searchsorted(self.key, np.arange(self.size + 1) * self.size)
        heads = (self.key % self.size).astype(np.int32)
        shape = (self.size, self.size)
        return csr_array((self.hours, heads, starts.astype(np.int32)), shape=shape)

    def edge(self, tail: Ints, head: Ints) -> Ints:
        """Positions of edges that exist."""
        return np.searchsorted(self.key, tail * self.size + head)


@dataclass(frozen=True, eq=False)
class Tree:
    """Shortest ways from some sources to all nodes: hours and the node before, ``[S, N]``."""

    hours: Floats
    before: NDArray[np.int32]


def fastest_edges(size: int, parts: Sequence[Edges]) -> Graph:
    """Make a graph of ``size`` nodes; of parallel edges the fastest stays, then the shortest."""
    tail, head, hours, km, mode = (np.concatenate(column) for column in zip(*parts, strict=True))
    key = tail * size + head
    order = np.lexsort((mode, km, hours, key))
    first = np.ones(len(order), dtype=bool)
    first[1:] = key[order][1:] != key[order][:-1]
    order = order[first]
    return Graph(size, key[order], hours[order], km[order], mode[order])


def shortest(graph: Graph, sources: Ints) -> Tree:
    """Shortest ways by hours from each source (Dijkstra)."""
    hours, before = dijkstra(graph.matrix, indices=sources, return_predecessors=True)
    return Tree(hours, before)


def path(tree: Tree, row: int, target: int) -> list[int]:
    """Nodes from the source of ``row`` to ``target``, both included."""
    nodes = [target]
    while (node := int(tree.before[row, nodes[-1]])) >= 0:
        nodes.append(node)
    return nodes[::-1]


def along(graph: Graph, tree: Tree, targets: Ints, modes: int) -> tuple[Floats, NDArray[np.int8]]:
    """Kilometres and main mode of every way to ``targets``.

    All ways are walked back at once, one edge a step.

    Returns
    -------
    km, main_mode
        Both ``[S, T]``. The main mode takes the most hours, its waits included; `NO_MODE` where
        nothing moves or no way is open. Kilometres are infinite where no way is open.
    """
    sources = tree.hours.shape[0]
    at = np.broadcast_to(targets, (sources, len(targets))).astype(np.int64)
    km = np.where(np.isfinite(tree.hours[:, targets]), 0.0, np.inf)
    by_mode = np.zeros((modes + 1, sources, len(targets)))
    row, col = np.indices(at.shape).reshape(2, -1)
    while row.size:
        here = at[row, col]
        before = tree.before[row, here].astype(np.int64)
        going = before >= 0
        row, col, here, before = row[going], col[going], here[going], before[going]
        edge = graph.edge(before, here)
        km[row, col] += graph.km[edge]
        by_mode[graph.mode[edge], row, col] += graph.hours[edge]
        at[row, col] = before
    by_mode = by_mode[:modes]
    main = np.where(by_mode.max(axis=0) > 0, by_mode.argmax(axis=0), NO_MODE)
    return km, main.astype(np.int8)
