"""The linear relaxation of a core, kept warm while sites are opened and closed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.locate.capacity.core import Core
from optimizer.locate.capacity.plant import Array, Bools
from optimizer.locate.clock import Clock, OutOfTimeError
from optimizer.locate.program import Limits, new_highs, pass_program


@dataclass(frozen=True)
class Point:
    """An optimum of the relaxation: value, solution, prices of the clients."""

    value: float
    x: Array
    prices: Array


class Relaxed:
    """A core without whole numbers in HiGHS; a solve starts from the basis of the last."""

    def __init__(self, part: Core, clock: Clock, threads: int = 1) -> None:
        self.part, self.clock = part, clock
        self._sites = np.arange(part.plants.sites, dtype=np.int32)
        self._highs = new_highs(Limits(threads=threads))
        self._highs.setOptionValue("presolve", "off")  # takes longer than it saves here
        pass_program(self._highs, part.program)

    def solve(self, must: Bools, cannot: Bools) -> Point | None:
        """The optimum with some sites open and some closed; None: there is none.

        Raises
        ------
        OutOfTimeError
            HiGHS had no time to finish, or could not.
        """
        from highspy import HighsModelStatus

        self.clock.check()
        lower, upper = must.astype(np.float64), 1.0 - cannot
        self._highs.changeColsBounds(len(self._sites), self._sites, lower, upper)
        self.clock.run(self._highs)
        status = self._highs.getModelStatus()
        if status == HighsModelStatus.kInfeasible:
            return None
        if status != HighsModelStatus.kOptimal:
            raise OutOfTimeError
        solution, info = self._highs.getSolution(), self._highs.getInfo()
        prices = np.array(solution.row_dual)[: self.part.plants.clients]
        return Point(float(info.objective_function_value), np.array(solution.col_value), prices)
