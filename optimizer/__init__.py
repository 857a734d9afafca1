"""Service hubs for heavy machinery: where to build them, how large, and for whom.

``optimize("khabarovsk")`` plans a region, ``simulate(plan)`` lives the plan through;
``solve(problem)`` takes arrays instead.
Everything is imported when it is first used, so that ``import optimizer`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optimizer.errors import HubsError as HubsError
    from optimizer.errors import InfeasibleError as InfeasibleError
    from optimizer.errors import InputError as InputError
    from optimizer.plan.optimize import optimize as optimize
    from optimizer.plan.plan import Plan as Plan
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
    "Simulation",
    "Solution",
    "Station",
    "Status",
    "__version__",
    "load_region",
    "map_inline",
    "optimize",
    "simulate",
    "solve",
    "write_csv",
    "write_map",
]


class _Callable(ModuleType):
    """A room named like its function, and called like it: ``optimizer.solve(problem)``."""

    def __call__(self, *args: Any, **options: Any) -> Any:
        name = self.__name__.rpartition(".")[2]
        return getattr(import_module(f"{self.__name__}.{name}"), name)(*args, **options)


for _room in ("solve", "simulate"):
    import_module(f"optimizer.{_room}").__class__ = _Callable


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("service-hubs")
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'optimizer' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
