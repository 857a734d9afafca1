"""Parts of the region that are searched side by side: no cell and no hub belongs to two of them."""

from __future__ import annotations

import numpy as np

from optimizer.problem import Ints
from optimizer.solve.large.books import Books, Ground


def regions(ground: Ground, parts: int, seed: int) -> Ints:
    """(J,) part of every park: neighbours of a random park first, until the part is full."""
    parks = ground.around.shape[0]
    if parts < 2:
        return np.zeros(parks, np.int64)
    rng = np.random.default_rng(seed)
    order, seen = [], np.zeros(parks, bool)
    for first in rng.permutation(parks):
        wave = [] if seen[first] else [int(first)]
        seen[first] = True
        for j in wave:
            for a in ground.around[j]:
                if a >= 0 and not seen[a]:
                    seen[a] = True
                    wave.append(int(a))
        order += wave
    label = np.empty(parks, np.int64)
    label[order] = np.arange(parks) * parts // parks
    return label


def within(ground: Ground, books: Books, label: Ints, part: int) -> Ground:
    """The ground with the parks of one part, and the cells that are there or nearest to it."""
    known = ground.near >= 0
    here = known & (label[np.maximum(ground.near, 0)] == part)
    rows = np.arange(len(books.at))
    mine = np.where(books.at >= 0, here[rows, np.maximum(books.at, 0)], here[:, 0])
    around = np.where(
        (ground.around >= 0) & (label[np.maximum(ground.around, 0)] == part), ground.around, -1
    )
    blocks = ground.weight.shape[0]
    park = np.repeat(np.arange(ground.weight.shape[1] * blocks), np.diff(ground.fans)) // blocks
    kept = mine[ground.fan] & (label[park] == part)
    starts = np.concatenate([[0], np.cumsum(kept)])[ground.fans]
    return ground._replace(
        near=np.where(here, ground.near, -1), around=around, fan=ground.fan[kept],
        fan_at=ground.fan_at[kept], fans=starts,
    )  # fmt: skip
