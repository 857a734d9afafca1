"""A number out of range is often right in another unit: say in which."""

from __future__ import annotations

from math import log

from optimizer.region.column import Column

_OTHER_UNITS: dict[str, tuple[tuple[float, str], ...]] = {
    "h": ((60.0, "minutes"), (3600.0, "seconds")),
    "km": ((1000.0, "metres"),),
    "million RUB": ((1e3, "thousand RUB"), (1e6, "RUB")),
    "million RUB a year": ((1e3, "thousand RUB"), (1e6, "RUB")),
    "thousand RUB": ((1e3, "RUB"),),
    "thousand RUB/h": ((1e3, "RUB/h"),),
}


def plain(value: float) -> str:
    """Return a number as a person writes it: no exponent, no needless zeros."""
    return f"{value:.10g}" if abs(value) < 1e10 else f"{value:g}"


def unit_hint(column: Column, value: float) -> str:
    """Return ``looks like minutes: 840 minutes is 14 h``, or nothing."""
    others = _OTHER_UNITS.get(column.unit, ())
    if not column.unit and (column.low, column.high) == (0, 1):
        others = ((100.0, "per cent"),)
    fitting = [(value / factor, other) for factor, other in others]
    fitting = [(meant, other) for meant, other in fitting if in_range(column, meant)]
    if value <= 0 or not fitting:
        return ""
    meant, other = min(fitting, key=lambda pair: _unlike(pair[0], column.example))
    return f"looks like {other}: {plain(value)} {other} is {plain(meant)} {column.unit}".strip()


def _unlike(value: float, example: str) -> float:
    """Return how far a number is from the example of its column, in powers of e."""
    try:
        return abs(log(value / float(example)))
    except (ValueError, ZeroDivisionError):
        return 0.0


def in_range(column: Column, value: float) -> bool:
    """Whether a number lies in the legal range of the column."""
    above = column.low is None or value >= column.low
    return above and (column.high is None or value <= column.high)


def range_text(column: Column) -> str:
    """Return the legal range in words, with the unit."""
    unit = f" {column.unit}" if column.unit else ""
    if column.low is not None and column.high is not None:
        return f"from {plain(column.low)} to {plain(column.high)}{unit}"
    if column.low is not None:
        return f"at least {plain(column.low)}{unit}"
    return f"at most {plain(column.high)}{unit}" if column.high is not None else f"a number{unit}"
