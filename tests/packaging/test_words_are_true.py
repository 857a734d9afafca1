"""What README and CONTRIBUTING tell to type exists, and what they link to is there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
HUBS = Path(sys.executable).with_name("hubs")


def commands(page: str) -> list[str]:
    """Shell lines of a page: its ``sh`` blocks, without comments, and its inline code."""
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, re.S)
    lines = [line.partition(" #")[0].strip() for block in blocks for line in block.splitlines()]
    inline = re.findall(r"`((?:make|hubs) [^`]+)`", text)
    return [line for line in lines + inline if line]


@pytest.mark.parametrize("page", PAGES)
def test_make_targets_exist(page):
    named = {word for line in commands(page) for word in re.findall(r"make ([a-z]+)\b", line)}
    assert named <= TARGETS


def help_of(verb: str) -> str:
    """The help text of a verb of the command."""
    environment = os.environ | {"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}
    done = subprocess.run(
        [HUBS, verb, "--help"], capture_output=True, text=True, check=True, env=environment
    )
    return done.stdout


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_hubs_verbs_and_options_exist(page):
    for line in commands(page):
        if line.startswith("hubs ") and not line.startswith("hubs --"):
            text = help_of(line.split()[1])
            for option in re.findall(r"--[a-z-]+", line):
                assert re.search(rf"{option}\b", text), f"{line}: {option} is not in the help"


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page):
    text = re.sub(r"<!--.*?-->", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.S)
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text)
    local = [t for t in targets if not re.match(r"[a-z]+:", t)]
    assert [t for t in local if not (ROOT / t).exists()] == []
