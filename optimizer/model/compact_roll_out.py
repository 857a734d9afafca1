"""The compact MILP over quarters: a compact MILP for each, tied by money and by what stays.

One function per family of constraints; symbols as in docs/model.md, section 9.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pulp

from optimizer.model.compact import CompactModel, aim_terms, cost_terms, into, read_choice
from optimizer.model.timetable import Timetable
from optimizer.problem import Ints
from optimizer.roll_out import RollOut


class CompactRollOut:
    """A PuLP problem of all quarters."""

    def __init__(self, roll_out: RollOut, tolerance: float = 0.04) -> None:
        self.roll_out = roll_out
        self.prob = pulp.LpProblem("quarters", pulp.LpMinimize)
        self.quarters: list[CompactModel] = [
            into(self.prob, problem, tolerance, tag=f"t{t}_")
            for t, problem in enumerate(roll_out.quarters)
        ]
        self.moved = _moved(self)
        self.prob.setObjective(
            pulp.lpSum(
                float(w) * term
                for w, model in zip(roll_out.weight, self.quarters, strict=True)
                for term in aim_terms(model)
            )
        )
        _not_yet(self)
        _stays(self)
        _closed_for_good(self)
        _money(self)

    def timetable(self) -> Timetable:
        """Timetable in the solver's values."""
        return Timetable(tuple(map(read_choice, self.quarters)))


def _moved(whole: CompactRollOut) -> list[dict[int, Any]]:
    """h_dt ≥ x_djt + Σ_{i≠j} x_di,t-1 − 1: a fleet that one hub hands over to another."""
    found: list[dict[int, Any]] = [{}]
    for t in range(1, whole.roll_out.count):
        before, now, mine = whole.quarters[t - 1], whole.quarters[t], dict[int, Any]()
        for (d, j), x in now.x.items() if whole.roll_out.change else ():
            others = [y for (e, i), y in before.x.items() if e == d and i != j]
            if others:
                if d not in mine:
                    mine[d] = whole.prob.add_variable(f"h{t}_{d}", 0, 1)
                whole.prob += mine[d] >= x + pulp.lpSum(others) - 1, f"moved{t}_{d}_{j}"
        found.append(mine)
    return found


def _options(whole: CompactRollOut, t: int, j: int) -> Iterator[tuple[Ints, list[Any]]]:
    """Ranks and variables of a park's sizes, then of its servers, in a quarter."""
    model, r = whole.quarters[t], whole.roll_out
    yield r.sizes.rank, [model.open_[j, b] for b in range(len(r.sizes.rank))]
    for k, steps in enumerate(r.servers):
        yield steps.rank, [model.level[j, k, v] for v in range(len(steps.rank))]


def _not_yet(whole: CompactRollOut) -> None:
    """Y_jbt = y_jklt = z_ot = 0 where it cannot be ready in quarter t."""
    r = whole.roll_out
    for t, model in enumerate(whole.quarters):
        for j, b in np.argwhere(~r.size_open(t)):
            model.open_[int(j), int(b)].upBound = 0
        for k in range(len(r.servers)):
            for j, v in np.argwhere(~r.level_open(k, t)):
                model.level[int(j), k, int(v)].upBound = 0
        for o in np.flatnonzero(~r.sources.ready(t)):
            model.built[int(o)].upBound = 0


def _stays(whole: CompactRollOut) -> None:
    """Σ_{rank ≥ s} Y_jbt ≤ Σ_{rank ≥ s} Y_jb,t+1, so the servers, and z_ot ≤ z_o,t+1."""
    r = whole.roll_out
    for t in range(r.count - 1):
        for j in range(r.parks):
            pairs = zip(_options(whole, t, j), _options(whole, t + 1, j), strict=True)
            for i, ((rank, now), (_, later)) in enumerate(pairs):
                for step in range(len(rank)):
                    above = np.flatnonzero(rank >= step)
                    whole.prob += (
                        pulp.lpSum(now[n] for n in above) <= pulp.lpSum(later[n] for n in above),
                        f"stays{t}_{j}_{i}_{step}",
                    )
        for o, now in whole.quarters[t].built.items():
            whole.prob += now <= whole.quarters[t + 1].built[o], f"source_stays{t}_{o}"


def _closed_for_good(whole: CompactRollOut) -> None:
    """Σ_b Y_jb,t+1 ≤ Σ_b Y_jbt where a hub stands at the start: it is kept, or closed at once."""
    r = whole.roll_out
    for j in np.flatnonzero(r.existing >= 0):
        for t in range(r.count - 1):
            now, later = (
                pulp.lpSum(whole.quarters[q].open_[int(j), b] for b in range(len(r.sizes.rank)))
                for q in (t, t + 1)
            )
            whole.prob += later <= now, f"closed{t}_{j}"


def _money(whole: CompactRollOut) -> None:
    """Σ_t (paid_tr of what is there in t, running cost of t ≤ r) ≤ Σ_{t ≤ r} B_t for every r."""
    r = whole.roll_out
    for end in range(r.count):
        terms: list[Any] = []
        for t, model in enumerate(whole.quarters):
            if years := float(r.lasting[t, end]):
                terms += [years * term for term in cost_terms(model)]
            for (j, b), var in model.open_.items():
                if capital := float(r.size_capital[t, end, j, b]):
                    terms.append(capital * var)
            for k, paid in enumerate(r.server_capital):
                for j, v in np.argwhere(paid[t, end] != 0):
                    terms.append(float(paid[t, end, j, v]) * model.level[int(j), k, int(v)])
            terms += [
                float(r.source_capital[t, end, o]) * z
                for o, z in model.built.items()
                if r.source_capital[t, end, o]
            ]
            if t <= end:
                terms += [r.change * h for h in whole.moved[t].values()]
        whole.prob += pulp.lpSum(terms) <= float(r.funds[end] - r.closed), f"money_{end}"
