"""States of single queues against values that others printed.

Sources:

- M. Marzolla, queueing for GNU Octave, tests of qsmmmk and qnsolve, commit 5de78ea; the open
  network is Bolch et al., Queueing Networks and Markov Chains, example 7.4.
- M. D. Rossetti, Simulation Modeling and Arena, 3rd web ed., appendix on queueing theory: pharmacy,
  copiers and conveyor examples (commit b76ee1c of rossetti/RossettiArenaBook).
- N. van Foreest, Queueing Theory (commit 1c96aed of ndvanforeest/queueing_book): bus inspection
  after Hall 5.19, and a server with breakdowns. Their inputs are printed and the outputs follow in
  closed form: COMPUTED values, held here as regression.
"""

import numpy as np
import pytest

from optimizer.turnaround.birth_death import birth_death
from optimizer.turnaround.erlang import erlang_c, mean_queue, queue_factor


def limited(servers: int, places: int, arrivals: float, rate: float) -> np.ndarray:
    """Chances of 0 … ``places`` customers in M/M/c/K."""
    busy = np.minimum(np.arange(1, places + 1), servers)
    return birth_death(np.full(places, arrivals), busy * rate)


def stay(chance: np.ndarray, arrivals: float) -> float:
    """Mean stay of those who get in, by Little's law."""
    return float(chance @ np.arange(len(chance)) / (arrivals * (1 - chance[-1])))


def test_three_servers_and_seven_places():
    """Marzolla, qsmmmk: lambda 40, mu 30."""
    chance = limited(3, 7, 40, 30)
    assert chance[0] == pytest.approx(0.255037, abs=5e-7)
    assert stay(chance, 40) == pytest.approx(0.036517, abs=5e-7)


def test_four_servers_and_six_places():
    """Marzolla, qsmmmk: lambda 50, mu 10."""
    assert limited(4, 6, 50, 10)[-1] == pytest.approx(0.293543, abs=5e-7)


def test_two_servers_and_five_places():
    """Marzolla, qsmmmk: lambda 3, mu 2."""
    chance = limited(2, 5, 3, 2)
    # some digits were cut off, not rounded
    assert chance[0] == pytest.approx(0.179334, abs=1e-6)
    assert chance[-1] == pytest.approx(0.085113, abs=1e-6)
    assert chance @ np.arange(6) == pytest.approx(2.00595, abs=5e-6)
    assert stay(chance, 3) - 1 / 2 == pytest.approx(0.230857, abs=1e-6)


def test_conveyor_with_six_places():
    """Rossetti: lambda 1, mu 1.2 a minute; lost 0.077 a minute."""
    assert limited(1, 6, 1.0, 1.2)[-1] == pytest.approx(0.077, abs=5e-4)


def test_pharmacy():
    """Rossetti: lambda 10/h, mu 12/h; L 5, Lq 4.1667, Wq 0.41667 h, W 0.5 h, P(N <= 2) 0.42."""
    waiting = float(mean_queue(1, np.array(10 / 12)))
    assert waiting == pytest.approx(4.1667, abs=5e-5)
    assert waiting + 10 / 12 == pytest.approx(5, abs=1e-9)
    assert waiting / 10 + 1 / 12 == pytest.approx(0.5, abs=1e-9)
    full_house = limited(1, 400, 10, 12)
    assert full_house[:3].sum() == pytest.approx(0.42, abs=5e-3)


@pytest.mark.parametrize(
    ("servers", "printed"), [(1, 0.586182), (2, 0.050972), (3, 0.019034), (4, 0.013022)]
)
def test_copiers(servers, printed):
    """Rossetti: lambda 0.5, mean 1.75; P(N >= 4) = C(c, a) (a/c)^(4 - c)."""
    load = 0.5 * 1.75
    waiting = float(erlang_c(servers, np.array(load)))
    assert waiting * (load / servers) ** (4 - servers) == pytest.approx(printed, abs=5e-7)


def test_idle_servers_of_the_lecture():
    """AlgoGraph, tests of M/M/c: three servers at two Erlang leave one idle."""
    chance = limited(3, 400, 1 / 10, 1 / 20)
    assert chance @ np.maximum(3 - np.arange(401), 0) == pytest.approx(1, rel=1e-9)


def test_bus_inspection_with_poisson_arrivals():
    """COMPUTED from van Foreest's inputs: a bus each 6 min, service 5 min, sd 2: Wq 14.5 min."""
    waiting = queue_factor(np.array((2 / 5) ** 2)) * mean_queue(1, np.array(5 / 6))
    assert float(waiting) * 6 == pytest.approx(14.5, rel=1e-12)


def test_bus_inspection_with_even_arrivals():
    """COMPUTED: U(3, 9) min between buses has C² 1/12, so Sakasegawa's Wq is 73/24 min.

    The product's own factor (1 + C²)/2 takes arrivals as Poisson, which they are where single
    machines fail; the more general one is written out here on the product's queue.
    """
    arrivals = 36 / 12 / 6**2
    waiting = (arrivals + (2 / 5) ** 2) / 2 * float(mean_queue(1, np.array(5 / 6)))
    assert waiting * 6 == pytest.approx(73 / 24, rel=1e-12)


def test_server_with_breakdowns():
    """COMPUTED from van Foreest's inputs: service 10 min, breakdowns each 3 h, repair 0.5 h, 4/h.

    E S 7/36 h, C² 36/49, so Wq 0.5902778 h and W 0.7847222 h.
    """
    service, variability = 7 / 36, 36 / 49
    waiting = float(queue_factor(np.array(variability)) * mean_queue(1, np.array(4 * service)))
    assert waiting / 4 == pytest.approx(0.5902778, abs=5e-8)
    assert waiting / 4 + service == pytest.approx(0.7847222, abs=5e-8)


def test_open_network():
    """Bolch 7.4: each node of a Jackson network is an M/M/1 of its own."""
    throughput, service = np.array([20, 10, 10, 4]), np.array([0.04, 0.03, 0.06, 0.05])
    load = throughput * service
    number = mean_queue(1, load) + load
    assert load == pytest.approx([0.8, 0.3, 0.6, 0.2])
    assert number == pytest.approx([4, 0.429, 1.5, 0.25], abs=5e-4)
    assert number / throughput == pytest.approx([0.2, 0.043, 0.15, 0.0625], abs=5e-4)
