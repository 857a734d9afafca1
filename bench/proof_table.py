"""What a method proves of each case and how soon, as a table of markdown."""

from __future__ import annotations

from typing import Any


def proof_table(results: list[dict[str, Any]], cases: dict[str, dict[str, Any]]) -> str:
    """Results as markdown: one row per case and peer, losing rows like the others."""
    lines = [
        "| case | method | proven gap | asked | seconds | plan | bound | good plan at | MB |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for r in results:
        case = cases[r["case"]]
        if "failed" in r:
            lines.append(f"| {r['case']} | {r['peer']} | failed: {r['failed']} | | | | | | |")
            continue
        gap = f"{100 * r['gap']:.3f} %" if r["gap"] < 1e9 else "none"
        good = "-" if r["first_good_plan"] is None else f"{r['first_good_plan']:.1f} s"
        lines.append(
            f"| {r['case']} | {r['peer']} | {gap} | {100 * case['gap']:g} % in {case['seconds']} s "
            f"| {r['seconds']:.1f} | {r['value']:.2f} | {r['bound']:.2f} | {good} "
            f"| {r['memory_mb']:.0f} |"
        )
    return "\n".join(lines)
