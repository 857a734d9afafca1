"""The compact MILP row by row: each family of constraints is there, with its coefficients."""

from dataclasses import replace

import numpy as np
import pytest
from small_problems import OVERLAPPING, small_problem

from optimizer.model import compact
from optimizer.model.choice import evaluate
from optimizer.model.compact import add_tangent, build, read_choice
from optimizer.solve.adapter import run


def rows_of(model):
    """{row: ({variable: coefficient}, right-hand side, sense)} of either PuLP."""
    kept = model.prob.constraints
    constraints = kept() if callable(kept) else kept.values()
    return {c.name: ({v.name: a for v, a in c.items()}, -c.constant, c.sense) for c in constraints}


@pytest.fixture(scope="module")
def problem():
    return replace(small_problem(2), money=0.5)


@pytest.fixture(scope="module")
def model(problem):
    return build(problem)


@pytest.fixture(scope="module")
def rows(model):
    return rows_of(model)


def test_every_cell_is_served_once_or_stays(problem, rows):
    for d in range(problem.cells):
        able = {f"x_{d}_{j}" for j in range(problem.parks) if np.isfinite(problem.linear[d, j])}
        assert rows[f"cover_{d}"] == (dict.fromkeys(able | {f"stay_{d}"}, 1), 1, 0)


def test_variables_have_their_ranges(model):
    """Shares and choices from none to one; loads and queues from none."""
    for kind in (model.x, model.stay, model.open_, model.level):
        assert {(v.lowBound, v.upBound) for v in kind.values()} == {(0, 1)}
    for kind in (model.load, model.queue):
        assert {v.lowBound for v in kind.values()} == {0}
        # PuLP 3 says None where there is no bound, PuLP 4 inf
        assert {v.upBound for v in kind.values()} <= {None, np.inf}
    whole = [v.cat for kind in (model.x, model.open_, model.level) for v in kind.values()]
    assert set(whole) == {"Integer"}
    assert {v.cat for v in model.stay.values()} == {"Continuous"}


def test_shares_of_a_split_model_are_not_whole(problem):
    split = build(replace(problem, split=True))
    assert {(v.cat, v.lowBound, v.upBound) for v in split.x.values()} == {("Continuous", 0, 1)}
    assert {v.cat for v in split.level.values()} == {"Integer"}


def test_cost_counts_in_the_aim_where_money_has_a_weight(problem, model):
    aim = {v.name: a for v, a in model.prob.objective.items()}
    size = 0.5 * problem.size_cost[2, 1]
    assert aim["Y_2_1"] == pytest.approx(size)
    assert aim["y_1_0_2"] == pytest.approx(0.5 * problem.stations[0].cost[1, 2])
    without = build(replace(problem, money=0.0))  # PuLP 4 wants the model kept
    free = {v.name: a for v, a in without.prob.objective.items()}
    assert not [name for name in free if name[0] in "Yy" and free[name] != 0]
    d, j = np.argwhere(np.isfinite(problem.linear))[0]
    assert free[f"x_{d}_{j}"] == aim[f"x_{d}_{j}"] == pytest.approx(problem.linear[d, j])
    assert free["stay_3"] == pytest.approx(problem.stay[3])


def test_what_stays_of_a_split_cell_is_not_served():
    """Three fifths from a hub and two as today: that is what the plan says."""
    model = build(replace(small_problem(3), split=True))
    d, j = next(iter(model.x))
    for var in [*model.x.values(), *model.stay.values()]:
        var.varValue = 0.0
    for cell, var in model.stay.items():
        var.varValue = 0.4 if cell == d else 1.0
    model.x[d, j].varValue = 0.6
    choice = read_choice(model)
    assert choice.share[d, j] == pytest.approx(0.6)
    assert choice.share.sum() == pytest.approx(0.6)
    assert choice.served[d] == j


def test_one_size_for_each_park(problem, rows):
    for j in range(problem.parks):
        assert rows[f"one_size_{j}"] == ({f"Y_{j}_{b}": 1 for b in range(3)}, 1, -1)


def test_strong_link_of_every_pair_and_pool(problem, rows):
    crews, bays = problem.stations[:2]
    for d, j in np.argwhere(np.isfinite(problem.linear)):
        k = 0 if d in crews.cells else 1
        assert d in (crews, bays)[k].cells
        levels = {f"y_{j}_{k}_{v}": -1 for v in range(3)}
        assert rows[f"link_{d}_{j}_{k}"] == ({f"x_{d}_{j}": 1} | levels, 0, -1)
    links = [name for name in rows if name.startswith("link")]
    assert len(links) == np.isfinite(problem.linear).sum()


def test_a_cell_without_a_pool_is_linked_to_the_hub(problem):
    only_parts = replace(problem, stations=problem.stations[2:])
    rows = rows_of(build(only_parts))
    d, j = np.argwhere(np.isfinite(problem.linear))[0]
    sizes = {f"Y_{j}_{b}": -1 for b in range(3)}
    assert rows[f"link_{d}_{j}"] == ({f"x_{d}_{j}": 1} | sizes, 0, -1)


def test_levels_are_hosted(rows):
    assert OVERLAPPING.T.tolist() == [
        [True, True, False],
        [False, True, True],
        [False, False, True],
    ]
    for j in range(3):
        for k in (0, 1):
            found = [rows[f"host_{j}_{k}_{i}"] for i in range(4)]
            y, big_y = [f"y_{j}_{k}_{v}" for v in range(3)], [f"Y_{j}_{b}" for b in range(3)]
            assert ({y[0]: 1, big_y[0]: -1, big_y[1]: -1}, 0, -1) in found
            assert ({y[1]: 1, y[2]: 1, big_y[1]: -1, big_y[2]: -1}, 0, -1) in found
            assert ({y[2]: 1, big_y[2]: -1}, 0, -1) in found
            everything = dict.fromkeys(y, 1) | dict.fromkeys(big_y, -1)
            assert (everything, 0, -1) in found  # one level at most, whatever the hub


def test_a_stock_has_one_kit_in_every_hub(rows):
    for j in range(3):
        kits = {f"y_{j}_2_{v}": 1 for v in range(4)} | {f"Y_{j}_{b}": -1 for b in range(3)}
        assert rows[f"kit_{j}_2"] == (kits, 0, 0)


def test_loads_and_capacities(problem, rows):
    crews = problem.stations[0]
    able = np.isfinite(problem.linear[crews.cells, 1])
    for season in range(2):
        unit = crews.unit_load(1)[season]
        terms = {f"x_{d}_1": a for d, a, ok in zip(crews.cells, unit, able, strict=True) if ok}
        loads = {f"a_1_0_{season}_{v}": -1 for v in range(3)}
        coefficients, right, sense = rows[f"load_1_0_{season}"]
        assert coefficients == pytest.approx(terms | loads)
        assert (right, sense) == (0, 0)
        for v in range(3):
            most = min(0.9 * (v + 1), unit[able].sum())
            cap = {f"a_1_0_{season}_{v}": 1, f"y_1_0_{v}": pytest.approx(-most)}
            assert rows[f"cap_1_0_{season}_{v}"] == (cap, 0, -1)


def test_budget_counts_sizes_and_levels(problem, rows):
    coefficients, right, sense = rows["budget"]
    assert (right, sense) == (problem.budget, -1)
    assert coefficients["Y_2_1"] == problem.size_cost[2, 1]
    assert coefficients["y_1_0_2"] == problem.stations[0].cost[1, 2]
    priced = [v for v in problem.stations[2].cost[0] if v > 0]
    assert len([n for n in coefficients if n.startswith("y_0_2_")]) >= len(priced)


def test_no_budget_no_row(problem):
    assert "budget" not in rows_of(build(replace(problem, budget=np.inf)))


def test_a_tangent_is_its_formula(problem):
    model = build(problem)
    add_tangent(model, 1, 0, 0, 2, 1.5)
    coefficients, right, sense = rows_of(model)[f"tangent_{model.cuts}"]
    curve = problem.stations[0].curves[2]
    slope = float(curve.slope(np.array(1.5)))
    at = float(curve.value(np.array(1.5))) - 1.5 * slope
    told = {"q_1_0_0_2": 1, "a_1_0_0_2": -slope, "y_1_0_2": -at}
    assert coefficients == pytest.approx(told)
    assert (right, sense) == (0, 1)


def test_every_level_of_every_station_has_tangents(model, rows):
    queues = {n for name, (c, _, _) in rows.items() if name.startswith("tangent") for n in c}
    assert {f"q_{j}_{k}_{r}_{v}" for j, k, r, v in model.queue} <= queues


def test_strong_links_lift_the_bound(problem, monkeypatch):
    """Without them the relaxation opens a sliver of a level for each cell."""
    strong = run(build(problem).prob, relaxed=True)
    monkeypatch.setattr(compact, "_strong_links", lambda model: None)
    weak = run(build(problem).prob, relaxed=True)
    assert weak.bound < strong.bound - 1


def test_a_cell_without_demand_asks_for_no_server():
    """Nobody waits for it, so that a hub need not have a crew for it."""
    problem = small_problem(60)
    crews = problem.stations[0]
    quiet = crews.rate.copy()
    quiet[:, 0] = 0.0
    idle = replace(problem, stations=(replace(crews, rate=quiet), *problem.stations[1:]))
    rows = rows_of(build(idle))
    for j in np.flatnonzero(np.isfinite(problem.linear[0])):
        assert f"link_0_{j}_0" not in rows
        assert f"link_0_{j}" in rows


def test_shares_of_a_split_plan_are_whole():
    """A solver's 0.9999998 of a cell is all of it, and its 1e-9 nothing."""
    problem = replace(small_problem(3), split=True, stay=np.full(5, np.inf), budget=np.inf)
    problem = replace(problem, linear=np.where(np.isfinite(problem.linear), problem.linear, 70.0))
    model = build(problem)
    assert run(model.prob).has_values
    for (d, j), var in model.x.items():
        if var.varValue < 1e-6:
            var.varValue = 1e-9
        elif d == 0:
            var.varValue *= 1 - 2e-7
        assert j < problem.parks
    choice = read_choice(model)
    assert choice.share.sum(axis=1) == pytest.approx(np.ones(5), abs=1e-12)
    assert set(choice.share[choice.share > 0].tolist()) & {1e-9} == set()
    assert np.isfinite(evaluate(problem, choice).objective)
