"""What a trust record must be, alone and after the versions before it (docs/spec/23-trust.md).

Pure comparison of records; who signed is :mod:`generator.signing.threshold`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cryptography import x509

from generator.core import strict_base64
from generator.core.errors import FindingsError
from generator.core.problem import Place, Problem
from generator.ledger.note import parse_vkey
from generator.ledger.policy import Policy, parse_canonical_policy
from generator.published.trust import Trust, key_point, log_point
from generator.signing import demo
from generator.signing.ssh_keys import PublicKey, parse_public_key
from generator.signing.threshold import check_demo_keys


class Held(NamedTuple):
    """A key of a version: the person who holds it, and the key itself."""

    holder: str
    key: PublicKey


def record_problems(trust: Trust, path: str) -> list[Problem]:
    """What is wrong with one trust record whatever was before it; empty where nothing is.

    G101 to G104, L110 to L114 (keys), G302 (demonstration keys), G346 (the log key is not called by the origin), G345
    (a certificate), G349 (a witness's key is a holder's), L19x, L200 (policy).
    """
    try:
        for holder in trust.holders:
            for line in holder.keys:
                parse_public_key(line, path)
        name = parse_vkey(trust.log_key, path).name
        problems = check_demo_keys(trust, path)
    except FindingsError as error:
        return list(error.problems)
    if name != trust.origin:
        problems.append(_problem("G346", path, found=name, expected=trust.origin))
    problems += _policy_problems(trust, path)
    for at, text in enumerate(trust.timestamping):
        if not _is_certificate(text) or text in trust.timestamping[:at]:
            problems.append(_problem("G345", path, number=at + 1))
    return problems


def first_problems(trust: Trust, path: str) -> list[Problem]:
    """What keeps ``trust`` from being the trust of statement 0.

    G330 (not version 1), G338 (continues a log although there was none), G347 (revokes keys that nobody had), G343
    (takes over from a log that has its own name or key).
    """
    problems = []
    if trust.version != 1:
        problems.append(_problem("G330", path, found=trust.version, expected=1))
    if trust.previous_log is not None:
        problems.append(_problem("G338", path))
    if trust.revoked:
        problems.append(_problem("G347", path))
    old = trust.succeeds
    if old is not None:
        name = parse_vkey(old.log_key, path).name
        same = trust.origin in (old.origin, name) or log_point(old.log_key) == log_point(trust.log_key)
        if same or name != old.origin:
            problems.append(_problem("G343", path))
    return problems


def rotation_problems(before: Sequence[Trust], trust: Trust, path: str, size: int) -> list[Problem]:
    """What keeps ``trust`` from following the versions ``before`` it (in order, at least one) at index ``size``.

    ``size`` is how many entries the log has then. G330 (version), G331 (``demo`` changed), G332 (a key is gone and not
    revoked), G333 (an entry of ``revoked`` is gone), G334 (a revoked key that the holder did not have), G335 (a revoked
    key, log key or witness is back), G336 (a key went to another holder), G337 to G341 (change of the log key), G342
    (``succeeds`` after version 1), G348 (an entry of ``revoked`` twice). Keys are those that passed
    :func:`record_problems`.
    """
    last = before[-1]
    problems = []
    if trust.version != last.version + 1:
        problems.append(_problem("G330", path, found=trust.version, expected=last.version + 1))
    if trust.demo != last.demo:
        problems.append(_problem("G331", path))
    if trust.succeeds is not None:
        problems.append(_problem("G342", path))
    problems += _key_problems(before, trust, path)
    problems += _log_problems(before, trust, path, size)
    return problems


def previous_root_problems(trust: Trust, path: str, root: bytes) -> list[Problem]:
    """G344 where the log that ``trust`` continues did not have the root ``root`` (32 bytes) at its last size."""
    old = trust.previous_log
    if old is None or old.root == root.hex():
        return []
    return [_problem("G344", path, found=old.root, expected=root.hex())]


def _key_problems(before: Sequence[Trust], trust: Trust, path: str) -> Iterator[Problem]:
    last, revoked = before[-1], {entry.key for entry in trust.revoked}
    former, now = _keys(last), _keys(trust)
    for fingerprint, (holder, _) in former.items():
        if fingerprint not in now and fingerprint not in revoked:
            yield _problem("G332", path, holder=holder, key=fingerprint)
        elif fingerprint in now and now[fingerprint].holder != holder:
            yield _problem("G336", path, holder=now[fingerprint].holder, before=holder, key=fingerprint)
    for entry in last.revoked:
        if entry not in trust.revoked:
            yield _problem("G333", path, holder=entry.holder, key=entry.key)
    earlier = {(entry.key, entry.holder) for entry in last.revoked}
    had = earlier | {(fingerprint, held.holder) for fingerprint, held in former.items()}
    for at, entry in enumerate(trust.revoked):
        if (entry.key, entry.holder) not in had:
            yield _problem("G334", path, holder=entry.holder, key=entry.key)
        if entry in trust.revoked[:at]:
            yield _problem("G348", path, holder=entry.holder, key=entry.key)
    points = _retired_points(before, trust, revoked)
    for holder, key in now.values():
        if key.point in points:
            yield _problem("G335", path, holder=holder)
    if log_point(trust.log_key) in points:
        yield _problem("G335", path, holder=demo.LOG)
    for name, point in _witness_points(trust).items():
        if point in points:
            yield _problem("G335", path, holder=name)


def _retired_points(before: Sequence[Trust], trust: Trust, revoked: set[str]) -> set[bytes]:
    """The curve points that may not stand in ``trust``: revoked ones, and former keys of the log."""
    points = {log_point(version.log_key) for version in before} - {log_point(before[-1].log_key)}
    if trust.log_key != before[-1].log_key:
        points.add(log_point(before[-1].log_key))
    for version in before:
        points |= {key.point for fingerprint, (_, key) in _keys(version).items() if fingerprint in revoked}
    return points


def _log_problems(before: Sequence[Trust], trust: Trust, path: str, size: int) -> Iterator[Problem]:
    last, old = before[-1], trust.previous_log
    if (trust.log_key, trust.origin) == (last.log_key, last.origin):
        if old is not None:
            yield _problem("G338", path)
        return
    if trust.origin in {version.origin for version in before}:
        yield _problem("G340", path, origin=trust.origin)
    if old is None:
        yield _problem("G337", path, origin=last.origin, log_key=last.log_key, size=size)
        return
    if (old.origin, old.log_key) != (last.origin, last.log_key):
        yield _problem("G339", path, origin=last.origin, log_key=last.log_key)
    if old.size != size:
        yield _problem("G341", path, found=old.size, expected=size)


def _policy_problems(trust: Trust, path: str) -> Iterator[Problem]:
    try:
        policy = parse_canonical_policy(trust.policy, trust.log_key, path)
    except FindingsError as error:
        # Lines of the policy are no lines of the file that holds it.
        yield from (Problem(p.code, Place(path), p.params) for p in error.problems)
        return
    points = {key_point(line): holder.id for holder in trust.holders for line in holder.keys}
    for name, point in _points_of(policy).items():
        if point in points:
            yield _problem("G349", path, name=name, holder=points[point])
        if demo.is_demo_key(point) and not trust.demo:
            yield _problem("G302", path, holder=name)


def _witness_points(trust: Trust) -> dict[str, bytes]:
    try:
        return _points_of(parse_canonical_policy(trust.policy, trust.log_key))
    except FindingsError:
        # A policy that cannot be read is a problem of the record alone.
        return {}


def _points_of(policy: Policy) -> dict[str, bytes]:
    return {name: witness.public_key for name, witness in policy.witnesses.items()}


def _keys(trust: Trust) -> dict[str, Held]:
    """The keys by fingerprint."""
    held = (Held(holder.id, parse_public_key(line)) for holder in trust.holders for line in holder.keys)
    return {one.key.fingerprint_hex: one for one in held}


def _is_certificate(text: str) -> bool:
    data = strict_base64.decode(text)
    try:
        x509.load_der_x509_certificate(data or b"")
    except ValueError:
        return False
    return True


def _problem(code: str, path: str, /, **params: object) -> Problem:
    return Problem(code, Place(path), {name: str(value) for name, value in params.items()}, clause="P1-A22")
