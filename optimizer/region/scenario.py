"""A scenario: the money, the rules and the values a run uses; read from TOML."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Override(_Strict):
    """One change of table values: rows of ``table`` that match ``where`` get the values ``set``."""

    table: str
    where: dict[str, Any] = Field(default_factory=dict)
    set: dict[str, Any]


class Assumed(_Strict):
    """A number with its low, base and high value."""

    low: float
    base: float
    high: float


class Scenario(_Strict):
    """Everything about a run that is not a table.

    Money is million RUB a year, hours are calendar hours.
    """

    name: str = "base"
    title: str = ""
    title_ru: str = ""
    budget_mrub: float = Field(gt=0, description="most that all hubs together may cost a year")
    values: Literal["low", "base", "high"] = "base"
    scopes: tuple[str, ...] = Field(default=("home",), description="fleet scopes switched on")
    aim: Literal["value", "machines"] = Field(
        default="value", description="weigh a standing machine by its value, or count all alike"
    )
    annuity: float | Assumed = Field(
        default=Assumed(low=0.103, base=0.177, high=0.22),
        description="yearly share of capital that interest and wear cost",
    )
    max_utilisation: float = Field(default=0.9, gt=0, lt=1, description="busiest a pool may be")
    gateway: str = Field(default="", description="place where parts enter the region")
    parts_handling_h: float = Field(default=6.0, ge=0, le=240)
    kits_per_family: int = Field(default=8, ge=2, le=40)
    reach_target_h: float | None = Field(
        default=None, gt=0, le=720, description="soft target for the hours until help is there"
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
    matrix: str = Field(default="", description="CSV of the user's own travel hours")
    override: tuple[Override, ...] = ()

    @property
    def annuity_rate(self) -> float:
        """The annuity at the scenario's level of assumed values."""
        if isinstance(self.annuity, Assumed):
            return float(getattr(self.annuity, self.values))
        return self.annuity
