"""Where bundled data lies: in a wheel, an editable install or a checkout alike."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_PACKED = {
    "regions": _PACKAGE / "_data" / "regions",
    "map_assets": _PACKAGE / "_data" / "map_assets",
}
_CHECKOUT = {
    "regions": _PACKAGE.parent / "data",
    "map_assets": _PACKAGE.parent / "maps" / "assets",
}


def resource(kind: str) -> Path:
    """Folder of the bundled ``regions`` or ``map_assets``."""
    packed = _PACKED[kind]
    return packed if packed.is_dir() else _CHECKOUT[kind]
