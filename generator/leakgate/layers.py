"""Every reading of a file: its text in every charset, and what that text and its packed parts decode to.

A breadth-first walk: a reading that two chains of decoders lead to is visited once, by the shorter chain.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from generator.leakgate.escapes import DECODERS, Bare, Piece, without_tags
from generator.leakgate.packed import Budget, Member, members, starts_zlib
from generator.leakgate.runs import Runs, base64_runs, hex_runs

MAX_DEPTH = 4
"""Decoders one inside another. Charsets and the removal of tags are readings, not counted."""
_SMALL = 1024

Locate = Callable[[int], int]


@dataclass(frozen=True, slots=True)
class Text:
    """A reading as text. ``locate`` maps a character to the byte of the file where its written form begins.

    ``intact`` is false for text picked out of bytes that are not text as a whole.
    """

    text: str
    locate: Locate
    chain: tuple[str, ...] = ()
    depth: int = 0
    intact: bool = True
    markup: bool = True


@dataclass(frozen=True, slots=True)
class Octets:
    """Bytes of a file or of a packed part. ``starts`` are places at which a packed stream may begin."""

    data: bytes
    locate: Locate
    chain: tuple[str, ...] = ()
    depth: int = 0
    starts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Charset:
    """A charset and the shape of its usual text, by which text is picked out of other bytes."""

    codec: str
    shape: re.Pattern[bytes]


_USUAL_UTF8 = rb"[\t\n\r\x20-\x7e]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
_USUAL_GB = rb"[\t\n\r\x20-\x7e]|[\x81-\xfe][\x40-\x7e\x80-\xfe]|[\x81-\xfe][0-9][\x81-\xfe][0-9]"
_USUAL_LE = rb"[\t\n\r\x20-\x7e]\x00|[\x00-\xff][\x20\x26\x30\x34-\x9f\xf9\xfa\xfe\xff]"
_USUAL_BE = rb"\x00[\t\n\r\x20-\x7e]|[\x20\x26\x30\x34-\x9f\xf9\xfa\xfe\xff][\x00-\xff]"
_CHARSETS = (
    _Charset("utf-8", re.compile(b"(?:" + _USUAL_UTF8 + b"){3,}")),
    _Charset("gb18030", re.compile(b"(?:" + _USUAL_GB + b"){3,}")),
    _Charset("utf-16-le", re.compile(b"(?:" + _USUAL_LE + b"){3,}", re.S)),
    _Charset("utf-16-be", re.compile(b"(?:" + _USUAL_BE + b"){3,}", re.S)),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_GAP = "\ufffd"


def readings(data: bytes, budget: Budget) -> Iterator[Text | Octets]:
    """All readings of a file's bytes, the plain one first.

    Raises TooLargeError and ClosedContainerError.
    """
    yield from _walk(Octets(data, lambda index: index), budget)


def text_readings(text: str, budget: Budget) -> Iterator[Text | Octets]:
    """All readings of a text that is not the content of a file (a file's name)."""
    yield from _walk(Text(text, lambda index: index), budget)


def _walk(root: Text | Octets, budget: Budget) -> Iterator[Text | Octets]:
    seen: set[int] = set()
    waiting: deque[Text | Octets] = deque([root])
    while waiting:
        item = waiting.popleft()
        if isinstance(item, Octets):
            if item.depth:
                budget.spend(len(item.data))
            yield item
            waiting.extend(_texts_of(item))
            if item.depth < MAX_DEPTH:
                waiting.extend(_unpacked(item, budget))
            continue
        # A text whose tags are not taken apart says less than the same text whose tags are.
        key = hash((item.text, item.markup and "<" in item.text))
        if key in seen or not item.text:
            continue
        seen.add(key)
        split = markup.parts(item.text) if item.markup else None
        if split is not None:
            between, inside = split
            waiting.append(Text(between.text, _through(between, item), item.chain, item.depth, item.intact, False))
            waiting.append(Text(inside.text, _through(inside, item), item.chain, item.depth, item.intact))
            if not self._whole_documents:
                continue
        if item.chain:
            budget.spend(len(item.text))
        yield item
        if split is None:
            waiting.extend(_decoded(item, seen))


def _decoded(item: Text, seen: set[int]) -> Iterator[Text | Octets]:
    """What a text decodes to."""
    if item.depth >= MAX_DEPTH:
        return
    for decoder in DECODERS:
        for piece in decoder.pieces(item.text):
            chain = (*item.chain, decoder.name)
            yield Text(piece.text, _through(piece, item), chain, item.depth + 1, item.intact, piece.has_new_markup)
    for runs in (base64_runs(item.text, seen), hex_runs(item.text, seen)):
        if runs is not None:
            locate = _through(runs, item)
            yield Octets(runs.data, locate, (*item.chain, runs.form), item.depth + 1, tuple(runs.starts()))


def _through(step: Piece | Bare | Runs, item: Text) -> Locate:
    return lambda index: item.locate(step.source(index))


def _unpacked(item: Octets, budget: Budget) -> Iterator[Octets]:
    found: list[Member] = list(members(item.data, budget))
    for start in item.starts:
        if start and starts_zlib(item.data[start : start + 2]):
            rest = item.data[start:]
            found += [Member(start + m.start, m.form, m.data) for m in members(rest, budget) if m.form == "zlib"]
    for member in found:
        yield Octets(member.data, _fixed(item.locate(member.start)), (*item.chain, member.form), item.depth + 1)


def _fixed(offset: int) -> Locate:
    return lambda index: offset


def _texts_of(item: Octets) -> Iterator[Text]:
    """The bytes as text: as UTF-8 where they are that, and else whatever text each charset finds in them."""
    try:
        text = item.data.decode("utf-8")
    except UnicodeDecodeError:
        charsets = list(_CHARSETS)
    else:
        yield Text(text, _encoded_up_to(text, item.locate), item.chain, item.depth)
        if len(item.data) > _SMALL and not _CONTROL.search(text):
            return
        charsets = list(_CHARSETS[1:])
    for charset in charsets:
        parts = list(_picked(item.data, charset))
        if charset.codec == "gb18030":
            # Plain ASCII says nothing that the reading as UTF-8 did not say.
            parts = [(start, part) for start, part in parts if not part.isascii()]
        if parts:
            chain = item.chain if charset.codec == "utf-8" else (*item.chain, charset.codec)
            joined = _GAP.join(part for _, part in parts)
            yield Text(joined, _picked_from(parts, charset.codec, item.locate), chain, item.depth, intact=False)


def _encoded_up_to(text: str, locate: Locate) -> Locate:
    return lambda index: locate(len(text[:index].encode()))


def _picked(data: bytes, charset: _Charset) -> Iterator[tuple[int, str]]:
    """Stretches of usual text; for charsets of two bytes also the reading that begins one byte later."""
    for match in charset.shape.finditer(data):
        yield match.start(), match[0].decode(charset.codec, "replace")
        if charset.codec != "utf-8":
            shifted = charset.shape.match(data, match.start() + 1)
            if shifted:
                yield shifted.start(), shifted[0].decode(charset.codec, "replace")


def _picked_from(parts: list[tuple[int, str]], codec: str, locate: Locate) -> Locate:
    def place(index: int) -> int:
        for start, part in parts:
            if index < len(part):
                return locate(start + len(part[:index].encode(codec, "replace")))
            index -= len(part) + len(_GAP)
        return locate(parts[-1][0])

    return place
