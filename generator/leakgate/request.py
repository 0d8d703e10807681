"""What the gate is asked to check: the request on standard input."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from generator.core.errors import NotCheckedError

VERSION = "kaohe/leakgate-request/v1"
MAX_REQUEST = 256 * 1024 * 1024
ALLOWABLE = frozenset({"resident_id", "mobile", "email", "bank_card", "secrecy_mark"})
"""Kinds of pattern that an allow entry may excuse; restricted values, keys and canaries never are."""


@dataclass(frozen=True, slots=True)
class Allow:
    """One excused kind of pattern in the files that ``path`` names (``*`` stands for any characters)."""

    path: str
    kind: str
    reason: str

    def covers(self, path: str, kind: str) -> bool:
        """Whether a finding of ``kind`` in the file ``path`` is excused."""
        return kind == self.kind and fnmatchcase(path, self.path)


@dataclass(frozen=True, slots=True)
class Request:
    """Restricted ``values``, ``public`` texts, excused patterns and the exact list of ``expected`` files."""

    values: tuple[str, ...]
    expected: frozenset[str]
    allow: tuple[Allow, ...] = ()
    public: tuple[str, ...] = ()

    @classmethod
    def parse(cls, data: bytes) -> Request:
        """The request of these bytes.

        Raises NotCheckedError K401; its ``at`` names the field and never shows what stood there.
        """
        if len(data) > MAX_REQUEST:
            raise _broken("size")
        try:
            loaded = json.loads(data.decode("utf-8"), object_pairs_hook=_object)
        except (ValueError, RecursionError):
            # ``from None``: the text of a JSON or Unicode error may quote the input.
            raise _broken("JSON") from None
        if not isinstance(loaded, dict):
            raise _broken("JSON")
        if loaded.get("version") != VERSION:
            raise _broken("version")
        if set(loaded) - {"version", "values", "allow", "expected", "public"}:
            raise _broken("fields")
        expected = _texts(loaded, "expected")
        if len(set(expected)) != len(expected) or not all(_is_relative(path) for path in expected):
            raise _broken("expected")
        return cls(
            values=_texts(loaded, "values"),
            expected=frozenset(expected),
            allow=_allow(loaded.get("allow", [])),
            public=_texts(loaded, "public") if "public" in loaded else (),
        )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError
    return result


def _texts(loaded: dict[str, Any], key: str) -> tuple[str, ...]:
    items = loaded.get(key)
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise _broken(key)
    return tuple(items)


def _allow(items: object) -> tuple[Allow, ...]:
    if not isinstance(items, list):
        raise _broken("allow")
    result = []
    for position, item in enumerate(items):
        at = f"allow[{position}]"
        if not isinstance(item, dict) or set(item) != {"path", "kind", "reason"}:
            raise _broken(at)
        if not all(isinstance(part, str) and part.strip() for part in item.values()) or item["kind"] not in ALLOWABLE:
            raise _broken(at)
        result.append(Allow(item["path"], item["kind"], item["reason"]))
    return tuple(result)


def _is_relative(path: str) -> bool:
    return bool(path) and "\\" not in path and all(part not in {"", ".", ".."} for part in path.split("/"))


def _broken(at: str) -> NotCheckedError:
    return NotCheckedError(NotCheckedError.of("K401", at=at).problems)
