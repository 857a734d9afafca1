"""Waiting for a part: Poisson backorders of base stock and the curve of a kit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import special

from optimizer.problem import Array


def backorders(stock: Array, pipeline: Array) -> Array:
    """Mean backorders E[(N − S)⁺], N Poisson with the pipeline's mean (Palm 1938).

    Parameters
    ----------
    stock
        Base stock S, whole numbers, broadcast against ``pipeline``.
    pipeline
        Mean number on order u = demand rate x lead time.
    """
    stock, pipeline = np.broadcast_arrays(np.asarray(stock, float), np.asarray(pipeline, float))
    at_least = np.where(stock <= 0, 1.0, special.gammainc(np.maximum(stock, 1), pipeline))
    beyond = special.gammainc(stock + 1, pipeline)
    # u P(N >= S) − S P(N >= S + 1): both tails are accurate to the last digits
    return np.maximum(pipeline * at_least - stock * beyond, 0.0)


def stockout(stock: Array, pipeline: Array) -> Array:
    """P(N ≥ S), the slope of `backorders` in the pipeline."""
    stock, pipeline = np.broadcast_arrays(np.asarray(stock, float), np.asarray(pipeline, float))
    return np.where(stock <= 0, 1.0, special.gammainc(np.maximum(stock, 1), pipeline))


@dataclass(frozen=True)
class KitCurve:
    """Backorders of a kit of part numbers as a function of the family's pipeline.

    Attributes
    ----------
    stock
        Base stock of each demand class.
    share
        Share of the family's demand that ONE part number of the class takes.
    numbers
        Part numbers in the class; ``sum(share * numbers) == 1``.
    """

    stock: tuple[int, ...]
    share: tuple[float, ...]
    numbers: tuple[int, ...]

    capacity = float("inf")

    @cached_property
    def _arrays(self) -> tuple[Array, Array, Array, float]:
        stock = np.array(self.stock, float)
        share, numbers = np.array(self.share), np.array(self.numbers, float)
        held = stock > 0
        unstocked = float((share * numbers)[~held].sum())
        return stock[held], share[held], numbers[held], unstocked

    @property
    def pieces(self) -> int:
        """Pieces in the kit."""
        return int(np.dot(self.stock, self.numbers))

    def value(self, load: Array) -> Array:
        """Mean number of machines waiting for a part of the family."""
        stock, share, numbers, unstocked = self._arrays
        load = np.asarray(load, float)
        short = backorders(stock, load[..., None] * share) @ numbers
        return np.asarray(short + unstocked * load)

    def slope(self, load: Array) -> Array:
        """Derivative of `value`: the share of demand that finds no part."""
        stock, share, numbers, unstocked = self._arrays
        load = np.asarray(load, float)
        return np.asarray(stockout(stock, load[..., None] * share) @ (numbers * share) + unstocked)
