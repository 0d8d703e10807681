"""Base64 of RFC 4648 section 4 with exactly one text for each byte string.

The library decoder lets unused trailing bits through, so two texts could mean the same bytes; every
format of the ledger is read through this module instead.
"""

from __future__ import annotations

import base64
import binascii


def encode(data: bytes) -> str:
    """Standard alphabet, with padding, on one line."""
    return base64.b64encode(data).decode("ascii")


def decode(text: str) -> bytes | None:
    """The bytes of ``text``, or None where ``text`` is not the encoding that :func:`encode` would give."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return None
    return data if encode(data) == text else None
