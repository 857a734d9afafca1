"""Machines by stage, machines by fleet and the aim are one and the same sum."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.model.choice import CLOSED, NONE, TODAY, Choice, evaluate
from optimizer.plan.plan import Plan

PLANS = ["tutorial_plan", "krai_plan"]


@pytest.fixture(params=PLANS)
def plan(request: pytest.FixtureRequest) -> Plan:
    return request.getfixturevalue(request.param)


def test_stages_add_up_to_the_machines_down(plan: Plan) -> None:
    stages = plan.stages.set_index("stage")
    total = plan.figures["machines_down"]
    assert stages.loc["total", "plan_machines"] == pytest.approx(total["plan"])
    assert stages.loc["total", "today_machines"] == pytest.approx(total["today"])
    hours = plan.figures["turnaround_h"]
    assert stages.loc["total", "plan_h"] == pytest.approx(hours["plan"])
    assert stages.loc["total", "today_h"] == pytest.approx(hours["today"])


def test_waiting_of_stations_is_that_of_their_fleets(plan: Plan) -> None:
    served = plan.assignments[plan.assignments["park"] != ""]
    rate = served["repairs_per_year"] / 8760
    for kind, stage in (("servers", "queue_h"), ("stock", "parts_h")):
        at_stations = plan.stations.loc[plan.stations["kind"] == kind, "waiting"].sum()
        assert (rate * served[stage]).sum() == pytest.approx(at_stations, rel=1e-9)


def test_the_aim_is_the_worth_of_the_machines_down_and_the_reach_target(plan: Plan) -> None:
    """Waiting machines count by the mean value of their station, so the sums agree in total."""
    ev = plan.evaluation
    assert ev.objective == pytest.approx(ev.linear + ev.stay + ev.waiting.sum())
    rules, built = plan.region.scenario, plan.built
    d, served = built.demand, plan.choice.served
    kept = served < 0
    target = rules.reach_target_h
    penalty = 0.0
    if target is not None:
        go = np.where(kept, 0.0, plan.hours.by_season["go_h"])
        late = np.maximum(go - target, 0.0)
        penalty = rules.reach_weight * (
            float((d.value * (built.season_share @ (built.rate * late)))[~kept].sum())
            + float((d.value * d.rate * target)[kept].sum())
        )
    own_values = plan.assignments["downtime_mrub"].sum() + penalty
    waiting = plan.assignments.loc[~kept, ["queue_h", "parts_h"]].sum(axis=1)
    by_fleet = float((d.value * d.rate)[~kept] @ waiting)
    at_mean_value = float(
        sum(
            (built.problem.season_share[:, None] * _waiting(plan, k)).sum(axis=0) @ station.weight
            for k, station in enumerate(plan.problem.stations)
        )
    )
    assert at_mean_value == pytest.approx(float(ev.waiting.sum()))
    assert ev.objective == pytest.approx(own_values - by_fleet + at_mean_value, rel=1e-9)


def _waiting(plan: Plan, k: int) -> np.ndarray:
    """(S, J) machines that wait at a station, before the factor of its variability."""
    station, load = plan.problem.stations[k], plan.evaluation.loads[k]
    waiting = np.zeros_like(load)
    for j in np.flatnonzero(plan.choice.level[k] >= 0):
        waiting[:, j] = station.curves[plan.choice.level[k, j]].value(load[:, j])
    return waiting


def test_today_is_never_better(plan: Plan) -> None:
    problem = plan.problem
    nothing = Choice(
        np.full(problem.cells, TODAY), np.full(problem.parks, CLOSED),
        np.full((len(problem.stations), problem.parks), NONE),
    )  # fmt: skip
    today = evaluate(problem, nothing)
    assert today.feasible
    assert plan.evaluation.objective <= today.objective
    assert plan.bound <= plan.evaluation.objective + 1e-6


def test_money_and_jobs_add_up(plan: Plan) -> None:
    assert plan.costs["total"].sum() == pytest.approx(plan.figures["cost_mrub"])
    assert plan.hubs["cost_mrub"].sum() == pytest.approx(plan.figures["cost_mrub"])
    assert plan.figures["cost_mrub"] <= plan.figures["budget_mrub"] * (1 + 1e-9)
    assert plan.hubs["machines"].sum() == pytest.approx(
        plan.assignments.loc[plan.assignments["park"] != "", "count"].sum()
    )


def test_availability_counts_all_that_stops_a_machine(krai_plan: Plan) -> None:
    region, fleets = krai_plan.region, krai_plan.assignments
    machine = next(c for c in region.classes if c.id == "belaz_220")
    rows = [i for i, f in enumerate(region.fleets) if f.machine_class == "belaz_220"]
    shares = {"strong": machine.outside_strong, "weak": machine.outside_weak,
              "none": machine.outside_none}  # fmt: skip
    total = machines = 0.0
    for i in rows:
        fleet = region.fleets[i]
        failures = machine.failures * fleet.hours_per_year / 1000
        outside = failures * shares[fleet.workshop]
        stopped = (
            (failures - outside) * machine.own_repair_h
            + fleet.hours_per_year / 1000 * machine.pm_h_per_1000h
            + outside * fleets["turnaround_h"][i]
        )
        total += fleet.count * (1 - stopped / 8760)
        machines += fleet.count
    found = krai_plan.by("machine_class").set_index("machine_class").loc["belaz_220"]
    assert found["availability"] == pytest.approx(total / machines)
    assert found["availability"] > found["today_availability"]
