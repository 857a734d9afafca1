"""The plan file: one JSON object that loads again to the same plan."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from optimizer.errors import InputError
from optimizer.model.choice import CLOSED, NONE, TODAY, Choice
from optimizer.plan.audit.seal import seals
from optimizer.plan.depot import built_depot
from optimizer.plan.plain import plain
from optimizer.plan.plan import Plan
from optimizer.plan.region_json import region_from_dict, region_to_dict
from optimizer.solve.status import Status
from optimizer.turnaround.build import Turnaround, turnaround

FORMAT = "service-hubs plan 1"
_READERS = {
    FORMAT: "it is a plan of one period, read it with Plan.load",
    "service-hubs roll-out 1": "it is a plan over quarters, read it with RollOutPlan.load",
}


def to_dict(plan: Plan) -> dict[str, Any]:
    """Decisions by name, the figures they lead to, the proof, and the facts they rest on."""
    from optimizer.plan.figures import key_figures

    data = {
        "format": FORMAT,
        "status": str(plan.status),
        "bound": _number(plan.bound),
        "method": plan.method,
        "why": plan.why,
        "seconds": round(plan.seconds, 3),
        "money_price": _number(plan.money_price),
        "money_bound": _number(plan.money_bound),
        "ruled_out": list(plan.ruled_out),
        "certain": list(plan.certain),
        "figures": plain(key_figures(plan)),
        "hubs": hub_rows(plan),
        "assignments": assignment_rows(plan),
        "lines": [{"line": row.line, "park": row.park} for row in plan.lines.itertuples()],
        "depot": depot_row(plan),
        "variability": {k: [float(v) for v in row] for k, row in plan.built.variability.items()},
        "region": region_to_dict(plan.region),
    }  # fmt: skip
    return {**data, "seals": seals(data)}


def save(plan: Plan, path: Path) -> Path:
    """Write the plan file; a half-written file never replaces a good one."""
    return write_json(to_dict(plan), path)


def write_json(data: dict[str, Any], path: Path) -> Path:
    """Write an object as JSON, by way of a draft."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(path.suffix + ".part")
    text = json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False)
    draft.write_text(text + "\n", encoding="utf-8")
    draft.replace(path)
    return path


def load(path: Path) -> Plan:
    """Read a plan file."""
    return from_dict(read(path), str(path))


def read(path: Path, formats: tuple[str, ...] = (FORMAT,)) -> dict[str, Any]:
    """The JSON object of a plan file, with one clear error where it is none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError([f"{path}: no such plan file; hubs optimize writes one"]) from None
    except OSError as error:
        raise InputError([f"{path}: cannot be read ({error.strerror}); check the path"]) from None
    except (ValueError, RecursionError) as error:
        raise InputError([f"{path}: not a plan file ({error}); write it anew"]) from None
    if not isinstance(data, dict) or data.get("format") not in formats:
        named = " or ".join(f"'{name}'" for name in formats)
        said = data.get("format") if isinstance(data, dict) else None
        fix = _READERS.get(str(said), "write it anew")
        raise InputError([f"{path}: not a plan file of this version ({named}); {fix}"])
    return data


def from_dict(data: dict[str, Any], name: str = "plan") -> Plan:
    """Plan of `to_dict`; problems of the file are named by what they concern."""
    try:
        region = region_from_dict(data["region"])
        cv2 = {pool: np.array(row, float) for pool, row in data["variability"].items()}
        built = turnaround(region, variability=cv2)
        return Plan(
            built=built,
            choice=choice_of(built, data["hubs"], data["assignments"], data.get("lines", []),
                             data.get("depot")),
            status=Status(data["status"]),
            bound=-np.inf if data["bound"] is None else float(data["bound"]),
            method=data["method"], why=data["why"], seconds=float(data["seconds"]),
            money_price=np.nan if data["money_price"] is None else float(data["money_price"]),
            money_bound=-np.inf if data.get("money_bound") is None else float(data["money_bound"]),
            ruled_out=tuple(data["ruled_out"]), certain=tuple(data["certain"]),
            stated=_with_figures(data),
        )  # fmt: skip
    except InputError:
        raise
    except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError) as error:
        what = f"{error} is missing or not known" if isinstance(error, KeyError) else str(error)
        raise InputError([f"{name}: the plan file is damaged: {what}; write it anew"]) from None


def _with_figures(data: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(data["figures"], dict):
        raise TypeError("figures are not there")
    return data


def assignment_rows(plan: Plan) -> list[dict[str, Any]]:
    """Park of every fleet, by name; null where it keeps today's way."""
    return [
        {"site": f.site, "class": f.machine_class,
         "park": plan.region.parks[j].id if j >= 0 else None}
        for f, j in zip(plan.region.fleets, plan.choice.served, strict=True)
    ]  # fmt: skip


def hub_rows(plan: Plan) -> list[dict[str, Any]]:
    """Size and levels of every hub, by name."""
    choice, problem = plan.choice, plan.problem
    hubs = []
    for j in np.flatnonzero(choice.size >= 0):
        levels = {
            station.name: int(choice.level[k, j])
            for k, station in enumerate(problem.stations)
            if choice.level[k, j] >= 0
        }
        size = plan.region.sizes[choice.size[j]].id
        hubs.append({"park": plan.region.parks[j].id, "size": size, "levels": levels})
    return hubs


def depot_row(plan: Plan) -> dict[str, Any] | None:
    """The depot of a plan as its file names it."""
    at = built_depot(plan)
    return None if at is None else {"park": at.park.id, "policy": at.policy}


def choice_of(
    built: Turnaround,
    hubs: Sequence[Any],
    assignments: Sequence[Any],
    made_lines: Sequence[Any] = (),
    depot: Any = None,
) -> Choice:
    """Choice of `hub_rows`, `assignment_rows` and `depot_row`."""
    region, problem = built.region, built.problem
    parks = {p.id: j for j, p in enumerate(region.parks)}
    sizes = {s.id: b for b, s in enumerate(region.sizes)}
    stations = {s.name: k for k, s in enumerate(problem.stations)}
    cells = {(f.site, f.machine_class): d for d, f in enumerate(region.fleets)}
    served = np.full(problem.cells, TODAY)
    for row in assignments:
        if row["park"] is not None:
            served[cells[row["site"], row["class"]]] = parks[row["park"]]
    size = np.full(problem.parks, CLOSED)
    level = np.full((len(problem.stations), problem.parks), NONE)
    for hub in hubs:
        j = parks[hub["park"]]
        size[j] = sizes[hub["size"]]
        for name, number in hub["levels"].items():
            k = stations[name]
            if not 0 <= int(number) < len(problem.stations[k].curves):
                raise ValueError(f"hub {hub['park']} has no level {number} of {name}")
            level[k, j] = int(number)
    lines = {(at.line.id, at.park.id): i for i, at in enumerate(built.lines)}
    made = np.zeros(problem.source_count, dtype=bool)
    for row in made_lines:
        made[lines[row["line"], row["park"]]] = True
    if depot:
        depots = {(at.park.id, at.policy): i for i, at in enumerate(built.depots)}
        made[len(lines) + depots[depot["park"], float(depot["policy"])]] = True
    return Choice(served, size, level, built=made)


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
