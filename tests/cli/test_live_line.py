"""The live line: on a terminal one line that changes, elsewhere a line now and then."""

from __future__ import annotations

import io
import time

import pytest

from optimizer.cli.live_line import LiveLine, told
from optimizer.solve.watch import Progress

INF = float("inf")


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("progress", "line"),
    [
        (Progress(0.3, INF, -INF, "reading"), "   0.3 s  no plan yet, no bound yet · reading"),
        (Progress(12.34, 750.0, -INF, ""), "  12.3 s  plan 750.0, no bound yet"),
        (Progress(100.0, 800.0, 792.0, "proof"),
         " 100.0 s  plan 800.0, bound 792.0, gap 1.00 % · proof"),
    ],
)  # fmt: skip
def test_one_line(progress: Progress, line: str) -> None:
    assert told(progress) == line


def test_elsewhere_lines_are_far_between() -> None:
    stream = io.StringIO()
    with LiveLine(stream, every_s=0.2) as line:
        for n in range(60):
            line(Progress(n / 100, 800.0 - n, 700.0, "search"))
            time.sleep(0.01)
    lines = stream.getvalue().splitlines()
    assert 2 <= len(lines) <= 6
    assert "\r" not in stream.getvalue()
    assert "plan 741.0" in lines[-1], "the last word is told"


def test_nothing_new_is_not_said_again() -> None:
    stream = io.StringIO()
    with LiveLine(stream, every_s=0.05) as line:
        line(Progress(0.0, 800.0, 700.0, "search"))
        time.sleep(0.4)
    assert len(stream.getvalue().splitlines()) == 1


def test_on_a_terminal_the_clock_goes_on_and_the_line_is_wiped() -> None:
    stream = _Terminal()
    with LiveLine(stream, every_s=0.05) as line:
        line(Progress(0.0, 800.0, 700.0, "search"))
        time.sleep(0.5)
    text = stream.getvalue()
    assert "\n" not in text
    assert text.count("plan 800.0") > 3
    assert "   0.3 s" in text
    assert text.endswith("\r\x1b[K")


def test_without_progress_nothing_is_written() -> None:
    stream = _Terminal()
    with LiveLine(stream, every_s=0.02):
        time.sleep(0.1)
    assert stream.getvalue() == ""
