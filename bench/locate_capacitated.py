"""Capacitated location beside plain HiGHS on the strong formulation, from arrays, in one run.

    python -m bench.locate_capacitated --instances DIR [--sets cap,delmaire,holmberg] [--seconds 60]
        [--peer-seconds 60] [--every N] [--only NAME ...] [--quick] [--write]

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

from bench.results import machine, put
from optimizer import locate
from optimizer.locate.capacity.core import core
from optimizer.locate.capacity.plant import Plants
from optimizer.locate.clock import Clock
from optimizer.locate.program import Limits, minimise

SECTIONS = {
    "cap": "Capacitated, split: OR-Library (`python -m bench.locate_capacitated --sets cap`)",
    "delmaire": "Single source: Delmaire (`python -m bench.locate_capacitated --sets delmaire`)",
    "holmberg": "Single source: Holmberg (`python -m bench.locate_capacitated --sets holmberg`)",
}
Row = tuple[float, tuple[float, ...], tuple[float, ...] | None]
"""Best known value; value, bound and seconds of ours; those of the peer."""
QUICK = ["cap41", "cap94", "cap134", "capa14000", "p1", "p13"]


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


def row_of(
    name: str, best: float, mine: tuple[float, ...], theirs: tuple[float, ...] | None
) -> str:
    """One line of the table."""
    value, bound, spent = mine
    other = "| | | |"
    if theirs:
        gap = 100 * (theirs[0] - theirs[1]) / theirs[0] if math.isfinite(theirs[0]) else 100.0
        other = f"| {gap:.4f} | {theirs[2]:.3f} | {theirs[2] / spent:.2f} |"
    done = "yes" if proven(best, mine) else "NO"
    gap = 100 * (value - bound) / value if math.isfinite(value) else 100.0
    return f"| {name} | {best:.10g} | {value:.10g} | {gap:.4f} | {spent:.3f} | {done} {other}"


def proven(best: float, mine: tuple[float, ...]) -> bool:
    """Whether the best known value was found and proven."""
    value, bound, _ = mine
    return value <= best * (1 + 1e-6) and bound >= value * (1 - 1e-6)


def summary(
    name: str, lines: list[tuple[float, tuple[float, ...], tuple[float, ...] | None]]
) -> str:
    """Counts of a set, its largest gap and longest time, and the ratio to the peer."""
    count = sum(proven(best, mine) for best, mine, _ in lines)
    gap = max(100 * (mine[0] - mine[1]) / mine[0] for _, mine, _ in lines)
    text = f"{name}: {count} of {len(lines)} proven, largest gap {gap:.4f} %"
    text += f", {sum(mine[2] for _, mine, _ in lines):.1f} s in all"
    text += f", {max(mine[2] for _, mine, _ in lines):.1f} s at most"
    ratios = [theirs[2] / mine[2] for _, mine, theirs in lines if theirs]
    if ratios:
        mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
        text += f"; HiGHS to ours, geometric mean {mean:.2f}, where out of time at its limit"
    return text


def run(folder: Path, name: str, given: argparse.Namespace) -> list[str]:
    """All chosen instances of a set: lines of the table, then its summary."""
    single, done, lines = name != "cap", [], []
    for instance, arrays, best in instances(folder, name)[:: given.every]:
        if given.only and instance not in given.only:
            continue
        mine = ours(arrays, single, given.seconds)
        theirs = plain(arrays, single, given.peer_seconds) if given.peer_seconds else None
        done.append((best, mine, theirs))
        lines.append(row_of(f"{name} {instance}", best, mine, theirs))
        print(lines[-1], flush=True)
    print(summary(name, done), flush=True)
    return [*lines, "", summary(name, done)]


def main() -> None:
    """Run, print one line per instance and the summary of each set, and write them if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--instances", type=Path, required=True)
    parser.add_argument("--sets", default="cap,delmaire,holmberg")
    parser.add_argument("--only", nargs="*", help="names of instances")
    parser.add_argument("--seconds", type=float, default=60.0, help="of the clock, for ours")
    parser.add_argument("--peer-seconds", type=float, default=60.0, help="0: no peer")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="a few of every set, within a minute")
    parser.add_argument("--write", action="store_true", help="sections of bench/RESULTS.md")
    given = parser.parse_args()
    if given.quick:
        given.seconds, given.peer_seconds = 10.0, 10.0
        given.only = given.only or QUICK
    locate.capacitated([[1.0]], [1.0], [1.0], [1.0])  # imports are not counted
    for name in given.sets.split(","):
        lines = run(given.instances, name, given)
        if given.write:
            text = f"{machine('numpy', 'highspy', 'numba')}; CPU seconds of one thread"
            text += f"; HiGHS: strong formulation from arrays, {given.peer_seconds:g} s at most"
            head = [
                text, "",
                "| instance | best known | ours | gap % | s | proven | HiGHS: gap % | s | ratio |",
                "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
            ]  # fmt: skip
            put(SECTIONS[name], "\n".join([*head, *lines]))


if __name__ == "__main__":
    main()
