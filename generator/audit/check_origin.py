"""V01 and V02: whose ledger this is, and by which keys it is to be judged."""

from __future__ import annotations

from collections.abc import Iterator

from generator.audit.evidence import FIRST_STATEMENT, NAME, SIGNERS, Evidence, problem
from generator.audit.site_files import LEDGER
from generator.audit.verdict import Findings
from generator.core.errors import FindingsError
from generator.core.problem import Problem
from generator.ledger.trust_chain import trust_of
from generator.ledger.trust_rules import first_problems, record_problems, rotation_problems
from generator.published.statement import SELF
from generator.published.trust import Trust
from generator.signing.allowed_signers import allowed_signers


def check_root(evidence: Evidence) -> Findings:
    """Statement 0 has the digest that was given; without one nothing says who made the ledger (A110, A111)."""
    facts = {"root": evidence.root, "expected_root": evidence.expected_root}
    if evidence.root is None:
        return Findings(facts, (problem("A111", FIRST_STATEMENT),))
    if evidence.expected_root is None:
        return Findings(facts, open=True)
    if evidence.root != evidence.expected_root:
        wrong = problem("A110", FIRST_STATEMENT, found=evidence.root, expected=evidence.expected_root)
        return Findings(facts, (wrong,))
    return Findings(facts)


def check_trust(evidence: Evidence) -> Findings:
    """Every trust record is sound and may follow the one before; every statement names its organ and its root.

    A112, A122 to A124, G301, G302, G330 to G349, G351.
    """
    first = next((found for found in evidence.statements if found.index == 0), None)
    if first is None or first.statement.kind != "trust":
        return Findings({}, (problem("A112", FIRST_STATEMENT),))
    problems: list[Problem] = []
    if first.statement.root != SELF:
        problems.append(problem("A123", FIRST_STATEMENT))
    for found in evidence.statements:
        path = f"ledger/statements/{found.index}/statement.json"
        if found.statement.organ != first.statement.organ:
            problems.append(problem("A122", path, found=found.statement.organ, expected=first.statement.organ))
        if found.index and found.statement.root != evidence.root:
            problems.append(problem("A123", path))
    problems += _check_records(evidence)
    problems += _check_signers(evidence, first.statement.organ)
    trusts = [trust for _, trust in evidence.trusts.versions]
    newest, old = (trusts[-1], trusts[0].succeeds) if trusts else (None, None)
    facts = {
        "organ": first.statement.organ,
        "origin": newest.origin if newest else None,
        "demo": trusts[0].demo if trusts else None,
        "holders": len(newest.holders) if newest else 0,
        "log_key": newest.log_key if newest else None,
        "trust_version": newest.version if newest else None,
        "revoked": len(newest.revoked) if newest else 0,
        "succeeds": old.root if old else None,
    }
    return Findings(facts, tuple(problems))


def _check_records(evidence: Evidence) -> Iterator[Problem]:
    """Each trust record is sound alone and may follow those before it."""
    before: list[Trust] = []
    for found in evidence.statements:
        if found.statement.kind != "trust":
            continue
        path = f"ledger/statements/{found.index}"
        try:
            trust = trust_of(found, NAME)
            alone = record_problems(trust, path)
            # A comparison says nothing about keys that cannot be read.
            if alone:
                yield from alone
            elif found.index == 0:
                yield from first_problems(trust, path)
            elif before:
                yield from rotation_problems(before, trust, path, found.index)
        except FindingsError as error:
            yield from error.problems
            continue
        if not alone:
            before.append(trust)


def _check_signers(evidence: Evidence, organ: str) -> list[Problem]:
    """The lists for ``ssh-keygen`` are there, one per trust record and one for the latest, and say what those say."""
    expected = signer_lists(evidence, organ)
    found = {path: data for path, data in evidence.site.ledger().items() if SIGNERS.fullmatch(path)}
    paths = sorted({*expected, *found})
    return [problem("A124", LEDGER + path) for path in paths if found.get(path) != expected.get(path)]


def signer_lists(evidence: Evidence, organ: str) -> dict[str, bytes]:
    """The lists for ``ssh-keygen`` that a site has beside its ledger, by path in the ledger."""
    lists: dict[str, bytes] = {}
    for index, trust in evidence.trusts.versions:
        lists[f"allowed_signers.{index}"] = lists["allowed_signers"] = _signers(trust, organ)
    return lists


def _signers(trust: Trust, organ: str) -> bytes:
    lines = []
    for holder in trust.holders:
        namespaces = [f"kaohe-{kind}@{organ}" for kind in trust.kinds_of(holder.role)]
        if namespaces:
            lines += [(holder.id, namespaces, key) for key in holder.keys]
    return allowed_signers(lines).encode("ascii")
