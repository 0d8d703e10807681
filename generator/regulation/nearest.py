"""The nearest known names to a mistyped one, for the hints of messages."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

SHOWN = 40
NEAR_SEPARATOR = " / "


def nearest(name: str, known: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """At most ``count`` of ``known``, the likeliest first; ties keep the order of ``known``.

    Full-width forms, letter case and blanks do not count as differences: ``p2-2.2（3）`` is nearest to ``P2-2.2(3)``.
    """
    wanted = _plain(name)
    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    scored = []
    for position, candidate in enumerate(known):
        matcher.set_seq1(_plain(candidate))
        scored.append((-matcher.ratio(), position, candidate))
    return tuple(candidate for _, _, candidate in sorted(scored)[:count])


def shown(name: str) -> str:
    """``name`` as it may stand in a message: without control characters, cut after ``SHOWN`` characters."""
    clean = "".join(char for char in name if char.isprintable())
    return clean if len(clean) <= SHOWN else clean[:SHOWN] + "…"


def _plain(name: str) -> str:
    # Cut before comparing: the cost of a comparison grows with the square of the length.
    return "".join(unicodedata.normalize("NFKC", name[: 2 * SHOWN]).casefold().split())
