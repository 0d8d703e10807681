"""What ``kaohe init`` leaves to be filled in, and how a check finds what is still there.

A value that holds :data:`MARK` says what belongs in its place. It is reported once, as what it is, and not a second
time as a key or date that is malformed.
"""

from __future__ import annotations

from generator.intake.node import Loc, Mapping, Node, Scalar, Sequence

MARK = "【待填"
"""How a placeholder begins, wherever in a value it stands."""


def refused(node: Node) -> tuple[Node, list[Loc]]:
    """The tree with every placeholder marked as reported, and where they stand, in the order of the file."""
    found: list[Loc] = []
    return _marked(node, (), found), found


def _marked(node: Node, loc: Loc, found: list[Loc]) -> Node:
    if isinstance(node, Scalar):
        if MARK not in node.text or node.refused:
            return node
        found.append(loc)
        return node._replace(refused=True)
    if isinstance(node, Sequence):
        return node._replace(items=tuple(_marked(item, (*loc, at), found) for at, item in enumerate(node.items)))
    pairs = tuple((key, _marked(value, (*loc, key.text), found)) for key, value in node.pairs)
    return Mapping(pairs, node.line, node.col)
