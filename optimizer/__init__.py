"""Service hubs for heavy machinery: where to build them, how large, and for whom.

``optimize("khabarovsk")`` plans a region, ``roll_out("khabarovsk")`` plans it quarter by quarter,
``simulate(plan)`` lives the plan through; ``solve(problem)`` takes arrays instead.
Everything is imported when it is first used, so that ``import optimizer`` costs nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optimizer.errors import HubsError as HubsError
    from optimizer.errors import InfeasibleError as InfeasibleError
    from optimizer.errors import InputError as InputError
    from optimizer.plan.optimize import optimize as optimize
    from optimizer.plan.plan import Plan as Plan
    from optimizer.plan.rollout.best import roll_out as roll_out
    from optimizer.plan.rollout.plan import RollOutPlan as RollOutPlan
    from optimizer.problem import Problem as Problem
    from optimizer.problem import Station as Station
    from optimizer.region.load import load_region as load_region
    from optimizer.report.map_page import map_inline as map_inline
    from optimizer.report.map_page import write_map as write_map
    from optimizer.report.tables import write_csv as write_csv
    from optimizer.simulate.result import Simulation as Simulation
    from optimizer.simulate.simulate import simulate as simulate
    from optimizer.solve.solution import Solution as Solution
    from optimizer.solve.solve import solve as solve
    from optimizer.solve.status import Status as Status

    __version__: str

_HOME = {
    "HubsError": "optimizer.errors",
    "InfeasibleError": "optimizer.errors",
    "InputError": "optimizer.errors",
    "Plan": "optimizer.plan.plan",
    "Problem": "optimizer.problem",
    "RollOutPlan": "optimizer.plan.rollout.plan",
    "Simulation": "optimizer.simulate.result",
    "Solution": "optimizer.solve.solution",
    "Station": "optimizer.problem",
    "Status": "optimizer.solve.status",
    "load_region": "optimizer.region.load",
    "map_inline": "optimizer.report.map_page",
    "optimize": "optimizer.plan.optimize",
    "write_csv": "optimizer.report.tables",
    "write_map": "optimizer.report.map_page",
}

__all__ = [
    "HubsError",
    "InfeasibleError",
    "InputError",
    "Plan",
    "Problem",
    "RollOutPlan",
    "Simulation",
    "Solution",
    "Station",
    "Status",
    "__version__",
    "load_region",
    "map_inline",
    "optimize",
    "roll_out",
    "simulate",
    "solve",
    "write_csv",
    "write_map",
]


_NAMESAKES = {
    "roll_out": "optimizer.plan.rollout.best",
    "simulate": "optimizer.simulate.simulate",
    "solve": "optimizer.solve.solve",
}
"""Rooms that are named like a function of this door, and where the function lives."""


class _Callable(ModuleType):
    """A room called like the function it is named like: ``optimizer.solve(problem)``."""

    def __call__(self, *args: Any, **options: Any) -> Any:
        name = self.__name__.rpartition(".")[2]
        return getattr(import_module(_NAMESAKES[name]), name)(*args, **options)


class _Door(ModuleType):
    """The package itself: a room is hung into it when it is first imported, by whomever."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _NAMESAKES and isinstance(value, ModuleType):
            value.__class__ = _Callable
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Door


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("service-hubs")
    if name in _NAMESAKES:
        return import_module(f"optimizer.{name}")
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'optimizer' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
