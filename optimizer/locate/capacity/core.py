"""What is left of a capacitated problem as an integer program for HiGHS."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from optimizer.locate.capacity.plant import Array, Bools, Ints, Plants
from optimizer.locate.program import Program


@dataclass(frozen=True)
class Core:
    """A program over sites, then the pairs that are kept, then what is served outside of them.

    Attributes
    ----------
    client, site
        The pairs.
    outside
        Clients with pairs that are left out although they may be used: their share of those costs
        as much as the cheapest and needs no open site and no capacity. So the program's bound
        holds for all pairs, and an answer that uses no such share is an answer of the whole.
    """

    plants: Plants
    client: Ints
    site: Ints
    outside: Ints
    program: Program

    def shares(self, x: Array) -> Array:
        """Share of each client served from each site, clients x sites."""
        table = np.zeros(self.plants.cost.shape)
        last = self.plants.sites + len(self.client)
        table[self.client, self.site] = x[self.plants.sites : last]
        return table

    def left_out(self, x: Array) -> Ints:
        """Clients that an answer serves outside of the pairs."""
        return self.outside[x[self.plants.sites + len(self.client) :] > 1e-7]


def core(plants: Plants, pairs: Bools, must: Bools, cannot: Bools, relaxed: bool = False) -> Core:
    """The strong formulation on some pairs: x_ij ≤ y_j, Σ d_i x_ij ≤ s_j y_j, Σ s_j y_j ≥ Σ d_i.

    Parameters
    ----------
    pairs
        Pairs that are kept. Where clients are not split the others are taken as excluded; where
        they are, see `Core.outside`.
    must, cannot
        Sites that are open in every answer of interest, and closed.
    relaxed
        Without whole numbers.
    """
    client, site = np.nonzero(pairs)
    dropped = np.where(pairs | cannot | plants.single, np.inf, plants.cost).min(axis=1)
    outside = np.flatnonzero(np.isfinite(dropped))
    program = Program(
        cost=np.concatenate([plants.opening, plants.cost[client, site], dropped[outside]]),
        lower=np.concatenate([must.astype(np.float64), np.zeros(len(client) + len(outside))]),
        upper=np.concatenate([1.0 - cannot, np.ones(len(client) + len(outside))]),
        matrix=_matrix(plants, client, site, outside), **_sides(plants, len(client)),
        integer=np.repeat(
            [not relaxed, plants.single and not relaxed, False],
            [plants.sites, len(client), len(outside)],
        ),
    )  # fmt: skip
    return Core(plants, client, site, outside, program)


def _matrix(plants: Plants, client: Ints, site: Ints, outside: Ints) -> sparse.csr_array:
    """Rows: clients served, capacities, one link per pair, capacity in all."""
    count, clients, sites = len(client), plants.clients, plants.sites
    capacity = np.minimum(plants.capacity, plants.total)
    every, pair = np.arange(sites), np.arange(count)
    x, link = sites + pair, clients + sites + pair
    blocks: list[tuple[Ints, Ints, Array]] = [
        (client, x, np.ones(count)),
        (outside, sites + count + np.arange(len(outside)), np.ones(len(outside))),
        (clients + site, x, plants.demand[client]),
        (clients + every, every, -capacity),
        (link, x, np.ones(count)),
        (link, site, -np.ones(count)),
        (np.full(sites, clients + sites + count), every, capacity),
    ]
    row, column, value = (np.concatenate(part) for part in zip(*blocks, strict=True))
    shape = (clients + sites + count + 1, sites + count + len(outside))
    return sparse.csr_array((value, (row, column)), shape=shape)


def _sides(plants: Plants, count: int) -> dict[str, Array]:
    rows = plants.clients + plants.sites + count + 1
    least, most = np.full(rows, -np.inf), np.zeros(rows)
    least[: plants.clients], most[: plants.clients] = 1.0, 1.0
    least[-1], most[-1] = plants.total, np.inf
    return {"row_lower": least, "row_upper": most}
