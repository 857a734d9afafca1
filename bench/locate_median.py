"""p-median beside named peers, in one run: seconds of CPU, values, proven gaps.

    python -m bench.locate_median --instances DIR [--quick] [--seeds N] [--peers spopt pbp ...]
        [--cases pmed fl1400 random | pmed1 rl1304:300 ...] [--seconds S] [--add FILE ...] [--write]

DIR holds orlib_pmed/ and tsplib/ (OR-Library and TSPLIB files, with the optima as CSV). The peers
run in an environment of their own, .venv-peers, made on first use. A case is a process of its own
per peer, with --seconds of CPU; ours takes all seeds one after the other, and with `--cases pmed`
all forty graphs in one process, the peers some of them: all forty take some of them hours, so that
they are run by themselves, by the names of the graphs, and --add puts their rows (the .json of a
run) into the table. Loading and compiling are timed apart, on toy instances before. fl1400 and
d2103 end within 0.05 %, random points within what `RANDOM` says. Losing rows are printed like the
others; who is not done in time counts as the limit in the sums, which is in the peer's favour.
Writes bench/out/locate_median.json and .md.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import platform
import resource
import signal
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
_WALL = 8.0
"""Seconds of the clock for one of CPU, at most: the machine may be busy."""
PEERS = ("hubs", "highs", "pbp", "spopt", "kmedoids")
RANDOM = {"random:10000:1000": 3e-4, "random:100000:1000": 1e-3, "random:100000:10000": 3e-4}
TSPLIB = {"rl1304": 0.0, "fl1400": 5e-4, "d2103": 5e-4}
"""Gap that ends a solve of ours, where it is not zero."""
FAMILIES = ("pmed", *TSPLIB, "random")
_SOME = ("pmed4", "pmed10", "pmed20", "pmed30")
FEW = dict.fromkeys(("highs", "pbp", "spopt", "kmedoids"), _SOME)
"""With `--cases pmed` peers run on these only: all forty take some of them an hour."""
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
    gap = RANDOM.get(case, TSPLIB.get(case.partition(":")[0], 0.0))
    found = locate.p_median(cost, p, time_limit=seconds, gap=gap, seed=seed)
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


def one(
    folder: Path, peer: str, cases_: list[str], seconds: float, seeds: int
) -> list[dict[str, Any]]:  # fmt: skip
    """Solve cases in this process; a matrix is part of a peer's work where it needs one."""
    case = cases_[0]
    points = case in RANDOM
    toy = np.random.default_rng(0).random((160, 2))
    started = time.process_time()
    SOLVERS[peer](np.floor(99 * _distances(toy)), 8, False, "toy", 60.0, 0)
    if peer == "hubs":  # what reaches HiGHS and the tree is loaded too
        costs = np.floor(99 * np.random.default_rng(0).random((150, 150)))
        solve_hubs(costs[:60, :60], 5, False, case, 1.0, 0)
        solve_hubs(costs, 4, False, case, 1.0, 0)
    if peer == "hubs" and points:
        solve_hubs(np.random.default_rng(0).random((3000, 2)), 200, True, case, 60.0, 0)
    loading, rows = time.process_time() - started, []
    if peer != "hubs":
        most = int(np.ceil(time.process_time() + seconds))
        resource.setrlimit(resource.RLIMIT_CPU, (most, most + 1))
    for case in cases_:
        data, p, points = load(folder, case)
        for seed in range(seeds):
            begun = time.process_time()
            value, bound = SOLVERS[peer](data, p, points, case, _WALL * seconds, seed)
            spent = time.process_time() - begun
            rows.append({"case": case, "peer": peer, "seed": seed, "value": value, "bound": bound,
                         "cpu_s": spent, "loading_cpu_s": loading})  # fmt: skip
    return rows


def run(
    folder: Path, peer: str, cases_: list[str], seconds: float, seeds: int
) -> list[dict[str, Any]]:
    """The same in a process of its own."""
    python = sys.executable if peer == "hubs" else str(PEER_PYTHON)
    command = [python, "-m", "bench.locate_median", "--instances", str(folder), "--one", *cases_,
               "--peers", peer, "--seconds", str(seconds), "--seeds", str(seeds)]  # fmt: skip
    failed = {"case": cases_[0], "peer": peer, "seed": 0, "limit": seconds}
    try:
        answer = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=ROOT,
            timeout=_WALL * len(cases_) * seeds * seconds + 90,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return [{**failed, "failed": f"not in {seconds:.0f} CPU s"}]
    lines = [line for line in answer.stdout.splitlines() if line.startswith("[")]
    if lines:
        return list(json.loads(lines[-1]))
    if answer.returncode in {-signal.SIGXCPU, -signal.SIGKILL}:
        return [{**failed, "failed": f"not in {seconds:.0f} CPU s"}]
    last = (answer.stderr or "no answer").strip().splitlines()[-1][:160]
    return [{"case": cases_[0], "peer": peer, "seed": 0, "failed": last}]


def make_peers() -> None:
    """The peers' environment, on first use."""
    if PEER_PYTHON.is_file():
        return
    folder = PEER_PYTHON.parents[1]
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    for package in PEER_PACKAGES:  # one by one: a peer that cannot be had is a row that says so
        subprocess.run([str(PEER_PYTHON), "-m", "pip", "install", "-q", package], check=False)


def table(rows: list[dict[str, Any]], known: dict[str, float], seconds: float) -> str:
    """All rows, and sums over the OR-Library graphs."""
    lines = [
        f"Python {platform.python_version()}, {platform.machine()}; CPU seconds, one thread; "
        f"loading and compiling apart; a peer had {seconds:.0f} CPU s a case, or as its row says.",
        "",
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
    graphs = [row for row in rows if row["case"].startswith("pmed")]
    ours: dict[str, list[float]] = {}
    lines, totals = [], {}
    for row in graphs:
        if row["peer"] == "hubs" and "failed" not in row:
            ours.setdefault(row["case"], []).append(row["cpu_s"])
            totals[row["seed"]] = totals.get(row["seed"], 0.0) + row["cpu_s"]
    if totals:
        told = ", ".join(f"{total:.2f}" for total in totals.values())
        lines.append(
            f"pmed, {len(ours)} graphs: {told} s by seed, {max(totals.values()):.2f} worst"
        )
    for peer in PEERS[1:]:
        theirs_all = [row for row in graphs if row["peer"] == peer and row["case"] in ours]
        late = sum("limit" in row or row.get("bound", 0.0) < 0.999 * row.get("value", 0.0)
                   for row in theirs_all)  # fmt: skip
        pairs = [(max(row.get("limit", row.get("cpu_s")), 1e-3), np.median(ours[row["case"]]))
                 for row in theirs_all if "failed" not in row or "limit" in row]  # fmt: skip
        if pairs:
            theirs, mine = np.array(pairs, dtype=float).T
            mean = np.exp(np.log(theirs / mine).mean())
            least = f" at least, {late} not in time" if late else ""
            lines.append(f"{peer} to hubs, {len(pairs)} graphs: geometric mean {mean:.3g}, "
                         f"total {theirs.sum() / mine.sum():.3g}{least}")  # fmt: skip
    return ["<br>".join(lines)] if lines else []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--instances", type=Path, required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--cases", nargs="*")
    parser.add_argument("--peers", nargs="*", default=list(PEERS), choices=PEERS)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--out", type=Path, default=ROOT / "bench" / "out")
    parser.add_argument("--add", nargs="*", type=Path, default=[], help="rows of other runs")
    parser.add_argument("--write", action="store_true", help="a section of bench/RESULTS.md")
    parser.add_argument("--one", nargs="+")
    given = parser.parse_args()
    folder = given.instances.resolve()
    if given.one:
        print(json.dumps(one(folder, given.peers[0], given.one, given.seconds, given.seeds)))
        return
    if set(given.peers) - {"hubs"}:
        make_peers()
    known, rows = cases(folder), []
    names = given.cases or (QUICK if given.quick else list(known))
    if given.cases and set(given.cases) <= set(FAMILIES):
        names, given.cases = [c for c in known if c.startswith(tuple(given.cases))], None
    together = [] if given.cases or given.quick else [n for n in names if n.startswith("pmed")]
    if together and "hubs" in given.peers:
        rows.extend(run(folder, "hubs", together, given.seconds, given.seeds))
    for case in names:
        for peer in given.peers:
            if peer == "hubs" and case in together:
                continue
            points = case in RANDOM
            if points and (
                peer not in {"hubs", "kmedoids"} or ("100000" in case and peer != "hubs")
            ):
                continue  # a matrix of these does not fit, or its program does not
            if case in together and case not in FEW[peer]:
                continue
            few = given.quick or peer != "hubs"
            rows.extend(run(folder, peer, [case], given.seconds, 1 if few else given.seeds))
            print(json.dumps(rows[-1]), file=sys.stderr, flush=True)
    for file in given.add:
        rows.extend(json.loads(file.read_text()))
    given.out.mkdir(parents=True, exist_ok=True)
    text = table(rows, known, given.seconds)
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
