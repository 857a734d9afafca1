"""All forty printed p-center optima, by bisection; sources and graphs as in the test that asks.

`test_p_center_printed` puts the same optima to the compact model as yes-or-no questions.
"""

import pytest
from test_p_center_printed import OPTIMA, distances

from optimizer.locate.center.p_center import p_center

LEAST_EDGE = {1: 121, 4: 73, 6: 82, 7: 63, 11: 57, 12: 49, 14: 25, 15: 17, 16: 45}
"""COMPUTED: optima of pmed1 to pmed20 that differ where the least of repeated edges counts."""


@pytest.mark.parametrize("number", range(1, 41))
def test_printed_optimum_is_found_and_proven(number):
    ways, centres = distances(number)
    answer = p_center(ways, centres, time_limit=60)
    assert (answer.value, answer.bound) == (OPTIMA[number - 1], OPTIMA[number - 1])


@pytest.mark.parametrize("number", range(1, 21))
def test_optimum_under_the_other_rule_for_repeated_edges(number):
    ways, centres = distances(number, least=True)
    answer = p_center(ways, centres, time_limit=60)
    wanted = LEAST_EDGE.get(number, OPTIMA[number - 1])
    assert (answer.value, answer.bound) == (wanted, wanted)
