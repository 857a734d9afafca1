"""A content security policy by hashes: no script but ours runs, nothing is fetched."""

from __future__ import annotations

import base64
import hashlib
from html.parser import HTMLParser


class _Scripts(HTMLParser):
    """Texts of all scripts that a browser would run, and all addresses it would fetch."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.scripts: list[str] = []
        self.fetched: list[str] = []
        self._open: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a script or an address."""
        values = dict(attrs)
        if tag == "script" and values.get("type", "text/javascript") == "text/javascript":
            self._open = []
        address = values.get("src") or (values.get("href") if tag == "link" else None)
        if address and not address.startswith("data:"):
            self.fetched.append(address)

    def handle_data(self, data: str) -> None:
        """Keep the text of an open script."""
        if self._open is not None:
            self._open.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Close a script."""
        if tag == "script" and self._open is not None:
            self.scripts.append("".join(self._open))
            self._open = None


def with_policy(page: str) -> str:
    """The page with its policy as the first element of its head.

    Raises
    ------
    ValueError
        If the page would fetch something.
    """
    parser = _Scripts()
    parser.feed(page)
    parser.close()
    if parser.fetched:
        raise ValueError(f"the page would fetch {parser.fetched[0]}")
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in dict.fromkeys(parser.scripts)
    )
    policy = (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return page.replace("<head>", f"<head>\n{meta}", 1)
