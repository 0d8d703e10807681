"""Canonical bytes: RFC 8785 over the subset of JSON that every implementation agrees on.

Only objects with text keys, arrays, text, ``true``/``false``/``null`` and integers of at most 53 bits;
no floats, so that no reader's number formatting can change signed bytes (docs/SPEC.md, "Canonical JSON").
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any, TypeAlias

import rfc8785

from generator.core.errors import FindingsError

JSON: TypeAlias = "dict[str, JSON] | list[JSON] | str | int | bool | None"

MAX_DEPTH = 32
MAX_INT = 2**53 - 1

# Within the subset this writes what RFC 8785 asks for, except that it sorts keys by code point and not by UTF-16: these
# two orders differ only where a character needs surrogates.
_PLAIN = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"), sort_keys=True)
_NEEDS_SURROGATES = re.compile("[\U00010000-\U0010ffff]")
_LEAVES = frozenset({str, bool, type(None)})


def encode(value: Any) -> bytes:
    """The one encoding of ``value``.

    Raises FindingsError C101 for anything outside the subset (floats, other key types, too deep).
    """
    wrong = _outside(value, 0)
    if wrong is not None:
        raise FindingsError.of("C101", at=wrong or "/")
    try:
        text = _PLAIN.encode(value)
        return rfc8785.dumps(value) if _NEEDS_SURROGATES.search(text) else text.encode("utf-8")
    except (rfc8785.CanonicalizationError, UnicodeError, RecursionError) as error:
        raise FindingsError.of("C101", at="/") from error


def decode(data: bytes, path: str = "") -> Any:
    """The value of canonical bytes; re-encodes and compares, so one value has one encoding.

    Raises FindingsError C102 (not JSON, duplicate key, outside the subset) or C103 (not canonical).
    """
    try:
        value = json.loads(
            data.decode("utf-8"), object_pairs_hook=_no_duplicates, parse_float=_refuse, parse_constant=_refuse
        )
        again = encode(value)
    except (ValueError, RecursionError, FindingsError) as error:
        raise FindingsError.of("C102", path) from error
    if again != data:
        raise FindingsError.of("C103", path)
    return value


def sha256_hex(data: bytes) -> str:
    """SHA-256 as 64 lower-case hex digits, the form used in every file of the ledger."""
    return hashlib.sha256(data).hexdigest()


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("duplicate key")
    return result


def _refuse(text: str) -> Any:
    raise ValueError("number outside the subset")


def _outside(value: Any, depth: int) -> str | None:
    """Where ``value`` leaves the subset, as a JSON pointer; None where it does not."""
    if depth > MAX_DEPTH:
        return ""
    if value is None or isinstance(value, (str, bool)):
        return None
    if isinstance(value, int):
        return "" if abs(value) > MAX_INT else None
    if isinstance(value, list):
        members: Any = enumerate(value)
    elif isinstance(value, dict) and all(isinstance(key, str) for key in value):
        members = value.items()
    else:
        return ""
    for key, item in members:
        if type(item) in _LEAVES and depth < MAX_DEPTH:
            continue
        wrong = _outside(item, depth + 1)
        if wrong is not None:
            return f"/{key}{wrong}"
    return None
