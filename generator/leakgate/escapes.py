"""Ways to write text as other text: entities, backslash escapes, percent-encoding and their kin, undone.

Each decoder rewrites the escapes of a text and hands back *pieces*: the rewritten places with their
surroundings, so that a value of which only some characters are escaped is found, and a large file with one escape
does not cost a second scan.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from html.entities import html5

MARGIN = 512
"""Characters kept on each side of a rewritten place."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters ``[start, end)`` of the text before became ``text``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a rewritten text that begins at character ``start`` of the text before."""

    start: int
    text: str
    edits: tuple[Edit, ...]

    def source(self, index: int) -> int:
        """The character of the text before that made character ``index`` of the piece."""
        here, there = 0, self.start
        for edit in self.edits:
            if index < here + edit.start - there:
                break
            here += edit.start - there
            if index < here + len(edit.text):
                return edit.start
            here, there = here + len(edit.text), edit.end
        return there + index - here

    @property
    def has_new_markup(self) -> bool:
        """Whether an escape stood for ``<``, so that tags may have appeared."""
        return any("<" in edit.text for edit in self.edits)


@dataclass(frozen=True, slots=True)
class Decoder:
    """One way of writing. ``rewrite`` undoes one match of ``pattern``.

    ``mark`` occurs in every text written in this way; an empty mark means "some character that is not ASCII".
    """

    name: str
    mark: str
    pattern: re.Pattern[str]
    rewrite: Callable[[str], str]

    def pieces(self, text: str) -> Iterator[Piece]:
        """The rewritten parts of ``text``; none where nothing is written in this way."""
        edits: list[Edit] = []
        for match in self.pattern.finditer(text):
            changed = self.rewrite(match[0])
            if changed == match[0]:
                continue
            edit = Edit(match.start(), match.end(), changed)
            if edits and edit.start - edits[-1].end > 2 * MARGIN:
                yield _piece(text, edits)
                edits = []
            edits.append(edit)
        if edits:
            yield _piece(text, edits)


def _piece(text: str, edits: list[Edit]) -> Piece:
    start = max(edits[0].start - MARGIN, 0)
    parts: list[str] = []
    at = start
    for edit in edits:
        parts += (text[at : edit.start], edit.text)
        at = edit.end
    parts.append(text[at : at + MARGIN])
    return Piece(start, "".join(parts), tuple(edits))


def _character(code: int) -> str:
    return chr(code) if code < 0x110000 else "\ufffd"


def _octets(data: bytes, otherwise: str) -> str:
    """Octets as the text they most likely are: UTF-8, else GB18030, else ``otherwise``."""
    for codec in ("utf-8", "gb18030"):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return otherwise


def _utf16(units: list[int]) -> str:
    data = b"".join(unit.to_bytes(2, "big") for unit in units)
    return data.decode("utf-16-be", "surrogatepass")


def _json(escape: str) -> str:
    kind = escape[1]
    if kind == "u" and escape[2] != "{":
        return _utf16([int(part, 16) for part in escape.split("\\u")[1:]])
    if kind in "uU":
        return _character(int(escape[2:].strip("{}"), 16))
    if kind == "x":
        data = bytes.fromhex(escape.replace("\\x", ""))
        return _octets(data, data.decode("latin-1"))
    return {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "\n": ""}.get(kind, kind)


def _css(escape: str) -> str:
    return _character(int(escape[1:].strip(), 16))


def _octal(escape: str) -> str:
    data = bytes(int(part, 8) & 0xFF for part in escape.split("\\")[1:])
    return _octets(data, data.decode("latin-1"))


_HEX_PAIR = re.compile(r"[%=]([0-9A-Fa-f]{2})")


def _marked_bytes(escape: str) -> bytes:
    """The octets of a text in which some are written as a mark and two hex digits."""
    parts = _HEX_PAIR.split(escape)
    return b"".join(bytes.fromhex(part) if i % 2 else part.encode() for i, part in enumerate(parts))


def _percent(escape: str) -> str:
    return _marked_bytes(escape).decode("utf-8", "replace")


def _percent_gbk(escape: str) -> str:
    data = _marked_bytes(escape)
    try:
        # Chinese in valid UTF-8 is not GB18030; two-byte sequences alone may be either.
        if max(data.decode("utf-8")) >= "\u0800":
            return escape
    except UnicodeDecodeError:
        pass
    return data.decode("gb18030", "replace")


def _percent_u(escape: str) -> str:
    return _utf16([int(part, 16) for part in re.split("%[uU]", escape)[1:]])


def _quoted(escape: str) -> str:
    return _percent(re.sub(r"=[ \t]*\r?\n", "", escape))


def _quoted_gbk(escape: str) -> str:
    return _percent_gbk(re.sub(r"=[ \t]*\r?\n", "", escape))


def _punycode(label: str) -> str:
    try:
        return label[4:].encode().decode("punycode")
    except (UnicodeError, OverflowError, ValueError):
        return label


def _latin(run: str) -> str:
    """UTF-8 or GB18030 that was once read as Latin-1."""
    return _octets(run.encode("latin-1"), run)


def _two_byte(run: str) -> str:
    """GB18030 that happens to be valid UTF-8 and was read as such."""
    return run.encode().decode("gb18030", "replace")


_NUMERAL = "〇零○一二三四五六七八九壹贰貳叁參肆伍陆陸柒捌玖幺两"
_NUMERALS = str.maketrans(_NUMERAL, "00012345678912233456678912")


def _numerals(run: str) -> str:
    return run.translate(_NUMERALS)


_LEGACY = "|".join(sorted((name for name in html5 if not name.endswith(";")), key=len, reverse=True))
_ASCII_TAIL = r"[0-9A-Za-z@\[\\\]^_`{|}~]"

# Every pattern begins with a literal where it can: the engine then skips to the next place at memory speed.
DECODERS: tuple[Decoder, ...] = (
    # The `html` module knows every named reference, and which of them may go without a semicolon.
    Decoder(
        "html entities",
        "&",
        re.compile(rf"&(?:#[0-9]{{1,64}};?|#[xX][0-9a-fA-F]{{1,64}};?|[A-Za-z][A-Za-z0-9]{{1,31}};|{_LEGACY})"),
        unescape,
    ),
    Decoder(
        "json escapes",
        "\\",
        re.compile(
            r"\\(?:u[0-9a-fA-F]{4}(?:\\u[0-9a-fA-F]{4})*|u\{[0-9a-fA-F]{1,8}\}|U[0-9a-fA-F]{8}"
            r"|x[0-9a-fA-F]{2}(?:\\x[0-9a-fA-F]{2})*|[nrtbfv/\"'\\\n])"
        ),
        _json,
    ),
    Decoder("css escapes", "\\", re.compile(r"\\[0-9a-fA-F]{2,6}(?:\r\n|[ \t\r\n\f])?"), _css),
    Decoder("octal escapes", "\\", re.compile(r"\\[0-3][0-7]{2}(?:\\[0-3][0-7]{2})*"), _octal),
    Decoder("percent-encoding", "%", re.compile(r"%[0-9A-Fa-f]{2}(?:%[0-9A-Fa-f]{2})*"), _percent),
    Decoder(
        "percent-encoding",
        "%",
        re.compile(rf"%[89A-Fa-f][0-9A-Fa-f](?:%[0-9A-Fa-f]{{2}}|{_ASCII_TAIL})*"),
        _percent_gbk,
    ),
    Decoder("percent-encoding", "%", re.compile(r"%[uU][0-9A-Fa-f]{4}(?:%[uU][0-9A-Fa-f]{4})*"), _percent_u),
    # Lower-case digits are against RFC 2045 and usual in addresses (`?a=20`), so they count only several in a row.
    Decoder(
        "quoted-printable",
        "=",
        re.compile(
            r"=(?:[2-9A-F][0-9A-F]|[ \t]*\r?\n|[2-9a-f][0-9a-f](?:=[2-9a-f][0-9a-f]){2})"
            r"(?:=(?:[2-9A-Fa-f][0-9A-Fa-f]|[ \t]*\r?\n))*"
        ),
        _quoted,
    ),
    Decoder(
        "quoted-printable",
        "=",
        re.compile(rf"=[89A-F][0-9A-F](?:=[ \t]*\r?\n|=[0-9A-F]{{2}}|{_ASCII_TAIL})*"),
        _quoted_gbk,
    ),
    Decoder("punycode", "xn--", re.compile(r"xn--[A-Za-z0-9-]+", re.I), _punycode),
    Decoder("latin-1 misreading", "", re.compile(r"[\x80-\xff]{6,}"), _latin),
    Decoder("gb18030", "", re.compile(r"[\x80-\u07ff][\x21-\x7e\x80-\u07ff]{2,}"), _two_byte),
    Decoder("chinese numerals", "", re.compile(f"[{_NUMERAL}][0-9{_NUMERAL}]{{5,}}"), _numerals),
)
