"""Every reading of a file: its text in every charset, and what that text and its packed parts decode to.

A breadth-first walk: a reading that two chains of decoders lead to is visited once, by the shorter chain.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from generator.leakgate import markup
from generator.leakgate.escapes import DECODERS, Piece
from generator.leakgate.packed import Budget, Member, members, stream_at
from generator.leakgate.runs import SEPARATOR, RunMemory, Runs, base64_runs, hex_runs

MAX_DEPTH = 4
"""Decoders one inside another. Charsets and the removal of tags are readings, not counted."""
_SMALL = 256

Locate = Callable[[int], int]


@dataclass(frozen=True, slots=True)
class Text:
    """A reading as text. ``locate`` maps a character to the byte of the file where its written form begins.

    ``intact`` is false for text picked out of bytes that are not text as a whole. ``markup`` is how often tags may
    still be taken apart: twice, as a comment may hold markup, but not a comment.
    """

    text: str
    locate: Locate
    chain: tuple[str, ...] = ()
    depth: int = 0
    intact: bool = True
    markup: int = 2


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
_USUAL = re.compile(r"[\t\n\r -~\u00b7\u2000-\u206f\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
_USUAL_SHARE = 0.8
_PICKED_MIN = 6
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_GAP = "\ufffd"


@dataclass(slots=True)
class Walk:
    """One file's readings. ``whole`` also yields documents with their tags, for values that hold ``<`` or ``>``."""

    budget: Budget
    memory: RunMemory
    tags: markup.TagMemory
    whole: bool = False
    _seen: set[int] = field(default_factory=set)

    def file(self, data: bytes) -> Iterator[Text | Octets]:
        """All readings of a file's bytes; raises TooLargeError and ClosedContainerError."""
        return self._walk(Octets(data, lambda index: index))

    def text(self, text: str) -> Iterator[Text | Octets]:
        """All readings of a text that is not the content of a file (a file's name)."""
        return self._walk(Text(text, lambda index: index))

    def _walk(self, root: Text | Octets) -> Iterator[Text | Octets]:
        waiting: deque[Text | Octets] = deque([root])
        while waiting:
            item = waiting.popleft()
            if isinstance(item, Octets):
                if item.depth:
                    self.budget.spend(len(item.data))
                yield item
                waiting.extend(_texts_of_runs(item) if item.starts else _texts_of(item))
                if item.depth < MAX_DEPTH:
                    waiting.extend(_unpacked(item, self.budget))
                continue
            # A text whose tags are not taken apart says less than the same text whose tags are.
            key = hash((item.text, item.markup if "<" in item.text else 0))
            if key in self._seen or not item.text:
                continue
            self._seen.add(key)
            if item.chain:
                self.budget.spend(len(item.text))
            known = self.tags if item.intact and not item.chain else None
            split = markup.parts(item.text, known) if item.markup else None
            if split is None or self.whole:
                yield item
            waiting.extend(self._decoded(item) if split is None else _apart(item, split))

    def _decoded(self, item: Text) -> Iterator[Text | Octets]:
        """What a text decodes to."""
        if item.depth >= MAX_DEPTH:
            return
        plain = item.text.isascii()
        for decoder in DECODERS:
            if decoder.mark not in item.text or (plain and not decoder.mark):
                continue
            for piece in decoder.pieces(item.text):
                chain = (*item.chain, decoder.name)
                yield Text(
                    piece.text, _through(piece, item), chain, item.depth + 1, item.intact, 2 * piece.has_new_markup
                )
        self.memory.top = item.depth == 0
        for runs in (base64_runs(item.text, self.memory), hex_runs(item.text, self.memory)):
            if runs is not None:
                chain = (*item.chain, runs.form)
                yield Octets(runs.data, _through(runs, item), chain, item.depth + 1, tuple(runs.starts()))


def _apart(item: Text, split: tuple[markup.Part, markup.Part]) -> Iterator[Text]:
    """Text and markup, to be decoded separately; comments may hold markup again."""
    between, inside = split
    yield Text(between.text, _through(between, item), item.chain, item.depth, item.intact, 0)
    yield Text(inside.text, _through(inside, item), item.chain, item.depth, item.intact, item.markup - 1)


def _through(step: Piece | markup.Part | Runs, item: Text) -> Locate:
    return lambda index: item.locate(step.source(index))


def _unpacked(item: Octets, budget: Budget) -> Iterator[Octets]:
    found: list[Member] = list(members(item.data, budget))
    found += [member for start in item.starts[1:] for member in stream_at(item.data, start, budget)]
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


def _texts_of_runs(item: Octets) -> Iterator[Text]:
    """Decoded runs as text. Most are no text at all: UTF-8 is picked out, other charsets must fit a whole run."""
    found: dict[str, list[tuple[int, str]]] = {}
    picked = list(_picked(item.data, _CHARSETS[0]))
    if picked:
        found["utf-8"] = picked
    for start, end in zip(item.starts, (*(start - len(SEPARATOR) for start in item.starts[1:]), None), strict=True):
        run = item.data[start:end]
        for charset in _CHARSETS[1:]:
            text = _usual_text(run, charset.codec)
            if text:
                found.setdefault(charset.codec, []).append((start, text))
    for codec, parts in found.items():
        chain = item.chain if codec == "utf-8" else (*item.chain, codec)
        yield Text(
            _GAP.join(part for _, part in parts),
            _picked_from(parts, codec, item.locate),
            chain,
            item.depth,
            intact=False,
        )


def _usual_text(run: bytes, codec: str) -> str:
    """The run in this charset; nothing where that is not mostly Chinese and ASCII, or says no more than UTF-8 does."""
    if len(run) < _PICKED_MIN or (codec == "gb18030" and run.isascii()):
        return ""
    # A single byte may be left over at the end of a run that was cut.
    try:
        text = (run if codec == "gb18030" else run[: len(run) // 2 * 2]).decode(codec)
    except UnicodeDecodeError:
        return ""
    return text if len(_USUAL.findall(text)) >= _USUAL_SHARE * len(text) else ""


def _encoded_up_to(text: str, locate: Locate) -> Locate:
    return lambda index: locate(len(text[:index].encode()))


def _picked(data: bytes, charset: _Charset) -> Iterator[tuple[int, str]]:
    """Stretches of usual text; for charsets of two bytes also the reading that begins one byte later."""
    for match in charset.shape.finditer(data):
        if match.end() - match.start() < _PICKED_MIN:
            continue
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
