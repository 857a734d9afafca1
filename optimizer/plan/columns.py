"""Rows of text in columns."""

from __future__ import annotations

from collections.abc import Sequence


def in_columns(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Rows in columns; numbers to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "   " + "  ".join(
            cell.rjust(width) if _is_number(cell) else cell.ljust(width)
            for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]  # fmt: skip


def _is_number(cell: str) -> bool:
    return cell[:1].isdigit() or cell[:1] in "–−"
