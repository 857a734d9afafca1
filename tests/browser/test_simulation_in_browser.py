import pytest

pytestmark = pytest.mark.browser

DESK = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}
TRAP = (
    "window.caught = []; window.hacked = () => window.caught.push(1); window.alert = window.hacked;"
)


@pytest.fixture(scope="module")
def lived_maps(made, tmp_path_factory):
    from made_simulation import made_simulation

    from optimizer.report.map_page import write_map

    folder = tmp_path_factory.mktemp("lived")
    lived = made_simulation(made.hubs)
    return {lang: write_map(made, folder / f"{lang}.html", lang, lived) for lang in ("en", "ru")}


def test_a_page_without_a_simulation_does_not_speak_of_one(open_page, maps):
    page = open_page(maps["en"])
    assert page.locator("#simulation").is_hidden()
    page.locator("[data-hub=kms-parus]").click()
    assert page.locator("#card .promises").count() == 0


@pytest.mark.parametrize(
    ("lang", "mean", "verdict"),
    [("en", "48.7 ± 0.3\u00a0h", "too rosy"), ("ru", "48,7 ± 0,3\u00a0ч", "радужно")],
)
def test_the_card_of_the_simulation(open_page, lived_maps, made, lang, mean, verdict):
    page = open_page(lived_maps[lang])
    line = page.locator("#simulation")
    assert mean in line.inner_text()
    line.locator("button").click()
    card = page.locator("#card")
    assert mean in card.locator(".worth").inner_text()
    pools = card.locator("table.promises tbody tr")
    assert pools.count() == len(made.hubs)
    assert verdict in pools.nth(1).inner_text()
    assert "Reason 1." in card.inner_text()
    assert "Reason 0." not in card.inner_text()  # a promise that was kept needs no reason
    assert card.locator(".down-chart rect").count() == 12
    assert card.locator("table.stages tbody tr").count() == 6
    pools.first.locator(".link").click()
    assert card.locator(".promises tbody tr").count() == 1
    page.keyboard.press("Escape")
    assert card.is_hidden()
    assert page.errors == []
    assert [url for url in page.asked if not url.startswith("data:")] == [lived_maps[lang].as_uri()]


@pytest.mark.parametrize("viewport", [DESK, PHONE])
def test_the_card_fits(open_page, lived_maps, viewport):
    page = open_page(lived_maps["ru"], viewport)
    if viewport == PHONE:
        assert page.locator("#simulation").is_hidden()
        page.locator("#legend-toggle").tap()
    page.locator("#simulation button").click()
    card = page.evaluate("document.getElementById('card').clientWidth")
    tables = page.evaluate("[...document.querySelectorAll('#card table')].map(t => t.offsetWidth)")
    assert max(tables) <= card
    assert page.evaluate("document.scrollingElement.scrollWidth") <= viewport["width"]


def test_no_text_of_a_simulation_runs_as_code(open_page, made, tmp_path):
    from hostile import PAYLOAD
    from made_simulation import made_simulation

    from optimizer.report.map_page import write_map

    lived = made_simulation(made.hubs, PAYLOAD)
    page = open_page(write_map(made, tmp_path / "map.html", "en", lived), script=TRAP)
    page.locator("#simulation button").click()
    page.locator("#card .promises .link").first.click()
    page.wait_for_timeout(100)
    assert page.evaluate("window.caught") == []
    assert page.locator("img, iframe, textarea").count() == 0
    assert page.errors == []
