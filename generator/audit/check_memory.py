"""V16: the log shown now continues what was seen of it before; both checkpoints are kept as evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generator.audit.evidence import Evidence, problem
from generator.audit.memory import Memory
from generator.audit.site_files import LEDGER
from generator.audit.verdict import Fact, Findings
from generator.core.errors import FindingsError, NotCheckedError
from generator.core.problem import Place, Problem
from generator.ledger.checkpoint import Checkpoint, decode, open_checkpoint
from generator.ledger.log import NEWEST, PUBLISHED
from generator.ledger.merkle import HASH_SIZE, Tree, leaf_hash
from generator.ledger.note import VerifierKey, parse_note
from generator.signing import demo

Finding = Literal["fork", "rollback", "other_log"]
_WORST_FIRST: tuple[Finding, ...] = ("fork", "rollback", "other_log")


@dataclass(frozen=True, slots=True)
class _Comparison:
    """One memory against the site: ``seen`` is what it says, ``presented`` the site's checkpoint as evidence."""

    memory: Memory
    seen: Checkpoint
    finding: Finding | None = None
    presented: bytes = b""
    problem: Problem | None = None


def check_memory(evidence: Evidence) -> Findings | None:
    """No memory of this ledger, or each is a beginning of the log shown now.

    Problems: A350 (rollback), A351 (fork), A352 (shorter, and nothing says which of the two), A353 (another origin),
    A354 (another key). Raises NotCheckedError A355 where a memory is no checkpoint or its signature is false.
    """
    if not evidence.memories:
        newest = _newest(evidence)
        return Findings(_facts(None, newest[1].size if newest else None))
    newest = _newest(evidence)
    if newest is None or evidence.expected_root not in (None, evidence.root):
        return None
    compared = []
    for memory in evidence.memories:
        comparison = _compare(evidence, memory, *newest)
        if comparison is None:
            return None
        compared.append(comparison)
    found = [c for wanted in _WORST_FIRST for c in compared if c.finding == wanted]
    shown = found[0] if found else max(compared, key=lambda c: c.seen.size)
    return Findings(_facts(shown, newest[1].size), tuple(c.problem for c in found if c.problem))


def memorable(evidence: Evidence) -> Memory | None:
    """What to remember of a site whose ledger passed.

    None for the demonstration's log key: anyone can make it, and practice copies are many histories on purpose.
    """
    newest = _newest(evidence)
    if newest is None:
        return None
    data, checkpoint = newest
    verifier = _log_key_at(evidence, checkpoint.size)
    if verifier is None or demo.is_demo_key(verifier.public_key):
        return None
    return Memory("", data, b"".join(leaf_hash(entry) for entry in evidence.log.entries))


def _log_key_at(evidence: Evidence, size: int) -> VerifierKey | None:
    """The key under which a checkpoint of ``size`` entries has to be signed; its name is the log's origin."""
    return evidence.log_keys.for_size(size) if evidence.log_keys else None


def _newest(evidence: Evidence) -> tuple[bytes, Checkpoint] | None:
    data = evidence.log.files.get(NEWEST)
    if data is None:
        return None
    try:
        verifier = _log_key_at(evidence, _claim(data, NEWEST).size)
        return (data, open_checkpoint(data, verifier, verifier.name, NEWEST)) if verifier else None
    except FindingsError:
        return None


def _claim(data: bytes, path: str) -> Checkpoint:
    """What a note says, before anyone has looked at its signatures. Raises FindingsError L12x, L13x."""
    return decode(parse_note(data, path).text, path)


def _compare(evidence: Evidence, memory: Memory, data: bytes, newest: Checkpoint) -> _Comparison | None:
    """None where the site's own log cannot tell its root at the remembered size; other checks say why."""
    if memory.problems:
        raise NotCheckedError([*_damaged(memory, ""), *memory.problems])
    try:
        seen = _claim(memory.checkpoint, memory.name)
    except FindingsError as error:
        raise NotCheckedError(_damaged(memory, error.problems[0].code)) from error
    earlier = _tree_of(memory, seen)
    stranger = _stranger(evidence, memory, seen)
    # A log that was cut off may have lost the very statement that set the remembered key; what this machine kept of
    # its entries still decides.
    if stranger is not None and not (earlier and seen.size > newest.size):
        return _Comparison(memory, seen, "other_log", data, stranger)
    where = {"remembered": memory.name, "remembered_size": seen.size, "size": newest.size}
    if seen.size > newest.size:
        place = LEDGER + NEWEST
        if earlier is None:
            return _Comparison(memory, seen, "rollback", data, problem("A352", place, **where))
        expected = earlier.root(newest.size)
        if newest.root == expected:
            return _Comparison(memory, seen, "rollback", data, problem("A350", place, **where))
        roots = {"at": newest.size, "found": newest.root.hex(), "expected": expected.hex()}
        return _Comparison(memory, seen, "fork", data, problem("A351", place, **where, **roots))
    root = _root_at(evidence, seen.size, newest)
    if root is None or root == seen.root:
        return None if root is None else _Comparison(memory, seen)
    path, presented = NEWEST, data
    if seen.size != newest.size and f"{PUBLISHED}{seen.size}" in evidence.log.files:
        # Two signed roots of one size are proof enough for anyone.
        path = f"{PUBLISHED}{seen.size}"
        presented = evidence.log.files[path]
    roots = {"at": seen.size, "found": root.hex(), "expected": seen.root.hex()}
    return _Comparison(memory, seen, "fork", presented, problem("A351", LEDGER + path, **where, **roots))


def _stranger(evidence: Evidence, memory: Memory, seen: Checkpoint) -> Problem | None:
    """Why the remembered checkpoint is not one of this log; None where the log's key signed it."""
    verifier = _log_key_at(evidence, seen.size)
    assert verifier is not None  # the newest checkpoint was opened with one
    if seen.origin != verifier.name:
        return problem("A353", LEDGER + NEWEST, remembered=memory.name, found=verifier.name, expected=seen.origin)
    try:
        open_checkpoint(memory.checkpoint, verifier, verifier.name, memory.name)
    except FindingsError as error:
        if [p.code for p in error.problems] != ["L127"]:
            raise NotCheckedError(_damaged(memory, error.problems[0].code)) from error
        return problem("A354", LEDGER + NEWEST, remembered=memory.name, key=verifier.text())
    return None


def _damaged(memory: Memory, reason: str) -> list[Problem]:
    reason = reason or ", ".join(found.code for found in memory.problems)
    return [Problem("A355", Place(memory.name), {"reason": reason})]


def _tree_of(memory: Memory, seen: Checkpoint) -> Tree | None:
    """The remembered log, where its leaf hashes are known and lead to the remembered root."""
    kept = memory.leaf_hashes
    if len(kept) < seen.size * HASH_SIZE:
        return None
    tree = Tree(kept[at : at + HASH_SIZE] for at in range(0, seen.size * HASH_SIZE, HASH_SIZE))
    return tree if tree.root() == seen.root else None


def _root_at(evidence: Evidence, size: int, newest: Checkpoint) -> bytes | None:
    if size == newest.size:
        return newest.root
    try:
        tree = Tree(leaf_hash(entry) for entry in evidence.log.entries[: newest.size])
    except FindingsError:
        return None
    return tree.root(size) if tree.size == newest.size and tree.root() == newest.root else None


def _facts(shown: _Comparison | None, size: int | None) -> dict[str, Fact]:
    """Both checkpoints whole where they contradict each other, so that others can be shown them."""
    found = shown is not None and shown.finding is not None
    return {
        "first": shown is None,
        "finding": shown.finding if shown else None,
        "size": size,
        "remembered": shown.memory.name if shown else None,
        "remembered_size": shown.seen.size if shown else None,
        "remembered_root": shown.seen.root.hex() if shown else None,
        "remembered_checkpoint": shown.memory.checkpoint.decode("utf-8") if shown and found else None,
        "site_checkpoint": shown.presented.decode("utf-8") if shown and found else None,
    }
