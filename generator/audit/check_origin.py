"""V01 and V02: whose ledger this is, and by which keys it is to be judged."""

from __future__ import annotations

from generator.audit.evidence import FIRST_STATEMENT, SIGNERS, Evidence, problem, trust_of
from generator.audit.site_files import LEDGER
from generator.audit.verdict import Findings
from generator.core.errors import FindingsError
from generator.core.problem import Problem
from generator.ledger.note import parse_vkey
from generator.published.statement import SELF
from generator.published.trust import Trust
from generator.signing import sshsig, threshold
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
    """The trust record is sound, and every statement names its organ and its root (A112, A120 to A124, G30x)."""
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
    trust: Trust | None = None
    for found in evidence.statements:
        if found.statement.kind == "trust":
            path = f"ledger/statements/{found.index}"
            try:
                read = trust_of(found)
                problems += _check_keys(read, path)
            except FindingsError as error:
                problems += error.problems
                continue
            trust = trust or read
    problems += _check_signers(evidence, first.statement.organ)
    facts = {
        "organ": first.statement.organ,
        "origin": trust.origin if trust else None,
        "demo": trust.demo if trust else None,
        "holders": len(trust.holders) if trust else 0,
        "log_key": trust.log_key if trust else None,
    }
    return Findings(facts, tuple(problems))


def _check_keys(trust: Trust, path: str) -> list[Problem]:
    """Every key can be one, no demonstration key where demonstrations are not admitted, the log key is the origin's."""
    for holder in trust.holders:
        for line in holder.keys:
            sshsig.parse_public_key(line, path)
    problems = threshold.check_demo_keys(trust, path)
    name = parse_vkey(trust.log_key, path).name
    if name != trust.origin:
        problems.append(problem("A121", path, found=name, expected=trust.origin))
    return problems


def _check_signers(evidence: Evidence, organ: str) -> list[Problem]:
    """The lists for ``ssh-keygen`` are there, one per trust record and one for the latest, and say what those say."""
    expected: dict[str, bytes] = {}
    for index, trust in evidence.trusts:
        expected[f"allowed_signers.{index}"] = expected["allowed_signers"] = _signers(trust, organ)
    found = {path: data for path, data in evidence.site.ledger().items() if SIGNERS.fullmatch(path)}
    paths = sorted({*expected, *found})
    return [problem("A124", LEDGER + path) for path in paths if found.get(path) != expected.get(path)]


def _signers(trust: Trust, organ: str) -> bytes:
    lines = []
    for holder in trust.holders:
        namespaces = [
            f"kaohe-{kind}@{organ}" for kind, roles in sorted(trust.thresholds.items()) if holder.role in roles
        ]
        if namespaces:
            lines += [(holder.id, namespaces, key) for key in holder.keys]
    return allowed_signers(lines).encode("ascii")
