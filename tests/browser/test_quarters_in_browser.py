"""The slider through the quarters of a plan, in the real browser."""

import pytest

pytestmark = pytest.mark.browser

DESK = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}
BOX = """selector => { const r = document.querySelector(selector).getBoundingClientRect();
    return [r.left, r.top, r.right, r.bottom]; }"""
TRAP = (
    "window.caught = []; window.hacked = () => window.caught.push(1); window.alert = window.hacked;"
)


@pytest.fixture(scope="module")
def over_quarters():
    from made_quarters import made_quarters

    return made_quarters()


@pytest.fixture(scope="module")
def quarter_maps(over_quarters, tmp_path_factory):
    from optimizer.report.map_page import write_map

    folder = tmp_path_factory.mktemp("quarters")
    return {lang: write_map(over_quarters, folder / f"{lang}.html", lang) for lang in ("en", "ru")}


def figure(page, key):
    return page.locator(f"[data-figure={key}] .figure-value").inner_text()


def common(a, b):
    w, h = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    return max(0, w) * max(0, h)


def test_a_page_of_one_period_has_no_slider(open_page, maps):
    page = open_page(maps["en"])
    assert page.locator("#quarter").count() == 0
    assert page.locator("input[name=view]").count() == 2


def test_the_keyboard_goes_through_the_quarters(open_page, quarter_maps, over_quarters):
    page = open_page(quarter_maps["en"])
    assert page.locator("body").get_attribute("data-quarter") == "4"
    assert set(page.locator("[data-hub]").evaluate_all("n => n.map(x => x.dataset.hub)")) == {
        "middle-park", "south-park",
    }  # fmt: skip
    slider = page.locator("#quarter")
    slider.focus()
    seen = []
    for n in (4, 3, 2, 1, 0):
        assert slider.input_value() == str(n)
        hubs = page.locator("[data-hub]").evaluate_all("n => n.map(x => x.dataset.hub)")
        hollow = page.locator("[data-hub] .planned").count()
        seen.append((n, sorted(hubs), hollow))
        if n:
            line = over_quarters.timeline.iloc[n - 1]
            assert figure(page, "turnaround_h").startswith(f"{line['turnaround_h']:.0f}\u00a0h")
            assert figure(page, "hubs") == str(line["hubs"])
            assert f"{line['spent_mrub']:.0f}" in figure(page, "spent_mrub")
        page.keyboard.press("ArrowLeft")
    assert seen == [
        (4, ["middle-park", "south-park"], 0),
        (3, ["middle-park", "south-park"], 1),
        (2, ["middle-park"], 0),
        (1, ["middle-park"], 1),
        (0, ["north-park"], 0),
    ]
    assert slider.get_attribute("aria-valuetext") == "Today, before quarter 1"
    assert page.locator("body").get_attribute("data-view") == "today"
    page.keyboard.press("End")
    assert slider.get_attribute("aria-valuetext") == "Quarter 4, Sept – Nov"
    assert page.locator("body").get_attribute("data-view") == "plan"
    assert page.errors == []
    assert [u for u in page.asked if not u.startswith("data:")] == [quarter_maps["en"].as_uri()]


def test_ways_of_the_quarter_are_drawn(open_page, quarter_maps):
    shown = """() => { const c = document.querySelector('.leaflet-overlay-pane canvas');
        return c.toDataURL(); }"""
    page = open_page(quarter_maps["en"])
    pictures = []
    for n in range(5):
        page.locator(".quarter-scale button").nth(n).click()
        page.wait_for_timeout(100)
        pictures.append(page.evaluate(shown))
    assert len(set(pictures)) == 5


def test_a_hub_under_construction_says_when_it_opens(open_page, quarter_maps):
    page = open_page(quarter_maps["ru"])
    page.locator(".quarter-step").first.click()
    assert "откроется в квартале 4" in page.locator(".name-under").all_inner_texts()
    page.locator("[data-hub=south-park]").focus()
    page.keyboard.press("Enter")
    card = page.locator("#card")
    assert "Откроется в квартале 4".lower() in card.locator(".worth").inner_text().lower()
    assert "Решение – в квартале 3" in card.inner_text()
    assert "бригады: 2" in card.locator(".steps").inner_text()
    page.locator(".quarter-step").last.click()  # now it works: the same card tells of a hub
    assert card.locator("h3").first.inner_text() == "Зачем этот хаб"
    assert "квартале 3" in card.locator(".steps").inner_text()
    page.locator(".quarter-scale button").nth(1).click()  # and now it is not thought of
    assert card.is_hidden()


def test_the_chart_marks_the_quarter_and_can_be_clicked(open_page, quarter_maps):
    page = open_page(quarter_maps["en"])
    chart = ".quarter-chart-box"
    for n in (1, 3, 0):
        page.locator(f"{chart} [data-column='{n}']").click()
        assert page.locator("#quarter").input_value() == str(n)
        marked = page.evaluate(BOX, f"{chart} .chart-chosen")
        thumb = page.evaluate(
            """() => { const r = document.getElementById('quarter').getBoundingClientRect();
            const q = document.getElementById('quarter');
            return r.left + 9 + (r.width - 18) * q.value / q.max; }"""
        )
        assert (marked[0] + marked[2]) / 2 == pytest.approx(thumb, abs=1.5)
    assert page.locator(f"{chart} .chart-dot").count() == 5
    assert page.locator(f"{chart} .chart-capital").count() == 4


@pytest.mark.parametrize(
    ("lang", "opens", "closes"), [("en", "Opens", "Closes"), ("ru", "Открывается", "Закрывается")]
)
def test_the_timetable(open_page, quarter_maps, over_quarters, lang, opens, closes):
    page = open_page(quarter_maps[lang])
    page.locator("#timetable").click()
    rows = page.locator("#card tr[data-row]")
    assert rows.count() == 5
    for n, line in enumerate(over_quarters.timeline.to_dict("records"), start=1):
        cells = rows.nth(n).locator("td").all_inner_texts()
        assert cells[1] == f"{line['spent_mrub']:.0f}"
        assert cells[3] == f"{line['carried_mrub']:.0f}"
    news = page.locator("#card tr.news").all_inner_texts()
    assert f"{closes}: " in news[0]
    assert f"{opens}: " in news[1]
    rows.nth(2).locator("button").click()
    assert page.locator("#quarter").input_value() == "2"
    assert page.locator("#card tr.chosen[data-row]").get_attribute("data-row") == "2"
    page.locator("#card tr.news .link").first.click()  # the hub that opens in quarter 2
    assert page.locator("#card h2").inner_text() in {"Middle park", "Парк «Середина»"}
    assert page.errors == []


def test_a_site_tells_who_serves_it_in_each_quarter(open_page, quarter_maps, over_quarters):
    page = open_page(quarter_maps["en"])
    page.fill("#search", "South port")
    page.keyboard.press("Enter")
    rows = page.locator("#card .course tr")
    served = ["kept as today", "kept as today", "Middle park", "South park"]
    for n, name in enumerate(served):
        fleets = over_quarters.plans[n].assignments.set_index("site")
        told = rows.nth(n).inner_text()
        assert name in told
        shown = float(told.split("\t")[-1].split("\u00a0")[0])
        assert shown == pytest.approx(fleets.loc["south-port", "turnaround_h"], abs=0.51)
    rows.nth(2).locator("button").click()
    assert page.locator("#quarter").input_value() == "3"
    assert page.locator("#card .course .chosen").inner_text() == rows.nth(2).inner_text()


def test_seasons_are_those_of_the_quarter(open_page, quarter_maps):
    page = open_page(quarter_maps["en"])
    seasons = page.locator("input[name=season]")

    def offered():
        return seasons.evaluate_all("n => n.map(x => x.value)")

    page.locator(".quarter-scale button").nth(3).click()
    assert offered() == ["year", "summer"]
    page.locator("input[name=season][value=summer]").check(force=True)
    page.locator(".quarter-scale button").nth(1).click()
    assert offered() == ["year", "winter"]
    assert page.locator("body").get_attribute("data-season") == "year"
    page.locator(".quarter-scale button").nth(0).click()
    assert page.locator(".quarter-season").is_hidden()


def test_a_hub_is_found_in_a_quarter_in_which_it_works(open_page, quarter_maps):
    page = open_page(quarter_maps["en"])
    page.locator(".quarter-scale button").nth(0).click()
    page.fill("#search", "south park")
    page.keyboard.press("Enter")
    assert page.locator("#quarter").input_value() == "4"
    assert page.locator("#card h2").inner_text() == "South park"


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_nothing_overlaps_on_a_desk(open_page, quarter_maps, lang):
    page = open_page(quarter_maps[lang], DESK)
    page.locator("#timetable").click()
    parts = ["#top", "#find", "#controls", "#legend", "#assumption", "#card", ".credits"]
    for n in range(5):
        page.locator(".quarter-scale button").nth(n).click()
        boxes = [page.evaluate(BOX, part) for part in parts]
        for k, box in enumerate(boxes):
            assert box[0] >= 0 and box[2] <= 1400 and box[3] <= 900, parts[k]
            assert all(common(box, other) <= 1 for other in boxes[k + 1 :]), parts[k]
    strip = page.evaluate("[figures.scrollWidth, figures.clientWidth]")
    assert strip[0] <= strip[1], "the key figures do not fit beside each other"


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_a_low_window_of_a_notebook_holds_all_panels(open_page, quarter_maps, lang):
    page = open_page(quarter_maps[lang], {"width": 1000, "height": 640})
    for n in range(5):
        page.locator(".quarter-scale button").nth(n).click()
        for part in ("#controls", "#legend", "#assumption"):
            assert page.evaluate(BOX, part)[3] <= 640, part


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_it_works_on_a_phone(open_page, quarter_maps, lang):
    page = open_page(quarter_maps[lang], PHONE)
    controls = page.evaluate(BOX, "#controls")
    assert controls[0] == 0 and controls[2] == PHONE["width"] and controls[3] == PHONE["height"]
    assert controls[3] - controls[1] < 110
    head = [page.evaluate(BOX, part) for part in (".quarter-name", "#timetable", ".credits")]
    assert common(head[0], head[1]) == 0
    assert common(controls, head[2]) == 0
    assert page.locator(".quarter-chart-box").is_hidden()
    page.locator(".quarter-step").first.tap()
    assert page.locator("#quarter").input_value() == "3"
    page.locator("#timetable").tap()
    assert page.locator("#card .quarter-chart").is_visible()
    tables = page.evaluate("[...document.querySelectorAll('#card table')].map(t => t.offsetWidth)")
    assert max(tables) <= PHONE["width"]
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
    page.locator("#card .close").tap()
    page.locator("#legend-toggle").tap()
    assert page.locator(".quarter-season").is_visible()
    legend, controls = page.evaluate(BOX, "#assumption"), page.evaluate(BOX, "#controls")
    assert common(legend, controls) == 0
    assert page.errors == []


def test_no_text_of_a_plan_over_quarters_runs_as_code(open_page, tmp_path):
    from hostile import PAYLOAD
    from made_quarters import made_quarters

    from optimizer.report.map_page import write_map

    page = open_page(write_map(made_quarters(PAYLOAD), tmp_path / "map.html"), script=TRAP)
    page.locator("#timetable").click()
    for n in range(5):
        page.locator(".quarter-scale button").nth(n).click()
    page.locator("#card tr.news .link").first.click()
    page.locator("[data-hub]").first.hover()
    page.wait_for_timeout(100)
    assert page.evaluate("window.caught") == []
    assert page.locator("img, iframe, textarea").count() == 0
    assert page.errors == []


@pytest.fixture(scope="module")
def line_maps(tmp_path_factory):
    from made_line_quarters import made_line_quarters

    from optimizer.report.map_page import write_map

    folder, made = tmp_path_factory.mktemp("line quarters"), made_line_quarters()
    return {lang: write_map(made, folder / f"{lang}.html", lang) for lang in ("en", "ru")}


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_a_line_comes_with_its_quarter(open_page, line_maps, lang):
    """Decided in quarter 2, it stands there as under construction; from quarter 3 on it works."""
    page = open_page(line_maps[lang], DESK)
    slider = page.locator("#quarter")
    slider.focus()
    seen = []
    for n in (4, 3, 2, 1, 0):
        assert slider.input_value() == str(n)
        seen.append((n, page.locator("[data-line]").count(),
                     page.locator(".line-flag .building").count()))  # fmt: skip
        page.keyboard.press("ArrowLeft")
    assert seen == [(4, 1, 0), (3, 1, 0), (2, 1, 1), (1, 0, 0), (0, 0, 0)]
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert {"en": "Press", "ru": "Пресс"}[lang] in page.locator("body").inner_text()
    page.locator("[data-line]").focus()
    page.keyboard.press("Enter")
    card = page.locator("#card").inner_text()
    assert {"en": "Works from", "ru": "Работает с"}[lang] in card
    assert {"en": "Quarter 3", "ru": "Квартал 3"}[lang] in card
    slider.focus()
    page.keyboard.press("Home")
    assert page.locator("#card").is_hidden()
    assert page.errors == []
