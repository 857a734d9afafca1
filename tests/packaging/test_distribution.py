"""The wheel: our own name, all bundled data, nothing else; and no other `optimizer` in the way."""

import subprocess
import sys
import zipfile
from email import message_from_string
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import optimizer

ROOT = Path(__file__).resolve().parents[2]
DISTRIBUTION = "service-hubs"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> zipfile.ZipFile:
    """The wheel of this checkout, opened."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built)


def meta(wheel: zipfile.ZipFile, name: str) -> str:
    """Text of a file in the wheel's dist-info folder."""
    (path,) = (n for n in wheel.namelist() if n.endswith(f".dist-info/{name}"))
    return wheel.read(path).decode()


def test_name_is_not_that_of_another_project(wheel):
    assert message_from_string(meta(wheel, "METADATA"))["Name"] == DISTRIBUTION
    assert meta(wheel, "entry_points.txt").split() == [
        "[console_scripts]", "hubs", "=", "optimizer.cli:main",
    ]  # fmt: skip


def test_nothing_shadows_the_package_here():
    assert Path(optimizer.__file__).resolve().parent == ROOT / "optimizer"
    assert set(packages_distributions().get("optimizer", [])) <= {DISTRIBUTION}
    locked = (ROOT / "requirements-dev.lock").read_text().splitlines()
    assert [line for line in locked if line.startswith("optimizer==")] == []


def test_wheel_holds_the_package_and_nothing_beside_it(wheel):
    top = {name.split("/")[0] for name in wheel.namelist()}
    assert {name for name in top if not name.endswith(".dist-info")} == {"optimizer"}
    assert "optimizer/py.typed" in wheel.namelist()
    assert {"LICENSE", "NOTICE"} <= {Path(name).name for name in wheel.namelist()}


@pytest.mark.parametrize(
    ("source", "packed"),
    [
        ("optimizer", "optimizer"),
        ("data", "optimizer/_data/regions"),
        ("maps/assets", "optimizer/_data/map_assets"),
    ],
)
def test_wheel_holds_every_tracked_file(wheel, source, packed):
    listing = subprocess.run(
        ["git", "ls-files", "-z", source], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listing.returncode:
        pytest.skip("not a git checkout")
    tracked = {packed + name.removeprefix(source) for name in listing.stdout.split("\0") if name}
    assert tracked
    assert tracked - set(wheel.namelist()) == set()
