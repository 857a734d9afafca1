"""Tangent points: where a convex curve is touched so that its tangents lie close below it."""

from __future__ import annotations

import numpy as np

from optimizer.problem import Array, Curve


def tangent(curve: Curve, at: float) -> tuple[float, float]:
    """Intercept and slope of the tangent at a load: f(x) >= intercept + slope x everywhere."""
    ((intercept, slope),) = tangents(curve, np.array([at], dtype=float))
    return intercept, slope


def tangents(curve: Curve, points: Array) -> list[tuple[float, float]]:
    """Intercept and slope of the tangent at each of the loads."""
    slope = curve.slope(points)
    intercept = curve.value(points) - slope * points
    return [(float(i), float(s)) for i, s in zip(intercept, slope, strict=True)]


def tangent_points(curve: Curve, most: float, tolerance: float, floor: float = 0.02) -> Array:
    """Points on [0, most] whose tangents stay within ``tolerance`` of the curve.

    The error is relative to the curve plus ``floor`` machines. Points are added where the gap
    between neighbouring tangents is largest, which is where they cross.
    """
    points = sorted({0.0, float(most)})
    while len(points) < 200:
        x = np.array(points)
        value, slope = curve.value(x), curve.slope(x)
        rise = slope[1:] - slope[:-1]
        with np.errstate(divide="ignore", invalid="ignore"):
            cross = (value[:-1] - value[1:] + slope[1:] * x[1:] - slope[:-1] * x[:-1]) / rise
        cross = np.where(rise > 1e-12, np.clip(cross, x[:-1], x[1:]), (x[:-1] + x[1:]) / 2)
        true = curve.value(cross)
        below = value[:-1] + slope[:-1] * (cross - x[:-1])
        bad = (true - below) > tolerance * (true + floor)
        if not bad.any():
            break
        finer = sorted({*points, *(float(v) for v in cross[bad])})
        if len(finer) == len(points):
            break  # closer than floating point tells apart
        points = finer
    return np.array(points)
