"""Keep stdout for the answer: solvers written in C++ print past Python."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

_OUT, _ERR = 1, 2


@contextlib.contextmanager
def stdout_to_stderr() -> Iterator[None]:
    """Within, whatever a library writes to file descriptor 1 goes to stderr."""
    sys.stdout.flush()
    try:
        kept = os.dup(_OUT)
    except OSError:  # no stdout at all: nothing to keep clean
        yield
        return
    try:
        os.dup2(_ERR, _OUT)
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, _OUT)
        os.close(kept)
