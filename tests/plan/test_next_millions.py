"""What the next millions buy: every other choice looked at, and held against richer plans."""

from __future__ import annotations

import itertools
import time
from dataclasses import replace

import numpy as np
import pytest
from test_lanes_of_parts import with_lanes
from test_product_lines import with_lines

from optimizer.cli.plan_json import plan_object
from optimizer.model.choice import Choice, evaluate
from optimizer.plan.kept import with_sources
from optimizer.plan.next_millions import BOUNDED, RESOLVED
from optimizer.plan.optimize import optimize
from optimizer.plan.plan import Plan
from optimizer.plan.reasons import reasons
from optimizer.report.tables import write_csv
from optimizer.solve.levels import best_levels


@pytest.fixture(scope="module")
def lanes_plan() -> Plan:
    return optimize(with_lanes(), gap=1e-3, time_limit=30)


def _most_saved(plan: Plan, kind: str, mrub: float) -> float:
    """By enumeration: every size of every hub, and every choice of levels within the money."""
    opened = np.flatnonzero(plan.choice.size >= 0)
    sizes = itertools.product(range(plan.problem.sizes), repeat=len(opened))
    least = min(_least(plan, kind, mrub, dict(zip(opened, each, strict=True))) for each in sizes)
    return float(plan.evaluation.waiting.sum()) - least


def _least(plan: Plan, kind: str, mrub: float, size: dict[int, int]) -> float:
    problem, choice = plan.problem, plan.choice
    sums = {0.0: 0.0}  # money spent: least waiting; one station after the other
    fixed = sum(float(problem.size_cost[j, b]) for j, b in size.items())
    for k, j in np.argwhere(choice.level >= 0):
        offers = _offers(plan, kind, int(k), int(j), size[j])
        joined: dict[float, float] = {}
        for (spent, waits), (cost, more) in itertools.product(sums.items(), offers):
            total = round(spent + cost, 9)
            if fixed + total <= problem.budget + mrub + 1e-6:
                joined[total] = min(joined.get(total, np.inf), waits + more)
        sums, least = {}, np.inf
        for total in sorted(joined):
            if joined[total] < least:
                sums[total] = least = joined[total]
    return min(sums.values(), default=np.inf)


def _offers(plan: Plan, kind: str, k: int, j: int, size: int) -> list[tuple[float, float]]:
    """Cost and waiting of every level that a station of a hub may have."""
    problem, station, now = plan.problem, plan.problem.stations[k], int(plan.choice.level[k, j])
    load, offers = plan.evaluation.loads[k][:, j], []
    for v in range(len(station.curves)):
        if station.capacity[v] < load.max() or not station.allowed[size, v]:
            continue
        if v != now and kind != "all":
            if (kind == "servers") != (station.kind == "servers"):
                continue
            same = station.supply is None or station.supply.way[v] == station.supply.way[now]
            if kind != "servers" and same != (kind == "stock"):
                continue
        offers.append(
            (problem.level_cost(station, j, v, load), problem.waiting(station, j, v, load))
        )
    return offers


@pytest.mark.parametrize("mrub", [10.0, 40.0])
def test_no_other_choice_saves_more(tutorial_plan: Plan, lanes_plan: Plan, mrub: float) -> None:
    for plan in (tutorial_plan, lanes_plan):
        table = plan.next_millions(mrub).set_index("what")
        kinds = table.index[table["how"] == RESOLVED]
        assert table.loc[kinds, "saved_mrub"].max() > 0
        for kind in kinds:
            known = _most_saved(plan, kind, mrub)
            assert table.loc[kind, "saved_mrub"] == pytest.approx(known, rel=1e-5, abs=1e-4), kind


def test_rows_follow_the_scenario(tutorial_plan: Plan, lanes_plan: Plan) -> None:
    kinds = [list(plan.next_millions()["what"]) for plan in (tutorial_plan, lanes_plan)]
    assert kinds[0][:3] == ["servers", "stock", "all"]
    assert kinds[1][:4] == ["servers", "stock", "lanes", "all"]


@pytest.mark.parametrize("mrub", [10.0, 100.0])
def test_all_together_saves_most_and_keeps_the_larger_budget(laid_plan: Plan, mrub: float) -> None:
    table = laid_plan.next_millions(mrub)
    own = table[table["how"] == RESOLVED].set_index("what")
    assert own.loc["all", "saved_mrub"] >= own["saved_mrub"].max() - 1e-3
    assert (own["saved_mrub"] >= 0).all() and own.loc["all", "saved_mrub"] > 0
    left = laid_plan.problem.budget - laid_plan.evaluation.cost
    assert (own["cost_mrub"] <= mrub + left + 1e-5).all()
    assert ((own["changes"] == "") == (own["saved_mrub"] == 0)).all()


def test_crews_come_with_the_larger_hub_that_they_need(laid_plan: Plan) -> None:
    table = laid_plan.next_millions(300.0).set_index("what")
    changes = table.loc["servers", "changes"].split("; ")
    assert changes and all(" → " in change for change in changes)
    pools = {pool.name for pool in laid_plan.region.pools}
    assert all(any(f": {pool} " in change for pool in pools) for change in changes)
    assert 0 < table.loc["servers", "machines_down"] < laid_plan.figures["machines_down"]["plan"]
    hours = table.loc["servers", "machines_down"] * 8760 / laid_plan.figures["repairs_per_year"]
    assert table.loc["servers", "turnaround_h"] == pytest.approx(hours)


def test_a_richer_plan_lies_between_the_re_solve_and_the_bound() -> None:
    region = with_lines(on=False)
    plan = optimize(region, gap=1e-5, time_limit=60, method="patterns")
    table = plan.next_millions(10.0).set_index("what")
    richer = region.scenario.model_copy(update={"budget_mrub": region.scenario.budget_mrub + 10.0})
    later = optimize(replace(region, scenario=richer), gap=1e-5, time_limit=60, method="patterns")
    # under the variability that the first plan was proven with
    saved = plan.evaluation.objective - evaluate(plan.problem, later.choice).objective
    assert table.loc["anything", "how"] == BOUNDED
    assert table.loc["anything", "saved_mrub"] >= saved - 1e-6
    assert table.loc["all", "saved_mrub"] <= table.loc["anything", "saved_mrub"] + 1e-6


def test_money_that_builds_a_line_says_so() -> None:
    plan = optimize(with_lines(), gap=1e-3, time_limit=30)
    problem = plan.problem
    none = np.zeros(problem.source_count, dtype=bool)
    levels = best_levels(with_sources(problem, none), plan.choice.served)
    assert levels is not None and not levels.sources(problem).any()
    without = replace(plan, choice=Choice(levels.served, levels.size, levels.level, built=none))
    table = without.next_millions(20.0).set_index("what")
    assert table.loc["lines", "saved_mrub"] > 0
    assert table.loc["lines", "changes"].startswith("new: Press, ")
    assert table.loc["lines", "changes_ru"].startswith("новая линия: Press, ")
    assert "Press" not in table.loc["stock", "changes"]
    assert "a new product line" in without.summary()


def test_it_is_in_words_data_and_files(laid_plan: Plan, tmp_path) -> None:
    table = laid_plan.next_millions()
    assert laid_plan.next_millions() is table, "worked out once"
    saved = table.loc[table["what"] == "all", "saved_mrub"].iloc[0]
    said = f"next RUB 10 M a year would save at least RUB {saved:.1f} M of downtime"
    assert said in laid_plan.summary() and said in laid_plan.explain()
    assert "Следующие 10 млн руб. в год сберегли бы не менее" in laid_plan.summary("ru")
    first = table.loc[table["what"] == "all", "changes"].iloc[0].split("; ")
    assert all(change in laid_plan.explain() for change in first)
    rows = plan_object(laid_plan, {}, [])["next_millions"]
    assert rows == reasons(laid_plan)["next_millions"] and len(rows) == len(table)
    assert "next_millions.csv" in {path.name for path in write_csv(laid_plan, tmp_path)}


def test_a_plan_file_keeps_the_bound(laid_plan: Plan, tmp_path) -> None:
    known = replace(laid_plan, money_price=0.7, money_bound=700.0)
    known.save(tmp_path / "plan.json")
    again = Plan.load(tmp_path / "plan.json")
    row = again.next_millions().set_index("what").loc["anything"]
    assert row["saved_mrub"] == pytest.approx(known.evaluation.objective - 700.0 + 7.0)
    assert again.verify() == []


def test_it_takes_less_than_two_seconds(laid_plan: Plan) -> None:
    before = time.process_time()
    laid_plan.next_millions(9.0)
    assert time.process_time() - before < 2.0
