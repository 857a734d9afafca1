"""Summary and explanation: the numbers are those of the plan, in both languages."""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

import optimizer.plan
from optimizer.errors import InputError
from optimizer.plan.explain import explain
from optimizer.plan.optimize import optimize
from optimizer.plan.plan import Plan
from optimizer.plan.reasons import reasons
from optimizer.plan.words import speech
from optimizer.region import Region
from optimizer.solve.status import Status

WORDS = tomllib.loads(
    (Path(optimizer.plan.__file__).parent / "words.toml").read_text(encoding="utf-8")
)


def test_both_languages_say_the_same_things() -> None:
    def keys(words: dict) -> dict[str, object]:
        return {
            f"{part}.{name}": set(re.findall(r"{(\w+)}", str(text))) if part != "noun" else None
            for part, names in words.items()
            for name, text in names.items()
        }

    assert keys(WORDS["en"]) == keys(WORDS["ru"])
    assert {len(forms) for forms in WORDS["en"]["noun"].values()} == {2}
    assert {len(forms) for forms in WORDS["ru"]["noun"].values()} == {3}


def test_every_sentence_is_used() -> None:
    code = "".join(
        path.read_text(encoding="utf-8")
        for path in Path(optimizer.plan.__file__).parent.glob("*.py")
    )
    for part in ("summary", "explain", "next"):
        for name in WORDS["en"][part]:
            asked = re.search(rf"""["'](?:{part}\.)?{name}["']""", code)
            assert asked or name.startswith(("kept_", "what_")), f"{part}.{name}"


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0 центров"), (1, "1 центр"), (3, "3 центра"), (5, "5 центров"), (11, "11 центров"),
     (14, "14 центров"), (21, "21 центр"), (102, "102 центра"), (1111, "1 111 центров")],
)  # fmt: skip
def test_russian_nouns_follow_their_number(number: int, said: str) -> None:
    assert speech("ru").counted(number, "hub").replace(" ", " ") == said


def test_numbers_as_each_language_writes_them() -> None:
    en, ru = speech("en"), speech("ru")
    assert en.number(-1234.56, 1) == "−1,234.6"
    assert ru.number(-1234.56, 1) == "−1 234,6"
    assert en.number(float("nan")) == ru.number(float("inf"), 2) == "–"
    assert en.counted(1, "hub").endswith("hub")
    assert en.share(0.1234) == "12.3 %"


@pytest.mark.parametrize("say", [Plan.summary, Plan.explain])
def test_an_unknown_language_is_one_clear_error(tutorial_plan: Plan, say) -> None:
    with pytest.raises(InputError, match="language 'de' is not known; use one of: en, ru"):
        say(tutorial_plan, lang="de")


def test_summary_in_english(tutorial_plan: Plan) -> None:
    text = tutorial_plan.summary().replace(" ", " ")
    figures = tutorial_plan.figures
    assert f"{figures['turnaround_h']['plan']:.1f} h, today 65.0 h" in text
    assert f"Machines down: {figures['machines_down']['plan']:.1f} of 220, today 14.3" in text
    assert "The hubs cost RUB 78.0 M a year of a budget of RUB 80 M; 22 jobs." in text
    assert "1. Middle park: post, crews 2, kits of parts worth RUB 56.0 M (14 pieces)." in text
    assert "serves 2 fleets (80 machines) at 2 sites, first of all South port; Forest camp" in text
    assert "is better" in text
    assert "0 of 47 rows of the tables in use are marked ASSUMPTION; of these the base" in text
    assert re.search(r"waiting for parts +40\.0 +1\.\d", text)
    assert "{" not in text


def test_where_nothing_is_built_no_hub_is_spoken_of(tutorial: Region) -> None:
    poor = tutorial.scenario.model_copy(update={"budget_mrub": 1.0})
    plan = optimize(replace(tutorial, scenario=poor), time_limit=20)
    text = plan.summary().replace("\u00a0", " ").replace("\u202f", " ")
    assert "No hub pays" in text and "Today's way of repair is kept by all 6 fleets." in text
    assert "no hub of the plan" not in text and "its hands" not in text
    assert "next RUB 10 M" not in text, "there is no hub whose levels could grow"
    hasty = replace(plan, status=Status.TIME_LIMIT, bound=-math.inf).summary()
    assert "No hub yet" in hasty and "No hub pays" not in hasty


def test_summary_in_russian(krai_plan: Plan) -> None:
    text = krai_plan.summary("ru").replace(" ", " ")
    assert text.startswith("Хабаровский край: ")
    assert "ремонтируются" in text
    assert "{" not in text
    assert not re.search(r"\b(hub|fleet|today|plan|worth)\b", text)


def test_every_park_and_site_can_be_explained(krai_plan: Plan) -> None:
    for lang in ("en", "ru"):
        for row in (*krai_plan.region.parks, *krai_plan.region.sites):
            text = krai_plan.explain(row.id, lang)
            assert (row.name_ru if lang == "ru" else row.name) in text
            assert "{" not in text


def test_a_site_with_its_stages_next_best_and_way(tutorial_plan: Plan) -> None:
    text = tutorial_plan.explain("forest-camp").replace(" ", " ")
    fleet = tutorial_plan.assignments.set_index("site").loc["forest-camp"]
    assert f"served from South park, a crew drives out. {fleet['turnaround_h']:.1f} h" in text
    assert re.search(r"travel +8\.0 +2\.0\n", text)
    assert f"next best: Middle park, {fleet['next_h']:.1f} h" in text
    assert "Summer, Winter: 2.0 h, 120 km: road South – Forest 2.0 h" in text


def test_a_way_with_its_longest_leg(tutorial_plan: Plan) -> None:
    text = tutorial_plan.explain("River mine")
    assert "ferry Middle – River 2.0 h" in text
    hill = tutorial_plan.explain("Карьер «Холм»", "ru")
    assert "больше всего уходит на участок дорога Середина – Север 2,0 ч" in hill


def test_a_hub_with_what_is_lost_without_it(tutorial_plan: Plan) -> None:
    why = reasons(tutorial_plan, "south-park")
    hub = tutorial_plan.hubs.set_index("park").loc["south-park"]
    assert why["worth_mrub"] == hub["worth_mrub"]
    assert sum(go["fleets"] for go in why["instead"]) == len(why["fleets"]) == 2
    assert why["stations"][0]["waiting"] >= why["stations"][-1]["waiting"]
    text = tutorial_plan.explain("south-park")
    assert f"RUB {hub['worth_mrub']:,.0f} M a year more" in text
    assert "no hub here" in tutorial_plan.explain("North park")


def test_why_a_fleet_keeps_todays_way(krai_plan: Plan) -> None:
    kept = krai_plan.assignments[krai_plan.assignments["park"] == ""]
    assert set(kept["kept_because"]) <= {"slower", "dearer", "idle"}
    slower = kept[kept["kept_because"] == "slower"]
    assert (slower["next_h"] >= slower["today_h"]).all()
    dearer = kept[kept["kept_because"] == "dearer"]
    assert (dearer["next_h"] < dearer["today_h"]).all()
    served = krai_plan.assignments[krai_plan.assignments["park"] != ""]
    assert (served["kept_because"] == "").all()


def test_the_whole_plan(krai_plan: Plan) -> None:
    why = reasons(krai_plan)
    lost = [fleet["downtime_mrub"] for fleet in why["fleets"]]
    assert lost == sorted(lost, reverse=True)
    assert lost[0] == krai_plan.assignments["downtime_mrub"].max()
    assert explain(krai_plan).count("\n") > 20


def test_an_unknown_name(tutorial_plan: Plan) -> None:
    with pytest.raises(InputError, match="named 'forest-cmp'; did you mean 'forest-camp'"):
        tutorial_plan.explain("forest-cmp")


def test_names_from_a_file_do_not_run_in_a_notebook(tutorial_plan: Plan) -> None:
    from optimizer.turnaround.build import turnaround

    region = tutorial_plan.region
    parks = tuple(replace(p, name="<script>alert(1)</script> {x}") for p in region.parks)
    built = turnaround(replace(region, parks=parks), variability=tutorial_plan.built.variability)
    page = replace(tutorial_plan, built=built)._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {x}" in page
