"""Steps in the master's solution: which are there, which only in part, and which to fix next."""

from __future__ import annotations

import numpy as np

from optimizer.solve.rollout.master import Master

Step = tuple[int, int, int, int]
"""Kind (0: size, 1 + k: servers, below zero: sources), quarter, park, step."""
_WHOLE = 1e-3
_SURE = 0.9
"""Steps that are there to this share are taken together in a dive."""


def step_shares(master: Master) -> dict[Step, float]:
    """To which share each step is there in the master's last solution."""
    r, found = master.roll_out, master.starts.shares()
    weights = master.weights()
    for i in np.flatnonzero(weights > 1e-9):
        column = master.columns[i]
        options = [column.pattern.size, *column.pattern.level[: len(r.servers)]]
        for kind, (steps, option) in enumerate(zip((r.sizes, *r.servers), options, strict=True)):
            for step in range(int(steps.rank[option]) + 1 if option >= 0 else 0):
                key = (kind, column.quarter, column.pattern.park, step)
                found[key] = found.get(key, 0.0) + float(weights[i])
    return found


def broken_steps(master: Master) -> dict[Step, float]:
    """Shares of the steps that are there in part."""
    return {s: v for s, v in step_shares(master).items() if _WHOLE < v < 1.0 - _WHOLE}


def most_broken(master: Master) -> Step | None:
    """The step to branch on: of a source before hubs before servers, nearest to one half."""
    broken = broken_steps(master)
    if not broken:
        return None
    return min(broken, key=lambda s: (min(s[0], 1), abs(broken[s] - 0.5), s))


def fixed_next(broken: dict[Step, float]) -> list[tuple[Step, bool]]:
    """Steps to fix next in a dive, and whether they are there: the sure ones, or the likeliest."""
    best = max(broken, key=lambda s: (broken[s], s))
    sure = [s for s, share in broken.items() if share >= _SURE] or [best]
    return [(s, broken[s] >= 0.5) for s in sure]
