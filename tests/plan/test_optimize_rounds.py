"""How optimize goes from a first look to a proven plan."""

from __future__ import annotations

import signal
import threading
from dataclasses import replace
from itertools import pairwise

import pytest

from optimizer.plan import optimize as room
from optimizer.plan.mix import mix_error, own_variability
from optimizer.plan.optimize import NoPlanError, best_plan, optimize
from optimizer.plan.plan import Plan
from optimizer.region import Region
from optimizer.solve.status import Status
from optimizer.solve.watch import Progress
from optimizer.turnaround.build import turnaround, with_variability


def test_the_proof_is_for_the_plans_own_mix(tutorial_plan: Plan) -> None:
    built = tutorial_plan.built
    own = own_variability(built, tutorial_plan.choice)
    crew, used = own["crew"], built.variability["crew"]
    opened = tutorial_plan.choice.size >= 0
    assert crew[opened] == pytest.approx(used[opened])
    assert abs(mix_error(built, tutorial_plan.choice)) < 1e-4
    other = with_variability(built, {"crew": 0.0 * used})
    assert mix_error(other, tutorial_plan.choice) > 0.001


def test_progress_is_told_in_order_and_never_gets_worse(tutorial: Region) -> None:
    told: list[Progress] = []
    plan = optimize(tutorial, time_limit=10, on_progress=told.append)
    seconds = [p.seconds for p in told]
    assert seconds == sorted(seconds)
    assert told[0].doing.startswith("first look: ")
    proven = [p for p in told if not p.doing.startswith("first look")]
    values, bounds = [p.value for p in proven], [p.bound for p in proven]
    assert values == sorted(values, reverse=True)
    assert bounds == sorted(bounds)
    assert proven[-1].value == pytest.approx(plan.evaluation.objective)
    assert proven[-1].bound == pytest.approx(plan.bound)


def test_progress_says_where_the_mix_was_learned_again(
    tutorial: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors = iter([1.0, 0.0])
    monkeypatch.setattr(room, "mix_error", lambda *_: next(errors))
    told: list[Progress] = []
    plan = optimize(tutorial, time_limit=10, on_progress=told.append)
    looks = [p.doing.split(": ")[0] if ": " in p.doing else "" for p in told]
    order = list(dict.fromkeys(looks))
    assert order == ["first look", "", "with its own mix of repairs"]
    for look in order[1:]:  # a plan's worth may change between looks, never within one
        values = [p.value for p, of in zip(told, looks, strict=True) if of == look]
        assert values == sorted(values, reverse=True)
    assert told[-1].value == pytest.approx(plan.evaluation.objective)


def test_the_first_looks_plan_is_kept_where_the_second_finds_none(
    tutorial: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = room.solve, []

    def once(problem, **how):
        calls.append(how)
        found = real(problem, **how)
        if len(calls) > 1:
            return replace(found, choice=None, evaluation=None, status=Status.NO_PLAN,
                           bound=-float("inf"))  # fmt: skip
        return found

    monkeypatch.setattr(room, "solve", once)
    plan = optimize(tutorial, time_limit=10)
    assert plan.status == Status.TIME_LIMIT
    assert plan.verify() == []
    assert len(calls) == 2


def test_no_plan_in_time(tutorial: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    real = room.solve

    def never(problem, **how):
        found = real(problem, **how)
        return replace(found, choice=None, evaluation=None, status=Status.NO_PLAN)

    monkeypatch.setattr(room, "solve", never)
    with pytest.raises(NoPlanError, match="no plan within 3 s") as error:
        optimize(tutorial, time_limit=3)
    assert error.value.exit_code == 5


def test_ctrl_c_in_the_first_look_ends_it_with_its_plan(tutorial: Region) -> None:
    built = turnaround(tutorial)
    handler = signal.getsignal(signal.SIGINT)
    pressed = threading.Event()

    def press(progress: Progress) -> None:
        if progress.value < float("inf") and not pressed.is_set():
            pressed.set()
            signal.raise_signal(signal.SIGINT)

    plan = best_plan(built, time_limit=60, gap=0.0, on_progress=press)
    assert pressed.is_set()
    assert plan.status in (Status.INTERRUPTED, Status.OPTIMAL)
    assert plan.seconds < 30
    assert plan.verify() == []
    assert signal.getsignal(signal.SIGINT) is handler


def test_the_same_input_gives_the_same_plan(tutorial: Region, tutorial_plan: Plan) -> None:
    again = optimize(tutorial, gap=0.0005, time_limit=20)
    assert (again.choice.served == tutorial_plan.choice.served).all()
    assert (again.choice.level == tutorial_plan.choice.level).all()


def test_more_money_is_never_worse(tutorial: Region) -> None:
    worth = []
    for budget in (40.0, 60.0, 80.0, 120.0):
        rules = tutorial.scenario.model_copy(update={"budget_mrub": budget})
        plan = optimize(replace(tutorial, scenario=rules), gap=1e-4, time_limit=20)
        assert plan.status == Status.OPTIMAL
        worth.append(plan.evaluation.objective)
    # each is solved with the mix of its own plan, so equal within what that mix moves
    assert all(b <= a * 1.001 for a, b in pairwise(worth))
