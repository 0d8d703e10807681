"""One spelling for all spellings: how text is folded before anything is searched in it.

Two folds, both defined character by character, so that the fold of a text is the concatenation of the folds of
its characters and every position can be traced back to the source (docs/spec/40-leakgate.md, "Normal form"):

* *light*: compatibility decomposition, marks and invisible characters dropped, every Unicode decimal digit as
  ASCII, every separator as one of its ASCII relatives. Patterns with word boundaries run on this.
* *heavy*: the light fold in lower case, without white space and separators. Restricted values run on this.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate

ASCII_SEPARATORS = "-_.,:/|+"
_SEPARATOR_KIN = {
    "。": ".", "｡": ".", "·": ".", "・": ".", "･": ".", "•": ".", "‧": ".", "∙": ".", "⋅": ".", "․": ".",
    "、": ",", "､": ",", "⁄": "/", "∕": "/", "−": "-", "∶": ":", "¦": "|", "│": "|",
}  # fmt: skip
# Characters that draw nothing although Unicode does not class them as format characters: Hangul fillers, Braille blank.
_BLANK = {"\u115f", "\u1160", "\u3164", "\uffa0", "\u2800"}
# Full-width punctuation is in every sentence, so it is replaced first; quotation marks and brackets stay what they are.
_PUNCTUATION: tuple[tuple[str, str], ...] = (
    *((char, unicodedata.normalize("NFKD", char)) for char in "，：；（）！？"),
    ("。", "."),
    ("、", ","),
)
_UNUSUAL = re.compile("[^\x00-\x7f\u4e00-\u9fff“”‘’《》「」【】〔〕]+")
_HEAVY_DROP = bytes(range(0x21)) + b"\x7f" + ASCII_SEPARATORS.encode()
_HEAVY_CASE = bytes(range(256)).lower()
_CHUNK = 256
_CACHE_LIMIT = 100_000


class _LightTable(dict[int, str]):
    """Light fold by code point, filled in as characters are met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _light_char(chr(code))
        return folded


def _light_char(char: str) -> str:
    if char < "\x80" or "\u4e00" <= char <= "\u9fff":
        return char
    if char in _BLANK:
        return ""
    result = []
    for part in unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold()):
        category = unicodedata.category(part)
        if part in _SEPARATOR_KIN:
            result.append(_SEPARATOR_KIN[part])
        elif category in {"Mn", "Me", "Cf"}:
            continue
        elif category in {"Cs", "Co", "Cn"}:
            result.append("\ufffd")
        elif category in {"Zs", "Zl", "Zp"} or (category == "Cc" and part >= "\x80"):
            result.append(" ")
        elif category == "Pd":
            result.append("-")
        elif category == "Pc":
            result.append("_")
        elif category == "Nd":
            result.append(str(unicodedata.decimal(part)))
        else:
            result.append(part)
    return "".join(result)


_LIGHT = _LightTable()
_runs: dict[str, str] = {}


def _light_run(match: re.Match[str]) -> str:
    run = match[0]
    folded = _runs.get(run)
    if folded is None:
        folded = run.translate(_LIGHT)
        if len(_runs) < _CACHE_LIMIT and len(run) <= 16:
            _runs[run] = folded
    return folded


def light(text: str) -> bytes:
    """The light fold as UTF-8; letters of ASCII keep their case."""
    if not text.isascii():
        for char, folded in _PUNCTUATION:
            text = text.replace(char, folded)
        text = _UNUSUAL.sub(_light_run, text)
    return text.encode()


def heavy(text: str) -> bytes:
    """The heavy fold as UTF-8: what restricted values are searched in."""
    return _to_heavy(light(text))


def heavy_text(text: str) -> str:
    """The heavy fold as text."""
    return heavy(text).decode()


def _to_heavy(folded: bytes) -> bytes:
    return folded.translate(_HEAVY_CASE, _HEAVY_DROP)


@dataclass(slots=True)
class Folded:
    """A text with both folds, able to say where in the text a byte of a fold comes from."""

    text: str
    light: bytes
    heavy: bytes
    _light_ends: list[int] = field(default_factory=list)
    _heavy_ends: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, text: str) -> Folded:
        """Fold ``text`` once for every search."""
        folded = light(text)
        return cls(text, folded, _to_heavy(folded))

    def heavy_span(self, start: int, end: int) -> tuple[int, int]:
        """Characters ``[start, end)`` of the text that made the heavy bytes ``[start, end)``."""
        if not self._heavy_ends:
            self._heavy_ends = _chunk_ends(self.text, heavy)
        return self._span(start, end, self._heavy_ends, heavy)

    def light_span(self, start: int, end: int) -> tuple[int, int]:
        """The same for the light fold."""
        if not self._light_ends:
            self._light_ends = _chunk_ends(self.text, light)
        return self._span(start, end, self._light_ends, light)

    def _span(self, start: int, end: int, ends: list[int], fold: Callable[[str], bytes]) -> tuple[int, int]:
        return self._source(start, ends, fold), self._source(end - 1, ends, fold) + 1

    def _source(self, target: int, ends: list[int], fold: Callable[[str], bytes]) -> int:
        """Index of the character whose fold holds byte ``target``: the chunk by bisection, in it one by one."""
        chunk = bisect_right(ends, target)
        done = ends[chunk - 1] if chunk else 0
        for index in range(chunk * _CHUNK, len(self.text)):
            done += len(fold(self.text[index]))
            if done > target:
                return index
        return max(len(self.text) - 1, 0)


def _chunk_ends(text: str, fold: Callable[[str], bytes]) -> list[int]:
    """Length of the fold up to the end of each chunk of the text."""
    return list(accumulate(len(fold(text[start : start + _CHUNK])) for start in range(0, len(text), _CHUNK)))
