"""What must not be in this system at all, not even confidential: state secrets, identity numbers, keys (P2-5.1).

The leak gate looks for the same patterns in what goes out; here they are refused where they come in, whatever the ring
of the field. Nothing of the text is shown. Source: docs/spec/14-sealed.md and docs/spec/40-leakgate.md, "Patterns".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.core.problem import Place, Problem
from generator.intake.repository import Office
from generator.leakgate import patterns
from generator.leakgate.normal import Folded

CLAUSE = "P2-5.1"
CODES = {
    "secrecy_mark": "R228",
    "resident_id": "R229",
    "mobile": "R229",
    "bank_card": "R229",
    "private_key": "R229",
}
"""The finding for each kind of pattern that is never an input; addresses of offices are, and so are canaries."""

_HINT = re.compile(r"密|\d(?:\W*\d){10}|PRIVATE|PuTTY|secret|openssh", re.IGNORECASE)
"""What a line has that is worth a closer look; nearly none has."""


def check(office: Office) -> Iterator[Problem]:
    """R228 a secrecy mark, R229 an identifier of a person or a private key, one finding for each line."""
    for bound in office.records():
        for number, line in enumerate(bound.text.splitlines(), 1):
            found = patterns.find(Folded.of(line)) if _HINT.search(line) else ()
            for code in sorted({CODES[mark.kind] for mark in found if mark.kind in CODES}):
                yield Problem(code, Place(bound.path, number, 1), clause=CLAUSE)
