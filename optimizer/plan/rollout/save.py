"""The file of a plan over quarters: one JSON object that loads again to the same plan."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np

from optimizer.errors import InputError
from optimizer.model.timetable import Timetable
from optimizer.plan.audit.seal import seals
from optimizer.plan.plain import plain
from optimizer.plan.region_json import region_from_dict, region_to_dict
from optimizer.plan.rollout.lines import line_rows
from optimizer.plan.rollout.plan import RollOutPlan
from optimizer.plan.save import assignment_rows, choice_of, depot_row, hub_rows, write_json
from optimizer.solve.status import Status
from optimizer.turnaround.quarters import quarters, with_own_variability

FORMAT = "service-hubs roll-out 1"


def to_dict(plan: RollOutPlan) -> dict[str, Any]:
    """Decisions by name, the figures they lead to, the proof, and the facts they rest on."""
    data = {
        "format": FORMAT,
        "status": str(plan.status),
        "bound": float(plan.bound) if math.isfinite(plan.bound) else None,
        "method": "roll-out",
        "seconds": round(plan.seconds, 3),
        "money_price": list(plan.money_price),
        "figures": plain(figures(plan)),
        "hubs": [hub_rows(quarter) for quarter in plan.plans],
        "assignments": [assignment_rows(quarter) for quarter in plan.plans],
        "lines": [line_rows(plan, choice, t) for t, choice in enumerate(plan.timetable.quarters)],
        "depot": [depot_row(quarter) for quarter in plan.plans],
        "variability": [
            {pool: [float(v) for v in row] for pool, row in built.variability.items()}
            for built in plan.quarters.built
        ],
        "region": region_to_dict(plan.region),
    }
    return {**data, "seals": seals(data)}


def figures(plan: RollOutPlan) -> dict[str, Any]:
    """Key figures of a plan over quarters."""
    return {
        "objective": plan.worth.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "spent_mrub": float(plan.worth.spent.sum()),
        "budget_mrub": float(plan.quarters.roll_out.funds[-1]),
        **{f"quarter {row['quarter']}": row for row in plan.timeline.to_dict("records")},
    }


def save(plan: RollOutPlan, path: Path) -> Path:
    """Write the plan file; a half-written file never replaces a good one."""
    return write_json(to_dict(plan), path)


def load(path: Path) -> RollOutPlan:
    """Read a plan file."""
    from optimizer.plan.save import read

    return from_dict(read(path, (FORMAT,)), str(path))


def from_dict(data: dict[str, Any], name: str = "plan") -> RollOutPlan:
    """Plan of `to_dict`; problems of the file are named by what they concern."""
    try:
        region = region_from_dict(data["region"])
        cv2 = [{pool: np.array(row, float) for pool, row in each.items()}
               for each in data["variability"]]  # fmt: skip
        found = with_own_variability(quarters(region), cv2)
        none = [None] * len(found.built)
        rows = zip(
            found.built, data["hubs"], data["assignments"],
            data.get("lines", [[] for _ in none]), data.get("depot", none), strict=True,
        )  # fmt: skip
        choices = tuple(choice_of(*row) for row in rows)
        return RollOutPlan(
            found, Timetable(choices), Status(data["status"]),
            -np.inf if data["bound"] is None else float(data["bound"]), float(data["seconds"]),
            tuple(float(price) for price in data["money_price"]), stated=data,
        )  # fmt: skip
    except InputError:
        raise
    except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError) as error:
        what = f"{error} is missing or not known" if isinstance(error, KeyError) else str(error)
        raise InputError([f"{name}: the plan file is damaged: {what}; write it anew"]) from None
