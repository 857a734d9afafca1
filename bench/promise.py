"""How near the promise of a plan is to what comes, as tables in Markdown.

    python bench/promise.py PLAN [PLAN ...] [--replications 40] [--years 10] [--crowd heavy_crew]

For each plan and each law of hands-on hours: promised, corrected and simulated hours of all repairs
and of every pool. With ``--crowd`` the largest pool of that kind is also run with as few servers as
its load leaves room for. A second table shows what finite fleets do to the lines: by the formula
month by month, with fleets without end, as the formula assumes them, and with those there are.
"""

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.random import SeedSequence

from optimizer.plan.plan import Plan
from optimizer.simulate.engine import STAGES
from optimizer.simulate.estimate import half_width
from optimizer.simulate.predict import by_month
from optimizer.simulate.sample import sample
from optimizer.simulate.setting import setting
from optimizer.simulate.simulate import simulate

LAWS = (("own", None), ("exponential", 1.0), ("cv 0.5", 0.5))
ENDLESS = 2000.0
QUEUE = STAGES.index("queue")


def crowded(plan, pool):
    """The plan with the fewest servers in its largest pool of a kind that can carry the load."""
    k = next(n for n, s in enumerate(plan.problem.stations) if s.name == pool)
    station, load = plan.problem.stations[k], plan.evaluation.loads[k]
    park = int(np.argmax(np.where(plan.choice.level[k] >= 0, load.max(axis=0), -1.0)))
    enough = [n for n, curve in enumerate(station.curves) if curve.servers > load[:, park].max()]
    level = plan.choice.level.copy()
    level[k, park] = enough[0]
    return replace(plan, choice=replace(plan.choice, level=level), stated=None)


def row(*cells):
    return f"| {' | '.join(cells)} |"


def hours(value, low=None):
    return f"{value:.1f}" + ("" if low is None else f" ± {value - low:.1f}")


def error(value):
    return f"{100 * value:+.1f} %"


def promises(name, plan, years, replications):
    """Rows of one plan."""
    for law, cv in LAWS:
        found = simulate(plan, years=years, replications=replications, cv=cv)
        mean = found.mean
        yield row(name, law, "all", "", hours(mean["predicted_h"]), hours(mean["corrected_h"]),
                  hours(mean["mean_h"], mean["mean_low_h"]), error(mean["error"]),
                  error(mean["corrected_error"]), "")  # fmt: skip
        for pool in found.pools.itertuples():
            verdict = pool.verdict + (f" ({pool.cause})" if pool.verdict != "kept" else "")
            yield row(name, law, f"{pool.park} {pool.pool}",
                      f"{pool.predicted_utilisation:.2f}", hours(pool.predicted_h),
                      hours(pool.corrected_h), hours(pool.simulated_h, pool.low_h),
                      error(pool.error), error(pool.corrected_error), verdict)  # fmt: skip


def without_end(network):
    """The network with fleets so large that who stands is not missed."""
    sources = tuple(
        replace(s, machines=s.machines * ENDLESS,
                failures_per_h=tuple(rate / ENDLESS for rate in s.failures_per_h))
        for s in network.sources
    )  # fmt: skip
    return replace(network, sources=sources)


def lines(plan, years, replications):
    """Rows of one plan: hours in line by pool, by formula and lived through."""
    scene, formula = setting(plan), by_month(plan)
    networks = (without_end(scene.network), scene.network)
    for n, (park, pool) in enumerate(scene.pools):
        mine = np.array([d for d, s in enumerate(scene.network.sources) if s.pool == n], int)
        if not len(mine):
            continue
        cells = [f"{formula.stages(mine)[QUEUE]:.2f}"]
        for network in networks:
            few = replace(network, sources=tuple(
                s if s.pool == n else replace(s, failures_per_h=(0.0,) * 12)
                for s in network.sources
            ))  # fmt: skip
            each = []
            for seed in SeedSequence(1).spawn(replications):
                one = sample(few, seed, 1, years)
                each.append(one.stage_h[mine, :, QUEUE].sum() / one.repairs[mine].sum())
            cells.append(f"{np.mean(each):.2f} ± {float(half_width(np.array(each))):.2f}")
        yield row(plan.region.parks[park].id, pool, str(scene.network.servers[n]), *cells)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("plans", nargs="+", type=Path)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--replications", type=int, default=40)
    parser.add_argument("--crowd", metavar="POOL")
    given = parser.parse_args()
    head = ("plan", "work", "pool", "busy", "promised h", "corrected h", "simulated h", "error",
            "corrected", "verdict")  # fmt: skip
    print(row(*head), row(*["---"] * len(head)), sep="\n")
    for path in given.plans:
        plan = Plan.load(path)
        name = path.parent.name
        for line in promises(name, plan, given.years, given.replications):
            print(line, flush=True)
        if given.crowd:
            few = crowded(plan, given.crowd)
            for line in promises(f"{name}, crowded", few, given.years, given.replications):
                print(line, flush=True)
    print()
    head = ("park", "pool", "servers", "line by formula h", "fleets without end", "as they are")
    print(row(*head), row(*["---"] * len(head)), sep="\n")
    for path in given.plans:
        for line in lines(Plan.load(path), given.years, given.replications):
            print(line, flush=True)


if __name__ == "__main__":
    main()
