"""Bytes of a YAML file to a tree of text with positions, in one pass over libyaml events.

A strict subset of YAML 1.1 and 1.2 on which all readers agree (docs/spec/10-yaml.md): what is refused is refused by
its own code, and everything that is wrong in a file is reported at once. Whatever the bytes are, the answer is a tree
and a list of problems; nothing is raised, and the work is linear in the size of the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NoReturn, cast

import yaml

from generator.core.problem import Place, Problem, in_order
from generator.intake import characters, syntax
from generator.intake.node import Mapping, Node, Scalar, Sequence
from generator.intake.scalars import QUOTES, SUSPECT, ambiguity, meant_as_mapping, stray_quote
from generator.intake.shown import MARK

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 16
MAX_NODES = 200_000
MAX_PROBLEMS = 100
MAX_SHOWN = 1000

_TAB_INDENT = re.compile(r"^ *(\t)", re.MULTILINE)
# Only a key that could be a field of a model is shown; other words in its place may be names of people.
_KEY_PART = re.compile(r"\s*(?:- +)*[a-z_][a-z0-9_]*\s*(?::(?= |$)|：)")
_FIELD_NAME = re.compile(r"[a-z_][a-z0-9_]*")


def source_text(data: bytes) -> str:
    """The text of a file, without the byte order mark, for showing lines; never fails."""
    return data.decode("utf-8", errors="replace").removeprefix("\ufeff")


def read(data: bytes, path: str, *, confidential: bool = True) -> tuple[Node | None, list[Problem]]:
    """The tree of a file and everything that is wrong with its form (Y1xx), sorted by position.

    The tree is None where the file has no usable structure; otherwise it is complete even if there are problems, so
    that a model can look for more of them. With ``confidential`` source lines are shown only as far as their key.
    """
    return _Reader(path, confidential).run(data)


class _Stop(Exception):  # noqa: N818 - leaves the event loop, is no error
    """Reading further makes no sense."""


class _Reader:
    def __init__(self, path: str, confidential: bool) -> None:
        self.path, self.confidential = path, confidential
        self.problems: list[Problem] = []
        self.lines: list[str] = []
        self.text = ""
        self.usable = True
        # Whether a plain scalar with a full-width colon has been met.
        self.wide_colons = False

    def run(self, data: bytes) -> tuple[Node | None, list[Problem]]:
        root: Node | None = None
        try:
            self._decode(data)
            root = self._parse()
        except _Stop:
            pass
        except yaml.YAMLError as error:
            fault = syntax.explain(error, self._all_lines())
            # What broke the line explains its quotation marks and tabs, too.
            echoes = {("Y155", fault.line)} | ({("Y107", fault.line)} if fault.code == "Y125" else set())
            self.problems = [p for p in self.problems if (p.code, p.place.line) not in echoes]
            self._report(fault.code, fault.line, fault.col)
        return (root if self.usable else None), self._limited()

    def _decode(self, data: bytes) -> None:
        if len(data) > MAX_BYTES:
            self.problems.append(Problem("Y102", Place(self.path), {"limit": str(MAX_BYTES // 1024 // 1024)}))
            raise _Stop
        try:
            self.text = data.decode("utf-8").removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            before = data[: error.start]
            column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8").removeprefix("\ufeff")) + 1
            place = Place(self.path, before.count(b"\n") + 1, column)
            self.problems.append(Problem("Y101", place, {"byte": str(error.start + 1)}))
            raise _Stop from None
        dirty = False
        for offset, code in characters.forbidden(self.text):
            dirty = True
            if len(self.problems) > MAX_PROBLEMS:
                break
            self._report_offset(code, offset, character=characters.notation(self.text[offset]))
        if dirty:
            self.text = characters.blanked(self.text)
        if "\t" in self.text:
            for match in _TAB_INDENT.finditer(self.text):
                if len(self.problems) > MAX_PROBLEMS:
                    break
                self._report_offset("Y107", match.start(1))

    def _parse(self) -> Node | None:
        """The loop over events. Collections are lists of nodes under way; keys and values of a mapping alternate."""
        next_event: Callable[[], Any] = yaml.CSafeLoader(self.text).get_event
        scalar_event, mapping_start, sequence_start = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
        mapping_end, sequence_end = yaml.MappingEndEvent, yaml.SequenceEndEvent
        new = tuple.__new__
        # A file that holds no such sign at all spares each of its nodes the question.
        decorated = "!" in self.text or "&" in self.text
        escapes, wide = "\\" in self.text, "：" in self.text
        quotes = any(sign in self.text for sign in QUOTES)
        top: list[Node] = []
        current = top
        stack: list[tuple[list[Node], int, int]] = []
        nodes = 0
        while True:
            event = next_event()
            kind = type(event)
            if kind is scalar_event:
                nodes += 1
                start = event.start_mark
                text, style = event.value, event.style
                width = event.end_mark.index - start.index
                if decorated and (event.tag is not None or event.anchor is not None):
                    self._decoration(event)
                refused = False
                line, col = start.line + 1, start.column + 1
                if not style:
                    if text[:1] in SUSPECT and (code := ambiguity(text)) is not None:
                        refused = True
                        if text or stack:
                            self._report(code, line, col, width)
                    if wide and "：" in text:
                        self.wide_colons = True
                    if quotes and not refused and stray_quote(text):
                        refused = True
                        self._report("Y155", line, col, width)
                elif escapes and style == '"':
                    refused = self._escapes(text, line, col, width)
                # As Scalar(...) would, without the detour through its own constructor.
                current.append(new(Scalar, (text, style != "", line, col, width, refused)))
            elif kind is mapping_start or kind is sequence_start:
                nodes += 1
                start = event.start_mark
                if decorated and (event.tag is not None or event.anchor is not None):
                    self._decoration(event)
                if len(stack) >= MAX_DEPTH:
                    self._fatal("Y108", event, limit=MAX_DEPTH)
                stack.append((current, start.line + 1, start.column + 1))
                current = []
            elif kind is mapping_end:
                children = current
                current, line, col = stack.pop()
                current.append(self._mapping(children, line, col))
            elif kind is sequence_end:
                children = current
                current, line, col = stack.pop()
                if self.wide_colons:
                    for child in children:
                        self._colon(child)
                current.append(Sequence(tuple(children), line, col))
            elif kind is yaml.StreamEndEvent:
                break
            else:
                self._other(event, current, bool(top))
            if nodes > MAX_NODES:
                self._fatal("Y109", event, limit=MAX_NODES)
        return self._root(top)

    def _root(self, top: list[Node]) -> Node | None:
        root = top[0] if top else None
        if root is None or (isinstance(root, Scalar) and not root.quoted and not root.text):
            self.problems.append(Problem("Y110", Place(self.path)))
            return None
        self._colon(root)
        return root

    def _mapping(self, children: list[Node], line: int, col: int) -> Mapping:
        """Keys are looked at when the mapping is complete, all at once."""
        keys = children[::2]
        names = {key.text for key in keys if type(key) is Scalar}
        pairs = tuple(zip(keys, children[1::2], strict=True))
        if self.wide_colons or len(names) != len(keys):
            return Mapping(tuple(self._checked(pairs)), line, col)
        return Mapping(cast("tuple[tuple[Scalar, Node], ...]", pairs), line, col)

    def _checked(self, pairs: Iterable[tuple[Node, Node]]) -> Iterator[tuple[Scalar, Node]]:
        """The pairs without those whose key is no text or stood before; these are reported."""
        first: dict[str, int] = {}
        for key, value in pairs:
            if not isinstance(key, Scalar):
                self.usable = False
                self._report("Y118", key.line, key.col)
            elif key.text in first:
                name = key.text if not self.confidential or _FIELD_NAME.fullmatch(key.text) else MARK
                self._report("Y117", key.line, key.col, key.width, key=name, first_line=first[key.text])
            else:
                first[key.text] = key.line
                if isinstance(value, Scalar) and not value.text:
                    self._colon(key)
                elif value.line > key.line:
                    self._colon(value)
                yield key, value

    def _colon(self, node: Node) -> None:
        """Reports a full-width colon in a plain scalar that stands where a mapping could stand."""
        if isinstance(node, Scalar) and not node.quoted and meant_as_mapping(node.text):
            self._report("Y152", node.line, node.col + node.text.index("："))

    def _escapes(self, text: str, line: int, col: int, width: int) -> bool:
        code = characters.forbidden_in_value(text)
        if code is None:
            return False
        char = next(c for c in text if characters.forbidden_in_value(c))
        self._report(code, line, col, width, character=characters.notation(char))
        return True

    def _decoration(self, event: Any) -> None:
        self.usable = False
        mark = event.start_mark
        if event.anchor is not None:
            self._report("Y113", mark.line + 1, mark.column + 1)
        if event.tag is not None:
            self._report("Y115", mark.line + 1, mark.column + 1)

    def _other(self, event: Any, current: list[Node], has_document: bool) -> None:
        mark, end = event.start_mark, event.end_mark
        line, col = mark.line + 1, mark.column + 1
        if type(event) is yaml.AliasEvent:
            self.usable = False
            width = end.index - mark.index
            self._report("Y114", line, col, width)
            current.append(Scalar("", True, line, col, width, True))
        elif type(event) is yaml.DocumentStartEvent:
            if has_document:
                self._fatal("Y111", event)
            if event.version is not None or event.tags:
                self._report("Y112", line, col)

    def _fatal(self, code: str, event: Any, **params: str | int) -> NoReturn:
        self.usable = False
        mark = event.start_mark
        self._report(code, mark.line + 1, mark.column + 1, 1, **params)
        raise _Stop

    def _report(self, code: str, line: int, col: int, width: int = 1, **params: str | int) -> None:
        if len(self.problems) > MAX_PROBLEMS:
            return
        source, width = self._source(line, col, width)
        words = {name: str(value) for name, value in params.items()}
        self.problems.append(Problem(code, Place(self.path, line, col), words, source, width))

    def _report_offset(self, code: str, offset: int, **params: str | int) -> None:
        line = self.text.count("\n", 0, offset) + 1
        self._report(code, line, offset - self.text.rfind("\n", 0, offset), 1, **params)

    def _source(self, line: int, col: int, width: int) -> tuple[str | None, int]:
        """The line as far as it may be shown, and the caret's width on it."""
        lines = self._all_lines()
        if not 1 <= line <= len(lines) or len(lines[line - 1]) > MAX_SHOWN:
            return None, 1
        whole = characters.blanked(lines[line - 1].rstrip("\r"))
        if not self.confidential:
            return whole, max(1, min(width, len(whole) - col + 1))
        match = _KEY_PART.match(whole)
        shown = match.end() if match else len(whole) - len(whole.lstrip())
        gap = " " if match and whole[shown : shown + 1] == " " else ""
        inside = col - 1 + width <= shown
        return whole[:shown] + gap + MARK, max(width, 1) if inside else len(MARK)

    def _all_lines(self) -> list[str]:
        if not self.lines:
            self.lines = self.text.split("\n")
        return self.lines

    def _limited(self) -> list[Problem]:
        ordered = in_order(self.problems)
        if len(ordered) <= MAX_PROBLEMS:
            return ordered
        return [*ordered[:MAX_PROBLEMS], Problem("Y160", Place(self.path), {"limit": str(MAX_PROBLEMS)})]
