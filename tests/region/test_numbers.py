"""Numbers and months as people write them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.region.bad_value import BadValue
from optimizer.region.number import parse_number
from optimizer.region.parse_cell import parse_months

SPACES = (" ", "\u00a0", "\u202f", "\u2009")


@given(
    value=st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9,
                      places=4),
    mark=st.sampled_from(".,"),
    space=st.sampled_from(("", *SPACES)),
    minus=st.sampled_from("-\u2212"),
)  # fmt: skip
def test_a_number_is_read_back_however_it_is_written(
    value: object, mark: str, space: str, minus: str
) -> None:
    plain = f"{value:f}"
    whole, _, part = plain.lstrip("-").partition(".")
    text = f"{int(whole):,}".replace(",", space) + mark + part
    text = minus + text if plain.startswith("-") else text
    assert parse_number(text) == float(plain)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_float_is_read_back(value: float) -> None:
    assert parse_number(repr(value)) == value


@given(st.text(max_size=30))
def test_any_text_gives_a_finite_number_or_a_reason(text: str) -> None:
    try:
        assert math.isfinite(parse_number(text))
    except BadValue as bad:
        assert bad.what
        assert bad.fix


@pytest.mark.parametrize(
    ("text", "value"),
    [("1 234,5", 1234.5), ("1\u202f234\u202f567", 1234567), (",5", 0.5), ("5.", 5), ("+3e2", 300),
     ("1,234", 1.234), ("-0", 0), ("007", 7)],
)  # fmt: skip
def test_numbers(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    ("text", "what"),
    [("1 23", "is not a number"), ("1 234 56", "is not a number"), ("12 h", "is not a number al"),
     ("13 %", "is a percentage"), ("1.234.567", "has marks in the thousands"), ("--1", "is not"),
     ("1e", "is not a number"), ("∞", "is not a finite"), ("NaN", "is not a finite"),
     ("#ЗНАЧ!", "is not a finite"), ("½", "is not a number"), ("١٢", "is not a number")],
)  # fmt: skip
def test_what_is_no_number(text: str, what: str) -> None:
    with pytest.raises(BadValue, match=what):
        parse_number(text)


@pytest.mark.parametrize(
    ("text", "fix"),
    [("1,234.5", "write 1234.5"), ("1.234,5", "write 1234.5"), ("1.234.567", "write 1234567")],
)
def test_marks_in_the_thousands_are_taken_out(text: str, fix: str) -> None:
    with pytest.raises(BadValue) as found:
        parse_number(text)
    assert found.value.fix == fix


@pytest.mark.parametrize(
    ("text", "months"),
    [("5-10", {5, 6, 7, 8, 9, 10}), ("1-3,12", {1, 2, 3, 12}), ("12-4", {12, 1, 2, 3, 4}),
     ("7", {7}), ("1 – 3; 5", {1, 2, 3, 5}), ("1-12", set(range(1, 13))), ("11 12 1", {11, 12, 1}),
     ("4,4", {4})],
)  # fmt: skip
def test_months(text: str, months: set[int]) -> None:
    assert parse_months(text) == months


@pytest.mark.parametrize(
    "text", ["0", "13", "5-", "-5", "5--6", "may", "1-2-3", "5.10", ",", "1e1"]
)
def test_what_are_no_months(text: str) -> None:
    with pytest.raises(BadValue):
        parse_months(text)
