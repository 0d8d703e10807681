"""Finding the place of a location in the tree."""

import pytest

from generator.intake.node import Loc, Node, child, find, find_key
from generator.intake.reader import read

TEXT = "名:\n  zh: 甲\nitems:\n- kind: a\n  x: 1\n- []\n"


def tree() -> Node:
    node, problems = read(TEXT.encode(), "a.yml")
    assert node is not None
    assert problems == []
    return node


@pytest.mark.parametrize(
    ("loc", "place"),
    [
        ((), (1, 1, 1)),
        (("名",), (1, 1, 1)),
        (("名", "zh"), (2, 7, 1)),
        (("名", "en"), (2, 3, 2)),
        (("名", "zh", "deeper"), (2, 7, 1)),
        (("items",), (3, 1, 5)),
        (("items", 0), (4, 3, 4)),
        (("items", 0, "x"), (5, 6, 1)),
        (("items", 0, "missing"), (4, 3, 4)),
        (("items", 1), (6, 3, 1)),
        (("items", 7), (4, 1, 1)),
        (("items", "x"), (4, 1, 1)),
        (("missing", "deeper"), (1, 1, 1)),
    ],
)
def test_find(loc: Loc, place: tuple[int, int, int]) -> None:
    found = find(tree(), loc)
    assert (found.line, found.col, found.width) == place


def test_find_key() -> None:
    assert find_key(tree(), ("items", 0, "x"))[:3] == (5, 3, 1)
    assert find_key(tree(), ("items", 1))[:3] == (6, 3, 1)


def test_child_of_a_scalar_is_nothing() -> None:
    assert child(find(tree(), ("名", "zh")).node, "x") is None
