"""Chords of a convex function: how far above it they may lie."""

from __future__ import annotations

import numpy as np

from optimizer.problem import Array


def chord_error(grid: Array, value: Array) -> Array:
    """Most that a chord lies above a convex, increasing function in each cell, (..., M - 1).

    The chords of the neighbouring cells, prolonged, are lower bounds; with slope steps u and v at
    the ends of a cell of length h they cross h u v / (u + v) below its chord. Before the first cell
    the slope is taken as zero, behind the last one as endless.
    """
    length = np.diff(grid)
    slope = np.diff(value, axis=-1) / length
    u = np.maximum(np.diff(slope, axis=-1, prepend=0.0), 0.0)
    v = u[..., 1:]
    inner = u[..., :-1] * v / np.maximum(u[..., :-1] + v, 1e-300)
    return np.asarray(length * np.concatenate([inner, u[..., -1:]], axis=-1))
