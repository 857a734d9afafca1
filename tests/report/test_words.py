import re

import pytest

from optimizer.errors import InputError
from optimizer.report.words import LANGUAGES, named, words

MAY_DIFFER = {"groups"}  # English names are those of the data


def flat(table, path=""):
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


def shared(lang):
    return {k: v for k, v in flat(words(lang)) if k.split(".")[0] not in MAY_DIFFER}


def test_both_languages_have_the_same_words():
    assert shared("en").keys() == shared("ru").keys()


def test_both_languages_fill_in_the_same_values():
    english, russian = shared("en"), shared("ru")
    for key, text in english.items():
        assert sorted(re.findall(r"{\w+}", text)) == sorted(re.findall(r"{\w+}", russian[key])), key


def test_every_word_the_page_asks_for_is_there():
    from optimizer.report.folium_page import ASSETS, SCRIPTS

    code = "".join((ASSETS / name).read_text(encoding="utf-8") for name in SCRIPTS)
    asked = set(re.findall(r'\bword\("([a-z_.]+)"', code))
    assert len(asked) > 40
    for lang in LANGUAGES:
        assert asked <= dict(flat(words(lang))).keys()


def test_no_word_is_left_over():
    from optimizer.report.folium_page import ASSETS, SCRIPTS

    code = "".join((ASSETS / name).read_text(encoding="utf-8") for name in SCRIPTS)
    by_key = {
        "figure", "status", "mode_style", "stages", "ways", "workshops", "kinds", "tables",
        "verdicts", "within", "lived_stages",
    }  # fmt: skip
    for path, _ in flat(words("en")):
        table, _, key = path.rpartition(".")
        if table not in by_key and path not in ("locale", "page_title", "m"):
            assert f'"{path}"' in code or f'"{key}"' in code, path


def test_an_unknown_language_is_refused_with_the_choices():
    with pytest.raises(InputError, match="'de' is not known; use one of: en, ru"):
        words("de")


def test_a_missing_russian_name_falls_back_to_the_english_one():
    assert named("Vanino", "", "ru") == "Vanino"
    assert named("Vanino", "Ванино", "ru") == "Ванино"
    assert named("Vanino", "Ванино", "en") == "Vanino"
