"""The numbers of docs/tutorial.md, section by section, are those of the code."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from every_plan import best_plan

from optimizer.model.choice import Choice, evaluate
from optimizer.region import load_region
from optimizer.turnaround.build import mix_variability, turnaround, with_variability
from optimizer.turnaround.erlang import erlang_b, erlang_c, mean_queue, queue_factor
from optimizer.turnaround.poisson import backorders, stockout

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "tutorial.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S))
MIDDLE, SOUTH = 1, 2
SERVED = np.array([MIDDLE, MIDDLE, MIDDLE, MIDDLE, SOUTH, SOUTH])


def says(section: str, *numbers: str) -> None:
    """Each number stands in the section, not as a part of a longer one."""
    for number in numbers:
        pattern = rf"(?<![\d.,]){re.escape(number)}(?![\d]|[.,]\d)"
        assert re.search(pattern, SECTIONS[section]), f"'{section}' does not say {number}"


@pytest.fixture(scope="module")
def nearby():
    return turnaround(load_region("tutorial"))


@pytest.fixture(scope="module")
def plan():
    return Choice(SERVED, np.array([-1, 0, 0]), np.array([[-1, 1, 0], [-1, 2, 1]]))


@pytest.fixture(scope="module")
def built(nearby, plan):
    """With the variability of the plan's own mix."""
    own = mix_variability(
        nearby.region, "crew", nearby.demand, nearby.stages, nearby.season_share, nearby.rate,
        plan.shares(nearby.problem),
    )  # fmt: skip
    own[0] = nearby.variability["crew"][0]
    return with_variability(nearby, {"crew": own})


@pytest.fixture(scope="module")
def exact(built, plan):
    return evaluate(built.problem, plan)


def test_hours_from_park_to_site(built):
    rows = re.findall(r"\| [a-z-]+ \| \d+ \w+ \|(.+)\|$", SECTIONS["The region"], re.M)
    told = [[cell.split(" / ") for cell in row.split("|")] for row in rows]
    for season in (0, 1):
        hours = [[float(cell[min(season, len(cell) - 1)]) for cell in row] for row in told]
        assert built.stages.go_h[season] == pytest.approx(np.array(hours))
    fleets = re.findall(r"\| ([a-z-]+) \| (\d+) (truck|loader)s \|", SECTIONS["The region"])
    assert fleets == [(f.site, f"{f.count:.0f}", f.machine_class) for f in built.region.fleets]


def test_repairs_and_today(built):
    d = built.demand
    rates = "  ".join(f"{rate:.2f}" for rate in d.rate)
    assert rates in SECTIONS["Repairs, and what they cost today"]
    says("Repairs, and what they cost today", f"{d.rate.sum():.2f}", f"{d.rate.sum() * 8760:.0f}",
         f"{(d.rate / d.count).mean() * 8760:.2f}", f"{d.value[0]:.1f}", f"{d.value[2]:.1f}",
         f"{d.rate @ d.today_h:.1f}", f"{built.problem.stay.sum():.2f}",
         f"{d.count.sum():.0f}")  # fmt: skip


def test_costs_and_kits(built):
    problem = built.problem
    assert problem.size_cost[MIDDLE].tolist() == [15, 30]
    assert problem.stations[0].cost[MIDDLE, 0] == 10
    assert problem.size_cost[0] / problem.size_cost[MIDDLE] == pytest.approx([1.2, 1.2])
    kits = problem.stations[1].curves
    assert [kit.stock for kit in kits] == [(0, 0), (2, 2), (7, 7)]
    assert problem.stations[1].cost[MIDDLE].tolist() == [0, 4, 14]
    text = SECTIONS["What can be built"]
    assert "two of each (4 pieces), seven of each (14 pieces)" in text
    says("What can be built", "15", "30", "10")


def test_cost_of_the_plan(exact):
    assert exact.broken == ()
    assert "= 78 of 80" in SECTIONS["The plan for 80"]
    assert exact.cost == 78


def test_hours_that_do_not_wait(built, exact):
    text = SECTIONS["Hours that do not wait"]
    rows = re.findall(r"\| ([a-z-]+) \| (\w+) \| .* = ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|", text)
    assert [row[0] for row in rows] == [f.site for f in built.region.fleets]
    assert [row[1] for row in rows] == [["North", "Middle", "South"][j] for j in SERVED]
    worth = built.problem.linear[np.arange(6), SERVED]
    standing = worth / built.demand.value
    assert [float(row[2]) for row in rows] == pytest.approx(standing / built.demand.rate)
    assert [row[3] for row in rows] == [f"{n:.3f}" for n in standing]
    assert [row[4] for row in rows] == [f"{n:.3f}" for n in worth]
    says("Hours that do not wait", f"{standing.sum():.3f}", f"{exact.linear:.3f}")


def test_waiting_for_a_crew(built, exact):
    section = "Waiting for a crew"
    load = exact.loads[0]
    assert load[:, MIDDLE] == pytest.approx([1.32, 1.26])
    assert load[:, SOUTH] == pytest.approx([0.48, 0.48])
    for servers, a in ((2, 1.32), (2, 1.26), (1, 0.48)):
        of = np.array(a)
        row = [f"{f(servers, of):.4f}" for f in (erlang_b, erlang_c, mean_queue)]
        assert f"| {a} | {' | '.join(row)} |" in SECTIONS[section]
    queue = np.array([mean_queue(2, load[:, MIDDLE]).mean(), mean_queue(1, load[:, SOUTH]).mean()])
    cv2 = built.variability["crew"][[MIDDLE, SOUTH]]
    waiting = queue_factor(cv2) * queue
    worth = exact.waiting[0, [MIDDLE, SOUTH]]
    says(section, f"{queue[0]:.4f}", *(f"{v:.4f}" for v in (*cv2, *queue_factor(cv2), *waiting)),
         *(f"{v:.3f}" for v in (*worth, worth.sum())))  # fmt: skip
    says(section, *(f"{w / r:.2f}" for w, r in zip(waiting, (0.14, 0.08), strict=True)))
    assert worth / waiting == pytest.approx([65.7, 65.7])


def test_moments_of_the_busy_hours(built):
    st, rate = built.stages, built.demand.rate
    says("Waiting for a crew", "208", "260", "32", "186", "164")
    for park, cells, mean, square in ((MIDDLE, slice(0, 4), "9.214", "147.86"),
                                      (SOUTH, slice(4, 6), "6", "76")):  # fmt: skip
        busy, second = (x[:, cells, park].mean(axis=0) for x in (st.busy_h, st.busy_square))
        total = rate[cells].sum()
        assert float(mean) == pytest.approx(rate[cells] @ busy / total, abs=6e-4)
        assert float(square) == pytest.approx(rate[cells] @ second / total, abs=6e-3)
        says("Waiting for a crew", mean, square)
    assert st.busy_square[:, 3, MIDDLE] == pytest.approx([208, 164])


def test_waiting_for_a_part(built, exact):
    section = "Waiting for a part"
    load = exact.loads[1][0]
    assert load[[MIDDLE, SOUTH]] == pytest.approx([5.75, 2.575])
    both = 0.0
    for park, u, stock in (("Middle", 2.875, 7), ("South", 1.2875, 2)):
        one = float(backorders(np.array(stock), np.array(u)))
        assert f"| {park} | {u} | {stock} | {one:.5f} | {2 * one:.4f} |" in SECTIONS[section]
        both += 2 * one
    worth = exact.waiting[1, [MIDDLE, SOUTH]]
    assert worth.sum() == pytest.approx(73 * both)
    says(section, *(f"{v:.3f}" for v in (*worth, worth.sum())), f"{np.exp(-1.2875):.5f}")
    seventh, eighth = (float(stockout(np.array(n), np.array(2.875))) for n in (7, 8))
    says(section, f"{seventh:.4f}", f"{73 * seventh:.2f}", f"{73 * eighth:.2f}")
    says(section, f"{73 * load[MIDDLE]:.2f}")


def test_worth_of_the_plan(nearby, built, exact, plan):
    section = "The plan's worth"
    d = built.demand
    crews = exact.waiting[0].sum() / 65.7
    parts = exact.waiting[1].sum() / 73
    linear = built.problem.linear[np.arange(6), SERVED] / d.value
    standing = linear.sum() + crews + parts
    says(section, f"{exact.objective:.2f}", f"{standing:.3f}", f"{standing / d.rate.sum():.1f}",
         f"{d.rate @ d.today_h / d.rate.sum():.1f}")  # fmt: skip
    first = evaluate(nearby.problem, plan)
    k = nearby.variability_factor["crew"]
    says(section, f"{k[MIDDLE]:.4f}", f"{k[SOUTH]:.4f}", f"{first.objective:.2f}")


def test_downtime_at_each_fleets_own_worth(built, exact):
    """What a report counts: waits shared by repairs, and by pieces asked for."""
    d = built.demand
    value = exact.linear
    for park in (MIDDLE, SOUTH):
        cells = park == SERVED
        by_repairs = d.value[cells] @ d.rate[cells] / d.rate[cells].sum()
        asked = d.rate * np.where(d.value > 50, 0.5, 0.25)
        by_pieces = d.value[cells] @ asked[cells] / asked[cells].sum()
        value += by_repairs * exact.waiting[0, park] / 65.7
        value += by_pieces * exact.waiting[1, park] / 73
    says("The plan's worth", f"{value:.0f}")


def test_every_other_plan(nearby, built, exact):
    own, guess = best_plan(built.problem), best_plan(nearby.problem)
    says("Every other plan", f"{own.plans:,}", f"{own.objective:.2f}")
    assert own.objective == pytest.approx(exact.objective, rel=1e-9)
    assert own.served == guess.served == tuple(SERVED)


def test_with_less_money(built, exact):
    section = "With 60 instead of 80"
    best = best_plan(replace(built.problem, budget=60.0))
    assert best.served == (MIDDLE,) * 4 + (-1, -1)
    says(section, f"{best.objective:.2f}", f"{exact.objective:.2f}", "49", "11")
    says(section, f"{best.objective - exact.objective:.2f}")
    stay, linear = built.problem.stay, built.problem.linear[:4, MIDDLE].sum()
    says(section, f"{stay[4]:.2f}", f"{stay[5]:.2f}", f"{linear:.3f}")
    says(section, *(f"{exact.waiting[k, MIDDLE]:.3f}" for k in (0, 1)))
