"""What the builder says about the site configuration, without what must not be said.

The builder knows nothing restricted, so it cannot know that the words it quotes are. The office's side does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from generator.core.problem import Place, Problem
from generator.leakgate.packed import ClosedContainerError, TooLargeError
from generator.leakgate.request import Request
from generator.leakgate.scan import Scanner

MASK = "…"


def masked(problems: Iterable[Problem], restricted: Sequence[str], public: Sequence[str]) -> list[Problem]:
    """The problems with a mask for each parameter, and for each file name, in which the leak gate finds anything.

    ``restricted`` and ``public`` are the texts of the leak gate's request (docs/spec/40-leakgate.md, "Request").
    """
    scanner = Scanner(Request(values=tuple(restricted), expected=frozenset(), public=tuple(public)))
    return [
        replace(
            problem,
            place=_masked_place(scanner, problem.place),
            params={name: MASK if _leaks(scanner, text) else text for name, text in problem.params.items()},
        )
        for problem in problems
    ]


def _masked_place(scanner: Scanner, place: Place) -> Place:
    if not _leaks(scanner, place.path):
        return place
    parts = (MASK if _leaks(scanner, part) else part for part in place.path.split("/"))
    path = "/".join(parts)
    return replace(place, path=MASK if _leaks(scanner, path) else path)


def _leaks(scanner: Scanner, text: str) -> bool:
    try:
        return bool(scanner.name(text))
    except (TooLargeError, ClosedContainerError):
        return True
