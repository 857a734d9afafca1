"""How fast a plan over quarters is proven: patterns beside HiGHS on the compact MILP, in one run.

    python -m bench.quarters [--cases NAME ...] [--peers patterns HiGHS] [--write]

The pattern rows are whole runs as the command makes them, own mix of repairs included; HiGHS gets
the first look's problem and the same time. Every value is evaluated exactly.
"""

from __future__ import annotations

import argparse
import json
import time
from typing import Any

from bench.apart import apart, memory_mb
from bench.proof_table import proof_table
from bench.results import machine, put

CASES: dict[str, dict[str, Any]] = {
    "rollout4": {"gap": 0.01, "seconds": 120},
    "production4": {"gap": 0.01, "seconds": 120},
    "rollout8": {"gap": 0.02, "seconds": 300},
    "growth40": {"gap": 0.02, "seconds": 300},
}
PEERS = ("patterns", "HiGHS")


def one(name: str, peer: str) -> dict[str, Any]:
    """What a peer reaches on a scenario within its time."""
    from optimizer.plan.rollout.best import best_roll_out
    from optimizer.region import load_region
    from optimizer.solve.rollout.method import solve_roll_out
    from optimizer.turnaround.quarters import quarters

    case = CASES[name]
    given: dict[str, Any] = {"gap": case["gap"], "time_limit": case["seconds"]}
    found = quarters(load_region("khabarovsk", scenario=name))
    good: list[tuple[float, float]] = []
    started = time.perf_counter()

    def tell(progress: Any) -> None:
        good.append((progress.seconds, progress.value))

    if peer == "patterns":
        plan = best_roll_out(found, on_progress=tell, **given)
        value, bound, status = plan.worth.objective, plan.bound, plan.status
    else:
        answer = solve_roll_out(
            found.roll_out, method="milp", solver=peer, threads=2, on_progress=tell, **given
        )
        value = answer.worth.objective if answer.worth else float("inf")
        bound, status = answer.bound, answer.status
    wall = time.perf_counter() - started
    near = [seconds for seconds, worth in good if worth <= 1.02 * value]
    return {
        "case": name, "peer": peer, "status": str(status), "value": value, "bound": bound,
        "gap": (value - bound) / value if value < 1e15 else float("inf"), "seconds": wall,
        "first_good_plan": near[0] if near else None, "memory_mb": memory_mb(),
    }  # fmt: skip


def main() -> None:
    """Run the cases and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", nargs="*", default=list(CASES))
    parser.add_argument("--peers", nargs="*", default=list(PEERS))
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--one")
    parser.add_argument("--peer")
    given = parser.parse_args()
    if given.one:
        print(json.dumps(one(given.one, given.peer)))
        return
    results = []
    for name in given.cases:
        for peer in given.peers:
            found = apart("bench.quarters", "--one", name, "--peer", peer)
            results.append({"case": name, "peer": peer, **found})
            print(proof_table(results[-1:], CASES).splitlines()[-1], flush=True)
    if given.write:
        text = f"{machine('pulp', 'highspy', 'numpy', 'scipy')}\n\n{proof_table(results, CASES)}"
        put("Plans over quarters (`python -m bench.quarters --write`)", text)


if __name__ == "__main__":
    main()
