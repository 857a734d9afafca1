"""A linear or integer program in arrays, and what HiGHS can vouch for about it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimizer.locate.clock import Clock

Array = NDArray[np.float64]
_INF = float("inf")


@dataclass(frozen=True)
class Program:
    """min cost·x, row_lower ≤ matrix x ≤ row_upper, lower ≤ x ≤ upper, x integer where said."""

    cost: Array
    lower: Array
    upper: Array
    matrix: sparse.csr_array
    row_lower: Array
    row_upper: Array
    integer: NDArray[np.bool_]


@dataclass(frozen=True)
class Limits:
    """What a solve may use.

    ``cutoff``: values above it are of no interest; the bound then never exceeds it. ``target``: a
    value at or below it is good enough.
    """

    gap: float = 0.0
    cutoff: float = _INF
    target: float = -_INF
    nodes: int = 0
    """Most nodes of the search; 0: no limit."""
    threads: int = 1
    seed: int = 0
    lean: bool = False
    """Without HiGHS' own searches for solutions: for small programs whose bound matters."""


@dataclass(frozen=True)
class Answer:
    """What came of it: ``x`` is None where no solution was found; ``bound`` is proven."""

    x: Array | None
    value: float
    bound: float
    finished: bool
    infeasible: bool
    """No solution at or below the cutoff: proven."""


def minimise(program: Program, limits: Limits, clock: Clock) -> Answer:
    """Solve a program with HiGHS within the clock's time.

    The caller runs in a thread of its own (`Clock.in_own_thread`), since HiGHS keeps the number of
    threads per calling thread.
    """
    if not len(program.cost):
        return _empty(program)
    highs = new_highs(limits)
    pass_program(highs, program)
    if math.isfinite(limits.cutoff):
        highs.setOptionValue("objective_bound", limits.cutoff)
    if math.isfinite(limits.target):
        highs.setOptionValue("objective_target", limits.target)
    if program.integer.any():
        clock.listen(highs)
    clock.run(highs)
    return _read(highs, bool(program.integer.any()), limits.cutoff)


def new_highs(limits: Limits) -> Any:
    """A silent HiGHS with the options of these limits."""
    import highspy

    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", limits.threads)
    highs.setOptionValue("random_seed", limits.seed % 2**31)
    highs.setOptionValue("mip_rel_gap", limits.gap)
    highs.setOptionValue("mip_abs_gap", 0.0 if limits.gap == 0.0 else 1e-9)
    if limits.nodes:
        highs.setOptionValue("mip_max_nodes", limits.nodes)
    if limits.lean:
        highs.setOptionValue("mip_heuristic_effort", 0.0)
        highs.setOptionValue("mip_detect_symmetry", False)
        for search in ("rins", "rens", "root_reduced_cost", "feasibility_jump"):
            highs.setOptionValue(f"mip_heuristic_run_{search}", False)
    return highs


def pass_program(highs: Any, program: Program) -> None:
    """Hand the arrays over."""
    import highspy

    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(program.cost), len(program.row_lower)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = program.cost, program.lower, program.upper
    lp.row_lower_, lp.row_upper_ = program.row_lower, program.row_upper
    matrix = program.matrix
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    lp.a_matrix_.index_ = matrix.indices.astype(np.int32)
    lp.a_matrix_.value_ = matrix.data.astype(float)
    if program.integer.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(one)] for one in program.integer]
    highs.passModel(lp)


def _read(highs: Any, integer: bool, cutoff: float) -> Answer:
    import highspy

    states = highspy.HighsModelStatus
    status, info = highs.getModelStatus(), highs.getInfo()
    feasible = info.primal_solution_status == 2
    x = np.array(highs.getSolution().col_value) if feasible else None
    value = float(info.objective_function_value) if feasible else _INF
    finished = status in (states.kOptimal, states.kInfeasible, states.kObjectiveBound)
    infeasible = status in (states.kInfeasible, states.kObjectiveBound) and not (
        feasible and value <= cutoff
    )
    if infeasible:
        bound = cutoff
    elif integer:
        bound = float(info.mip_dual_bound)
    else:
        bound = value if status == states.kOptimal else -_INF
    return Answer(x, value, min(bound, cutoff), finished, infeasible)


def _empty(program: Program) -> Answer:
    """HiGHS calls a program without columns empty and says no more."""
    fits = bool(np.all(program.row_lower <= 1e-9) and np.all(program.row_upper >= -1e-9))
    return Answer(np.empty(0) if fits else None, 0.0 if fits else _INF, 0.0, True, not fits)
