"""Product lines and the origins of parts on the page."""

import pytest

pytestmark = pytest.mark.browser

PICTURE = """() => [...document.querySelectorAll('.leaflet-overlay-pane canvas')]
    .map(c => c.toDataURL()).join()"""
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def supplied(made):
    from made_supply import with_supply

    return with_supply(made)


@pytest.fixture(scope="session")
def supplied_maps(supplied, tmp_path_factory):
    from optimizer.report.map_page import write_map

    folder = tmp_path_factory.mktemp("supplied")
    return {lang: write_map(supplied, folder / f"{lang}.html", lang) for lang in ("en", "ru")}


def quiet(page, path):
    assert page.errors == []
    assert [url for url in page.asked if not url.startswith(("data:", "blob:"))] == [path.as_uri()]


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("viewport", [{"width": 1400, "height": 900}, PHONE])
def test_a_line_stands_at_its_park_and_has_a_card(
    open_page, supplied_maps, supplied, lang, viewport
):
    page = open_page(supplied_maps[lang], viewport)
    flags = page.locator("[data-line]")
    assert flags.count() == 2
    flags.first.focus()
    page.keyboard.press("Enter")
    card = page.locator("#card")
    name = {"en": "Rebuild of engines", "ru": "Линия reman"}[lang]
    assert card.locator("h2").inner_text() == name
    text = card.inner_text().replace("\u00a0", " ")
    said = {"en": "Without it RUB 66 M a year more would be lost to downtime, 1.5 h",
            "ru": "Без неё потери от простоя выросли бы на 66 млн ₽ в год"}[lang]  # fmt: skip
    assert said in text and "70" in text and "250" in text
    assert card.locator(".families li").count() == 1
    assert card.locator("table tbody tr").count() == len(supplied.hubs)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= viewport["width"]
    page.keyboard.press("Escape")
    assert card.is_hidden()
    quiet(page, supplied_maps[lang])


def test_a_line_without_effect_on_downtime_claims_none(open_page, supplied_maps):
    page = open_page(supplied_maps["en"])
    page.locator("[data-line]").nth(1).focus()
    page.keyboard.press("Enter")
    card = page.locator("#card").inner_text().replace("\u00a0", " ")
    assert "downtime would be the same without it" in card
    assert "It saves RUB 8 M a year more on what it makes than it costs." in card
    assert "No hub takes parts from it" in card


def test_two_lines_of_one_park_do_not_cover_each_other(open_page, supplied_maps):
    page = open_page(supplied_maps["en"])
    first, second = (page.locator(".line-flag .line-mark").nth(n).bounding_box() for n in (0, 1))
    assert abs(second["x"] - first["x"]) >= first["width"]
    assert first["y"] == pytest.approx(second["y"])


def test_the_origins_of_a_hubs_parts_are_told_and_drawn(open_page, supplied_maps, supplied):
    page = open_page(supplied_maps["en"])
    hub = supplied.hubs.iloc[2]["park"]
    page.evaluate("window.scrollTo(0, 0)")
    page.locator(f"[data-hub={hub}]").focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(60)
    rows = page.locator("table.origins tbody tr")
    assert [row.split("\t")[0] for row in rows.all_inner_texts()] == [
        "As today, through the gateway",
        f"Rebuild of engines, {supplied.hubs.iloc[1]['name']}",
        "Belarus by air",
    ]
    assert rows.first.inner_text().split("\t")[1:] == ["1", "40", "200\u00a0h"]
    with_parts = page.evaluate(PICTURE)
    rows.locator(".link").click()
    assert page.locator("#card h2").inner_text() == "Rebuild of engines"
    served = page.locator("#card table").last.locator("tbody tr")
    assert served.count() == len(supplied.hubs)
    page.wait_for_timeout(60)
    assert page.evaluate(PICTURE) != with_parts
    quiet(page, supplied_maps["en"])


def test_ways_of_parts_are_drawn_only_where_they_are_told(open_page, supplied_maps, maps):
    """The same hub picked in a plan that tells where its parts come from, and in another."""
    pictures = []
    for path in (supplied_maps["en"], maps["en"]):
        page = open_page(path)
        page.locator(".hub").nth(2).focus()
        page.keyboard.press("Enter")
        page.wait_for_timeout(60)
        assert page.locator("table.origins").count() == (path == supplied_maps["en"])
        pictures.append(page.evaluate(PICTURE))
    assert pictures[0] != pictures[1]


def test_lines_are_gone_today_and_found_by_name(open_page, supplied_maps):
    page = open_page(supplied_maps["en"])
    assert "Hubs and lines" in page.locator("[data-figure=cost_mrub]").inner_text()
    page.locator("input[name=view][value=today]").check(force=True)
    assert page.locator("[data-line]").count() == 0
    page.fill("#search", "rebuild")
    page.keyboard.press("Enter")
    assert page.locator("#card .card-kind").inner_text().lower() == "product line"
    assert page.locator("[data-line]").count() == 2
    assert page.locator(".line-mark.picked").count() == 1
    quiet(page, supplied_maps["en"])
