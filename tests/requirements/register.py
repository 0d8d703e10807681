"""What has to hold of every assessment, R1 to R33, each with the clauses that ask for it (domain requirements)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Requirement(NamedTuple):
    """A requirement: what must hold, and the clauses behind it; none where it is a matter of the craft alone."""

    text: str
    clauses: tuple[str, ...]


REGISTER: Mapping[int, Requirement] = {
    1: Requirement("every number cites a clause or a basis", ("P1-A1",)),
    2: Requirement("the scheme covers what the regulation wants assessed", ("P1-A3", "P1-A4", "P1-A8", "P2-2.2(3)")),
    3: Requirement("weights sum exactly", ("P2-1.2(2)",)),
    4: Requirement("the scheme is known before anything is put in", ("P1-A12", "P2-3.2(1)")),
    5: Requirement("everybody is on the roster, once", ("P1-A6", "P2-1.2(1)")),
    6: Requirement("both parts, or no total", ("P1-A7", "P1-A13")),
    7: Requirement("every figure has its source", ("P1-A14",)),
    8: Requirement("opinions are heard in several ways", ("P1-A15",)),
    9: Requirement("the spot check can be drawn again", ("P1-A16",)),
    10: Requirement("opinion, comments, report, meeting, decision, notice in this order", ("P1-A17", "P1-A18")),
    11: Requirement("every comment is answered and every difference explained", ("P1-A17",)),
    12: Requirement("quorum and stepping aside", ("P1-A18",)),
    13: Requirement("separate duties", ("P1-A22",)),
    14: Requirement("three years of validity", ("P1-A25",)),
    15: Requirement("the quota and how it is rounded", ("P1-A18",)),
    16: Requirement("special cases by the table", ("P1-A6", "P1-A18")),
    17: Requirement("posted for at least five working days", ("P2-3.2(4)",)),
    18: Requirement("appeals in time, and nobody worse off", ("P1-A23",)),
    19: Requirement("a ring for every field", ("P2-5.1",)),
    20: Requirement("what is published pins nobody's vote", ("P2-5.1",)),
    21: Requirement("no personal identifiers and no secrecy marks", ("P2-5.1",)),
    22: Requirement("signatures by keys in force", ("P1-A22",)),
    23: Requirement("history only grows", ("P1-A23",)),
    24: Requirement("the same inputs give the same bytes", ()),
    25: Requirement("catalogue and downloads", ("P2-4.3",)),
    26: Requirement("exact arithmetic", ("P2-3.2(3)",)),
    27: Requirement("secrets are refused", ("P2-5.1",)),
    28: Requirement("people decide, never the program", ("P1-A18", "P1-A19", "P1-A24")),
    29: Requirement("interpretations and errata are public", ("P1-A26",)),
    30: Requirement("what changed from the year before", ("P1-A10",)),
    31: Requirement("outside within twenty working days", ("P2-3.2(4)",)),
    32: Requirement("what is withheld is listed with its reason", ("P2-3.2(4)", "P2-5.1")),
    33: Requirement("an auditor needs public files only", ("P2-4.3",)),
}
