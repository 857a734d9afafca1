"""How fast a region is proven: patterns beside HiGHS and CBC on the compact MILP, in one run.

    python -m bench.prove [--quick] [--out DIR] [--cases NAME ...] [--rouble] [--write]

Every value is evaluated exactly; every bound is what its solver proves. Writes proving.md,
proving.json and, where matplotlib is there, a plot of plan and bound over time per case; with
``--write`` also the section of bench/RESULTS.md. The peers get the time of the case, but no more
than a minute or ``--peer-seconds``. ``--rouble`` holds the worth of the next rouble against a plan
with 2 % more budget.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from bench.apart import apart, memory_mb
from bench.proof_table import proof_table
from bench.results import machine, put

REGION = "khabarovsk"
CASES: dict[str, dict[str, Any]] = {
    "base 500, 2 %": {"gap": 0.02, "seconds": 15},
    "base 500": {"gap": 0.005, "seconds": 60},
    "budget 300": {"budget_mrub": 300, "gap": 0.005, "seconds": 60},
    "budget 800": {"budget_mrub": 800, "gap": 0.005, "seconds": 60},
    "values low": {"values": "low", "gap": 0.005, "seconds": 60},
    "values high": {"values": "high", "gap": 0.005, "seconds": 60},
    "neighbours": {"scenario": "neighbours", "gap": 0.005, "seconds": 60},
    "budget 150": {"budget_mrub": 150, "gap": 0.01, "seconds": 120},
    "base 500, 0.1 %": {"gap": 0.001, "seconds": 300},
    "synthetic seed 1": {"seed": 1, "gap": 0.005, "seconds": 60},
    "synthetic seed 2": {"seed": 2, "gap": 0.005, "seconds": 60},
    "synthetic seed 3": {"seed": 3, "gap": 0.005, "seconds": 60},
    "300 x 5 x 60": {"seed": 1, "large": True, "gap": 0.005, "seconds": 240},
}
QUICK = ("base 500, 2 %", "budget 150")
PEERS = ("patterns", "HiGHS", "CBC")


def problem_of(case: dict[str, Any]) -> Any:
    """The Problem of a case."""
    if "seed" in case:
        from bench.synthetic import Size, synthetic

        size = Size(sites=300, parks=60) if case.get("large") else Size()
        return synthetic(case["seed"], size)
    from optimizer.region import load_region
    from optimizer.turnaround.build import turnaround

    given = {k: case[k] for k in ("budget_mrub", "values", "scenario") if k in case}
    return turnaround(load_region(REGION, **given)).problem


def run(name: str, peer: str, peer_seconds: float) -> dict[str, Any]:
    """Solve one case with one peer, in a process of its own."""
    found = apart("bench.prove", "--one", name, "--peer", peer, "--peer-seconds", str(peer_seconds))
    return {"case": name, "peer": peer, **found}


def one(name: str, peer: str, peer_seconds: float) -> dict[str, Any]:
    """What a peer reaches on a case within its time."""
    from optimizer.solve.solve import solve

    case = dict(CASES[name])
    if peer != "patterns":
        case["seconds"] = min(case["seconds"], peer_seconds)
    problem = problem_of(case)
    given = {"method": "patterns"} if peer == "patterns" else {"method": "milp", "solver": peer}
    started = time.perf_counter()
    solution = solve(problem, gap=case["gap"], time_limit=case["seconds"], **given)
    wall = time.perf_counter() - started
    near = [p.seconds for p in solution.history if p.value <= 1.02 * solution.value]
    return {
        "case": name, "peer": peer, "cells": problem.cells, "parks": problem.parks,
        "status": str(solution.status), "value": solution.value, "bound": solution.bound,
        "gap": solution.gap, "seconds": wall, "first_good_plan": near[0] if near else None,
        "memory_mb": memory_mb(),
        "history": [[p.seconds, p.value, p.bound] for p in solution.history],
    }  # fmt: skip


def plot(results: list[dict[str, Any]], folder: Path) -> None:
    """Plan and bound over time, one picture per case."""
    try:
        import matplotlib

        matplotlib.use("Agg")
        from matplotlib import pyplot
    except ImportError:
        print("matplotlib is not there: no plots", file=sys.stderr)
        return
    for name in dict.fromkeys(r["case"] for r in results):
        figure, axes = pyplot.subplots(figsize=(7, 4))
        for number, r in enumerate(x for x in results if x["case"] == name and "history" in x):
            times = [h[0] for h in r["history"]]
            for kind, style in ((1, "-"), (2, "--")):
                values = [h[kind] if abs(h[kind]) < 1e12 else None for h in r["history"]]
                label = f"{r['peer']} {'plan' if kind == 1 else 'bound'}"
                axes.step(times, values, style, where="post", color=f"C{number}", label=label)
        axes.set(title=name, xlabel="seconds", ylabel="million RUB a year")
        axes.legend(fontsize=8)
        figure.tight_layout()
        figure.savefig(folder / f"proving-{name.replace(' ', '-').replace(',', '')}.svg")
        pyplot.close(figure)


def rouble(more: float = 0.02) -> str:
    """The worth of the next rouble, beside what 2 % more budget really saves."""
    from dataclasses import replace

    from optimizer.solve.solve import solve

    problem = problem_of({})
    now = solve(problem, gap=0.001, time_limit=120)
    later = solve(replace(problem, budget=problem.budget * (1 + more)), gap=0.001, time_limit=120)
    added = problem.budget * more
    saved = (now.value - later.value) / added
    most = now.money_price + (now.value - now.money_bound) / added
    doubt = (now.value - now.bound + later.value - later.bound) / added
    return (
        f"The next rouble on the base case: mu = {now.money_price:.3f}; a plan with "
        f"{100 * more:g} % more budget saves {saved:.3f} a rouble, proven to be at most {most:.3f} "
        f"(gaps of both plans: ± {doubt:.3f})."
    )


def main() -> None:
    """Run the cases and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--cases", nargs="*", default=None)
    parser.add_argument("--peers", nargs="*", default=list(PEERS))
    parser.add_argument("--out", type=Path, default=Path("bench/out"))
    parser.add_argument("--peer-seconds", type=float, default=60.0)
    parser.add_argument("--rouble", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--one")
    parser.add_argument("--peer")
    given = parser.parse_args()
    if given.one:
        print(json.dumps(one(given.one, given.peer, given.peer_seconds)))
        return
    names = given.cases or (QUICK if given.quick else list(CASES))
    results = []
    for name in names:
        for peer in given.peers:
            results.append(run(name, peer, given.peer_seconds))
            print(proof_table(results[-1:], CASES).splitlines()[-1], flush=True)
    given.out.mkdir(parents=True, exist_ok=True)
    text = f"{machine('pulp', 'highspy', 'numpy', 'scipy')}\n\n{proof_table(results, CASES)}\n"
    if given.rouble:
        text += f"\n{rouble()}\n"
        print(text.splitlines()[-1])
    (given.out / "proving.md").write_text(text, encoding="utf-8")
    (given.out / "proving.json").write_text(json.dumps(results), encoding="utf-8")
    plot(results, given.out)
    if given.write:
        put("Proving a region (`python -m bench.prove --rouble --write`)", text)


if __name__ == "__main__":
    main()
