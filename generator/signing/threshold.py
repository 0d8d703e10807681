"""k of n: whether the people whose signatures a statement needs have signed it (docs/SPEC.md, "Statements").

Counts distinct holders, never keys or files. Everything that looks like a signature is checked: one that does
not verify, is not a holder's, or is by a role the kind does not name makes the statement invalid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.core.errors import FindingsError
from generator.core.problem import Problem
from generator.published.statement import Statement
from generator.published.trust import Holder, Trust, log_point
from generator.signing import demo, sshsig


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed, by role, and what is missing by role (empty: the threshold is met)."""

    holders: Mapping[str, tuple[str, ...]]
    missing: Mapping[str, int]


def check_demo_keys(trust: Trust, path: str) -> list[Problem]:
    """G302 for every demonstration key, holder's or log's, in a trust that is not a demonstration.

    Raises FindingsError G101 to G104 for a holder's key that cannot be one.
    """
    if trust.demo:
        return []
    problems: list[Problem] = []
    for holder in trust.holders:
        if any(demo.is_demo_key(sshsig.parse_public_key(key, path).point) for key in holder.keys):
            problems += FindingsError.of("G302", path, holder=holder.id).problems
    if demo.is_demo_key(log_point(trust.log_key)):
        problems += FindingsError.of("G302", path, holder=demo.LOG).problems
    return problems


def holder_of(trust: Trust, fingerprint: str) -> tuple[Holder, sshsig.PublicKey] | None:
    """The holder whose key has this fingerprint, with the key."""
    for holder in trust.holders:
        for line in holder.keys:
            key = sshsig.parse_public_key(line)
            if key.fingerprint_hex == fingerprint:
                return holder, key
    return None


def check_signatures(
    trust: Trust, statement: Statement, data: bytes, signatures: Mapping[str, bytes], name: str
) -> tuple[Signed, list[Problem]]:
    """Check every signature over ``data`` (the bytes of ``statement``) and count holders against the threshold.

    Problems: G303 (key of no holder), G304 (role not named for this kind), what sshsig raises for a false
    signature, G305 (no threshold for this kind). A threshold not yet reached is in ``Signed.missing``.
    """
    problems: list[Problem] = []
    needed = trust.thresholds.get(statement.kind)
    if not needed:
        return Signed({}, {}), FindingsError.of("G305", name, kind=statement.kind).problems
    signed: dict[str, set[str]] = {role: set() for role in needed}
    for fingerprint, armored in sorted(signatures.items()):
        path = f"{name}/signatures/{fingerprint}.sig"
        found = holder_of(trust, fingerprint)
        if found is None:
            problems += FindingsError.of("G303", path).problems
            continue
        holder, key = found
        if holder.role not in needed:
            problems += FindingsError.of("G304", path, holder=holder.id, kind=statement.kind).problems
            continue
        try:
            sshsig.verify(sshsig.parse_signature(armored, path), key, statement.namespace, data, path=path)
        except FindingsError as error:
            problems += error.problems
            continue
        signed[holder.role].add(holder.id)
    missing = {role: k - len(signed[role]) for role, k in needed.items() if len(signed[role]) < k}
    return Signed({role: tuple(sorted(ids)) for role, ids in signed.items()}, missing), problems
