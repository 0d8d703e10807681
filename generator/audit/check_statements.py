"""V03 and V04: the statements' files, and who signed them."""

from __future__ import annotations

from generator.audit.evidence import Evidence, problem
from generator.audit.verdict import Fact, Findings
from generator.core.errors import FindingsError
from generator.core.problem import Problem
from generator.ledger.statements import FOLDER
from generator.signing import threshold


def check_statements(evidence: Evidence) -> Findings:
    """Exactly the files that belong, each in its one encoding, agreeing with one another (L301 to L308, C1xx)."""
    statements, problems = evidence.survey
    unread = evidence.site.problems_below(f"ledger/{FOLDER}")
    facts: dict[str, Fact] = {
        "statements": len(statements),
        "kinds": [found.statement.kind for found in statements],
        "records": sum(len(found.records) for found in statements),
        "signatures": sum(len(found.signatures) for found in statements),
    }
    return Findings(facts, (*problems, *unread))


def check_signatures(evidence: Evidence) -> Findings | None:
    """Every signature is a holder's, true, for this kind, and enough distinct holders signed (G303 to G306, G1xx)."""
    if evidence.trust is None:
        return None
    problems: list[Problem] = []
    verified = 0
    holders: set[str] = set()
    for found in evidence.statements:
        name = f"ledger/statements/{found.index}"
        trust = evidence.trust_in_force(found.index)
        if trust is None:
            return None
        try:
            signed, wrong = threshold.check_signatures(trust, found.statement, found.data, found.signatures, name)
        except FindingsError as error:
            problems += error.problems
            continue
        problems += wrong
        verified += len(found.signatures) - len(wrong)
        holders.update(holder for ids in signed.holders.values() for holder in ids)
        if signed.missing:
            missing = ", ".join(f"{role} {number}" for role, number in sorted(signed.missing.items()))
            problems.append(problem("G306", name, missing=missing))
    facts: dict[str, Fact] = {"verified": verified, "holders": sorted(holders), "statements": len(evidence.statements)}
    return Findings(facts, tuple(problems))
