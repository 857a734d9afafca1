"""How far each simplification of the model moves its promise: the table of docs/trust.md.

    python -m bench.trust_table [PLAN] [--years 10] [--replications 40] [--write]

Without PLAN the default region is planned for 20 seconds. Every line is measured here: by the same
formulas with the simplification taken back, by a simulation, or by an exact sum. ``--write`` puts
the table between the two marks of docs/trust.md.
"""

from __future__ import annotations

import argparse
import heapq
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from optimizer.model.choice import evaluate
from optimizer.plan.optimize import optimize
from optimizer.plan.plan import Plan
from optimizer.simulate.predict import by_month, promised, with_own_mix
from optimizer.simulate.refresh import refreshed
from optimizer.simulate.result import Simulation
from optimizer.simulate.setting import setting
from optimizer.simulate.simulate import simulate
from optimizer.solve.levels import best_levels
from optimizer.turnaround.build import turnaround
from optimizer.turnaround.erlang import mean_queue, queue_factor
from optimizer.turnaround.poisson import KitCurve

PAGE = Path(__file__).resolve().parents[1] / "docs" / "trust.md"
MARKS = ("<!-- table: python -m bench.trust_table --write -->", "<!-- end of table -->")
HEAD = ("simplification", "held against", "measured on", "the promise is")
JOBS, REPEATS = 300_000, 3
SEVERAL_PARTS = "several missing parts one after the other"


class Row(NamedTuple):
    """A line of the table."""

    what: str
    against: str
    on: str
    promise: str


def signed(part: float) -> str:
    """A fraction as a change in per cent."""
    return f"{100 * part:+.1f} %"


def between(parts: list[float]) -> str:
    """The least and the greatest change."""
    return f"{signed(min(parts))} to {signed(max(parts))}"


def pools_of(plan: Plan) -> list[np.ndarray]:
    """Fleets of every pool of every hub."""
    scene = setting(plan)
    pools = [s.pool for s in scene.network.sources]
    found = [np.flatnonzero([p == n for p in pools]) for n in range(len(scene.pools))]
    return [mine for mine in found if len(mine)]


def steps(plan: Plan) -> Iterator[Row]:
    """What each simplification of the formulas adds, one taken back after the other."""
    everybody = np.arange(len(plan.region.fleets))
    pools = pools_of(plan)
    chain = (
        ("C² of an earlier plan's repairs", "the plan's own mix", promised, with_own_mix),
        ("seasons are steady states", "every month by itself", with_own_mix, by_month),
        ("machines fail from an endless source", "as many as there are", by_month, refreshed),
    )
    for what, against, simple, careful in chain:
        before, after = simple(plan), careful(plan)
        change = before.stages(everybody).sum() / after.stages(everybody).sum() - 1
        by_pool = [before.stages(who).sum() / after.stages(who).sum() - 1 for who in pools]
        yield Row(what, against, "all repairs, formula", signed(change))
        yield Row("", "", "each pool of a hub, formula", between(by_pool))


def lived_through(lived: Simulation) -> Iterator[Row]:
    """Promise and corrected promise against the simulation."""
    low, high = lived.ci95_h
    width = (high - low) / 2 / lived.simulated_h
    many = f"{lived.replications} × {lived.years} years"
    yield Row("all of them together", "simulation", f"all repairs, {many}",
              f"{signed(lived.error)} ± {100 * width:.1f} %")  # fmt: skip
    yield Row("", "", "each pool of a hub", between([float(e) for e in lived.pools["error"]]))
    yield Row("what the corrected promise leaves", "simulation", "all repairs",
              f"{signed(lived.mean['corrected_error'])} ± {100 * width:.1f} %")  # fmt: skip
    corrected = [float(e) for e in lived.pools["corrected_error"]]
    yield Row("", "", "each pool of a hub", between(corrected))
    parts = lived.stages.set_index("stage").loc["parts"]
    yield Row(SEVERAL_PARTS, "simulation: it waits for the last", "hours until the parts are there",
              signed(parts["corrected_h"] / parts["simulated_h"] - 1))  # fmt: skip


def line(servers: int, load: float, cv: float, rng: np.random.Generator) -> float:
    """Mean wait over mean service in M/G/c, lived through job by job."""
    arrivals = np.cumsum(rng.exponential(1 / load, JOBS))
    if cv == 0:
        work = np.ones(JOBS)
    else:
        sigma = np.sqrt(np.log1p(cv**2))
        work = rng.lognormal(-(sigma**2) / 2, sigma, JOBS)
    free, waited = [0.0] * servers, 0.0
    for number, (time, hours) in enumerate(zip(arrivals.tolist(), work.tolist(), strict=True)):
        start = max(time, free[0])
        heapq.heapreplace(free, start + hours)
        if number >= JOBS // 10:
            waited += start - time
    return waited / (JOBS - JOBS // 10)


def queues() -> Iterator[Row]:
    """Allen–Cunneen's factor on lines of servers; the variation of a hub's jobs is 0.7 to 1.1."""
    rng = np.random.default_rng(1)
    first = ("Allen–Cunneen's k on the line", "M/G/c, job by job")
    for cvs in ((0.5, 0.8, 1.0), (0.0,), (1.5,)):
        for busy in (0.5, 0.75, 0.9):
            errors = []
            for servers in (1, 2, 4, 8):
                for cv in cvs:
                    load = busy * servers
                    true = np.mean([line(servers, load, cv, rng) for _ in range(REPEATS)])
                    k = queue_factor(np.array(cv**2))
                    errors.append(float(k * mean_queue(servers, np.array(load)) / load / true) - 1)
            varied = f"cv {cvs[0]:g}" + (f" to {cvs[-1]:g}" if len(cvs) > 1 else "")
            yield Row(*first, f"the wait alone; busy {busy:.2f}, 1 to 8 servers, {varied}",
                      between(errors))  # fmt: skip
            first = ("", "")


def kits(plan: Plan) -> Iterator[Row]:
    """Demand classes against single part numbers, and the menu of kits against a long one."""
    errors = []
    families = {f.id: f for f in plan.region.families}
    for k, station in enumerate(plan.problem.stations):
        if station.kind != "stock":
            continue
        family = families[station.name]
        weight = np.arange(1, family.part_numbers + 1) ** -float(family.zipf)
        weight /= weight.sum()
        for j in np.flatnonzero(plan.choice.level[k] >= 0):
            kit, load = station.curves[plan.choice.level[k, j]], plan.evaluation.loads[k][:, j]
            if isinstance(kit, KitCurve) and kit.pieces and load.max() > 0:
                depth = np.repeat(kit.stock, kit.numbers)
                each = KitCurve(tuple(depth), tuple(weight), (1,) * len(weight))
                errors.append(float(kit.value(load).sum() / each.value(load).sum()) - 1)
    if errors:
        yield Row("part numbers of nearly equal demand count as equal", "every number by itself",
                  "machines that wait for a part, kits of the plan", between(errors))  # fmt: skip
    scenario = plan.region.scenario.model_copy(update={"kits_per_family": 40})
    region = replace(plan.region, scenario=scenario)
    longer = turnaround(region, plan.built.travel, plan.built.variability).problem
    ours, theirs = (best_levels(p, plan.choice.served) for p in (plan.problem, longer))
    if ours is not None and theirs is not None:
        change = evaluate(plan.problem, ours).objective / evaluate(longer, theirs).objective - 1
        yield Row("ten kits of a family to choose from", "forty",
                  "aim at the plan's assignment", signed(change))  # fmt: skip


def values(plan: Plan) -> Iterator[Row]:
    """One worth for all who wait in a pool, against each fleet's own."""
    aim, own = plan.evaluation.objective, plan.figures["downtime_mrub"]["plan"]
    yield Row("one worth of a waiting machine in a pool or family", "each fleet's own",
              "aim, not hours", signed(aim / own - 1))  # fmt: skip


def table(plan: Plan, lived: Simulation) -> str:
    """All lines as Markdown."""
    rows = [*steps(plan), *lived_through(lived), *queues(), *kits(plan), *values(plan)]
    cells = [HEAD, ("---",) * len(HEAD), *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def written(page: str, new: str) -> str:
    """The page with a new table between its marks."""
    before, rest = page.split(MARKS[0])
    _, after = rest.split(MARKS[1])
    return f"{before}{MARKS[0]}\n{new}\n{MARKS[1]}{after}"


def main() -> None:
    """Measure, print, and write if asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("plan", nargs="?", type=Path)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--replications", type=int, default=40)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    plan = Plan.load(given.plan) if given.plan else optimize("khabarovsk", time_limit=20)
    lived = simulate(plan, years=given.years, replications=given.replications)
    new = table(plan, lived)
    print(new)
    if given.write:
        PAGE.write_text(written(PAGE.read_text("utf-8"), new), encoding="utf-8")


if __name__ == "__main__":
    main()
