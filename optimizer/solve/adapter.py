"""Running a PuLP model: fresh thread, time limit, interrupt, and what the solver can vouch for."""

from __future__ import annotations

import threading
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import highspy
import pulp

from optimizer.errors import InputError

Stop = Callable[[], bool]
Report = Callable[[float, float], None]
"""Called with the solver's best value and its bound."""

_INF = float("inf")
_CBC = ("PULP_CBC_CMD", "COIN_CMD")
_ALSO_KNOWN = {"CBC": "COIN_CMD"}
"""Solvers by the name under which PuLP runs a program that it does not ship."""
_LEAN = {
    "mip_heuristic_effort": 0.0, "mip_allow_restart": False, "mip_detect_symmetry": False,
    "mip_heuristic_run_rins": False, "mip_heuristic_run_rens": False,
    "mip_heuristic_run_root_reduced_cost": False, "mip_heuristic_run_feasibility_jump": False,
}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What a solver vouches for.

    Attributes
    ----------
    finished
        The solver says that it proved its answer, by its own model status and not by PuLP's.
    infeasible
        It proved that there is no answer.
    has_values
        The model's variables carry a feasible point.
    bound
        Dual bound; minus infinity where the solver tells none.
    """

    finished: bool
    infeasible: bool
    has_values: bool
    bound: float
    seconds: float


def run(
    model: pulp.LpProblem, solver: str = "HiGHS", *, time_limit: float | None = None,
    gap: float = 0.0, gap_absolute: float = 0.0, threads: int | None = None, seed: int = 0,
    relaxed: bool = False, lean: bool = False, stop: Stop = lambda: False,
    report: Report | None = None,
) -> Answer:  # fmt: skip
    """Solve a model in a thread of its own.

    A fresh thread because HiGHS keeps its number of threads per calling thread, and because the
    main thread then sees Ctrl-C. ``lean`` is for many small models whose bound is what matters: it
    leaves out HiGHS' searches for plans, which cost more than they bring, and listening to ``stop``
    and ``report``, which would hold up the other threads.
    """
    started = time.monotonic()
    box: dict[str, Any] = {}
    limits = {"timeLimit": time_limit, "threads": threads, "gapRel": gap}

    def work() -> None:
        try:
            if solver.upper() == "HIGHS":
                box["answer"] = _highs(
                    model, limits, gap_absolute, seed, relaxed, lean, stop, report
                )
            else:
                box["answer"] = _other(model, solver, limits, relaxed)
        except BaseException as error:
            box["error"] = error

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(0.1)
    if "error" in box:
        raise box["error"]
    finished, infeasible, has_values, bound = box["answer"]
    return Answer(finished, infeasible, has_values, bound, time.monotonic() - started)


def _highs(
    model: pulp.LpProblem, limits: dict[str, Any], gap_absolute: float, seed: int, relaxed: bool,
    lean: bool, stop: Stop, report: Report | None,
) -> tuple[bool, bool, bool, float]:  # fmt: skip
    kinds = highspy.cb.HighsCallbackType

    def listen(kind: Any, _message: str, out: Any, into: Any, _data: Any) -> None:
        if kind in (kinds.kCallbackMipInterrupt, kinds.kCallbackSimplexInterrupt):
            if into is not None and stop():
                into.user_interrupt = True
            if report is not None and kind == kinds.kCallbackMipInterrupt:
                report(float(out.mip_primal_bound), float(out.mip_dual_bound))

    listening: dict[str, Any] = {
        "callbackTuple": (listen, None),
        "callbacksToActivate": [kinds.kCallbackMipInterrupt, kinds.kCallbackSimplexInterrupt],
    }
    solver = pulp.HiGHS(
        msg=False, mip=not relaxed, gapAbs=gap_absolute, random_seed=seed, **limits,
        **(_LEAN if lean else listening),
    )  # fmt: skip
    model.solve(solver)
    status = model.solverModel.getModelStatus()
    info = model.solverModel.getInfo()
    states = highspy.HighsModelStatus
    finished = status == states.kOptimal
    whole = relaxed or not model.isMIP()
    if whole:
        bound = float(info.objective_function_value) if finished else -_INF
    else:
        bound = float(info.mip_dual_bound)
    has_values = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    infeasible = status in (states.kInfeasible, states.kUnboundedOrInfeasible)
    return finished, infeasible, has_values, bound


def _other(
    model: pulp.LpProblem, name: str, limits: dict[str, Any], relaxed: bool
) -> tuple[bool, bool, bool, float]:
    """Any other solver that PuLP knows, by its PuLP name or a short form such as ``CBC``."""
    known = pulp.listSolvers(onlyAvailable=True)
    wanted = [name.upper(), _ALSO_KNOWN.get(name.upper(), name.upper())]
    match = next((k for k in known if k.upper() in wanted), None) or next(
        (k for k in known if wanted[0] in k.upper()), None
    )
    if match is None:
        raise UnknownSolverError(name, known)
    options = {k: v for k, v in limits.items() if v is not None}
    if match in _CBC:
        # its Gomory cuts were seen to cut off the optimum where tangents are steep; without them it
        # is faster as well
        options["options"] = ["gomoryCuts off"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # PuLP 3: its CBC leaves with PuLP 4
        solver = pulp.getSolver(match, msg=False, mip=not relaxed, **options)
    started = time.monotonic()
    answer = model.solve(solver)
    word = int(getattr(answer, "status", answer))  # PuLP 4 returns statistics, PuLP 3 a number
    has_values = bool(getattr(answer, "has_solution", word == 1))
    in_time = limits["timeLimit"] is None or (
        time.monotonic() - started < 0.95 * float(limits["timeLimit"])
    )
    value = pulp.value(model.objective)
    # PuLP says Optimal for a time limit with an incumbent: believed only well before the limit
    finished = word == 1 and in_time
    bound = -_INF
    if finished and value is not None:
        bound = float(value) - abs(float(value)) * float(limits["gapRel"] or 0.0)
    return finished, word == -1 and in_time, has_values, bound


class UnknownSolverError(InputError):
    """A solver that PuLP does not know, or that is not installed here."""

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__([f"no solver '{name}' here; PuLP offers {', '.join(sorted(known))}"])
