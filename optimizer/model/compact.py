"""The compact MILP: the definition of the problem, modelled in PuLP.

One function per family of constraints; symbols as in docs/model.md, section 5.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pulp

from optimizer.model.choice import CLOSED, NONE, TODAY, Choice
from optimizer.model.rows import LoadRow, load_rows
from optimizer.model.tangents import tangent, tangent_points, tangents
from optimizer.problem import Array, Bools, Problem

_TINY = 1e-9
_SHARE_SLACK = 1e-6


@dataclass
class CompactModel:
    """A PuLP problem with its variables by index.

    ``x[d, j]`` serve, ``stay[d]`` keep today's way, ``open_[j, b]`` hub of size b (Y),
    ``level[j, k, l]`` (y), ``load[j, k, r, l]`` (a) and ``queue[j, k, r, l]`` (q) per load row r,
    ``built[o]`` source (z). ``tag`` begins the name of each of them and of each row.
    """

    problem: Problem
    prob: pulp.LpProblem
    tag: str = ""
    x: dict[tuple[int, int], Any] = field(default_factory=dict)
    stay: dict[int, Any] = field(default_factory=dict)
    open_: dict[tuple[int, int], Any] = field(default_factory=dict)
    level: dict[tuple[int, int, int], Any] = field(default_factory=dict)
    load: dict[tuple[int, int, int, int], Any] = field(default_factory=dict)
    queue: dict[tuple[int, int, int, int], Any] = field(default_factory=dict)
    rows: dict[tuple[int, int], tuple[LoadRow, ...]] = field(default_factory=dict)
    built: dict[int, Any] = field(default_factory=dict)
    cuts: int = 0


def build(problem: Problem, tolerance: float = 0.04, levels: Bools | None = None) -> CompactModel:
    """Build the compact MILP with tangents of the given relative error.

    ``levels`` (J, K, L) are those that may be chosen, where not all may.
    """
    prob = pulp.LpProblem("hubs", pulp.LpMinimize)
    model = into(prob, problem, tolerance, levels=levels)
    _objective(model)
    return model


def into(
    prob: pulp.LpProblem, problem: Problem, tolerance: float = 0.04, tag: str = "",
    levels: Bools | None = None,
) -> CompactModel:  # fmt: skip
    """Add variables and rows of a problem to a PuLP problem, which has an aim of its own."""
    model = CompactModel(problem, prob, tag)
    _variables(model)
    _cover(model)
    _sizes(model)
    _strong_links(model)
    _levels(model)
    _loads(model)
    _budget(model)
    _sources(model)
    for (j, k, level), variable in model.level.items():
        if levels is not None and not levels[j, k, level]:
            variable.upBound = 0
    for j, k, r, level in model.queue:
        if levels is not None and not levels[j, k, level]:
            continue
        row = model.rows[j, k][r]
        points = tangent_points(row.curves[level], row.most(level), tolerance)
        for intercept, slope in tangents(row.curves[level], points):
            _stay_above(model, (j, k, r, level), intercept, slope)
    return model


def _variables(model: CompactModel) -> None:
    """x, Y and y are binary, x continuous where a cell may be split; a and q are not negative."""
    p = model.problem

    def add(name: str, low: float, high: float | None = None, cat: str = "Continuous") -> Any:
        return model.prob.add_variable(model.tag + name, low, high, cat=cat)

    served = "Continuous" if p.split else "Binary"
    for d, j in np.argwhere(np.isfinite(p.linear)):
        model.x[int(d), int(j)] = add(f"x_{d}_{j}", 0, 1, cat=served)
    for d in np.flatnonzero(np.isfinite(p.stay)):
        model.stay[int(d)] = add(f"stay_{d}", 0, 1)
    for o in range(p.source_count):
        model.built[o] = add(f"z_{o}", 0, 1, cat="Binary")
    for j in range(p.parks):
        for b in range(p.sizes):
            model.open_[j, b] = add(f"Y_{j}_{b}", 0, 1, cat="Binary")
        for k, station in enumerate(p.stations):
            model.rows[j, k] = load_rows(p, station, j)
            for level in range(len(station.curves)):
                model.level[j, k, level] = add(f"y_{j}_{k}_{level}", 0, 1, cat="Binary")
                for r in range(len(model.rows[j, k])):
                    key = (j, k, r, level)
                    model.load[key] = add(f"a_{j}_{k}_{r}_{level}", 0)
                    model.queue[key] = add(f"q_{j}_{k}_{r}_{level}", 0)


def _objective(model: CompactModel) -> None:
    """min Σ_dj c_dj x_dj + Σ_d c_d0 x_d0 + Σ_jkrl w_jkr q_jkrl + money · Σ cost."""
    model.prob.setObjective(pulp.lpSum(aim_terms(model)))


def aim_terms(model: CompactModel) -> list[Any]:
    """Terms of the aim."""
    p = model.problem
    terms = [p.linear[d, j] * var for (d, j), var in model.x.items()]
    terms += [p.stay[d] * var for d, var in model.stay.items()]
    terms += [model.rows[j, k][r].weight * q for (j, k, r, _), q in model.queue.items()]
    if p.money:
        terms += [p.money * term for term in cost_terms(model)]
    return terms


def cost_terms(model: CompactModel) -> list[Any]:
    """Σ_jb C_jb Y_jb + Σ_jkl (C_jkl y_jkl + Σ_r e_jkrl a_jkrl) + Σ_o C_o z_o."""
    p = model.problem
    terms = [p.size_cost[j, b] * var for (j, b), var in model.open_.items()]
    terms += [p.stations[k].cost[j, v] * var for (j, k, v), var in model.level.items()]
    for (j, k, r, v), var in model.load.items():
        if price := float(model.rows[j, k][r].price[v]):
            terms.append(price * var)
    if p.sources is not None:
        terms += [float(p.sources.cost[o]) * var for o, var in model.built.items()]
    return terms


def _cover(model: CompactModel) -> None:
    """Σ_j x_dj + x_d0 = 1: every cell is served by one hub, or as today."""
    by_cell: dict[int, list[Any]] = defaultdict(list)
    for (d, _), var in model.x.items():
        by_cell[d].append(var)
    for d in range(model.problem.cells):
        today = [model.stay[d]] if d in model.stay else []
        model.prob += pulp.lpSum(by_cell[d] + today) == 1, f"{model.tag}cover_{d}"


def _sizes(model: CompactModel) -> None:
    """Σ_b Y_jb ≤ 1: a park has one hub at most."""
    for j in range(model.problem.parks):
        sizes = [model.open_[j, b] for b in range(model.problem.sizes)]
        model.prob += pulp.lpSum(sizes) <= 1, f"{model.tag}one_size_{j}"


def _strong_links(model: CompactModel) -> None:
    """x_dj ≤ Σ_l y_jkl for every station k of servers that cell d loads; x_dj ≤ Σ_b Y_jb else."""
    p = model.problem
    asked: dict[tuple[int, int], list[int]] = defaultdict(list)
    for (j, k), rows in model.rows.items():
        if p.stations[k].kind == "servers":
            loads = np.any([row.coefficients > 0 for row in rows], axis=0)
            for d in p.stations[k].cells[loads]:
                asked[int(d), j].append(k)
    for (d, j), var in model.x.items():
        for k in asked[d, j]:
            levels = [model.level[j, k, v] for v in range(len(p.stations[k].curves))]
            model.prob += var <= pulp.lpSum(levels), f"{model.tag}link_{d}_{j}_{k}"
        if not asked[d, j]:
            sizes = [model.open_[j, b] for b in range(p.sizes)]
            model.prob += var <= pulp.lpSum(sizes), f"{model.tag}link_{d}_{j}"


def _levels(model: CompactModel) -> None:
    """Σ_{l' hosted by no size outside H} y_jkl' ≤ Σ_{b in H} Y_jb, H the hosts of a level, or all.

    A stock has one level in every open park.
    """
    p = model.problem
    for j in range(p.parks):
        sizes = [model.open_[j, b] for b in range(p.sizes)]
        for k, station in enumerate(p.stations):
            levels = [model.level[j, k, v] for v in range(len(station.curves))]
            if station.kind == "stock":
                model.prob += pulp.lpSum(levels) == pulp.lpSum(sizes), f"{model.tag}kit_{j}_{k}"
            hosts = {tuple(bool(h) for h in column) for column in station.allowed.T}
            if station.kind == "servers":
                hosts.add((True,) * p.sizes)
            for i, host in enumerate(sorted(hosts)):
                within = [
                    levels[v]
                    for v in range(len(levels))
                    if not (station.allowed[:, v] & ~np.array(host)).any()
                ]
                hosting = [sizes[b] for b in range(p.sizes) if host[b]]
                model.prob += (
                    pulp.lpSum(within) <= pulp.lpSum(hosting),
                    f"{model.tag}host_{j}_{k}_{i}",
                )


def _loads(model: CompactModel) -> None:
    """Σ_d load_d x_dj = Σ_l a_jkrl, and a_jkrl ≤ capacity_l y_jkl."""
    p = model.problem
    for (j, k), rows in model.rows.items():
        cells = p.stations[k].cells
        for r, row in enumerate(rows):
            terms = [
                float(c) * model.x[int(d), j]
                for d, c in zip(cells, row.coefficients, strict=True)
                if c > _TINY
            ]
            loads = [model.load[j, k, r, v] for v in range(len(row.curves))]
            model.prob += pulp.lpSum(terms) == pulp.lpSum(loads), f"{model.tag}load_{j}_{k}_{r}"
            for v, load in enumerate(loads):
                model.prob += (
                    load <= row.most(v) * model.level[j, k, v],
                    f"{model.tag}cap_{j}_{k}_{r}_{v}",
                )


def _budget(model: CompactModel) -> None:
    """cost ≤ B."""
    if np.isfinite(model.problem.budget):
        model.prob += pulp.lpSum(cost_terms(model)) <= model.problem.budget, f"{model.tag}budget"


def _sources(model: CompactModel) -> None:
    """Σ_{l needs o} y_jkl ≤ z_o; Σ_{o in group} z_o ≤ most; Σ_o use_ro z_o ≤ limit_r."""
    sources = model.problem.sources
    if sources is None:
        return
    for k, station in enumerate(model.problem.stations):
        if station.supply is None:
            continue
        for o in np.unique(station.supply.needs[station.supply.needs >= 0]):
            mine = np.flatnonzero(station.supply.level_needs == o)
            for j in range(model.problem.parks):
                levels = pulp.lpSum(model.level[j, k, int(v)] for v in mine)
                model.prob += levels <= model.built[int(o)], f"{model.tag}source_{j}_{k}_{o}"
    for group, most in enumerate(sources.most):
        mine = np.flatnonzero(sources.group == group)
        model.prob += (
            pulp.lpSum(model.built[int(o)] for o in mine) <= int(most),
            f"{model.tag}group_{group}",
        )
    for r, (use, limit) in enumerate(zip(sources.use, sources.limit, strict=True)):
        total = pulp.lpSum(float(u) * model.built[o] for o, u in enumerate(use) if u)
        model.prob += total <= float(limit), f"{model.tag}resource_{r}"


def add_tangent(model: CompactModel, j: int, k: int, r: int, level: int, at: float) -> None:
    """q_jkrl ≥ [f(â) − â f'(â)] y_jkl + f'(â) a_jkrl: perspective tangent at the load â."""
    intercept, slope = tangent(model.rows[j, k][r].curves[level], at)
    _stay_above(model, (j, k, r, level), intercept, slope)


def _stay_above(
    model: CompactModel, key: tuple[int, int, int, int], intercept: float, slope: float
) -> None:
    if slope <= 0 and intercept <= 0:
        return
    j, k, _, level = key
    model.cuts += 1
    model.prob += (
        model.queue[key] >= intercept * model.level[j, k, level] + slope * model.load[key],
        f"{model.tag}tangent_{model.cuts}",
    )


def read_choice(model: CompactModel) -> Choice:
    """Choice in the solver's values: hub of the largest share, size and level."""
    p = model.problem
    share = np.zeros((p.cells, p.parks))
    for (d, j), var in model.x.items():
        share[d, j] = var.varValue or 0.0
    total = share.sum(axis=1)
    served = np.where(total > 0.5, share.argmax(axis=1), TODAY)
    if p.split:
        stay = np.array(
            [getattr(model.stay.get(d), "varValue", None) or 0.0 for d in range(p.cells)]
        )
        share = _whole_shares(share, stay)
    size = np.full(p.parks, CLOSED)
    for (j, b), var in model.open_.items():
        if (var.varValue or 0.0) > 0.5:
            size[j] = b
    level = np.full((len(p.stations), p.parks), NONE)
    for (j, k, v), var in model.level.items():
        if (var.varValue or 0.0) > 0.5:
            level[k, j] = v
    built = np.array([(z.varValue or 0.0) > 0.5 for z in model.built.values()], dtype=bool)
    return Choice(served, size, level, share=share if p.split else None, built=built)


def _whole_shares(share: Array, stay: Array) -> Array:
    """Shares of a split plan freed of the solver's tolerance: with today's they add up to one."""
    share = np.where(share > _SHARE_SLACK, share, 0.0)
    total = share.sum(axis=1) + np.where(stay > _SHARE_SLACK, stay, 0.0)
    return np.asarray(share / np.where(total > 0, total, 1.0)[:, None])
