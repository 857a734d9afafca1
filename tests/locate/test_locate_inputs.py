"""What location problems are given: checked once, every fault told at once."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from optimizer import locate
from optimizer.errors import InputError


def test_all_faults_at_once():
    cost = [[1.0, np.nan], [-2.0, 3.0]]
    with pytest.raises(InputError) as error:
        locate.p_median(
            cost, 0, weights=[1.0], fixed_in=[5], max_distance=-1, gap=-1, time_limit="soon",
            nearest=0,
        )  # fmt: skip
    told = "\n".join(error.value.problems)
    for word in ("p:", "no number", "negative", "weights", "fixed_in", "max_distance", "gap",
                 "time_limit", "nearest"):  # fmt: skip
        assert word in told


@pytest.mark.parametrize(
    ("cost", "word"),
    [("words", "numbers"), ([1.0, 2.0], "shape"), (np.empty((0, 3)), "shape")],
)
def test_no_table_of_costs(cost, word):
    with pytest.raises(InputError, match=word):
        locate.p_median(cost, 1)


def test_more_sites_than_there_are():
    with pytest.raises(InputError, match="give at most 1"):
        locate.p_median([[1.0, 2.0]], 2, fixed_out=[0])
    with pytest.raises(InputError, match="give at most p"):
        locate.p_median([[1.0, 2.0]], 1, nearest=2)


def test_names_of_a_frame_are_kept():
    cost = pd.DataFrame([[5, 1, 9], [2, 8, 9]], index=["x", "y"], columns=["A", "B", "C"])
    weights = pd.Series({"y": 10.0, "x": 1.0})
    found = locate.p_median(cost, 1, weights=weights)
    assert found.site_labels() == ["A"]
    assert found.value == 25.0
    assert found.to_frame().to_dict("list") == {
        "client": ["x", "y"], "site": ["A", "A"], "share": [1.0, 1.0], "cost": [5.0, 2.0],
    }  # fmt: skip
    assert locate.p_median(cost, 1, fixed_in=["C"]).site_labels() == ["C"]
    with pytest.raises(InputError, match="no such site: D"):
        locate.p_median(cost, 1, fixed_out=["D"])


def test_what_a_sparse_matrix_lacks_is_not_served():
    cost = np.array([[1.0, 4.0, np.inf], [np.inf, 2.0, 7.0], [0.0, np.inf, 3.0]])
    rows, columns = np.nonzero(np.isfinite(cost))
    table = sparse.coo_array((cost[rows, columns], (rows, columns)), cost.shape)
    for p in (1, 2, 3):
        dense, thin = locate.p_median(cost, p), locate.p_median(table, p)
        assert (dense.value, dense.status) == (thin.value, thin.status)
    assert locate.p_median(table, 1).status == "infeasible"
    assert locate.p_median(table, 2).value == 3.0


def test_who_cannot_be_served_is_named():
    cost = pd.DataFrame([[1.0, 2.0], [9.0, 9.5]], index=["near", "far"])
    found = locate.p_median(cost, 1, max_distance=5)
    assert found.status == "infeasible"
    assert found.words == ("1 of 2 clients cannot be served from any site: far",)
    assert locate.p_median(cost, 1, max_distance=5, weights=[1, 0]).value == 1.0
    apart = [[0.0, 9.0], [9.0, 0.0]]
    assert "give a larger p" in locate.p_median(apart, 1, max_distance=5).words[0]


def test_opening_costs_are_checked():
    for opening, word in (([1.0], "shape"), (-1.0, "0 or more"), ("a", "numbers")):
        with pytest.raises(InputError, match=word):
            locate.fixed_charge([[1.0, 2.0]], opening)


def test_a_time_limit_keeps_an_answer():
    cost = locate.from_points(np.random.default_rng(0).random((400, 2)))
    found = locate.p_median(cost, 20, time_limit=0.05)
    assert found.status in {"time_limit", "optimal"}
    assert len(found.sites) == 20
    assert found.bound <= found.value
    gap = locate.p_median(cost, 20, gap=0.05)
    assert gap.status == "optimal"
    assert gap.gap <= 0.05


def test_the_same_seed_gives_the_same_answer():
    cost = locate.from_points(np.random.default_rng(1).random((180, 2)))
    first, again = (locate.p_median(cost, 12, seed=7, gap=0.02) for _ in range(2))
    assert first.sites.tolist() == again.sites.tolist()
    assert first.bound == again.bound
