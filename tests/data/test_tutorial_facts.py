"""The tutorial region keeps the round numbers that make it computable by hand."""

from optimizer.region import load_region


def test_three_parks_six_sites():
    region = load_region("tutorial")
    assert (len(region.parks), len(region.sites), len(region.fleets)) == (3, 6, 6)
    assert (len(region.sizes), len(region.levels), region.scenario.kits_per_family) == (2, 3, 3)
    assert sorted(m for season in region.seasons for m in season.months) == list(range(1, 13))


def test_each_machine_sends_one_repair_in_a_thousand_hours():
    region = load_region("tutorial")
    machines = {machine.id: machine for machine in region.classes}
    for fleet in region.fleets:
        machine = machines[fleet.machine_class]
        failures = machine.failures * fleet.hours_per_year / 1000
        assert abs(failures * machine.outside_none / 8760 - 0.001) < 1e-12


def test_costs_are_round():
    region = load_region("tutorial")
    rate = region.scenario.annuity_rate
    assert [s.capital_mrub * rate + s.running_mrub for s in region.sizes] == [15, 30]
    assert [v.capital_mrub * rate + v.running_mrub for v in region.levels] == [10, 20, 40]
    (family,) = region.families
    assert family.price_krub / 1000 * family.holding_rate == 1
