"""A scenario: the money, the rules and the values a run uses; read from TOML."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Override(_Strict):
    """One change of table values: rows of ``table`` that match ``where`` get the values ``set``."""

    table: str = Field(description="name of the table")
    where: dict[str, Any] = Field(
        default_factory=dict,
        description="column = value, or a list of values; rows that match all; empty: every row",
    )
    set: dict[str, Any] = Field(min_length=1, description="column = new value")


_Rate = Annotated[float, Field(ge=0, le=1)]


class Assumed(_Strict):
    """A yearly rate with its low, base and high value."""

    low: _Rate
    base: _Rate
    high: _Rate


class RollOut(_Strict):
    """What is built in which quarter: the calendar and the money of a plan over quarters."""

    quarters: int = Field(ge=2, le=12, description="how many quarters are planned")
    budget_mrub: float | tuple[float, ...] = Field(
        description="money of each quarter (million RUB): one number, or one for each; what is not "
        "spent is carried over"
    )
    first_month: int = Field(default=1, ge=1, le=12, description="month in which they begin")
    growth: float = Field(
        default=0.0, ge=-0.9, le=10,
        description="growth of all fleets until the last quarter, a fraction; even steps",
    )  # fmt: skip
    discount: float = Field(
        default=0.0, ge=0, le=1, description="yearly rate by which later quarters count less"
    )
    change_mrub: float = Field(
        default=0.0, ge=0, le=1000,
        description="cost of handing a fleet over from one hub to another (million RUB)",
    )  # fmt: skip

    @property
    def budgets(self) -> tuple[float, ...]:
        """(T,) million RUB of each quarter."""
        if isinstance(self.budget_mrub, tuple):
            return self.budget_mrub
        return (self.budget_mrub,) * self.quarters

    @model_validator(mode="after")
    def _one_budget_each(self) -> RollOut:
        if len(self.budgets) != self.quarters:
            raise ValueError(f"{len(self.budgets)} budgets for {self.quarters} quarters")
        if min(self.budgets) < 0:
            raise ValueError("a budget is below zero")
        return self


class Scenario(_Strict):
    """Everything about a run that is not a table.

    Money is million RUB a year, hours are calendar hours.
    """

    name: str = Field(
        default="base", description="short name; a file without it is named by its file name"
    )
    title: str = Field(default="", description="name for people, in English")
    title_ru: str = Field(default="", description="name for people, in Russian")
    budget_mrub: float = Field(
        gt=0, description="most that all hubs together may cost a year (million RUB)"
    )
    values: Literal["low", "base", "high"] = Field(
        default="base", description="which of the assumed values the run uses"
    )
    scopes: tuple[str, ...] = Field(
        default=("home",), min_length=1, description="fleet scopes switched on"
    )
    aim: Literal["value", "machines"] = Field(
        default="value", description="weigh a standing machine by its value, or count all alike"
    )
    annuity: _Rate | Assumed = Field(
        default=Assumed(low=0.103, base=0.177, high=0.22),
        description="yearly share of capital that interest and wear cost",
    )
    max_utilisation: float = Field(default=0.9, gt=0, lt=1, description="busiest a pool may be")
    gateway: str = Field(
        default="", description="place where parts enter the region; empty: they are at the hub"
    )
    parts_handling_h: float = Field(
        default=6.0, ge=0, le=240, description="hours of unloading and issuing an ordered part"
    )
    kits_per_family: int = Field(
        default=10, ge=2, le=40, description="sizes of stock considered for each part family"
    )
    reach_target_h: float | None = Field(
        default=None,
        gt=0,
        le=720,
        examples=[16],
        description="soft target for the hours until help is there; without it there is none",
    )
    reach_weight: float = Field(
        default=0.0,
        ge=0,
        le=100,
        description="each hour beyond the target counts as so many more; today's way of repair "
        "counts as one target beyond it",
    )
    keep_today: bool = Field(
        default=True, description="a fleet may keep today's way of repair, at no cost"
    )
    lanes: bool = Field(
        default=False, description="a hub may choose the lanes of its parts: use lanes and carries"
    )
    lines: bool = Field(
        default=False, description="product lines may stand in parks: use lines and line_parts"
    )
    line_copies: int = Field(
        default=1, ge=1, le=100, description="parks that may have the same line, at most"
    )
    depot: bool = Field(
        default=False, description="one central depot may keep parts for all hubs: use depots"
    )
    matrix: str = Field(
        default="", description="CSV of the user's own travel hours, in the region's folder"
    )
    roll_out: RollOut | None = Field(
        default=None,
        examples=["{ quarters = 4, budget_mrub = 210 }"],
        description="plan over quarters: what is built when; without it one period",
    )
    override: tuple[Override, ...] = Field(
        default=(), description="changes of table values, one after the other"
    )

    @property
    def annuity_rate(self) -> float:
        """The annuity at the scenario's level of assumed values."""
        if isinstance(self.annuity, Assumed):
            return float(getattr(self.annuity, self.values))
        return self.annuity
