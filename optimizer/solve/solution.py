"""Solution: a choice with its proof."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.model.choice import Choice, Evaluation
from optimizer.solve.status import Status
from optimizer.solve.watch import Progress, Watch, relative_gap


@dataclass(frozen=True)
class Solution:
    """What a solve found and what it proved.

    Attributes
    ----------
    choice, evaluation
        The best plan, exactly evaluated; None without a plan.
    bound
        No plan is better than this, million RUB a year.
    method, why
        How it was solved, and why that way.
    history
        Value and bound over time.
    money_price
        mu: aim per year that one more million RUB of budget would save; nan where unknown.
    money_bound
        L: with ΔB >= 0 more of budget no plan is better than L − mu ΔB; -inf where unknown.
    ruled_out, certain
        Parks that are in no plan better than this one, and parks that are in every one: proven.
    """

    status: Status
    choice: Choice | None
    evaluation: Evaluation | None
    bound: float
    method: str
    why: str
    seconds: float
    history: tuple[Progress, ...] = ()
    money_price: float = float("nan")
    money_bound: float = -float("inf")
    ruled_out: tuple[int, ...] = ()
    certain: tuple[int, ...] = ()

    @property
    def value(self) -> float:
        """Aim of the plan; inf without one."""
        return self.evaluation.objective if self.evaluation else float("inf")

    @property
    def gap(self) -> float:
        """Proven gap as a fraction of the value."""
        return relative_gap(self.value, self.bound)


def conclude(watch: Watch, method: str, why: str, **proof: object) -> Solution:
    """The solution that a watch holds at the end, with the status that it can vouch for."""
    if watch.best is None and watch.infeasible:
        status = Status.INFEASIBLE
    elif watch.best is None:
        status = Status.INTERRUPTED if watch.interrupted else Status.NO_PLAN
    elif watch.done:
        status = Status.OPTIMAL
    elif watch.interrupted:
        status = Status.INTERRUPTED
    else:
        status = Status.TIME_LIMIT if watch.remaining() <= 0 else Status.STALLED
    return Solution(
        status=status, choice=watch.best, evaluation=watch.evaluation, bound=watch.bound,
        method=method, why=why, seconds=watch.seconds, history=tuple(watch.history),
        **proof,  # type: ignore[arg-type]
    )  # fmt: skip
