"""Shelves of the event loop: base stock, backorders, several parts at once."""

from __future__ import annotations

import numpy as np
import pytest
from lived import ENDLESS, always, interval, live, stage, stream

from optimizer.simulate.network import Network, Shelf, Source
from optimizer.turnaround.poisson import backorders, stockout


def shelf(
    stock: list[int], lead_h: float, cv: float = 1.0, share: list[float] | None = None
) -> Shelf:
    """Part numbers with their base stocks; demand shared alike unless told."""
    part = np.full(len(stock), 1 / len(stock)) if share is None else np.array(share)
    return Shelf(share=part, stock=np.array(stock), resupply_h=lead_h, resupply_cv=cv)


def asking(rate: float, *needs: tuple[int, float]) -> Source:
    """A stream whose repairs need no hands, only parts."""
    return stream(rate, 0.0, needs=needs, work_cv=0.0)


@pytest.mark.parametrize("cv", [0.0, 0.5, 1.0])
@pytest.mark.parametrize(("stock", "pipeline"), [(1, 0.5), (3, 2.0), (8, 8.0)])
def test_backorders_are_those_of_palm_whatever_the_law_of_resupply(cv, stock, pipeline):
    lead_h = 100.0
    rate = pipeline / lead_h
    network = Network(
        sources=(asking(rate, (0, 1.0)),), servers=(ENDLESS,), shelves=(shelf([stock], lead_h, cv),)
    )
    lived = live(network, 80, seed=3)
    mean, half = interval(lived, stage(lived, "parts"))
    exact = float(backorders(np.array(stock), np.array(pipeline))) / rate
    assert half < 0.2 * exact
    assert abs(mean - exact) < 2 * half
    short = float(stockout(np.array(stock), np.array(pipeline)))
    assert lived.short[0] / lived.asked[0] == pytest.approx(short, abs=0.03)
    assert lived.late_h[0] == pytest.approx(stage(lived, "parts").sum(), rel=1e-9)


def test_a_part_that_is_not_kept_takes_its_whole_way():
    far = Shelf(
        share=np.ones(1), stock=np.zeros(1, int), resupply_h=100.0, resupply_cv=0.0,
        way_h=(5.0,) * 6 + (40.0,) * 6,
    )  # fmt: skip
    source = asking(0.01, (0, 1.0))
    lived = live(Network(sources=(source,), servers=(1,), shelves=(far,)), 10)
    first_half = (lived.failed / 730).astype(int) % 12 < 6
    assert set(np.round(stage(lived, "parts")[first_half], 6)) == {105.0}
    assert set(np.round(stage(lived, "parts")[~first_half], 6)) == {140.0}
    assert lived.short[0] == lived.asked[0] == len(lived.source)


def test_of_several_missing_parts_the_last_one_counts():
    shelves = (shelf([0], 10.0, 0.0), shelf([0], 25.0, 0.0))
    network = Network(
        sources=(asking(0.02, (0, 0.5), (1, 0.5)),), servers=(ENDLESS,), shelves=shelves
    )
    waits = stage(live(network, 20), "parts")
    shares = [float((np.isclose(waits, h)).mean()) for h in (0.0, 10.0, 25.0, 35.0)]
    assert shares == pytest.approx([0.25, 0.25, 0.5, 0.0], abs=0.03)


def test_parts_are_asked_by_their_shares():
    network = Network(
        sources=(asking(0.05, (0, 0.8)),), servers=(ENDLESS,),
        shelves=(shelf([0, 1000, 1000], 50.0, share=[0.6, 0.3, 0.1]),),
    )  # fmt: skip
    lived = live(network, 40)
    assert lived.asked[0] / len(lived.source) == pytest.approx(0.8, abs=0.02)
    assert lived.short[0] / lived.asked[0] == pytest.approx(0.6, abs=0.02)


def test_the_crew_is_free_while_a_part_is_missing():
    rate, lead_h = 0.05, 500.0
    source = stream(rate, 10.0, needs=((0, 1.0),))
    network = Network(sources=(source,), servers=(1,), shelves=(shelf([0], lead_h),))
    lived = live(network, 60)
    assert lived.busy_h[0] / (lived.years * 8760) == pytest.approx(rate * 10.0, rel=0.03)
    mean, half = interval(lived, stage(lived, "queue"))
    assert abs(mean - 10.0) < 2 * half  # M/M/1 at half load


def test_who_has_waited_longest_gets_the_next_part():
    from optimizer.simulate.draws import Dice
    from optimizer.simulate.engine import Engine

    network = Network(
        sources=(stream(0.01, 0.0, needs=((0, 1.0),), work_cv=0.0, crew_h=always(0.0)),),
        servers=(ENDLESS,), shelves=(shelf([2], 300.0, 1.0),),
    )  # fmt: skip
    lived = Engine(network, Dice(network, np.random.default_rng(5)), 0, 20).live()
    assert lived is not None
    order = np.argsort(lived.failed)
    served = (lived.failed + stage(lived, "parts"))[order]
    assert (np.diff(served) >= -1e-9).all()
