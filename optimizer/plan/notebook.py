"""A plan, or one over quarters, as a notebook cell shows it: the summary and the main tables."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from optimizer.plan.plan import Plan
    from optimizer.plan.rollout.plan import RollOutPlan

_HUBS = ["name", "size", "servers", "cost_mrub", "machines", "repairs_per_year", "turnaround_h",
         "utilisation", "worth_mrub"]  # fmt: skip
_GROUPS = ["group", "count", "turnaround_h", "today_h", "machines_down", "today_machines_down",
           "availability", "today_availability"]  # fmt: skip

_QUARTERS = ["quarter", "months", "opened", "upgraded", "closed", "spent_mrub", "capital_mrub",
             "carried_mrub", "turnaround_h", "today_h", "machines_down",
             "today_machines_down"]  # fmt: skip
_STEPS = ["park_name", "name", "before", "after", "decided_quarter", "works_quarter",
          "capital_mrub"]  # fmt: skip


def notebook_html(plan: Plan) -> str:
    """Summary, hubs and groups of machines as HTML; every text of the tables is escaped."""
    return _words(plan.summary()) + _table(plan.hubs[_HUBS]) + _table(plan.by("group")[_GROUPS])


def quarters_html(plan: RollOutPlan) -> str:
    """Summary, timeline and steps of a plan over quarters as HTML, likewise."""
    tables = plan.tables
    return (
        _words(plan.summary())
        + _table(tables["timeline"][_QUARTERS])
        + _table(tables["steps"][_STEPS])
    )


def _words(summary: str) -> str:
    return f'<pre style="white-space:pre-wrap">{html.escape(summary)}</pre>'


def _table(frame: pd.DataFrame) -> str:
    return str(frame.to_html(index=False, escape=True, float_format="{:,.2f}".format, na_rep="–"))
