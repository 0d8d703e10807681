"""V03 and V04: the statements' files, and who signed them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.audit.evidence import Evidence, problem
from generator.audit.verdict import Fact, Findings
from generator.core.errors import FindingsError
from generator.core.problem import Problem
from generator.ledger.statements import FOLDER, PublishedStatement
from generator.published.trust import COMPROMISED, Trust
from generator.published.vocabulary import act_of
from generator.published.withdrawal import LIST, list_bytes
from generator.signing import threshold


def check_statements(evidence: Evidence) -> Findings:
    """Exactly the files that belong, each in its one encoding, agreeing with one another (L301 to L308, C1xx).

    A record is missing only where a later statement withdraws it (L210 to L215), and the list of those says so (A370).
    """
    statements, problems = evidence.survey
    unread = evidence.site.problems_below(f"ledger/{FOLDER}")
    withdrawn = [item.withdrawal for found in statements for item in found.withdrawn.values()]
    if evidence.site.ledger().get(LIST) != withdrawn_list(statements):
        problems = [*problems, problem("A370", f"ledger/{LIST}")]
    facts: dict[str, Fact] = {
        "statements": len(statements),
        "kinds": [act_of(found.statement.kind, found.statement.step) for found in statements],
        "records": sum(len(found.records) for found in statements),
        "signatures": sum(len(found.signatures) for found in statements),
        "withdrawn": len(withdrawn),
    }
    return Findings(facts, (*problems, *unread))


def withdrawn_list(statements: Sequence[PublishedStatement]) -> bytes | None:
    """The list of withdrawn records that a site has beside its ledger; None where nothing was withdrawn."""
    withdrawn = [item.withdrawal for found in statements for item in found.withdrawn.values()]
    return list_bytes(withdrawn) if withdrawn else None


def check_signatures(evidence: Evidence) -> Findings | None:
    """Every signature is a holder's, true, for this kind, and enough distinct holders signed (G303 to G306, G1xx)."""
    if evidence.trust is None:
        return None
    problems: list[Problem] = []
    verified = 0
    holders: set[str] = set()
    compromised = _compromised(evidence)
    depending: list[str] = []
    for found in evidence.statements:
        trust = evidence.trust_in_force(found.index)
        if trust is None:
            return None
        try:
            signed, wrong = _check(evidence, trust, found, found.signatures)
            untouched = {key: data for key, data in found.signatures.items() if key not in compromised}
            without = _check(evidence, trust, found, untouched)[0] if len(untouched) < len(found.signatures) else signed
        except FindingsError as error:
            problems += error.problems
            continue
        problems += wrong
        verified += len(found.signatures) - len(wrong)
        holders.update(holder for ids in signed.holders.values() for holder in ids)
        if signed.missing:
            missing = threshold.counted(signed.missing)
            problems.append(problem("G306", f"ledger/statements/{found.index}", missing=missing))
        elif without.missing:
            depending.append(str(found.index))
    facts: dict[str, Fact] = {
        "verified": verified,
        "holders": sorted(holders),
        "statements": len(evidence.statements),
        "compromised": sorted(compromised),
        "depending": depending,
    }
    return Findings(facts, tuple(problems))


def _check(
    evidence: Evidence, trust: Trust, found: PublishedStatement, signatures: Mapping[str, bytes]
) -> tuple[threshold.Signed, list[Problem]]:
    name = f"ledger/statements/{found.index}"
    successor = evidence.trusts.set_at(found.index)
    return threshold.check_signatures(trust, found.statement, found.data, signatures, name, successor)


def _compromised(evidence: Evidence) -> set[str]:
    """The fingerprints of keys that somebody else may have had: when, nobody can say."""
    entries = (entry for _, trust in evidence.trusts.versions for entry in trust.revoked)
    return {entry.key for entry in entries if entry.reason == COMPROMISED}
