"""The locks: complete, hashed, without an address, and in step with pyproject.toml."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ["requirements.lock", "requirements-dev.lock"]
PYTHONS = ["3.11.0", "3.12.0", "3.13.0"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def entries(lock: str) -> list[str]:
    """One entry a package: its requirement and its hashes, line ends joined."""
    return (ROOT / lock).read_text().replace("\\\n", " ").strip().splitlines()


def versions(lock: str, python: str) -> dict[str, str]:
    """Versions that the lock gives to a Python on Linux."""
    environment = default_environment() | {
        "python_full_version": python,
        "python_version": python.rpartition(".")[0],
        "sys_platform": "linux",
    }
    found: dict[str, str] = {}
    for entry in entries(lock):
        pin = Requirement(entry.partition("--hash")[0])
        if pin.marker is None or pin.marker.evaluate(environment):
            name = canonicalize_name(pin.name)
            assert name not in found, f"{name} twice for Python {python}"
            found[name] = str(pin.specifier).removeprefix("==")
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_every_entry_is_a_pinned_version_with_hashes(lock):
    shape = re.compile(r"^[a-z0-9.-]+==\S+( ; [^-]+?)?( +--hash=sha256:[0-9a-f]{64})+$")
    assert [entry for entry in entries(lock) if not shape.match(entry)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_no_address_in_the_lock(lock):
    text = (ROOT / lock).read_text()
    assert re.findall(r"://|--(?:extra-)?index|--find-links|file:| @ ", text) == []


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("lock", LOCKS)
def test_lock_satisfies_what_the_project_asks_for(lock, python):
    asked = PROJECT["project"]["dependencies"] + PROJECT["build-system"]["requires"]
    if lock == "requirements-dev.lock":
        asked = asked + [d for d in PROJECT["dependency-groups"]["dev"] if isinstance(d, str)]
    have = versions(lock, python)
    for requirement in map(Requirement, asked):
        assert have[canonicalize_name(requirement.name)] in requirement.specifier


@pytest.mark.parametrize("python", PYTHONS)
def test_dev_lock_holds_the_same_versions(python):
    small, large = (versions(lock, python) for lock in LOCKS)
    assert small.items() <= large.items()


def test_pulp_by_python():
    assert versions(LOCKS[0], "3.11.0")["pulp"].startswith("3.3.")
    assert versions(LOCKS[0], "3.12.0")["pulp"].startswith("4.")
    assert versions(LOCKS[0], "3.13.0")["pulp"].startswith("4.")
