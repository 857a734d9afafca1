from dataclasses import replace

import pandas as pd
import pytest

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
PICTURE = """() => [...document.querySelectorAll('.leaflet-overlay-pane canvas')]
    .map(c => c.toDataURL()).join()"""


def only_the_file(page, path):
    assert page.errors == []
    assert [url for url in page.asked if not url.startswith(("data:", "blob:"))] == [path.as_uri()]


def pick(page, name, value):
    page.locator(f"input[name={name}][value={value}]").check(force=True)


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("viewport", [{"width": 1400, "height": 900}, PHONE])
def test_it_opens_without_a_network(open_page, maps, made, lang, viewport):
    page = open_page(maps[lang], viewport)
    assert page.locator(".hub").count() == len(made.hubs)
    assert page.locator(".figure").count() == 8
    assert page.title() == {"en": "Service hubs of Khabarovsk Krai",
                            "ru": "Сервисные хабы: Хабаровский край"}[lang]  # fmt: skip
    assert page.evaluate("document.documentElement.lang") == lang
    assert page.evaluate("document.scrollingElement.scrollWidth") <= viewport["width"]
    only_the_file(page, maps[lang])


def test_the_first_paint_takes_less_than_two_seconds(open_page, maps):
    page = open_page(maps["ru"])
    wait = "() => performance.getEntriesByName('first-contentful-paint').length > 0"
    page.wait_for_function(wait)
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    assert paint < 2000


def test_figures_are_written_as_the_language_writes_them(open_page, maps):
    russian = open_page(maps["ru"]).locator("[data-figure=turnaround_h]")
    assert russian.locator(".figure-value").inner_text().startswith("48\u00a0ч")
    assert russian.locator(".figure-was").inner_text() == "сегодня 88\u00a0ч"
    money = open_page(maps["ru"]).locator("[data-figure=downtime_mrub] .figure-value")
    assert money.inner_text().startswith("2,51\u00a0млрд\u00a0₽")
    english = open_page(maps["en"]).locator("[data-figure=downtime_mrub] .figure-value")
    assert english.inner_text().startswith("RUB\u00a02.51\u00a0bn")


def test_a_season_changes_colours_and_ways(open_page, maps):
    page = open_page(maps["en"])
    pictures = {page.evaluate(PICTURE)}
    for season in ("winter", "summer"):
        pick(page, "season", season)
        assert page.locator("body").get_attribute("data-season") == season
        page.wait_for_timeout(60)
        pictures.add(page.evaluate(PICTURE))
    assert len(pictures) == 3
    only_the_file(page, maps["en"])


def test_today_has_no_hubs_no_ways_and_other_colours(open_page, maps, made):
    page = open_page(maps["en"])
    plan = page.evaluate(PICTURE)
    pick(page, "view", "today")
    page.wait_for_timeout(60)
    assert page.locator(".hub").count() == 0
    assert page.locator("input[name=season]:enabled").count() == 0
    assert page.evaluate(PICTURE) != plan
    pick(page, "view", "plan")
    page.wait_for_timeout(60)
    assert page.locator(".hub").count() == len(made.hubs)
    assert page.evaluate(PICTURE) == plan
    only_the_file(page, maps["en"])


def test_a_hub_tells_why_it_is_there_and_what_it_serves(open_page, maps, made):
    page = open_page(maps["en"])
    page.locator("[data-hub=kms-parus]").click()
    card = page.locator("#card")
    assert card.locator("h2").inner_text() == "Parus"
    assert (
        "Without it RUB\u00a0168\u00a0M a year more would be lost to downtime" in card.inner_text()
    )
    served = made.assignments[made.assignments.park == "kms-parus"].site.nunique()
    assert card.locator("table").last.locator("tbody tr").count() == served
    assert "heavy crews" in card.locator("table").nth(0).inner_text()
    stock = card.locator("table").nth(1)
    assert stock.locator("tbody tr").count() == 6
    assert "MAZ small parts" in stock.locator("tbody tr").first.inner_text()
    assert card.locator("details.more table tbody tr").count() == 2
    card.locator(".link").first.click()
    assert card.locator(".card-kind").inner_text().lower() == "site"
    page.keyboard.press("Escape")
    assert card.is_hidden()
    only_the_file(page, maps["en"])


def test_a_hub_without_a_known_worth_claims_none(open_page, maps):
    page = open_page(maps["en"])
    page.locator("[data-hub=okhotsk]").click()
    assert page.locator("#card .worth").count() == 0
    assert "It serves" in page.locator("#card").inner_text()


def test_a_plan_without_hubs_opens_too(open_page, made, tmp_path):
    from optimizer.report.map_page import write_map

    empty = replace(
        made,
        hubs=pd.DataFrame(columns=["park"]),
        stations=pd.DataFrame(columns=["park", "kind", "servers"]),
        routes=pd.DataFrame(),
        assignments=made.assignments.assign(
            park="", way="today", next_park="", next_h=float("nan")
        ),
    )
    path = write_map(empty, tmp_path / "map.html")
    page = open_page(path)
    page.fill("#search", "Albazino")
    page.keyboard.press("Enter")
    assert "keeps today's way" in page.locator("#card").text_content()
    only_the_file(page, path)


def test_a_hub_opens_from_the_keyboard(open_page, maps):
    page = open_page(maps["en"])
    page.locator("[data-hub=vanino]").focus()
    page.keyboard.press("Enter")
    assert page.locator("#card h2").inner_text() == "Vanino"


def test_a_click_on_a_site_shows_its_hours_today_beside_the_plan(open_page, maps, made):
    page = open_page(maps["en"])
    site = made.assignments[made.assignments.site == "albazino-gold-mine"].iloc[0]
    at = page.evaluate(
        """([lat, lon]) => { const map = window[Object.keys(window).find(k => /^map_/.test(k))];
           map.setView([lat, lon], 8, {animate: false});
           return map.latLngToContainerPoint([lat, lon]); }""",
        [site.lat, site.lon],
    )
    page.mouse.click(at["x"], at["y"])
    card = page.locator("#card")
    assert card.locator("h2").inner_text() == site.site_name
    total = card.locator("table.stages").first.locator("tr.sum td").all_inner_texts()
    cells = made.assignments[made.assignments.site == site.site]
    for text, column in zip(total[1:], ("today_h", "turnaround_h"), strict=True):
        mean = (cells[column] * cells.repairs_per_year).sum() / cells.repairs_per_year.sum()
        assert abs(float(text.split("\u00a0")[0]) - mean) <= 0.6
    assert card.locator("table.seasons tbody tr").count() == 4
    assert card.locator("details.fleet").count() == len(cells)
    only_the_file(page, maps["en"])


def test_search_finds_by_either_language_and_opens_the_card(open_page, maps):
    page = open_page(maps["ru"])
    for query, name in (
        ("Албаз", "Албазино"),
        ("albaz", "Албазино"),
        ("кондер", "Кондёр, платина"),
    ):
        page.fill("#search", query)
        assert name in page.locator(".hits li").first.inner_text()
        page.keyboard.press("Enter")
        assert page.locator("#card h2").inner_text() == name
    page.fill("#search", "qqq")
    assert page.locator(".hits li").inner_text() == "Ничего не найдено"
    page.fill("#search", "Парус")
    page.locator(".hits button").first.click()
    assert page.locator("#card .card-kind").inner_text().lower() == "хаб"
    only_the_file(page, maps["ru"])


def test_search_for_a_hub_leaves_today(open_page, maps):
    page = open_page(maps["en"])
    pick(page, "view", "today")
    page.fill("#search", "Parus")
    page.keyboard.press("Enter")
    assert page.locator("body").get_attribute("data-view") == "plan"
    assert page.locator("input[name=view][value=plan]").is_checked()


def test_the_legend_filters_by_group_of_machines(open_page, maps):
    page = open_page(maps["en"])
    before = page.evaluate(PICTURE)
    page.locator(".group", has_text="BelAZ").click()
    page.wait_for_timeout(60)
    assert page.locator(".group[aria-pressed=true]").inner_text() == "BelAZ"
    assert page.evaluate(PICTURE) != before


def test_assumptions_are_counted(open_page, maps, made):
    page = open_page(maps["en"])
    note = page.locator("#assumption")
    assumed = sum(some for some, _ in made.assumptions.values())
    rows = sum(of for _, of in made.assumptions.values())
    assert f"ASSUMPTION: {assumed} of {rows} input rows" in note.inner_text()
    note.locator("summary").click()
    assert note.locator("tbody tr").count() == len(made.assumptions)


def test_the_inline_map_runs_in_a_notebook_frame(open_page, made, tmp_path):
    from optimizer.report.map_page import map_inline

    path = tmp_path / "notebook.html"
    path.write_text(
        f"<!doctype html><meta charset=utf-8><body data-view=x>{map_inline(made)}", encoding="utf-8"
    )
    page = open_page(path)
    frame = page.frame_locator("iframe")
    frame.locator("[data-hub=vanino]").click()
    assert frame.locator("#card h2").inner_text() == "Vanino"
    assert page.errors == []
