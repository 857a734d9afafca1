"""p-center, LSCP and MCLP beside spopt, in one run: CPU seconds, values, proven gaps.

    python -m bench.locate_cover --instances DIR [--quick] [--peers] [--seconds 120]
        [--points CASE ...] [--only-points] [--write]

DIR holds orlib_pmed/ with pcenter_optima.csv. Ten thousand random points need no file. spopt runs
in an environment of its own, .venv-peers-cover, made on first use; each of its cases is a process
of its own with a time limit. Losing rows are printed like the others. Writes
bench/out/locate_cover.md.
"""

from __future__ import annotations

import argparse
import csv
import json
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.results import machine, put

ROOT = Path(__file__).resolve().parents[1]
PEER_PYTHON = ROOT / ".venv-peers-cover" / "bin" / "python"
QUICK = (1, 5, 10, 15, 20, 30, 40)
POINTS = ("pcenter:5", "pcenter:10", "pcenter:20", "pcenter:50", "pcenter:100", "lscp:8",
          "lscp:10", "lscp:12", "lscp:15", "lscp:20", "lscp:50", "lscp:100",
          "mclp:20:20", "mclp:50:20", "mclp:20:50", "mclp:100:30")  # fmt: skip
"""On 10,000 random points in a square of 1,000: p; distance; p and distance."""


def graph(folder: Path, number: int) -> tuple[np.ndarray, int]:
    """Shortest ways of an OR-Library graph (the last of repeated edges counts) and its p."""
    from scipy.sparse.csgraph import shortest_path

    words = (folder / "orlib_pmed" / f"pmed{number}.txt").read_text(encoding="ascii").split()
    places, p = int(words[0]), int(words[2])
    ways = np.full((places, places), np.inf)
    for i, j, cost in np.array(words[3:], dtype=int).reshape(-1, 3):
        ways[i - 1, j - 1] = ways[j - 1, i - 1] = cost
    return shortest_path(ways), p


def cases(folder: Path, numbers: tuple[int, ...]) -> list[tuple[str, float]]:
    """Every graph as p-center with its printed optimum, and as the covers at a fixed radius."""
    path = folder / "orlib_pmed" / "pcenter_optima.csv"
    with path.open(encoding="ascii") as file:
        optima = {row["instance"]: float(row["pcenter_opt_READ"]) for row in csv.DictReader(file)}
    return [(f"pcenter:pmed{k}", optima[f"pmed{k}"]) for k in numbers] + [
        (f"{kind}:pmed{k}", float("nan")) for kind in ("lscp", "mclp") for k in numbers
    ]


def drawn() -> tuple[np.ndarray, np.ndarray]:
    """Points and weights."""
    random = np.random.default_rng(1)
    return random.random((10_000, 2)) * 1000.0, random.integers(1, 100, 10_000).astype(float)


def ours(folder: Path, case: str, seconds: float) -> dict[str, Any]:
    """One case by this package."""
    from optimizer import locate

    kind, where, *more = case.split(":")
    if where.startswith("pmed"):
        cost, p = graph(folder, int(where[4:]))
        radius, weights = float(np.quantile(cost, 0.02)), None
    else:
        points, weights = drawn()
        cost, p = locate.from_points(points), int(where)
        radius = float(more[0] if more else where)
    started = time.process_time()
    if kind == "pcenter":
        found = locate.p_center(cost, p, time_limit=seconds)
    elif kind == "lscp":
        found = locate.lscp(cost, radius, time_limit=seconds)
    else:
        found = locate.mclp(cost, p, radius, weights=weights, time_limit=seconds)
    spent = time.process_time() - started
    return {"value": found.value, "bound": found.bound, "gap": found.gap, "cpu_s": spent}


def spopt(folder: Path, case: str, seconds: float) -> dict[str, Any]:
    """One case by spopt and HiGHS, in this process; building its model counts."""
    import pulp
    from spopt.locate import LSCP, MCLP, PCenter

    kind, where = case.split(":")
    cost, p = graph(folder, int(where[4:]))
    radius = float(np.quantile(cost, 0.02))
    started = time.process_time()
    if kind == "pcenter":
        model = PCenter.from_cost_matrix(cost, p_facilities=p)
    elif kind == "lscp":
        model = LSCP.from_cost_matrix(cost, service_radius=radius)
    else:
        model = MCLP.from_cost_matrix(cost, np.ones(len(cost)), radius, p_facilities=p)
    model.solve(pulp.HiGHS(msg=False, timeLimit=seconds, threads=1), results=False)
    value = float(pulp.value(model.problem.objective))
    return {"value": value, "cpu_s": time.process_time() - started}


def peer(folder: Path, case: str, seconds: float) -> dict[str, Any]:
    """spopt in a process of its own environment."""
    command = [str(PEER_PYTHON), "-m", "bench.locate_cover", "--instances", str(folder),
               "--one", case, "--seconds", str(seconds)]  # fmt: skip
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=4 * seconds + 60
        )
    except subprocess.TimeoutExpired:
        return {"failed": f"not in {seconds:.0f} s"}
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if lines:
        return dict(json.loads(lines[-1]))
    return {"failed": (done.stderr or "no answer").strip().splitlines()[-1][:120]}


def make_peers() -> None:
    """The peer's environment, on first use."""
    if not PEER_PYTHON.is_file():
        subprocess.run([sys.executable, "-m", "venv", str(PEER_PYTHON.parents[1])], check=True)
        command = [str(PEER_PYTHON), "-m", "pip", "install", "-q", "spopt", "highspy>=1.13"]
        subprocess.run(command, check=True)


def row_of(case: str, optimum: float, mine: dict[str, Any], theirs: dict[str, Any]) -> str:
    """One line of the table."""
    printed = "" if np.isnan(optimum) else f"{optimum:.10g}"
    other = theirs.get("failed", f"{theirs.get('value', float('nan')):.10g}")
    spent = f"{theirs['cpu_s']:.2f}" if "cpu_s" in theirs else ""
    ratio = f"{theirs['cpu_s'] / mine['cpu_s']:.1f}" if "cpu_s" in theirs else ""
    return (
        f"| {case} | {printed} | {mine['value']:.10g} | {100 * mine['gap']:.4f} % "
        f"| {mine['cpu_s']:.2f} | {other if theirs else ''} | {spent} | {ratio} |"
    )


def main() -> None:
    """Run all cases and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--instances", type=Path, required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--points", nargs="*", default=list(POINTS))
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--only-points", action="store_true", help="without the graphs")
    parser.add_argument("--write", action="store_true", help="sections of bench/RESULTS.md")
    parser.add_argument("--one")
    given = parser.parse_args()
    folder = given.instances.resolve()
    if given.one:
        print(json.dumps(spopt(folder, given.one, given.seconds)))
        return
    if given.peers:
        make_peers()
    numbers = QUICK if given.quick else tuple(range(1, 41))
    numbers = () if given.only_points else numbers
    points = [] if given.quick else [(case, float("nan")) for case in given.points]
    lines = [
        f"Python {platform.python_version()}, {platform.machine()}; CPU seconds, one thread.", "",
        "| case | printed | ours | gap proven | CPU s | spopt | CPU s | ratio |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]  # fmt: skip
    print("\n".join(lines), flush=True)
    total = 0.0
    for case, optimum in cases(folder, numbers) + points:
        mine = ours(folder, case, given.seconds)
        total += mine["cpu_s"] if case.startswith("pcenter:pmed") else 0.0
        with_peer = given.peers and "pmed" in case
        theirs = peer(folder, case, given.seconds) if with_peer else {}
        lines.append(row_of(case, optimum, mine, theirs))
        print(lines[-1], flush=True)
    lines.append(f"\np-center, {len(numbers)} graphs: {total:.2f} CPU s")
    print(lines[-1])
    out = ROOT / "bench" / "out"
    out.mkdir(parents=True, exist_ok=True)
    (out / "locate_cover.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    if given.write:
        what = "10,000 random points" if given.only_points else "OR-Library graphs and points"
        what = "a few graphs" if given.quick else what
        title = f"p-center, LSCP and MCLP: {what} (`python -m bench.locate_cover`)"
        put(title, f"{machine('numpy', 'numba', 'highspy')}\n\n" + "\n".join(lines))


if __name__ == "__main__":
    main()
