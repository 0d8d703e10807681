"""k of n: whether the people whose signatures a statement needs have signed it (docs/spec/23-trust.md).

Counts distinct holders, never keys or files. Everything that looks like a signature is checked: one that does
not verify, is not a holder's, or is by a role the kind does not name makes the statement invalid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.core.errors import FindingsError
from generator.core.problem import Problem
from generator.published.trust import Holder, Trust, log_point
from generator.signing import demo, sshsig
from generator.signing.signable import Signable


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


def counted(roles: Mapping[str, int]) -> str:
    """So many of each role, ``expert 2, office 1``, as the parameter of a message."""
    return ", ".join(f"{role} {number}" for role, number in sorted(roles.items()))


def needed(trust: Trust, kind: str, successor: Trust | None = None, *, step: str = "") -> dict[str, int]:
    """How many distinct holders of each role have to sign a statement of ``kind`` and ``step``.

    With a ``successor`` (the trust that a trust statement sets after ``trust``) the thresholds of both, each role with
    its version: ``v1 leadership``.
    """
    if successor is None:
        return dict(trust.threshold(kind, step))
    return {
        f"v{version.version} {role}": number
        for version in (trust, successor)
        for role, number in version.threshold(kind, step).items()
    }


def check_signatures(
    trust: Trust,
    statement: Signable,
    data: bytes,
    signatures: Mapping[str, bytes],
    name: str,
    successor: Trust | None = None,
) -> tuple[Signed, list[Problem]]:
    """Check every signature over ``data`` (the bytes of ``statement``) and count holders against the threshold.

    ``successor`` is the trust that a later trust statement sets: it must reach the thresholds of ``trust``, in force
    until then, and its own (docs/spec/23-trust.md, "Rotation"); a signature must satisfy each that it counts for.

    Problems: G303 (key of no holder), G304 (role not named for this kind), what sshsig raises for a false signature
    or one without the touch or PIN that is asked for, G305 (no threshold for this kind). A threshold not yet reached
    is in ``Signed.missing``, by the names of :func:`needed`.
    """
    versions = [trust] if successor is None else [trust, successor]
    asked_for = [version.threshold(statement.kind, statement.step) for version in versions]
    if not all(asked_for):
        return Signed({}, {}), FindingsError.of("G305", name, kind=statement.kind).problems
    problems: list[Problem] = []
    counted: list[dict[str, set[str]]] = [{role: set() for role in roles} for roles in asked_for]
    for fingerprint, armored in sorted(signatures.items()):
        path = f"{name}/signatures/{fingerprint}.sig"
        known = [holder_of(version, fingerprint) for version in versions]
        standing = [found for found in known if found is not None]
        if not standing:
            problems += FindingsError.of("G303", path).problems
            continue
        counts = [found is not None and found[0].role in roles for found, roles in zip(known, counted, strict=True)]
        if not any(counts):
            problems += FindingsError.of("G304", path, holder=standing[0][0].id, kind=statement.kind).problems
            continue
        asked = [version.fido for version, counts_here in zip(versions, counts, strict=True) if counts_here]
        try:
            sshsig.verify(
                sshsig.parse_signature(armored, path),
                standing[0][1],
                statement.namespace,
                data,
                require_touch=any(fido.touch for fido in asked),
                require_pin=any(fido.pin for fido in asked),
                path=path,
            )
        except FindingsError as error:
            problems += error.problems
            continue
        for found, roles in zip(known, counted, strict=True):
            if found is not None and found[0].role in roles:
                roles[found[0].role].add(found[0].id)
    missing: dict[str, int] = {}
    for version, wanted, roles in zip(versions, asked_for, counted, strict=True):
        label = "" if successor is None else f"v{version.version} "
        for role, number in wanted.items():
            if len(roles[role]) < number:
                missing[label + role] = number - len(roles[role])
    signed: dict[str, set[str]] = {}
    for roles in counted:
        for role, ids in roles.items():
            signed.setdefault(role, set()).update(ids)
    return Signed({role: tuple(sorted(ids)) for role, ids in signed.items()}, missing), problems
