"""JSON pointers (RFC 6901) into a record's body."""

from __future__ import annotations

import re
from typing import Any

_INDEX = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)


class PointerError(Exception):
    """Nothing is at the pointer, or it is none."""


def resolve(value: Any, pointer: str) -> Any:
    """What is at ``pointer`` in ``value``. Raises :class:`PointerError`."""
    if not pointer.startswith("/"):
        raise PointerError
    for token in pointer[1:].split("/"):
        name = token.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and name in value:
            value = value[name]
        elif isinstance(value, list) and _INDEX.fullmatch(name) and int(name) < len(value):
            value = value[int(name)]
        else:
            raise PointerError
    return value
