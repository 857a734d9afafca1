"""Replications on all cores: each has its own stream of chance, and what is done is kept."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from typing import Any, Protocol, TypeVar

from numpy.random import SeedSequence

from optimizer.simulate.network import Network
from optimizer.simulate.sample import Sample, sample

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")


class Task(Protocol[T_co]):
    """What every replication has in common."""

    @property
    def seed(self) -> int:
        """All chance follows from it."""

    def one(self, seed: SeedSequence, go_on: Callable[[], bool]) -> T_co | None:
        """A replication; None if told to stop before its end."""


@dataclass(frozen=True)
class Work:
    """One network lived for years."""

    network: Network
    seed: int
    warm_years: int
    years: int

    def one(self, seed: SeedSequence, go_on: Callable[[], bool]) -> Sample | None:
        """A replication; None if told to stop before its end."""
        return sample(self.network, seed, self.warm_years, self.years, go_on)


def seeds(seed: int, replications: int) -> list[SeedSequence]:
    """One seed for each replication; the first ones do not depend on how many there are."""
    return SeedSequence(seed).spawn(replications)


Tell = Callable[[int, int], None]
"""Told how many replications are done, of how many."""


def replicate(
    work: Task[T], replications: int, workers: int | None = None, tell: Tell | None = None
) -> tuple[list[T], bool]:
    """Samples of the replications in their order, and whether Ctrl-C ended them early.

    Parameters
    ----------
    workers
        Processes; by default one for each core that may be used. 1 starts none.
    """
    workers = min(workers or _cores(), replications)
    done: dict[int, T] = {}
    interrupted = False
    try:
        run = _here(work, replications) if workers == 1 else _spread(work, replications, workers)
        with contextlib.closing(run) as finished:
            for number, one in finished:
                done[number] = one
                if tell is not None:
                    tell(len(done), replications)
    except KeyboardInterrupt:
        if not done:
            raise
        interrupted = True
    return [done[number] for number in sorted(done)], interrupted


def _here(work: Task[T], replications: int) -> Generator[tuple[int, T], None, None]:
    for number, seed in enumerate(seeds(work.seed, replications)):
        one = work.one(seed, lambda: True)
        assert one is not None, "nobody told it to stop"
        yield number, one


def _spread(work: Task[T], replications: int, workers: int) -> Generator[tuple[int, T], None, None]:
    """Run in processes; closing the iterator stops them within one simulated year."""
    context = get_context("spawn")
    stop = context.Event()
    with ProcessPoolExecutor(workers, context, _begin, (work, stop)) as pool:
        numbers: dict[Future[T | None], int] = {}
        try:
            with _main_not_run_again():
                for number, seed in enumerate(seeds(work.seed, replications)):
                    numbers[pool.submit(_one, seed)] = number
            for future in as_completed(numbers):
                one = future.result()
                if one is not None:
                    yield numbers[future], one
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)


_mine: tuple[Task[Any], Event] | None = None
"""In a worker: its work, and the sign to stop."""


def _begin(work: Task[Any], stop: Event) -> None:
    global _mine  # noqa: PLW0603 (a worker process has no other place to keep what it starts with)
    _mine = work, stop
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all: the parent decides


def _one(seed: SeedSequence) -> Any:
    assert _mine is not None, "a worker begins before it works"
    work, stop = _mine
    return work.one(seed, lambda: not stop.is_set())


@contextlib.contextmanager
def _main_not_run_again() -> Iterator[None]:
    """Processes that start within do not import the user's script, guarded or not.

    They need this package only; a script without ``if __name__ == "__main__"`` would run again.
    """
    main = sys.modules["__main__"]
    names = ("__file__", "__spec__")
    kept = {name: vars(main)[name] for name in names if name in vars(main)}
    try:
        for name in kept:
            delattr(main, name)
        main.__spec__ = None
        yield
    finally:
        for name in names:
            vars(main).pop(name, None)
        vars(main).update(kept)


def _cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
