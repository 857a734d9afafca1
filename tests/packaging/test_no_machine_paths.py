"""What is tracked says nothing about the machine it was written on."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOME_FOLDERS = "work|root|home|Users"
PATH = re.compile(rf"(?<![\w.:/-])/(?:{HOME_FOLDERS})/\w[\w./-]*")
REGISTRY = re.compile(r"pypi[.]org|pythonhosted|npm" + r"js[.]org|--(?:extra-)?index-url", re.I)
TEXT = {".cfg", ".css", ".csv", ".html", ".js", ".json", ".lock", ".md", ".py", ".toml", ".txt", ""}


def tracked() -> list[Path]:
    """Text files under version control."""
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listing.returncode:
        pytest.skip("not a git checkout")
    paths = [ROOT / name for name in listing.stdout.split("\0") if name]
    return [p for p in paths if p.suffix in TEXT and p.is_file() and p != Path(__file__)]


@pytest.mark.parametrize("pattern", [PATH, REGISTRY], ids=["machine path", "registry host"])
def test_tracked_files_are_free_of(pattern):
    found = {
        path.relative_to(ROOT).as_posix(): hits
        for path in tracked()
        if (hits := pattern.findall(path.read_text(encoding="utf-8", errors="replace")))
    }
    assert found == {}


def test_the_patterns_see_what_they_should():
    assert PATH.search("cd " + "/home/someone/project")
    assert not PATH.search("example.com/home/page")
    assert REGISTRY.search("https://" + "pypi.org/simple")
