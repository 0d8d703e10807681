"""The code tables of docs/spec/22-witnesses.md are complete, and its keys are those that it says."""

from __future__ import annotations

import re

from generator.core import messages
from tests.ledger.witnesses import SPEC

OWN = r"L1[789]\d|L20\d|A30\d|U14[234]"


def test_every_code_of_the_witnesses_is_explained() -> None:
    listed = set(re.findall(rf"\b(?:{OWN})\b", SPEC))
    for first, last in re.findall(r"\b([LAU]\d{3})–([LAU]\d{3})\b", SPEC):
        listed |= {f"{first[0]}{number:03d}" for number in range(int(first[1:]), int(last[1:]) + 1)}
    known = {code for code in messages.catalogue() if re.fullmatch(OWN, code)}
    assert {code for code in listed if re.fullmatch(OWN, code)} == known
