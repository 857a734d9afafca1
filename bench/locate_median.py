"""p-median beside named peers, in one run: seconds of CPU, values, proven gaps.

    python -m bench.locate_median --instances DIR [--quick] [--seeds N] [--peers spopt pbp ...]
        [--cases pmed1 rl1304:300 ...] [--write]

DIR holds orlib_pmed/ and tsplib/ (OR-Library and TSPLIB files, with the optima as CSV). The peers
run in an environment of their own, .venv-peers, made on first use. Every run is a process of its
own with a time limit; loading and compiling are timed apart, on a toy instance before. Losing rows
are printed like the others. Writes bench/out/locate_median.json and .md.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.results import machine, put

ROOT = Path(__file__).resolve().parents[1]
PEER_PYTHON = ROOT / ".venv-peers" / "bin" / "python"
PEER_PACKAGES = ("spopt", "pbp-pmedian", "kmedoids", "highspy>=1.13", "scipy", "numpy")
PEERS = ("hubs", "highs", "pbp", "spopt", "kmedoids")
RANDOM = {"random:10000:1000": 3e-4, "random:100000:1000": 1e-3, "random:100000:10000": 3e-4}
QUICK = ("pmed1", "pmed10", "pmed20", "rl1304:300", "random:10000:1000")


def cases(folder: Path) -> dict[str, float]:
    """Every case and its published optimum or best value (nan: none)."""
    found = {}
    with (folder / "orlib_pmed" / "best_known.csv").open() as file:
        found |= {row["instance"]: float(row["optimum"]) for row in csv.DictReader(file)}
    with (folder / "tsplib" / "pmedian_best_known.csv").open() as file:
        found |= {
            f"{row['instance']}:{row['p']}": float(row["opt_or_best_known"])
            for row in csv.DictReader(file)
        }
    return found | dict.fromkeys(RANDOM, math.nan)


def load(folder: Path, case: str) -> tuple[Any, int, bool]:
    """Costs or coordinates of a case, its number of sites, and whether they are coordinates."""
    name, _, rest = case.partition(":")
    if name == "random":
        count, p = (int(part) for part in rest.split(":"))
        return np.random.default_rng(1).random((count, 2)), p, True
    if name.startswith("pmed"):
        from scipy.sparse.csgraph import shortest_path

        words = (folder / "orlib_pmed" / f"{name}.txt").read_text().split()
        places, p = int(words[0]), int(words[2])
        ways = np.full((places, places), np.inf)
        for i, j, cost in np.array(words[3:], dtype=int).reshape(-1, 3):
            ways[i - 1, j - 1] = ways[j - 1, i - 1] = cost
        return shortest_path(ways), p, False
    text = (folder / "tsplib" / f"{name}.tsp").read_text()
    numbers = text.split("NODE_COORD_SECTION")[1].split("EOF")[0].split()
    xy = np.array(numbers, dtype=float).reshape(-1, 3)[:, 1:]
    return np.floor(_distances(xy)), int(rest), False


def _distances(xy: np.ndarray) -> np.ndarray:
    from scipy.spatial.distance import cdist

    return cdist(xy, xy)


def solve_hubs(data: Any, p: int, points: bool, case: str, seconds: float, seed: int) -> tuple:
    from optimizer import locate

    cost = locate.from_points(data) if points else data
    found = locate.p_median(cost, p, time_limit=seconds, gap=RANDOM.get(case, 0.0), seed=seed)
    return found.value, found.bound


def solve_highs(data: Any, p: int, points: bool, case: str, seconds: float, seed: int) -> tuple:
    """The strong formulation from arrays."""
    import highspy
    from scipy import sparse

    n, m = data.shape
    links = np.arange(n * m)
    serve = sparse.csr_array((np.ones(n * m), (links // m, m + links)), (n, m + n * m))
    open_first = sparse.csr_array(
        (
            np.r_[np.ones(n * m), -np.ones(n * m)],
            (np.r_[links, links], np.r_[links % m, m + links]),
        ),
        (n * m, m + n * m),
    )
    number = sparse.csr_array(np.r_[np.ones(m), np.zeros(n * m)][None, :])
    matrix = sparse.csr_array(sparse.vstack([serve, open_first, number]))
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = matrix.shape[1], matrix.shape[0]
    lp.col_cost_ = np.r_[np.zeros(m), np.asarray(data).ravel()]
    lp.col_lower_, lp.col_upper_ = np.zeros(lp.num_col_), np.ones(lp.num_col_)
    lp.row_lower_ = np.r_[np.ones(n), np.zeros(n * m), p]
    lp.row_upper_ = np.r_[np.ones(n), np.full(n * m, np.inf), p]
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indices.astype(np.int32), matrix.data
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[j < m] for j in range(lp.num_col_)]
    highs = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("time_limit", seconds),
                          ("random_seed", seed), ("mip_rel_gap", 0.0)):  # fmt: skip
        highs.setOptionValue(option, value)
    highs.passModel(lp)
    highs.run()
    info = highs.getInfo()
    return info.objective_function_value, info.mip_dual_bound


def solve_pbp(data: Any, p: int, points: bool, case: str, seconds: float, seed: int) -> tuple:
    from pbp_pmedian import solve

    answer = solve(np.ascontiguousarray(np.asarray(data).T), p)
    for name in ("objective", "value", "cost", "obj"):
        if hasattr(answer, name):
            return float(getattr(answer, name)), float(getattr(answer, name))
    value = answer[name] if isinstance(answer, dict) else min(answer, key=np.ndim)
    return float(value), float(value)


def solve_spopt(data: Any, p: int, points: bool, case: str, seconds: float, seed: int) -> tuple:
    import pulp
    from spopt.locate import PMedian

    model = PMedian.from_cost_matrix(np.asarray(data), np.ones(len(data)), p_facilities=p)
    solver = pulp.HiGHS(msg=False, timeLimit=seconds, threads=1)
    model.solve(solver)
    return float(pulp.value(model.problem.objective)), math.nan


def solve_kmedoids(data: Any, p: int, points: bool, case: str, seconds: float, seed: int) -> tuple:
    import kmedoids

    ways = _distances(data) if points else data
    return float(kmedoids.fasterpam(ways, p, random_state=seed).loss), math.nan


SOLVERS = {"hubs": solve_hubs, "highs": solve_highs, "pbp": solve_pbp, "spopt": solve_spopt,
           "kmedoids": solve_kmedoids}  # fmt: skip


def one(folder: Path, peer: str, case: str, seconds: float, seed: int) -> dict[str, Any]:
    """Solve one case in this process; its matrix is part of a peer's work where it needs one."""
    data, p, points = load(folder, case)
    toy = np.random.default_rng(0).random((160, 2))
    started = time.process_time()
    SOLVERS[peer](np.floor(99 * _distances(toy)), 8, False, "toy", 60.0, 0)
    if peer == "hubs" and points:
        solve_hubs(np.random.default_rng(0).random((3000, 2)), 200, True, case, 60.0, 0)
    compiled = time.process_time()
    value, bound = SOLVERS[peer](data, p, points, case, seconds, seed)
    spent = time.process_time() - compiled
    return {"case": case, "peer": peer, "seed": seed, "value": value, "bound": bound,
            "cpu_s": spent, "loading_cpu_s": compiled - started}  # fmt: skip


def run(folder: Path, peer: str, case: str, seconds: float, seed: int) -> dict[str, Any]:
    """The same in a process of its own."""
    python = sys.executable if peer == "hubs" else str(PEER_PYTHON)
    command = [python, "-m", "bench.locate_median", "--instances", str(folder), "--one", case,
               "--peers", peer, "--seconds", str(seconds), "--seed", str(seed)]  # fmt: skip
    failed = {"case": case, "peer": peer, "seed": seed}
    try:
        answer = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=3 * seconds + 90
        )
    except subprocess.TimeoutExpired:
        return {**failed, "failed": f"not in {seconds:.0f} s"}
    lines = [line for line in answer.stdout.splitlines() if line.startswith("{")]
    if lines:
        return dict(json.loads(lines[-1]))
    return {**failed, "failed": (answer.stderr or "no answer").strip().splitlines()[-1][:160]}


def make_peers() -> None:
    """The peers' environment, on first use."""
    if PEER_PYTHON.is_file():
        return
    folder = PEER_PYTHON.parents[1]
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    for package in PEER_PACKAGES:  # one by one: a peer that cannot be had is a row that says so
        subprocess.run([str(PEER_PYTHON), "-m", "pip", "install", "-q", package], check=False)


def table(rows: list[dict[str, Any]], known: dict[str, float]) -> str:
    """All rows, and sums over the OR-Library graphs."""
    lines = [
        f"Python {platform.python_version()}, {platform.machine()}; CPU seconds, one thread; "
        "loading and compiling apart.", "",
        "| case | peer | seed | value | best known | gap proven | CPU s | loading |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]  # fmt: skip
    for row in rows:
        name = f"| {row['case']} | {row['peer']} | {row['seed']} |"
        if "failed" in row:
            lines.append(f"{name} {row['failed']} | | | | |")
            continue
        gap = 100 * (row["value"] - row["bound"]) / row["value"]
        proven = "none" if math.isnan(gap) else f"{gap:.4f} %"
        lines.append(
            f"{name} {row['value']:.10g} | {known[row['case']]:.10g} | {proven} | "
            f"{row['cpu_s']:.3f} | {row['loading_cpu_s']:.1f} |"
        )
    return "\n".join([*lines, "", *_sums(rows)])


def _sums(rows: list[dict[str, Any]]) -> list[str]:
    graphs = [row for row in rows if row["case"].startswith("pmed") and "failed" not in row]
    ours: dict[str, list[float]] = {}
    lines, totals = [], {}
    for row in graphs:
        if row["peer"] == "hubs":
            ours.setdefault(row["case"], []).append(row["cpu_s"])
            totals[row["seed"]] = totals.get(row["seed"], 0.0) + row["cpu_s"]
    if totals:
        told = ", ".join(f"{total:.2f}" for total in totals.values())
        lines.append(
            f"pmed, {len(ours)} graphs: {told} s by seed, {max(totals.values()):.2f} worst"
        )
    for peer in PEERS[1:]:
        pairs = [(row["cpu_s"], np.median(ours[row["case"]])) for row in graphs
                 if row["peer"] == peer and row["case"] in ours]  # fmt: skip
        if pairs:
            theirs, mine = np.array(pairs).T
            mean = np.exp(np.log(theirs / mine).mean())
            lines.append(f"{peer} to hubs, {len(pairs)} graphs: geometric mean {mean:.3g}, "
                         f"total {theirs.sum() / mine.sum():.3g}")  # fmt: skip
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--instances", type=Path, required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--cases", nargs="*")
    parser.add_argument("--peers", nargs="*", default=list(PEERS), choices=PEERS)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--out", type=Path, default=ROOT / "bench" / "out")
    parser.add_argument("--write", action="store_true", help="a section of bench/RESULTS.md")
    parser.add_argument("--one")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    folder = given.instances.resolve()
    if given.one:
        print(json.dumps(one(folder, given.peers[0], given.one, given.seconds, given.seed)))
        return
    if set(given.peers) - {"hubs"}:
        make_peers()
    known, rows = cases(folder), []
    names = given.cases or (QUICK if given.quick else list(known))
    for case in names:
        for peer in given.peers:
            points = case in RANDOM
            if points and (
                peer not in {"hubs", "kmedoids"} or ("100000" in case and peer != "hubs")
            ):
                continue  # a matrix of these does not fit, or its program does not
            few = given.quick or peer != "hubs"
            for seed in range(1 if few else given.seeds):
                rows.append(run(folder, peer, case, given.seconds, seed))
                print(json.dumps(rows[-1]), file=sys.stderr, flush=True)
    given.out.mkdir(parents=True, exist_ok=True)
    text = table(rows, known)
    (given.out / "locate_median.json").write_text(json.dumps(rows, indent=1))
    (given.out / "locate_median.md").write_text(text + "\n")
    print(text)
    if given.write:
        put(_section(names, given), f"{machine('numpy', 'numba', 'highspy')}\n\n{text}")


def _section(names: list[str] | tuple[str, ...], given: argparse.Namespace) -> str:
    """A heading for these cases: each family of them keeps a section of its own."""
    if given.quick:
        return "p-median, a few (`python -m bench.locate_median --quick`)"
    families = {"pmed" if one.startswith("pmed") else one.split(":")[0] for one in names}
    words = {"pmed": "OR-Library", "random": "random points"}
    told = ", ".join(sorted(words.get(one, one) for one in families))
    return f"p-median: {told} (`python -m bench.locate_median`)"


if __name__ == "__main__":
    main()
