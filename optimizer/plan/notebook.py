"""A plan as a notebook cell shows it: the summary and the main tables."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from optimizer.plan.plan import Plan

_HUBS = ["name", "size", "servers", "cost_mrub", "machines", "repairs_per_year", "turnaround_h",
         "utilisation", "worth_mrub"]  # fmt: skip
_GROUPS = ["group", "count", "turnaround_h", "today_h", "machines_down", "today_machines_down",
           "availability", "today_availability"]  # fmt: skip


def notebook_html(plan: Plan) -> str:
    """Summary, hubs and groups of machines as HTML; every text of the tables is escaped."""
    text = f'<pre style="white-space:pre-wrap">{html.escape(plan.summary())}</pre>'
    return text + _table(plan.hubs[_HUBS]) + _table(plan.by("group")[_GROUPS])


def _table(frame: pd.DataFrame) -> str:
    return str(frame.to_html(index=False, escape=True, float_format="{:,.2f}".format, na_rep="–"))
