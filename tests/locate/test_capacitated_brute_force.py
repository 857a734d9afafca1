"""Capacitated location held to every set of sites, to HiGHS on the whole, and to its words."""

from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog

from optimizer import locate
from optimizer.errors import InputError
from optimizer.locate.capacity.assign_kernel import assigned
from optimizer.locate.capacity.best import Best
from optimizer.locate.capacity.core import core
from optimizer.locate.capacity.dual import Dual, Lagrangian
from optimizer.locate.capacity.fill import Fill
from optimizer.locate.capacity.load_kernel import climb
from optimizer.locate.capacity.load_tree import LoadTree
from optimizer.locate.capacity.lp_tree import LpTree
from optimizer.locate.capacity.open_sites import OpenSites
from optimizer.locate.capacity.pack import Pack
from optimizer.locate.capacity.pack_kernel import packed
from optimizer.locate.capacity.plant import Plants
from optimizer.locate.capacity.price_tree import PriceTree
from optimizer.locate.capacity.sift_kernel import sift
from optimizer.locate.clock import Clock
from optimizer.locate.program import Limits, minimise


def drawn(seed, clients=6, sites=4, single=True):
    rng = np.random.default_rng(seed)
    demand = rng.integers(2, 9, clients).astype(float)
    capacity = rng.integers(6, 22, sites).astype(float)
    cost = rng.integers(1, 60, (clients, sites)).astype(float)
    opening = rng.integers(10, 60, sites).astype(float)
    return Plants(cost, demand, opening, capacity, np.zeros(sites, dtype=bool), single)


def best_single(p):
    best = np.inf
    for at in product(range(p.sites), repeat=p.clients):
        load = np.bincount(at, p.demand, p.sites)
        if (load <= p.capacity).all():
            used = np.unique(at)
            best = min(best, p.cost[range(p.clients), at].sum() + p.opening[used].sum())
    return best


def best_split(p):
    best = np.inf
    for opened in product((False, True), repeat=p.sites):
        o = np.flatnonzero(opened)
        if p.capacity[o].sum() < p.demand.sum():
            continue
        served = np.kron(np.eye(p.clients), np.ones(len(o)))
        room = np.kron(p.demand[None, :], np.eye(len(o)))
        found = linprog(
            p.cost[:, o].ravel(), A_ub=room, b_ub=p.capacity[o], A_eq=served,
            b_eq=np.ones(p.clients),
        )  # fmt: skip
        best = min(best, found.fun + p.opening[o].sum())
    return best


@pytest.mark.parametrize("seed", range(10))
def test_every_assignment(seed):
    p = drawn(seed)
    found = locate.single_source(p.cost, p.opening, p.capacity, p.demand)
    expected = best_single(p)
    assert found.value == found.bound == expected
    if np.isinf(expected):
        assert found.status == "infeasible"
        assert found.words
    else:
        assert found.status == "optimal"
        load = np.bincount(found.assignment, p.demand, p.sites)
        assert (load <= p.capacity).all()


@pytest.mark.parametrize("seed", range(10))
def test_every_set_of_sites(seed):
    p = drawn(seed, single=False)
    found = locate.capacitated(p.cost, p.opening, p.capacity, p.demand)
    expected = best_split(p)
    if np.isinf(expected):
        assert found.status == "infeasible"
        assert "the capacity of all sites" in found.words[0]
        return
    assert found.status == "optimal"
    assert found.value == pytest.approx(expected, rel=1e-7)
    assert found.bound == pytest.approx(expected, rel=1e-6)
    assert found.bound <= found.value
    load = np.bincount(found.links.site, found.links.share * p.demand[found.links.client], p.sites)
    assert (load <= p.capacity * (1 + 1e-6)).all()
    assert found.links.cost.sum() + p.opening[found.sites].sum() == pytest.approx(found.value)


@pytest.mark.parametrize("single", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_highs_on_the_whole_agrees(seed, single):
    rng = np.random.default_rng(seed)
    xy, at = rng.random((40, 2)), rng.random((12, 2))
    cost = np.rint(1000 * np.linalg.norm(xy[:, None] - at, axis=2))
    demand, opening = rng.integers(5, 30, 40).astype(float), rng.integers(300, 900, 12) * 1.0
    capacity = rng.integers(80, 220, 12).astype(float)
    p = Plants(cost, demand, opening, capacity, np.zeros(12, dtype=bool), single)
    none = np.zeros(12, dtype=bool)
    whole = core(p, np.ones(cost.shape, dtype=bool), none, none)
    answer = minimise(whole.program, Limits(), Clock())
    found = locate.capacitated(cost, opening, capacity, demand, single_source=single)
    assert found.value == pytest.approx(answer.value, rel=1e-6)
    assert found.status == "optimal"


def test_fixed_sites_and_weights():
    cost = [[1.0, 9.0, 4.0], [2.0, 8.0, 4.0], [9.0, 1.0, 4.0]]
    found = locate.capacitated(
        cost, [5.0, 5.0, 5.0], 3.0, [1.0, 1.0, 1.0], weights=[1.0, 1.0, 2.0], fixed_in=[1],
        fixed_out=[2],
    )  # fmt: skip
    assert found.value == 5 + 5 + 1 + 2 + 2 * 1
    assert found.sites.tolist() == [0, 1]


def test_client_without_demand_and_site_without_capacity():
    found = locate.capacitated([[1.0, 0.0], [50.0, 50.0]], [3.0, 1.0], [2.0, 0.0], [1.0, 0.0])
    assert (found.value, found.assignment.tolist()) == (4.0, [0, -1])


def test_what_cannot_be_served_is_told():
    found = locate.capacitated([[1.0], [np.inf]], [1.0], [9.0], [1.0, 1.0])
    assert "1 of 2 clients cannot be served from any site: 1" in found.words[0]
    found = locate.single_source([[1.0, 1.0]], [1.0, 1.0], [2.0, 2.0], [3.0])
    assert "too large to be served from one site" in found.words[0]


@pytest.mark.parametrize(
    ("opening", "capacity", "demand", "words"),
    [
        ([1.0], [1.0, 1.0], [1.0], "opening: has shape"),
        ([1.0, -1.0], [1.0, 1.0], [1.0], "opening: is not 0 or more for site 1"),
        ([1.0, 1.0], [1.0, np.nan], [1.0], "capacity: is not 0 or more for site 1"),
        ([1.0, 1.0], [1.0, 1.0], ["x"], "demand: are not numbers"),
    ],
)
def test_bad_numbers_are_told(opening, capacity, demand, words):
    with pytest.raises(InputError, match=words):
        locate.capacitated([[1.0, 2.0]], opening, capacity, demand)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("single", [False, True])
def test_any_prices_bound_from_below_and_survivors_hold_the_best(seed, single):
    p = drawn(seed, single=single)
    best = best_single(p) if single else best_split(p)
    if np.isinf(best):
        pytest.skip("this draw has no answer")
    lagrangian = Lagrangian(p, Pack(p) if single else Fill(p))
    prices = np.random.default_rng(seed).random(p.clients) * 60
    assert lagrangian.at(prices)[0] <= best + 1e-9
    dual = lagrangian.ascend(prices, Clock(), target=np.inf, steps=100)
    assert lagrangian.at(prices)[0] <= dual.bound <= best + 1e-6
    part = core(p, *lagrangian.survivors(dual.prices, best))
    answer = minimise(part.program, Limits(), Clock())
    assert answer.value <= best + 1e-6
    if single:
        assert answer.value == pytest.approx(best)


@pytest.mark.parametrize("seed", range(6))
def test_packs_and_covers_by_every_choice(seed):
    p = drawn(seed, clients=7)
    rng = np.random.default_rng(seed)
    prices = rng.integers(1, 90, 7).astype(float)
    pack = Pack(p)
    profit, _ = pack.load(prices)
    loss = pack.loss(prices)
    sets = np.array(list(product((0, 1), repeat=7)))
    for site in range(p.sites):
        fits = sets[sets @ p.demand <= p.capacity[site]]
        worth = fits @ (prices - p.cost[:, site])
        assert profit[site] == worth.max()
        for client in range(7):
            held = worth[fits[:, client] == 1]
            assert loss[client, site] == (worth.max() - held.max() if len(held) else np.inf)
    value = rng.integers(-20, 60, p.sites).astype(float)
    choices = np.array(list(product((0, 1), repeat=p.sites)))
    enough = choices[choices @ p.capacity >= p.total]
    opens = OpenSites(p)
    assert opens.best(value)[0] == (enough @ value).min(initial=np.inf)
    closed, opened = opens.forced(value)
    for site in range(p.sites):
        for state, found in ((0, closed), (1, opened)):
            left = enough[enough[:, site] == state]
            assert found[site] == (left @ value).min(initial=np.inf)


def test_full_sites_are_packed_exactly():
    """With all sites open and one unit to spare, no site stays emptier than that."""
    p = drawn(3)
    half = np.floor(p.total / 2)
    full = Plants(
        p.cost[:, :2], p.demand, p.opening[:2], np.array([half, p.total + 1 - half]),
        np.ones(2, dtype=bool), True,
    )  # fmt: skip
    prices = np.full(p.clients, 20.0)
    profit, taken = Pack(full).load(prices)
    load = p.demand @ taken
    for site in range(2):
        sets = np.array(list(product((0, 1), repeat=p.clients)))
        used = sets @ p.demand
        fits = sets[(used <= full.capacity[site]) & (used >= full.capacity[site] - 1)]
        assert profit[site] == (fits @ (prices - full.cost[:, site])).max()
        assert full.capacity[site] - 1 <= load[site] <= full.capacity[site]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("full", [False, True])
def test_compiled_packs_agree_with_tables(seed, full):
    p = drawn(seed, clients=12, sites=4)
    capacity = np.array([20.0, 15.0, 12.0, max(1.0, p.total - 45.0)]) if full else p.capacity
    cost = p.cost.copy()
    cost[0, 1] = np.inf
    plants = Plants(cost, p.demand, p.opening, capacity, np.full(4, full), True)
    pack = Pack(plants)
    prices = np.random.default_rng(seed).random(12) * 70
    value, taken = packed(prices, cost, pack._need, pack._room, pack._least)
    expected, _ = pack.load_by_tables(prices)
    assert value == pytest.approx(expected)
    worth = np.where(taken > 0, prices[:, None] - cost, 0.0).sum(axis=0)
    assert worth == pytest.approx(expected)
    assert (p.demand @ taken <= capacity).all()


def split_by_every_set(p):
    """The least cost over all sets of sites, each by scipy's transport problem."""
    best = np.inf
    for opened in product([False, True], repeat=p.sites):
        sites = np.flatnonzero(opened)
        if (p.inside & ~np.array(opened)).any() or p.capacity[sites].sum() < p.total:
            continue
        n, m = p.clients, len(sites)
        finite = np.where(np.isfinite(p.cost[:, sites]), p.cost[:, sites], 0.0)
        served = np.kron(np.eye(n), np.ones(m))
        loads = np.kron(p.demand, np.eye(m))
        upper = np.where(np.isfinite(p.cost[:, sites]), 1.0, 0.0).ravel()
        found = linprog(
            finite.ravel(), loads, p.capacity[sites], served, np.ones(n),
            np.stack([np.zeros(n * m), upper], axis=1),
        )  # fmt: skip
        if found.status == 0:
            best = min(best, found.fun + p.opening[sites].sum())
    return best


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("tree", ["programs", "prices"])
def test_both_trees_find_what_every_set_of_sites_gives(seed, tree):
    p = drawn(seed, clients=7, sites=6, single=False)
    rng = np.random.default_rng(seed)
    p.cost[rng.random(p.cost.shape) < 0.15] = np.inf
    p.inside[0] = seed % 3 == 0
    if seed % 4 == 1:  # three clients have one site, which is too small for them
        p.cost[:3, 0], p.cost[:3, 1:] = 7.0, np.inf
        p.capacity[0] = p.demand[:3].sum() - 1.0
    p.cost[:, 0] = np.where(np.isfinite(p.cost).any(axis=1), p.cost[:, 0], 50.0)
    clock, best = Clock(), Best(p)
    if tree == "programs":
        whole = LpTree(Lagrangian(p, Fill(p)), best, clock, 1)
        bound = clock.in_own_thread(lambda: whole.run(whole.root(), 0.0))
    else:
        prices = PriceTree(p, best, 0.0, clock)
        begin = Dual(Lagrangian(p, Fill(p)).start(), -np.inf, np.zeros(p.sites))
        bound = clock.in_own_thread(lambda: prices.run(prices.root(begin)))
    right = split_by_every_set(p)
    if np.isinf(right):
        assert best.shares is None
        assert bound >= best.most
    else:
        assert best.value == pytest.approx(right, rel=1e-9)
        assert bound == pytest.approx(right, rel=1e-7)


@pytest.mark.parametrize("seed", range(6))
def test_sites_forced_by_one_table_never_exceed_those_forced_one_by_one(seed):
    p = drawn(seed, sites=7, single=False)
    rng = np.random.default_rng(seed)
    value, cover = rng.normal(10.0, 30.0, p.sites), OpenSites(p)
    closed, opened = cover.forced(value)
    for site in range(p.sites):
        for with_it, bound in ((False, closed[site]), (True, opened[site])):
            ways = [
                value[np.array(y)].sum()
                for y in product([False, True], repeat=p.sites)
                if y[site] == with_it and p.capacity[np.array(y)].sum() >= p.total
            ]
            assert bound <= min(ways, default=np.inf) + 1e-9
            assert bound >= cover.best(value)[0] - 1e-9


@pytest.mark.parametrize("seconds", [0.0, 0.05, 0.3])
def test_split_out_of_time_keeps_a_bound_below_its_value(seconds):
    rng = np.random.default_rng(5)
    cost, demand = rng.uniform(1, 100, (60, 60)), rng.uniform(1, 5, 60)
    found = locate.capacitated(cost, 300.0, 20.0, demand, time_limit=seconds)
    best = locate.capacitated(cost, 300.0, 20.0, demand, time_limit=2.0)
    assert found.bound <= best.value * (1 + 1e-9)
    assert found.value >= best.bound * (1 - 1e-9)


def tight(seed):
    """Some pairs are excluded, a site must be open at times; little capacity is to spare."""
    p = drawn(seed, clients=7, sites=4)
    rng = np.random.default_rng(seed)
    p.cost[rng.random(p.cost.shape) < 0.15] = np.inf
    p.inside[0] = seed % 3 == 0
    p.capacity[:] = np.rint(p.capacity * (1.0 + 0.1 * (seed % 4)) * p.total / p.capacity.sum())
    return p


def every_assignment(p):
    """What each assignment that fits costs."""
    for at in product(range(p.sites), repeat=p.clients):
        if (np.bincount(at, p.demand, p.sites) <= p.capacity).all():
            used = np.isin(np.arange(p.sites), at) | p.inside
            yield at, used, p.cost[range(p.clients), at].sum() + p.opening[used].sum()


@pytest.mark.parametrize("seed", range(12))
def test_tree_of_loads_finds_the_best_of_all(seed):
    p = tight(seed)
    right = min((value for _, _, value in every_assignment(p)), default=np.inf)
    for guess in (np.inf, right + 20.0, right - 0.5):
        best = Best(p)
        tree = LoadTree(p, best, Clock())
        prices, root = tree.root(Lagrangian(p, Pack(p)).start())
        bound = tree.run(prices, min(root, 0.0), guess)
        assert root <= right + 1e-6
        if guess > right:
            assert best.value == right or np.isinf(right)
            assert bound == pytest.approx(min(right - 0.5, best.most - 0.5), abs=1e-6)
        else:
            assert np.isinf(guess) or bound <= right


@pytest.mark.parametrize("seed", range(8))
def test_bounds_of_loads_hold_for_every_assignment(seed):
    p = tight(seed)
    tree = LoadTree(p, Best(p), Clock())
    prices, _ = tree.root(Lagrangian(p, Pack(p)).start())
    allow, sign = np.isfinite(p.cost.T).copy(), p.inside.astype(np.int8)
    bound, prices, _ = climb(tree.case, allow, sign, prices, (30, 1.0, 0.01), 1e6)
    scores = np.empty((2, p.sites)), np.empty(allow.shape)
    edge = bound + 25.0
    left = sift(tree.case, allow, sign, prices, edge, scores)
    for at, used, value in every_assignment(p):
        assert value >= bound - 1e-6
        if value <= edge:
            assert left >= 0
            assert (scores[0][0][used] <= value + 1e-6).all()
            assert (scores[0][1][~used] <= value + 1e-6).all()
            assert (scores[1].T[range(p.clients), at] <= value + 1e-6).all()
            assert allow.T[range(p.clients), at].all()
            assert (sign[used] >= 0).all()
            assert (sign[~used] <= 0).all()


@pytest.mark.parametrize("seed", range(8))
def test_compiled_assignment_finds_the_best_of_all(seed):
    p = drawn(seed, clients=7, sites=4)
    cost = np.where(np.random.default_rng(seed).random(p.cost.shape) < 0.1, np.inf, p.cost)
    best = np.inf
    for at in product(range(p.sites), repeat=p.clients):
        if (np.bincount(at, p.demand, p.sites) <= p.capacity).all():
            best = min(best, cost[range(p.clients), at].sum())
    at, value = assigned(cost, p.demand, p.capacity, 2000, seed)
    assert value == pytest.approx(best)
    if np.isfinite(best):
        assert cost[range(p.clients), at].sum() == pytest.approx(value)
        assert (np.bincount(at, p.demand, p.sites) <= p.capacity).all()


def test_sets_of_sites_are_remembered_by_cost():
    p = drawn(3, single=False)
    best = Best(p)
    for opened in product([False, True], repeat=p.sites):
        best.attempt(np.array(opened), Clock())
    costs = [value for value, _ in best.sets]
    assert costs == sorted(costs)
    assert costs[0] == pytest.approx(best.value)
    assert len({opened.tobytes() for _, opened in best.sets}) == len(best.sets)
