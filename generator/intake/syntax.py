"""What a YAML syntax error means to the person who made it.

libyaml says in English what its grammar missed. Here that becomes one of our codes, after a look at whether the line
holds one of the usual slips of Chinese input: a full-width colon, comma, quote or dash, or a tab.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import yaml

_REASONS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (code, re.compile(pattern))
    for code, pattern in (
        ("Y115", r"tag handle|tag URI|parsing a tag|scanning a tag"),
        ("Y112", r"directive|incompatible YAML document"),
        ("Y135", r"scanning an anchor|scanning an alias"),
        ("Y131", r"escape|hexdecimal"),
        ("Y128", r"quoted scalar"),
        ("Y134", r"scanning a block scalar"),
        ("Y126", r"mapping values are not allowed"),
        ("Y127", r"could not find expected ':'"),
        ("Y129", r"flow (?:sequence|mapping)"),
        ("Y130", r"cannot start any token"),
        ("Y136", r"<document start>"),
        ("Y133", r"node content"),
        ("Y132", r"block (?:collection|mapping|sequence)|mapping keys are not allowed|tab character"),
    )
)

_COLON = re.compile(r"\s*(?:- +)*[^\s:：#\"'，。；][^:：#\"'，。；]{0,40}(?P<at>：)|[\[{,][^:：,，]{0,40}(?P<flow>：)")
_QUOTE = re.compile(r"(?:: +|- +|[\[{,，] *)(?P<at>[“”‘’＂＇「」])")
_COMMA = re.compile(r"[\[{][^#]*?(?P<at>[，、])")
_DASH = re.compile(r"\s*(?P<at>[－—–−])")
_TAB = re.compile(r"[^#]*?(?P<at>\t)")

# The patterns search; on a line of a million brackets that would take for ever.
_LOOKED_AT = 400

_SLIPS = (("Y121", _COLON), ("Y122", _QUOTE), ("Y123", _COMMA), ("Y124", _DASH), ("Y125", _TAB))


class SyntaxFault(NamedTuple):
    """A code and where it belongs (from 1)."""

    code: str
    line: int
    col: int


def explain(error: yaml.YAMLError, lines: list[str]) -> SyntaxFault:
    """The most helpful code for a syntax error of libyaml: Y112, Y115, Y120-Y136."""
    problem = str(getattr(error, "problem", None) or "")
    context = str(getattr(error, "context", None) or "")
    mark = getattr(error, "problem_mark", None)
    opened = getattr(error, "context_mark", None)
    reason = f"{context}; {problem}"
    code = next((code for code, pattern in _REASONS if pattern.search(reason)), "Y120")
    if code in ("Y112", "Y127", "Y128", "Y129") and opened is not None:
        # The end of the file says little; what was opened and never closed is the place to look at.
        mark = opened
    at = SyntaxFault(code, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1)
    at = at._replace(line=max(1, min(at.line, len(lines))))
    near = [at.line]
    if code in ("Y126", "Y127", "Y132", "Y120"):
        near.append(_previous(lines, at.line))
    for number in near:
        if number and (slip := _slip(lines[number - 1][:_LOOKED_AT])):
            return SyntaxFault(slip[0], number, slip[1] + 1)
    return at


def _slip(line: str) -> tuple[str, int] | None:
    for code, pattern in _SLIPS:
        match = pattern.match(line) if pattern in (_COLON, _DASH, _TAB) else pattern.search(line)
        if match is None and pattern is _COLON:
            match = pattern.search(line) if "{" in line or "[" in line else None
        if match is not None:
            return code, max(match.start(name) for name in match.groupdict())
    return None


def _previous(lines: list[str], number: int) -> int:
    """The line before ``number`` that is not blank, 0 if there is none."""
    return next((n for n in range(number - 1, 0, -1) if lines[n - 1].strip()), 0)
