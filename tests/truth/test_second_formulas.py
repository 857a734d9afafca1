"""The audit's own formulas and its own search against those of the model, on everything at hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_regions import made_region

from optimizer.model.choice import evaluate
from optimizer.plan.audit.books import Books
from optimizer.plan.audit.fleets import enter_fleets
from optimizer.plan.audit.ledger import cost_mrub
from optimizer.plan.audit.queues import enter_queues
from optimizer.plan.audit.stocks import enter_stocks
from optimizer.plan.audit.waits import waiting_for_a_piece, waiting_for_a_server
from optimizer.plan.audit.ways import Ways
from optimizer.plan.plan import Plan
from optimizer.region import Region, load_region
from optimizer.solve.levels import best_levels
from optimizer.solve.status import Status
from optimizer.turnaround.build import turnaround
from optimizer.turnaround.demand import HOURS_PER_YEAR
from optimizer.turnaround.erlang import mean_queue
from optimizer.turnaround.kits import demand_classes, kit_frontier

at_leisure = settings(deadline=None)


@at_leisure
@given(servers=st.integers(1, 200), busy=st.floats(0.001, 0.99))
def test_queue_by_direct_sums(servers, busy):
    load = busy * servers
    direct = waiting_for_a_server(servers, load)
    assert direct == pytest.approx(float(mean_queue(servers, np.array(load))), rel=1e-9, abs=1e-14)


def test_queue_at_its_ends():
    assert waiting_for_a_server(3, 0.0) == 0
    assert waiting_for_a_server(3, 3.0) == float("inf")


@at_leisure
@given(
    numbers=st.integers(1, 2000), zipf=st.floats(0, 2), pipeline=st.floats(0.01, 300),
    part=st.floats(0, 1),
)  # fmt: skip
def test_every_kit_by_direct_sums(numbers, zipf, pipeline, part):
    for kit in kit_frontier(demand_classes(numbers, zipf), pipeline, 6):
        load = part * pipeline
        direct = waiting_for_a_piece(kit, load)
        assert direct == pytest.approx(float(kit.value(np.array(load))), rel=1e-8, abs=1e-9)


@pytest.mark.parametrize("name", ["tutorial", "khabarovsk"])
def test_every_way_of_a_region_by_another_search(name):
    region = load_region(name)
    built, ways = turnaround(region), Ways(region)
    travel = built.travel
    for variant in travel.variants:
        month = min(variant)
        v = travel.month_variant(month)
        for j, park in enumerate(region.parks):
            crew = [ways.crew(park, site, month) for site in region.sites]
            assert crew == pytest.approx(travel.crew_h[v, j].tolist(), rel=1e-9)
            assert ways.parts(park, month) == pytest.approx(travel.parts_h[v, j], rel=1e-9)
            for kmh, hours in travel.tow_h.items():
                tow = [ways.tow(park, site, month, kmh) for site in region.sites]
                assert tow == pytest.approx(hours[v, j].tolist(), rel=1e-9)


def random_plan(region: Region, seed: int) -> Plan:
    """A plan nobody would make: fleets anywhere, as many as the largest levels bear."""
    rng = np.random.default_rng(seed)
    built = turnaround(region)
    parks = rng.permutation(len(region.parks))[:3]
    for part in (0.8, 0.4, 0.2, 0.1, 0.05, 0.02, 0.01):
        served = np.where(rng.random(len(region.fleets)) < part,
                          rng.choice(parks, len(region.fleets)), -1)  # fmt: skip
        open_way = np.isfinite(built.problem.linear[np.arange(len(served)), served])
        choice = best_levels(built.problem, np.where(open_way, served, -1))
        if choice is not None:
            return Plan(built, choice, Status.STALLED, bound=0.0)
    raise AssertionError("no levels bear any of these assignments")


def agree(plan: Plan) -> None:
    """Aim, machines down and cost of a plan, reckoned twice."""
    books = Books(plan)
    enter_fleets(books)
    enter_queues(books)
    enter_stocks(books)
    exact = evaluate(plan.problem, plan.choice)
    assert exact.broken == () and books.broken == []
    assert books.aim == pytest.approx(exact.objective, rel=1e-10)
    assert cost_mrub(plan.region, plan.problem, plan.choice) == pytest.approx(exact.cost, abs=1e-9)
    down = plan.figures["machines_down"]["plan"]
    assert books.machines_down == pytest.approx(down, rel=1e-10)
    assert sum(books.rate) * HOURS_PER_YEAR == pytest.approx(plan.figures["repairs_per_year"])


@pytest.mark.parametrize("seed", range(20))
def test_any_plan_of_a_made_up_region(seed):
    region = made_region(seed, sites=3 + seed % 3, parks=3)
    rules = {"budget_mrub": 500.0}
    if seed % 3 == 0:
        rules["aim"] = "machines"
    region = Region(**{**vars(region), "scenario": region.scenario.model_copy(update=rules)})
    agree(random_plan(region, seed))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("values", ["low", "base", "high"])
def test_any_plan_of_the_krai(seed, values):
    region = load_region("khabarovsk", values=values, budget_mrub=5000)
    plan = random_plan(region, seed)
    assert (plan.choice.served >= 0).any()
    agree(plan)
