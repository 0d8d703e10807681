"""The tree a YAML file is read into: text with positions, no types yet.

Lines and columns count from 1, columns in characters. The tree is immutable. Models give the text its types
(:mod:`generator.intake.bind`); until then ``0.5`` and ``2025-03-04`` are just text.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

WIDE = 32
"""Mappings with more keys than this are looked up by a table."""


class Scalar(NamedTuple):
    """A single value. ``width`` counts the characters it takes in the file, quotes and line breaks included.

    ``refused`` marks a value the reader has already reported, so that it is not reported a second time.
    """

    text: str
    quoted: bool
    line: int
    col: int
    width: int
    refused: bool = False


class Sequence(NamedTuple):
    """A list of nodes."""

    items: tuple[Node, ...]
    line: int
    col: int


class Mapping(NamedTuple):
    """Keys and values in the order of the file; keys are distinct."""

    pairs: tuple[tuple[Scalar, Node], ...]
    line: int
    col: int


Node: TypeAlias = Scalar | Sequence | Mapping
Loc: TypeAlias = tuple[int | str, ...]


class Found(NamedTuple):
    """Where a problem at a location points; ``width`` in characters, not yet cut to the line.

    ``node`` is the value at the location, or the nearest ancestor that exists; ``key`` is its key, if it has one.
    """

    line: int
    col: int
    width: int
    node: Node
    key: Scalar | None


class Index:
    """Looks up steps in one tree, quickly also where a mapping has very many keys."""

    def __init__(self) -> None:
        self._keys: dict[int, dict[str, tuple[Scalar, Node]]] = {}

    def child(self, node: Node, part: int | str) -> tuple[Scalar | None, Node] | None:
        """Like :func:`child`; the tree must outlive the index."""
        if not isinstance(node, Mapping) or len(node.pairs) <= WIDE:
            return child(node, part)
        if id(node) not in self._keys:
            self._keys[id(node)] = {key.text: (key, value) for key, value in reversed(node.pairs)}
        return self._keys[id(node)].get(str(part))


def find(root: Node, loc: Loc, index: Index | None = None) -> Found:
    """The position of ``loc`` in the tree, falling back to the nearest ancestor.

    A scalar is shown itself, a mapping or list at its key where it has one, since that is what a person looks for.
    For a key that is missing this is the start of the mapping it is missing from.
    """
    node: Node = root
    key: Scalar | None = None
    for part in loc:
        step = child(node, part) if index is None else index.child(node, part)
        if step is None:
            return _start(node, key)
        key, node = step
    if isinstance(node, Scalar) or key is None:
        return _start(node, key)
    return Found(key.line, key.col, key.width, node, key)


def find_key(root: Node, loc: Loc, index: Index | None = None) -> Found:
    """Like :func:`find`, but points at the key itself: for keys that should not be there."""
    found = find(root, loc, index)
    if found.key is None:
        return found
    return found._replace(line=found.key.line, col=found.key.col, width=found.key.width)


def child(node: Node, part: int | str) -> tuple[Scalar | None, Node] | None:
    """The key and value one step below ``node``, or None where there is no such step."""
    if isinstance(node, Mapping):
        for key, value in node.pairs:
            if key.text == part:
                return key, value
    elif isinstance(node, Sequence) and isinstance(part, int) and 0 <= part < len(node.items):
        return None, node.items[part]
    return None


def _start(node: Node, key: Scalar | None) -> Found:
    width = 1
    if isinstance(node, Scalar):
        width = max(node.width, 1)
    elif isinstance(node, Mapping) and node.pairs:
        first = node.pairs[0][0]
        width = first.width if (first.line, first.col) == (node.line, node.col) else 1
    return Found(node.line, node.col, width, node, key)
