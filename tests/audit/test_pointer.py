"""JSON pointers, with the examples that matter of RFC 6901."""

from __future__ import annotations

import pytest

from generator.audit.pointer import PointerError, resolve

BODY = {"a": [{"b": 1}, 2], "x/y": 3, "m~n": 4, "": 5, "0": 6}


@pytest.mark.parametrize(
    ("pointer", "value"), [("/a/0/b", 1), ("/a/1", 2), ("/x~1y", 3), ("/m~0n", 4), ("/", 5), ("/0", 6)]
)
def test_value_at_a_pointer(pointer: str, value: int) -> None:
    assert resolve(BODY, pointer) == value


@pytest.mark.parametrize("pointer", ["", "a", "/b", "/a/2", "/a/-1", "/a/01", "/a/0/b/c", "/a/x", "/a/\u0661"])
def test_nothing_there(pointer: str) -> None:
    with pytest.raises(PointerError):
        resolve(BODY, pointer)
