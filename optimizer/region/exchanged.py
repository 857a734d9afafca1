"""Latitude and longitude exchanged: seen when the latitude is out of range."""

from __future__ import annotations

from optimizer.region.bad_value import BadValue
from optimizer.region.column import Column
from optimizer.region.number import parse_number
from optimizer.region.record import Record

EXCHANGED = "latitude and longitude look exchanged: exchange them"


def exchanged_hint(column: Column, record: Record) -> str:
    """Return the hint where the two coordinates of a record would be legal the other way round."""
    if column.name != "lat" or not {"lat", "lon"} <= record.cells.keys():
        return ""
    try:
        lat = parse_number(record.cells["lon"].text)
        lon = parse_number(record.cells["lat"].text)
    except BadValue:
        return ""
    return EXCHANGED if abs(lat) <= 90 and abs(lon) <= 180 else ""
