"""Every fact of the brief is used where it says, or planned."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FACTS = tomllib.loads((ROOT / "seeds" / "facts.toml").read_text(encoding="utf-8"))["fact"]


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact["id"])
def test_fact_is_used_where_it_says(fact):
    assert fact["says"] and fact["source"]
    assert fact["used_in"] == "planned" or (ROOT / fact["used_in"]).exists()


def test_facts_have_ids_of_their_own():
    assert len({fact["id"] for fact in FACTS}) == len(FACTS)


def test_what_the_brief_asks_for_is_there():
    ids = {fact["id"] for fact in FACTS}
    assert {
        "parks",
        "belaz",
        "maz-and-municipal",
        "farm-machines",
        "one-year",
        "trade-growth",
        "electric-bus-pilot",
        "fastest-service-wins",
    } <= ids
