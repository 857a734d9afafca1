"""Check a plan from scratch: region and decisions in, findings out; no solver, no PuLP.

Everything is worked out twice: by the model's own arrays and curves, built anew from the tables,
and by the audit, which goes through the tables repair by repair with other formulas.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.model.choice import evaluate
from optimizer.plan.audit.books import Books
from optimizer.plan.audit.depot import depots_mrub
from optimizer.plan.audit.figures import wrong_figures
from optimizer.plan.audit.file_rows import wrong_rows
from optimizer.plan.audit.fleets import enter_fleets
from optimizer.plan.audit.ledger import cost_mrub, lines_mrub
from optimizer.plan.audit.queues import enter_queues
from optimizer.plan.audit.seal import altered
from optimizer.plan.audit.stocks import enter_stocks
from optimizer.plan.audit.told_ways import wrong_ways
from optimizer.plan.finding import Finding
from optimizer.solve.status import Status
from optimizer.solve.watch import relative_gap
from optimizer.turnaround.build import Turnaround, turnaround

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan

_RELATIVE = 1e-6


def verify(plan: Plan, built: Turnaround | None = None) -> list[Finding]:
    """Hold a plan against its facts; an empty list means that it holds.

    Checked are every rule, the aim and the machines down by two ways of reckoning, costs to the
    rouble, every way leg by leg, every figure that the plan or its file states, and whether the
    file is as it was written. The bound itself comes from the solver: it can be checked only for
    what it says of the plan.

    Parameters
    ----------
    built
        The plan's Problem, built anew by the caller; else it is built anew here.
    """
    file = plan.stated
    findings = [] if file is None else [*altered(file), *wrong_rows(plan.region, file)]
    if built is None:
        built = turnaround(plan.region, variability=plan.built.variability)
    fresh = replace(plan, built=built)
    again = evaluate(fresh.problem, plan.choice)
    if again.broken:  # the rest would say the same in other words
        return [Finding("rule", "kept", broken) for broken in again.broken] + findings
    books = Books(fresh)
    for enter in (enter_fleets, enter_queues, enter_stocks):
        enter(books)
    if books.broken:
        return [Finding("rule", "kept", broken) for broken in books.broken] + findings
    stated = plan.figures if file is None else file["figures"]
    true = fresh.figures | _audited(fresh, books)
    findings = [*wrong_figures(stated, true), *_proof(plan, again.objective), *findings]
    return findings + wrong_ways(fresh, books.repairs)


def _audited(plan: Plan, books: Books) -> dict[str, Any]:
    """Figures of the audit, in place of those that the model leads to."""
    figures = plan.figures
    repairs = max(math.fsum(books.rate), 1e-300)
    made, count = plan.choice.sources(plan.problem), len(plan.built.lines)
    lines = [plan.built.lines[i] for i in np.flatnonzero(made[:count])]
    depots = [plan.built.depots[i] for i in np.flatnonzero(made[count:])]
    cost = cost_mrub(plan.region, plan.problem, plan.choice) + books.freight_mrub
    cost += lines_mrub(plan.region, lines) + depots_mrub(plan.region, depots)
    aim = books.aim + plan.problem.money * cost
    return {
        "objective": aim,
        "cost_mrub": cost,
        "gap": relative_gap(aim, plan.bound),
        "machines_down": {**figures["machines_down"], "plan": books.machines_down},
        "turnaround_h": {**figures["turnaround_h"], "plan": books.machines_down / repairs},
    }


def _proof(plan: Plan, value: float) -> list[Finding]:
    """What status and bound say of a plan of this value."""
    findings = []
    if plan.bound > value * (1 + _RELATIVE) + 1e-9:
        findings.append(Finding("bound", plan.bound, f"a plan of {value:.6g}"))
    if plan.status in (Status.INFEASIBLE, Status.NO_PLAN):
        findings.append(Finding("status", str(plan.status), "a plan"))
    if plan.status == Status.OPTIMAL and not math.isfinite(plan.bound):
        findings.append(Finding("status", str(plan.status), "no bound"))
    return findings
