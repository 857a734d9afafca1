"""How far a proof goes at scale, and how time and memory grow: `solve(method="large")`.

    python -m bench.scale [--quick] [--cases NAME ...] [--growth] [--seed N] [--out DIR] [--write]

A bundled region, and seeded synthetic ones of one season, sites x classes x parks x levels. Every
plan is evaluated exactly, every bound holds on all pairs. Each case runs in a process of its own;
compilation is timed apart, on a region of a few sites. Losing rows are printed like the others.
Cases may be run one by one: rows of earlier runs are kept in the folder and written with the new
ones.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

from bench.apart import apart, exponent, memory_mb
from bench.results import PAGE, machine, put

SEED = 1
CASES: dict[str, dict[str, Any]] = {
    "khabarovsk, base": {"region": "khabarovsk", "gap": 0.005, "seconds": 120, "memory_gb": 1},
    "300 x 5 x 60 x 4, parts": {
        "sites": 300, "classes": 5, "parks": 60, "parts": True, "gap": 0.005, "seconds": 120,
        "memory_gb": 1,
    },
    "2000 x 3 x 200 x 4": {
        "sites": 2000, "classes": 3, "parks": 200, "parts": False, "gap": 0.001, "seconds": 120,
        "memory_gb": 1,
    },
    "2000 x 3 x 200 x 4, parts": {
        "sites": 2000, "classes": 3, "parks": 200, "parts": True, "gap": 0.005, "seconds": 300,
        "memory_gb": 1,
    },
    "10000 x 3 x 1000 x 4": {
        "sites": 10000, "classes": 3, "parks": 1000, "parts": False, "gap": 0.001,
        "seconds": 600, "memory_gb": 2,
    },
    "10000 x 3 x 1000 x 4, parts": {
        "sites": 10000, "classes": 3, "parks": 1000, "parts": True, "gap": 0.005, "seconds": 900,
        "memory_gb": 3,
    },
}  # fmt: skip
GROWTH_SITES = (100, 300, 1000, 3000, 10000)
GROWTH_GAP = 0.05
GROWTH_SECONDS = 300
QUICK = {"sites": 300, "classes": 3, "parks": 60, "parts": False, "gap": 0.001, "seconds": 60,
         "memory_gb": 1}  # fmt: skip
PEERS = ("large", "patterns", "milp")
TITLES = {
    "scale": "Large problems: proven gap within a time",
    "growth": "Large problems: how time and memory grow",
}


def growth_case(sites: int) -> dict[str, Any]:
    """A region of the growth series: ten sites a park, no parts, a gap that all can reach."""
    return {
        "sites": sites, "classes": 3, "parks": max(10, sites // 10), "parts": False,
        "gap": GROWTH_GAP, "seconds": GROWTH_SECONDS, "memory_gb": 2,
    }  # fmt: skip


def run(name: str, case: dict[str, Any], method: str) -> dict[str, Any]:
    """Solve one case in a process of its own."""
    found = apart("bench.scale", "--one", json.dumps(case), "--method", method)
    return {"case": name, "method": method, "asked": case, **found}


def one(case: dict[str, Any], method: Any) -> dict[str, Any]:
    """What a method reaches on a case within its time."""
    from bench.synthetic import Size, synthetic
    from optimizer.solve.solve import solve

    def region(sites: int, parks: int) -> Any:
        size = Size(
            sites=sites, classes=case.get("classes", 3), parks=parks,
            parts=case.get("parts", True), one_season=True, kit_share=min(1.0, 8 / parks),
        )  # fmt: skip
        return synthetic(case.get("seed", SEED), size)

    compiled = time.process_time()
    if method == "large":
        solve(region(8, 10), method="large", time_limit=120.0, gap=0.5)
        solve(region(8, 10), method="large", time_limit=3.0, gap=0.0)
    compiled = time.process_time() - compiled
    problem = bundled(case["region"]) if "region" in case else region(case["sites"], case["parks"])
    started, busy = time.perf_counter(), time.process_time()
    solution = solve(problem, method=method, gap=case["gap"], time_limit=case["seconds"])
    return {
        "cells": problem.cells, "status": str(solution.status), "value": solution.value,
        "bound": solution.bound, "gap": solution.gap,
        "seconds": time.perf_counter() - started, "cpu": time.process_time() - busy,
        "compile": compiled,
        "memory_gb": memory_mb() / 1024,
        "history": [[p.seconds, p.value, p.bound] for p in solution.history],
    }  # fmt: skip


def bundled(name: str) -> Any:
    """The problem of a bundled region in its base scenario, before any plan's mix is learned."""
    from optimizer.region import load_region
    from optimizer.turnaround.build import turnaround

    return turnaround(load_region(name)).problem


def table(results: list[dict[str, Any]]) -> str:
    """Results as markdown."""
    lines = [
        "| case | method | proven gap | asked | plan | bound | seconds | CPU s | compile | GB |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for r in results:
        asked = r["asked"]
        if "failed" in r:
            lines.append(f"| {r['case']} | {r['method']} | failed: {r['failed']} | | | | | | | |")
            continue
        lines.append(
            f"| {r['case']} | {r['method']} | {100 * r['gap']:.3f} % | {100 * asked['gap']:g} % in "
            f"{asked['seconds']} s, {asked['memory_gb']} GB | {r['value']:.1f} | {r['bound']:.1f} "
            f"| {r['seconds']:.0f} | {r['cpu']:.0f} | {r['compile']:.0f} | {r['memory_gb']:.2f} |"
        )
    return "\n".join(lines)


def grows(results: list[dict[str, Any]], key: str) -> float:
    """Power of the number of sites with which a figure grows."""
    good = [r for r in results if key in r]
    return exponent([r["asked"]["sites"] for r in good], [r[key] for r in good])


def plot(results: list[dict[str, Any]], folder: Path) -> None:
    """CPU seconds and memory over the number of sites."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    good = [r for r in results if "failed" not in r]
    figure, axes = pyplot.subplots(1, 2, figsize=(9, 4))
    for axis, key, label in zip(axes, ("cpu", "memory_gb"), ("CPU s", "GB"), strict=True):
        axis.loglog([r["asked"]["sites"] for r in good], [r[key] for r in good], "o-")
        axis.set(xlabel="sites", ylabel=label, title=f"exponent {grows(good, key):.2f}")
    figure.tight_layout()
    figure.savefig(folder / "scale-growth.svg")
    pyplot.close(figure)


def main() -> None:
    """Run the cases and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one small case, all three methods")
    parser.add_argument("--cases", nargs="*", default=None)
    parser.add_argument("--growth", action="store_true", help="the series of sizes instead")
    parser.add_argument("--methods", nargs="*", default=["large"], choices=PEERS)
    parser.add_argument("--out", type=Path, default=Path("bench/out"))
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--write", action="store_true", help="into bench/RESULTS.md")
    parser.add_argument("--one")
    parser.add_argument("--method", default="large")
    given = parser.parse_args()
    if given.one:
        print(json.dumps(one(json.loads(given.one), given.method)))
        return
    chosen = {name: CASES[name] for name in given.cases or CASES}
    methods = given.methods
    if given.quick:
        chosen, methods = {"300 x 3 x 60 x 4": QUICK}, list(PEERS)
    if given.growth:
        chosen = {f"{sites} sites": growth_case(sites) for sites in GROWTH_SITES}
    if given.seed != SEED:
        chosen = {
            f"{name}, seed {given.seed}": {**c, "seed": given.seed} for name, c in chosen.items()
        }
    results = []
    for name, case in chosen.items():
        for method in methods:
            results.append(run(name, case, method))
            print(table(results[-1:]).splitlines()[-1], flush=True)
    given.out.mkdir(parents=True, exist_ok=True)
    stem = "growth" if given.growth else "scale"
    results = merged(given.out / f"{stem}.json", results)
    text = f"{machine('numba', 'highspy')}; seed {SEED} unless it says so\n\n{table(results)}\n"
    if given.growth:
        good = [r for r in results if "failed" not in r]
        text += "".join(
            f"\n{key} grows with sites to the power {grows(good, key):.2f}"
            for key in ("cpu", "memory_gb")
        )
        plot(results, PAGE.parent / "plots" if given.write else given.out)
    (given.out / f"{stem}.md").write_text(text + "\n", encoding="utf-8")
    if given.write:
        put(TITLES[stem], text)


def merged(kept: Path, results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """These results after those of earlier runs of other cases, which are kept in a file."""
    new = {(r["case"], r["method"]) for r in results}
    old = json.loads(kept.read_text("utf-8")) if kept.exists() else []
    results = [r for r in old if (r["case"], r["method"]) not in new] + results
    kept.write_text(json.dumps(results), encoding="utf-8")
    return results


if __name__ == "__main__":
    main()
