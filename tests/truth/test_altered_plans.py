"""A plan file altered by hand does not pass, whatever was altered; the check needs no solver."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.errors import InputError
from optimizer.plan.audit.seal import seals
from optimizer.plan.optimize import optimize
from optimizer.plan.plan import Plan
from optimizer.plan.save import from_dict

PLAN = {}


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The tutorial's plan with a proven gap of one per cent."""
    made = optimize("tutorial", gap=0.0005, time_limit=20)
    return replace(made, bound=0.99 * made.evaluation.objective)


@pytest.fixture(scope="module")
def written(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> dict:
    path = plan.save(tmp_path_factory.mktemp("plan") / "plan.json")
    PLAN["data"] = json.loads(path.read_text("utf-8"))
    return PLAN["data"]


def whats(data: dict) -> set[str]:
    return {finding.what for finding in from_dict(data).verify()}


def resealed(data: dict) -> dict:
    """The work of a forger who knows the seals."""
    return {**data, "seals": seals(data)}


def test_as_written_it_holds(written):
    assert whats(written) == set()


def test_layout_order_of_keys_and_whole_numbers_do_not_matter(written):
    other = json.loads(json.dumps(written, sort_keys=True, indent=4))
    assert whats(other) == set()
    for row in other["region"]["links"]:
        row["km"] = int(row["km"])
    assert whats(other) == set()


def test_a_moved_fleet(written):
    data = copy.deepcopy(written)
    next(r for r in data["assignments"] if r["site"] == "hill-pit")["park"] = None
    assert {"objective", "turnaround_h", "machines_down", "file: decisions"} <= whats(data)
    assert {"objective", "turnaround_h", "machines_down"} <= whats(resealed(data))


def test_a_changed_kit_and_its_cost(written):
    data = copy.deepcopy(written)
    data["hubs"][0]["levels"]["spares"] -= 1
    assert {"objective", "cost_mrub"} <= whats(resealed(data))


def test_a_rouble_more_and_a_rouble_less(written):
    data = copy.deepcopy(written)
    data["figures"]["cost_mrub"] += 2e-6
    assert "cost_mrub" not in whats(resealed(data))  # within a millionth
    data["figures"]["cost_mrub"] += 2e-4
    assert whats(resealed(data)) == {"cost_mrub"}


def test_a_gap_flattered_in_one_place(written):
    data = copy.deepcopy(written)
    data["figures"]["gap"] = 0.0001
    assert whats(data) == {"gap", "file: figures"}
    assert whats(resealed(data)) == {"gap"}


def test_a_bound_flattered_everywhere_is_caught_by_the_seal_alone(written):
    """No check without a solver can know the bound: the one thing that a forger may change."""
    data = copy.deepcopy(written)
    value = data["figures"]["objective"]
    data["bound"] = data["figures"]["bound"] = 0.9999 * value
    data["figures"]["gap"] = 1 - 0.9999
    assert whats(data) == {"file: proof", "file: figures"}
    assert whats(resealed(data)) == set()


def test_a_bound_above_the_plan(written):
    data = copy.deepcopy(written)
    data["bound"] = data["figures"]["bound"] = 1.01 * data["figures"]["objective"]
    data["figures"]["gap"] = 0.0
    assert "bound" in whats(resealed(data))


def test_optimal_without_a_bound(written):
    data = copy.deepcopy(written)
    data["bound"] = data["figures"]["bound"] = data["figures"]["gap"] = None
    assert whats(resealed(data)) == {"status"}


def figures_of(data: dict) -> list[tuple[str, ...]]:
    """Paths of all single figures."""
    paths = []
    for name, value in data["figures"].items():
        parts = value if isinstance(value, dict) else {None: value}
        paths += [(name,) if part is None else (name, part) for part in parts]
    return paths


def test_every_single_figure_is_held(written):
    paths = figures_of(written)
    assert len(paths) > 25
    for path in paths:
        data = copy.deepcopy(written)
        at = data["figures"]
        for key in path[:-1]:
            at = at[key]
        old = at[path[-1]]
        at[path[-1]] = 1.5 * old + 1 if isinstance(old, (int, float)) else "better"
        name = path[0] if path[-1] in ("plan", path[0]) else ", ".join(path)
        assert name in whats(resealed(data)), path


def test_a_figure_left_out_or_added(written):
    data = copy.deepcopy(written)
    del data["figures"]["jobs"]
    data["figures"]["awards"] = 3
    assert whats(resealed(data)) == {"jobs", "awards"}


@pytest.mark.parametrize("table", ["assignments", "hubs"])
def test_a_row_twice_or_not_at_all(written, table):
    data = copy.deepcopy(written)
    data[table].append(data[table][0])
    assert table in whats(resealed(data))
    data = copy.deepcopy(written)
    del data["assignments"][0]
    assert "assignments" in whats(resealed(data))


def test_seals_taken_away(written):
    data = {key: value for key, value in written.items() if key != "seals"}
    assert whats(data) == {"file: seals"}


def test_rules_that_are_broken(written):
    data = copy.deepcopy(written)
    data["region"]["scenario"]["budget_mrub"] = 60.0
    said = [str(f) for f in from_dict(data).verify()]
    assert any("of a budget of 60" in line for line in said)
    data = copy.deepcopy(written)
    data["region"]["scenario"]["max_utilisation"] = 0.3
    said = [str(f) for f in from_dict(data).verify()]
    assert any("loaded beyond its capacity" in line for line in said)


def leaves(value, path=()):
    """Paths of everything in the file that is no list and no object."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, (*path, key))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from leaves(each, (*path, number))
    else:
        yield path


@settings(max_examples=60, deadline=None, derandomize=True)
@given(where=st.integers(0, 10**9), how=st.sampled_from(["more", "less", "none", "text"]))
def test_whatever_is_altered_is_caught(written, where, how):
    """Any one value of the file: the plan is refused, or something is found."""
    data = copy.deepcopy(PLAN["data"])
    paths = [p for p in leaves(data) if p[0] != "format"]
    path = paths[where % len(paths)]
    at = data
    for key in path[:-1]:
        at = at[key]
    old, last = at[path[-1]], path[-1]
    number = isinstance(old, (int, float)) and not isinstance(old, bool)
    new = {"more": 1.001 * old + 1 if number else f"{old}x", "less": 0.5 * old - 1 if number else 7,
           "none": None, "text": "altered"}[how]  # fmt: skip
    if new == old:
        return
    at[last] = new
    try:
        found = whats(data)
    except InputError:
        return
    assert found, path


def test_arrays_altered_in_memory(plan):
    """The plan's own Problem is not believed: costs come from the tables."""
    crews = plan.problem.stations[0]
    cheap = replace(crews, cost=0.5 * crews.cost)
    problem = replace(plan.problem, stations=(cheap, *plan.problem.stations[1:]))
    found = {f.what for f in replace(plan, built=replace(plan.built, problem=problem)).verify()}
    assert "cost_mrub" in found


def test_hours_of_ways_altered_in_memory(plan):
    travel = replace(plan.built.travel, crew_h=0.9 * plan.built.travel.crew_h)
    stages = replace(plan.built.stages, go_h=0.9 * plan.built.stages.go_h)
    faster = replace(plan, built=replace(plan.built, travel=travel, stages=stages))
    assert "turnaround_h" in {f.what for f in faster.verify()}


def test_ways_that_the_search_gets_wrong_are_named(plan, monkeypatch):
    """A fault of the travel room itself: the second search does not follow it."""
    import optimizer.turnaround.build as build

    honest = build.travel_times

    def faulty(region):
        travel = honest(region)
        return replace(travel, crew_h=0.9 * travel.crew_h)

    monkeypatch.setattr(build, "travel_times", faulty)
    found = {f.what for f in replace(plan, built=build.turnaround(plan.region)).verify()}
    assert any(what.startswith("way between middle-park and hill-pit") for what in found)
    assert any(what.startswith("legs of the way") for what in found)


@pytest.mark.parametrize(
    ("place", "fault"),
    [
        ("optimizer.turnaround.erlang.mean_queue", lambda true: lambda c, a: 0.9 * true(c, a)),
        ("optimizer.turnaround.poisson.backorders", lambda true: lambda s, u: 0.9 * true(s, u)),
    ],
)
def test_curves_that_are_wrong_are_found(plan, monkeypatch, place, fault):
    """A fault of the model's curves: plan and file agree with it, the second formula does not."""
    module, name = place.rsplit(".", 1)
    room = sys.modules[module]
    monkeypatch.setattr(room, name, fault(getattr(room, name)))
    again = Plan(plan.built, plan.choice, plan.status, bound=0.0)
    assert {"objective", "machines_down"} <= {f.what for f in again.verify()}


def test_no_solver_is_touched(plan, tmp_path: Path):
    path = plan.save(tmp_path / "plan.json")
    code = (
        "import sys; from optimizer.plan.plan import Plan; "
        f"print(Plan.load({str(path)!r}).verify()); "
        "print(sorted({'pulp', 'highspy'} & {name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["[]", "[]"]


def test_a_plan_without_hubs_holds():
    small = optimize("tutorial", budget_mrub=5.0, time_limit=5)
    assert not (small.choice.size >= 0).any()
    assert small.verify() == []
    assert np.isclose(small.evaluation.objective, small.problem.stay.sum())
