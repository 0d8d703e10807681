"""Schemes that refine another (P1-A5): put together, with the file and line that each value comes from.

The trees are put together before they are typed, so a value keeps its place; lines of a refinement count on from the
last line of what it extends. Source: docs/spec/12-scoring.md, "Refinements".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from generator.core.errors import FindingsError
from generator.core.problem import Place, Problem, in_order
from generator.intake.bind import Bound, bind
from generator.intake.models.scheme import Refinement, Scheme
from generator.intake.node import Loc, Mapping, Node, Scalar
from generator.intake.node import Sequence as Items
from generator.scoring.lint import lint
from generator.scoring.loosened import loosened

CLAUSE = "P1-A5"
BY_ID = {"basis": "id", "parameters": "id", "grades": "id", "statuses": "id", "vetoes": "id", "channels": "id"}
BY_ID |= {"families": "id", "indicators": "id", "waivers": "target"}
"""Lists whose entries are matched, and by which key."""


@dataclass(frozen=True)
class Part:
    """A file of a chain; ``before`` is the number of lines in the files before it."""

    path: str
    before: int


@dataclass(frozen=True)
class Resolved:
    """A scheme put together from a chain of files, base first. Its bound counts lines through all of them."""

    bound: Bound[Scheme]
    parts: tuple[Part, ...]

    @property
    def scheme(self) -> Scheme:
        """The scheme as it is scored."""
        return self.bound.record

    def origin(self, loc: Loc) -> Place:
        """The file and line that the value at ``loc`` comes from."""
        return self._located(self.bound.place(loc))

    def problems(self) -> list[Problem]:
        """Every problem of the scheme as put together, at the file and line it comes from."""
        return in_order(self.located(lint(self.bound)))

    def located(self, problems: Sequence[Problem]) -> list[Problem]:
        """The problems with the places of the chain's files."""
        return [replace(problem, place=self._located(problem.place)) for problem in problems]

    def _located(self, place: Place) -> Place:
        part = next(part for part in reversed(self.parts) if place.line > part.before or part.before == 0)
        return Place(part.path, place.line - part.before, place.col)


def whole(bound: Bound[Scheme]) -> Resolved:
    """A scheme of a single file as a chain of one."""
    return Resolved(bound, (Part(bound.path, 0),))


def resolve(base: Resolved, child: Bound[Refinement]) -> Resolved:
    """The scheme that ``child`` makes of ``base``.

    Raises FindingsError S164 (nothing there to drop), S165 to S168 (loosened) or M1xx (new entries that are not whole).
    """
    lines = len(base.bound.text.split("\n"))
    node, problems = _merged(base.bound.node, _moved(child.node, lines), child)
    text = f"{base.bound.text}\n{child.text}"
    parts = (*base.parts, Part(child.path, lines))
    scheme, more = bind(Scheme, node, child.path, text)
    if scheme is None:
        found = replace(base, parts=parts).located(more)
        raise FindingsError([*problems, *found])
    made = Resolved(Bound(scheme, child.path, node, text), parts)
    problems += made.located(list(loosened(base.scheme, made.bound)))
    if problems:
        raise FindingsError(problems)
    return made


def resolve_all(
    schemes: Sequence[Bound[Scheme]], refinements: Sequence[Bound[Refinement]]
) -> tuple[dict[str, Resolved], list[Problem]]:
    """Every scheme by id, refinements put together; and S161 unknown, S162 in a circle, S163 twice, S164 to S168."""
    problems: list[Problem] = []
    resolved: dict[str, Resolved] = {}
    children: dict[str, Bound[Refinement]] = {}
    for scheme in schemes:
        if scheme.record.id in resolved:
            problems.append(scheme.problem("S163", ("id",), clause=CLAUSE, id=scheme.record.id))
        resolved.setdefault(scheme.record.id, whole(scheme))
    for child in refinements:
        if child.record.id in resolved or child.record.id in children:
            problems.append(child.problem("S163", ("id",), clause=CLAUSE, id=child.record.id))
            continue
        children[child.record.id] = child
    for child in children.values():
        above = child.record.extends
        if above not in resolved and above not in children:
            known = ", ".join(sorted({*resolved, *children} - {child.record.id})) or "-"
            problems.append(child.problem("S161", ("extends",), clause=CLAUSE, id=above, known=known))
        elif circle := _circle(child.record.id, children):
            problems.append(child.problem("S162", ("extends",), clause=CLAUSE, circle=" → ".join(circle)))
    waiting = dict(children)
    while ready := [child for child in waiting.values() if child.record.extends in resolved]:
        for child in ready:
            del waiting[child.record.id]
            try:
                resolved[child.record.id] = resolve(resolved[child.record.extends], child)
            except FindingsError as error:
                problems += error.problems
    return resolved, in_order(problems)


def _circle(start: str, children: dict[str, Bound[Refinement]]) -> list[str]:
    """The ids from ``start`` back to it, empty where the chain ends."""
    path = [start]
    while (child := children.get(path[-1])) is not None:
        above = child.record.extends
        path.append(above)
        if above == start:
            return path
        if above in path[:-1]:
            return []
    return []


def _merged(base: Node, child: Node, bound: Bound[Refinement]) -> tuple[Mapping, list[Problem]]:
    assert isinstance(base, Mapping)
    assert isinstance(child, Mapping)
    pairs = tuple((key, value) for key, value in child.pairs if key.text not in ("schema", "drop"))
    merged = _mapping(base, Mapping(pairs, child.line, child.col))
    problems: list[Problem] = []
    for at, drop in enumerate(bound.record.drop):
        smaller = _without(merged, drop.id)
        if smaller is None:
            problems.append(bound.problem("S164", ("drop", at, "id"), clause=CLAUSE, id=drop.id))
        else:
            merged = smaller
    return merged, problems


def _mapping(base: Mapping, child: Mapping) -> Mapping:
    """Both mappings, key by key; what only one has is kept, of what both have the child's, matched lists merged."""
    new = {key.text: (key, value) for key, value in child.pairs}
    pairs = []
    for key, value in base.pairs:
        if key.text not in new:
            pairs.append((key, value))
            continue
        new_key, given = new.pop(key.text)
        merged = _value(key.text, value, given)
        pairs.append((new_key if merged is given else key, merged))
    return Mapping((*pairs, *new.values()), base.line, base.col)


def _value(key: str, base: Node, child: Node) -> Node:
    if not isinstance(base, Items) or not isinstance(child, Items):
        return child
    if key == "cites":
        # What the refinement cites comes on top: the numbers that stay are still the base's.
        had = {_text(item) for item in base.items}
        return _with_items(base, (*base.items, *(item for item in child.items if _text(item) not in had)))
    return _list(base, child, BY_ID[key]) if key in BY_ID else child


def _list(base: Items, child: Items, name: str) -> Items:
    new = {_key(item, name): item for item in child.items}
    items = []
    for item in base.items:
        found = new.pop(_key(item, name), None)
        items.append(_mapping(item, found) if isinstance(item, Mapping) and isinstance(found, Mapping) else item)
    return _with_items(base, (*items, *new.values()))


def _without(node: Mapping, name: str) -> Mapping | None:
    """The scheme without a family or indicator; None where it has none of that id."""
    found = False

    def kept(items: Items) -> Items:
        nonlocal found
        left: list[Node] = []
        for item in items.items:
            if _key(item, "id") == name:
                found = True
            else:
                left.append(_with(item, "indicators", kept) if isinstance(item, Mapping) else item)
        return _with_items(items, tuple(left))

    smaller = _with(node, "families", kept)
    return smaller if found else None


def _with(node: Mapping, name: str, change: Callable[[Items], Items]) -> Mapping:
    pairs = tuple(
        (key, change(value)) if key.text == name and isinstance(value, Items) else (key, value)
        for key, value in node.pairs
    )
    return Mapping(pairs, node.line, node.col)


def _key(item: Node, name: str) -> str:
    if isinstance(item, Mapping):
        return next((_text(value) for key, value in item.pairs if key.text == name), "")
    return ""


def _text(node: Node) -> str:
    return node.text if isinstance(node, Scalar) else ""


def _with_items(items: Items, new: tuple[Node, ...]) -> Items:
    return Items(new, items.line, items.col)


def _moved(node: Node, lines: int) -> Node:
    """The tree with its lines counted from ``lines`` on."""
    if isinstance(node, Scalar):
        return node._replace(line=node.line + lines)
    if isinstance(node, Items):
        return Items(tuple(_moved(item, lines) for item in node.items), node.line + lines, node.col)
    pairs = tuple((key._replace(line=key.line + lines), _moved(value, lines)) for key, value in node.pairs)
    return Mapping(pairs, node.line + lines, node.col)


def locations(scheme: Resolved) -> Iterator[tuple[Loc, Place]]:
    """Every value of the scheme that stands in a file, with its place: the provenance of the whole."""
    yield from ((loc, scheme.origin(loc)) for loc in _leaves(scheme.bound.node, ()))


def _leaves(node: Node, loc: Loc) -> Iterator[Loc]:
    if isinstance(node, Scalar):
        yield loc
    elif isinstance(node, Items):
        for at, item in enumerate(node.items):
            yield from _leaves(item, (*loc, at))
    else:
        for key, value in node.pairs:
            yield from _leaves(value, (*loc, key.text))
