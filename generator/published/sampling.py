"""The sample of the spot check, which anybody can draw again (P1-A16; docs/spec/16-procedure.md, "The sampler").

Consistent sampling: every item gets a ticket from seed and name alone, and the smallest tickets are drawn. The items
are published before the seed is known, and the seed holds the digest of the statement that published them, so that
neither can be chosen to suit the other.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable
from fractions import Fraction

from generator.core.errors import FindingsError
from generator.published.shapes import HEX64, SLUG

KINDS = ("data", "votes")
"""What a stratum is: the figures of an indicator, or the ballots of a rater group."""

MAX_DIGITS = 200

MOST_ITEMS = 1_000_000
"""More items than a record of this size can mean: a population that claims more is not multiplied out."""

_DIGITS = re.compile(rf"[0-9]{{1,{MAX_DIGITS}}}", re.ASCII)
_STRATUM = re.compile(rf"(?:{'|'.join(KINDS)})/(?P<name>[^/]+)", re.ASCII)


def is_digits(text: str) -> bool:
    """Whether ``text`` is what a public event may give: 1 to 200 of the digits 0 to 9, nothing between them."""
    return _DIGITS.fullmatch(text) is not None


def is_stratum(text: str) -> bool:
    """Whether ``text`` is ``data/<indicator>`` or ``votes/<group>``."""
    match = _STRATUM.fullmatch(text)
    return match is not None and SLUG.fullmatch(match["name"]) is not None


def items(strata: Iterable[str], units: Collection[str], absent: Collection[str]) -> list[str]:
    """The population: ``<stratum>/<unit>`` for every pair but the ``absent`` ones, sorted by their bytes."""
    every = {f"{stratum}/{unit}" for stratum in strata for unit in units}
    return sorted(every.difference(absent))


def sample_size(share: Fraction, minimum: int, size: int) -> int:
    """How many items are drawn of ``size``: the share, rounded up, but at least ``minimum`` and at most all."""
    return min(size, max(minimum, -(-share.numerator * size // share.denominator)))


def seed_of(digits: str, materials: str) -> str:
    """The seed: the digits of the public event, a comma, and the SHA-256 (hex) of the materials statement.

    Raises FindingsError X441 where ``digits`` or ``materials`` have another form.
    """
    if not is_digits(digits) or not HEX64.fullmatch(materials):
        raise FindingsError.of("X441", clause="P1-A16", limit=MAX_DIGITS)
    return f"{digits},{materials}"


def ticket(seed: str, item: str) -> str:
    """The ticket of an item: SHA-256 (hex) of the seed, a comma and the item, in UTF-8."""
    return hashlib.sha256(f"{seed},{item}".encode()).hexdigest()


def draw(seed: str, population: Iterable[str], count: int) -> list[str]:
    """The ``count`` items with the smallest tickets, the smallest first."""
    return sorted(population, key=lambda item: ticket(seed, item))[:count]
