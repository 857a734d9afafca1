"""No waiting up to a capacity: the curve of the classical capacitated location problem."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.problem import Array


@dataclass(frozen=True)
class FreeCurve:
    """Nobody waits until the load reaches ``capacity``; more than that is not served."""

    capacity: float = 1.0

    def value(self, load: Array) -> Array:
        """Mean number waiting: none."""
        return np.zeros_like(np.asarray(load, dtype=float))

    def slope(self, load: Array) -> Array:
        """Derivative of `value`."""
        return np.zeros_like(np.asarray(load, dtype=float))
