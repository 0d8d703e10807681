"""What a web server says about each file of the site: its type and how long a copy may be kept.

One table for every kind of server (docs/spec/43-deployment.md, "Headers"). In a pattern ``*`` stands for anything
inside one folder's name or file's name, ``**`` at the end for everything below.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

IMMUTABLE = (
    "ledger/tile/**",
    "ledger/statements/*/statement.json",
    "ledger/statements/*/SHA256SUMS",
    "ledger/statements/*/signatures/*",
)
"""Files that never change once they are published. Records are not among them: one can be withdrawn."""

BINARY = ("ledger/tile/**",)
"""Bytes for programs, without an ending that says so."""

PLAIN = (
    "manifest.sha256",
    "manifest.sha256.*",
    "ledger/checkpoint",
    "ledger/checkpoints/*",
    "ledger/log.vkey",
    "ledger/allowed_signers",
    "ledger/allowed_signers.*",
    "ledger/withdrawn",
    "ledger/statements/*/SHA256SUMS",
    "ledger/statements/*/signatures/*",
    "proofs/*.tlog-proof",
    "proofs/consistency/*",
)
"""Text that has no ending, or one that no server knows."""

TEXT = "text/plain; charset=utf-8"
BYTES = "application/octet-stream"
TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "xml": "application/xml",
    "tsr": "application/timestamp-reply",
}
"""Media type by file ending."""

FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
"""A copy may be kept, but the server is asked each time whether it is still good."""


@dataclass(frozen=True, slots=True)
class Headers:
    """What differs from file to file."""

    content_type: str
    cache_control: str


def headers_of(path: str) -> Headers:
    """The headers for the file at ``path`` (relative to the site, ``/`` between folders)."""
    cache = FOREVER if matches(IMMUTABLE, path) else ASK_AGAIN
    if matches(BINARY, path):
        return Headers(BYTES, cache)
    if matches(PLAIN, path):
        return Headers(TEXT, cache)
    return Headers(TYPES.get(path.rpartition("/")[2].rpartition(".")[2], TEXT), cache)


def matches(patterns: tuple[str, ...], path: str) -> bool:
    """Whether one of ``patterns`` names ``path``."""
    return any(re.fullmatch(expression(pattern), path) for pattern in patterns)


def expression(pattern: str) -> str:
    """``pattern`` as a regular expression that Python, PCRE and RE2 read alike, without anchors."""
    parts = re.split(r"(\*\*|\*)", pattern)
    return "".join({"**": ".+", "*": "[^/]+"}.get(part) or part.replace(".", r"\.") for part in parts)
