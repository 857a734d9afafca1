"""Replications: the same seed, any number of processes, and Ctrl-C."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import numpy as np
import pytest
from lived import stream

from optimizer.simulate.network import Network
from optimizer.simulate.replicate import Work, replicate

NETWORK = Network(sources=(stream(0.02, 20.0, machines=5), stream(0.01, 5.0)), servers=(1,))


def hours(samples) -> list[np.ndarray]:
    return [one.turnaround_h for one in samples]


def same(first, second) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(hours(first), hours(second), strict=True))


def test_the_same_seed_gives_the_same_run_on_any_number_of_processes():
    alone, _ = replicate(Work(NETWORK, 5, 1, 2), 4, workers=1)
    together, interrupted = replicate(Work(NETWORK, 5, 1, 2), 4, workers=2)
    assert same(alone, together)
    assert not interrupted


def test_more_replications_begin_with_the_same_ones():
    few, _ = replicate(Work(NETWORK, 5, 1, 2), 2, workers=1)
    more, _ = replicate(Work(NETWORK, 5, 1, 2), 5, workers=1)
    assert same(few, more[:2])


def test_another_seed_and_another_replication_are_another_run():
    first, second = hours(replicate(Work(NETWORK, 5, 1, 2), 2, workers=1)[0])
    other = hours(replicate(Work(NETWORK, 6, 1, 2), 1, workers=1)[0])[0]
    for a, b in ((first, second), (first, other)):
        assert len(a) != len(b) or not np.array_equal(a, b)


@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_keeps_what_is_done(workers):
    told = []

    def tell(done: int, of: int) -> None:
        told.append((done, of))
        if done == 2:
            raise KeyboardInterrupt

    samples, interrupted = replicate(Work(NETWORK, 5, 1, 2), 50, workers, tell)
    assert interrupted
    assert told == [(1, 50), (2, 50)]
    assert len(samples) == 2


def test_ctrl_c_before_anything_is_done_is_passed_on(monkeypatch):
    def torn(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr("optimizer.simulate.replicate.sample", torn)
    with pytest.raises(KeyboardInterrupt):
        replicate(Work(NETWORK, 5, 1, 2), 3, workers=1)


def test_a_script_without_a_guard_runs_once(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        textwrap.dedent("""
        from optimizer.simulate.network import Network, Source
        from optimizer.simulate.replicate import Work, replicate
        print("runs")
        source = Source(machines=5, failures_per_h=(0.01,) * 12, pool=0, field_h=(5.0,) * 12)
        samples, _ = replicate(Work(Network(sources=(source,), servers=(1,)), 1, 0, 1), 4, 2)
        print(len(samples), __file__ == __spec__ if __spec__ else "main is itself again")
        """),
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split("\n")[:2] == ["runs", "4 main is itself again"]
