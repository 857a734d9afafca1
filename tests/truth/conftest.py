"""Small problems, every plan of them and proofs are shared with the tests of the model."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "model"))
