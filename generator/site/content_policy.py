"""The Content-Security-Policy of a built site, with the digest of each inline script and style that its pages hold.

Our own pages hold none, so that nothing at all may run; digests appear only where a theme brings some
(docs/spec/43-deployment.md, "Content-Security-Policy").
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from html.parser import HTMLParser

_INLINE = ("script", "style")


def content_security_policy(pages: Iterable[str]) -> str:
    """The header's value for a site with these pages (HTML texts); the order of the pages does not matter."""
    found = _Inline()
    for page in pages:
        found.reset()
        found.feed(page)
        found.close()
    scripts = ["'self'"] if found.linked_script else []
    scripts += sorted(found.digests["script"])
    directives = [
        "default-src 'none'",
        " ".join(["script-src", *(scripts or ["'none'"])]),
        " ".join(["style-src 'self'", *sorted(found.digests["style"])]),
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
    return "; ".join(directives)


class _Inline(HTMLParser):
    """Collects digests of the text of inline elements, exactly as a browser hashes it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.digests: dict[str, set[str]] = {name: set() for name in _INLINE}
        self.linked_script = False
        self._open = ""
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            return
        if tag == "script" and any(name == "src" for name, _ in attrs):
            self.linked_script = True
            return
        self._open, self._text = tag, []

    def handle_data(self, data: str) -> None:
        if self._open:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open:
            digest = hashlib.sha256("".join(self._text).encode("utf-8")).digest()
            self.digests[tag].add(f"'sha256-{base64.b64encode(digest).decode('ascii')}'")
            self._open = ""
