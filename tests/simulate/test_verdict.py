"""Verdicts: kept, too rosy, too gloomy, and why."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.simulate.verdict import tolerated, verdict

STAGES = np.array([5.0, 10.0, 10.0, 5.0, 20.0, 0.0])


def moved(**stages: float) -> np.ndarray:
    names = ("report", "parts", "queue", "go", "handson", "back")
    return STAGES + np.array([stages.get(name, 0.0) for name in names])


def judge(simulated, *, mixed=STAGES, monthly=None, refreshed=None, half_h=0.1, utilisation=0.5):
    monthly = mixed if monthly is None else monthly
    refreshed = monthly if refreshed is None else refreshed
    return verdict((STAGES, mixed, monthly, refreshed), simulated, half_h, utilisation)


def test_the_error_that_may_be_grows_with_the_load():
    assert [tolerated(u) for u in (0.2, 0.6, 0.75, 0.9, 0.99)] == pytest.approx(
        [0.03, 0.03, 0.055, 0.08, 0.08]
    )


def test_kept_within_what_may_be():
    found = judge(moved(queue=1.0))
    assert found.kept == "kept"
    assert found.error == pytest.approx(50 / 51 - 1)


def test_kept_where_so_few_repairs_cannot_tell():
    assert judge(moved(queue=4.0), half_h=5.0).kept == "kept"
    assert judge(moved(queue=4.0), half_h=1.0).kept == "too rosy"


@pytest.mark.parametrize(
    ("stage", "cause"),
    [("parts", "parts"), ("queue", "queue"), ("go", "travel"), ("back", "travel"),
     ("handson", "handson")],
)  # fmt: skip
@pytest.mark.parametrize("hours", [5.0, -5.0])
def test_the_stage_that_moved_most_is_named(stage, cause, hours):
    found = judge(moved(**{stage: hours}))
    assert found.kept == ("too rosy" if hours > 0 else "too gloomy")
    assert (found.cause, found.cause_h) == (cause, pytest.approx(hours))


def test_what_the_plans_own_formulas_explain_is_not_blamed_on_a_stage():
    few = judge(moved(queue=-5.0), refreshed=moved(queue=-4.0))
    assert (few.cause, few.cause_h) == ("finite", pytest.approx(-4.0))
    months = judge(moved(queue=5.0), monthly=moved(queue=6.0), refreshed=moved(queue=5.0))
    assert (months.cause, months.cause_h) == ("months", pytest.approx(6.0))
    mix = judge(moved(queue=3.0), mixed=moved(queue=3.0))
    assert (mix.cause, mix.cause_h) == ("mix", pytest.approx(3.0))


def test_nothing_moved_nothing_is_blamed():
    assert judge(STAGES).cause == ""
