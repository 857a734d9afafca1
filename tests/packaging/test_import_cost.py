"""Help and `import optimizer` must come at once: the heavy libraries load when they are used."""

import subprocess
import sys

import pytest

HEAVY = {"folium", "highspy", "numba", "openpyxl", "pandas", "pulp", "scipy"}


def loaded_by(statement: str) -> set[str]:
    """Top-level modules loaded after a statement in a fresh interpreter."""
    code = f"import sys\n{statement}\nprint(' '.join({{m.split('.')[0] for m in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("statement", ["import optimizer", "import optimizer.cli"])
def test_import_leaves_heavy_libraries_alone(statement):
    assert not loaded_by(statement) & HEAVY


def test_the_check_sees_a_heavy_library():
    assert "scipy" in loaded_by("import scipy")
