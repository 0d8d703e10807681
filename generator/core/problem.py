"""What is wrong, as a value: the one shape in which every stage reports.

A :class:`Problem` names a place, a message code and the parameters of the message. It holds no
sentence: sentences live in the catalogues (``generator/catalogue``) and are put together by
:mod:`generator.core.render`, so that one finding reads the same in Chinese, in English and as JSON.

A problem never carries a restricted value. Whoever makes one decides what ``params`` and
``source`` may show; see docs/SPEC.md, "Problems".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a file of the repository; lines and columns count from 1, 0 means "the whole file"."""

    path: str
    line: int = 0
    col: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding.

    ``width`` is the number of characters the caret underlines. ``source`` is the line as it may be
    shown: already masked where the field is not public, ``None`` where nothing may be shown.
    ``clause`` is the clause id that asks for the rule (``P1-A14``), empty where the rule is technical.
    """

    code: str
    place: Place
    params: dict[str, str] = field(default_factory=dict)
    source: str | None = None
    width: int = 1
    clause: str = ""

    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Order of a report: by file, then position, then code, then parameters."""
        return (self.place.path, self.place.line, self.place.col, self.code, repr(sorted(self.params.items())))


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """The problems sorted for a report, without repetitions."""
    ordered = sorted(problems, key=Problem.sort_key)
    return [p for i, p in enumerate(ordered) if i == 0 or p.sort_key() != ordered[i - 1].sort_key()]
