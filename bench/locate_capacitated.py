"""Capacitated location beside plain HiGHS on the strong formulation, from arrays, in one run.

    python -m bench.locate_capacitated --instances DIR [--sets cap,delmaire,holmberg] [--seconds 60]
        [--peer-seconds 60] [--every N] [--out FILE]

DIR holds orlib_cap/ and sscflp/ as their authors publish them, with best_known.csv. Seconds are CPU
seconds of one thread; every line is one instance, losses are printed like the others.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import math
import time
from pathlib import Path

import numpy as np

from optimizer import locate
from optimizer.locate.capacity.core import core
from optimizer.locate.capacity.plant import Plants
from optimizer.locate.clock import Clock
from optimizer.locate.program import Limits, minimise


def numbers(path: Path) -> np.ndarray:
    """All numbers of a file; some copies end in control characters."""
    text = path.read_text(encoding="latin-1").replace("\x00", "").replace("\x1a", "")
    return np.array(text.split(), dtype=float)


def orlib_cap(path: Path) -> tuple[np.ndarray, ...]:
    """Cost clients x sites, demand, opening, capacity."""
    all_of = numbers(path)
    sites, clients = int(all_of[0]), int(all_of[1])
    offers = all_of[2 : 2 + 2 * sites].reshape(sites, 2)
    rows = all_of[2 + 2 * sites :].reshape(clients, sites + 1)
    return rows[:, 1:], rows[:, 0], offers[:, 1], offers[:, 0]


def holmberg(path: Path) -> tuple[np.ndarray, ...]:
    """Cost clients x sites, demand, opening, capacity."""
    all_of = numbers(path)
    sites, clients = int(all_of[0]), int(all_of[1])
    offers = all_of[2 : 2 + 2 * sites].reshape(sites, 2)
    demand = all_of[2 + 2 * sites : 2 + 2 * sites + clients]
    cost = all_of[2 + 2 * sites + clients :][: clients * sites].reshape(sites, clients).T
    return cost, demand, offers[:, 1], offers[:, 0]


def delmaire(path: Path) -> tuple[np.ndarray, ...]:
    """Cost clients x sites, demand, opening, capacity."""
    all_of = numbers(path)
    clients, sites = int(all_of[0]), int(all_of[1])
    ends = np.cumsum([2, clients * sites, clients, sites, sites])
    cost, demand, opening, capacity = (all_of[a:b] for a, b in itertools.pairwise(ends))
    return cost.reshape(clients, sites), demand, opening, capacity


def instances(folder: Path, name: str) -> list[tuple[str, tuple[np.ndarray, ...], float]]:
    """Name, arrays and best known value of each instance of a set."""
    if name == "cap":
        rows = csv.DictReader((folder / "orlib_cap" / "best_known.csv").open(encoding="utf-8"))
        return [
            (row["instance"], orlib_cap(folder / "orlib_cap" / f"{row['instance']}.txt"),
             float(row["optimum"]))
            for row in rows
        ]  # fmt: skip
    rows = csv.DictReader((folder / "sscflp" / "best_known.csv").open(encoding="utf-8"))
    read = delmaire if name == "delmaire" else holmberg
    return [
        (row["instance"], read(folder / "sscflp" / name / row["instance"]),
         float(row["optimum_or_best"]))
        for row in rows if row["set"] == name
    ]  # fmt: skip


def ours(arrays: tuple[np.ndarray, ...], single: bool, seconds: float) -> tuple[float, ...]:
    """Value, bound and CPU seconds."""
    cost, demand, opening, capacity = arrays
    started = time.process_time()
    found = locate.capacitated(
        cost, opening, capacity, demand, single_source=single, time_limit=seconds
    )
    return found.value, found.bound, time.process_time() - started


def plain(arrays: tuple[np.ndarray, ...], single: bool, seconds: float) -> tuple[float, ...]:
    """The same by HiGHS on the strong formulation; building the arrays counts."""
    cost, demand, opening, capacity = arrays
    started = time.process_time()
    none = np.zeros(len(opening), dtype=bool)
    plants = Plants(cost, demand, opening, capacity, none, single)
    whole = core(plants, np.ones(cost.shape, dtype=bool), none, none)
    clock = Clock(seconds)
    answer = clock.in_own_thread(lambda: minimise(whole.program, Limits(gap=1e-6), clock))
    return answer.value, answer.bound, time.process_time() - started


def main() -> None:
    """Run and print one line per instance and the summary of each set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--instances", type=Path, required=True)
    parser.add_argument("--sets", default="cap,delmaire,holmberg")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--peer-seconds", type=float, default=60.0)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    lines = ["| instance | best known | ours: gap % | s | proven | HiGHS: gap % | s | ratio |"]
    lines.append("| --- | --- | --- | --- | --- | --- | --- | --- |")
    print("\n".join(lines))
    locate.capacitated([[1.0]], [1.0], [1.0], [1.0])  # imports are not counted
    for name in given.sets.split(","):
        ratios, proven, total = [], 0, 0
        for instance, arrays, best in instances(given.instances, name)[:: given.every]:
            single = name != "cap"
            value, bound, spent = ours(arrays, single, given.seconds)
            found, below, theirs = plain(arrays, single, given.peer_seconds)
            done = abs(value - best) <= 1e-6 * best and bound >= best * (1 - 1e-6)
            proven, total = proven + done, total + 1
            ratios.append(theirs / spent)
            lines.append(
                f"| {name} {instance} | {best:.10g} | {100 * (value - bound) / value:.4f} "
                f"| {spent:.3f} | {'yes' if done else 'NO'} | {100 * (found - below) / found:.4f} "
                f"| {theirs:.3f} | {theirs / spent:.2f} |"
            )
            print(lines[-1], flush=True)
        mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
        lines.append(f"| {name}: {proven} of {total} proven, geometric mean ratio {mean:.2f} | | |")
        print(lines[-1], flush=True)
    if given.out:
        given.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
