"""An auditor's cosignature: check the ledger, hold it against what was cosigned last, sign, remember, write.

What was cosigned last lies in ``<state>/cosigned/<root>/last``, outside whatever copy of the ledger is shown: an
auditor that forgets can be shown two histories (docs/spec/22-witnesses.md, "Cosigning").
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from generator.audit.check_quorum import NOT_REACHED, check_quorum
from generator.audit.evidence import Evidence
from generator.audit.ledger_alone import read_ledger, verify_ledger
from generator.audit.site_files import LEDGER, SiteFiles
from generator.core.canonical import sha256_hex
from generator.core.errors import FindingsError, NotCheckedError, UsageError
from generator.core.files import read_bounded, write_atomic
from generator.ledger.checkpoint import Checkpoint, decode
from generator.ledger.cosignature import Cosigner, add_cosignature, cosignatures, lines_of
from generator.ledger.log import NEWEST, PUBLISHED
from generator.ledger.merkle import Tree, leaf_hash
from generator.ledger.note import MAX_NOTE_SIZE, SignatureLine, parse_note
from generator.ledger.policy import parse_canonical_policy
from generator.office.exclusive import exclusive
from generator.signing import demo

AGAIN_AFTER = 3600
"""So many seconds after its last line a witness cosigns the same checkpoint again: it looked, and no more was there."""


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A cosigned checkpoint: its size, the witness's newest line and that line's time.

    ``first``: when the witness cosigned this checkpoint for the first time. ``written``: whether a file of the ledger
    was changed. ``named``: whether the policy in force knows the key.
    """

    size: int
    first: int
    time: int
    line: SignatureLine
    written: bool
    named: bool


@dataclass(frozen=True, slots=True)
class CosignedLast:
    """What this auditor cosigned last of the ledger with ``root``, whichever key it was."""

    state: Path
    root: str

    @property
    def path(self) -> Path:
        """The file that holds the checkpoint with the cosignature."""
        return self.state / "cosigned" / self.root / "last"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else cosigns this ledger with this memory meanwhile. Raises NotCheckedError L204, U126."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise self._unusable(error) from error
        with exclusive(self.path.parent, str(self.path.parent)):
            yield

    def read(self) -> tuple[bytes, Checkpoint] | None:
        """The checkpoint, None before the first. Raises NotCheckedError with what a damaged file gives."""
        if not os.path.lexists(self.path):
            return None
        try:
            data = read_bounded(self.path, str(self.path), MAX_NOTE_SIZE)
            return data, decode(parse_note(data, str(self.path)).text, str(self.path))
        except FindingsError as error:
            raise NotCheckedError(error.problems) from error

    def require_extended(self, last: Checkpoint, tree: Tree, shown: bytes) -> None:
        """Refuse a log that ``last`` is no beginning of; what is ``shown`` instead is kept beside it as evidence.

        Raises FindingsError L202 (it has fewer entries), L203 (its beginning is another), NotCheckedError L204.
        """
        if last.size <= tree.size and tree.root(last.size) == last.root:
            return
        evidence = self.path.with_name(f"contradicts-{sha256_hex(shown)[:16]}")
        self._write(evidence, shown)
        code = "L202" if last.size > tree.size else "L203"
        raise FindingsError.of(code, str(self.path), size=last.size, found=tree.size, evidence=evidence.name)

    def write(self, checkpoint: bytes) -> None:
        """Remember; on disk when this returns. Raises NotCheckedError L204."""
        self._write(self.path, checkpoint)

    def _write(self, path: Path, data: bytes) -> None:
        try:
            write_atomic(path, data)
        except OSError as error:
            raise self._unusable(error) from error

    def _unusable(self, error: OSError) -> NotCheckedError:
        return NotCheckedError.of("L204", str(self.path), reason=error.strerror or "")


def cosign(folder: Path, root: str, cosigner: Cosigner, now: int, state: Path) -> Cosigned:
    """Cosign the newest checkpoint of the ledger in ``folder`` (a ledger's, or a site's with ``ledger`` in it).

    ``root`` is the SHA-256 of statement 0 (64 hex digits) as the auditor knows it, ``now`` the time in seconds since
    1970. The memory is on disk before the line is; cut off anywhere, running it again finishes with the same line.
    A checkpoint that the witness cosigned :data:`AGAIN_AFTER` or longer ago is cosigned again: its first line stays,
    and the new one takes the place of an earlier second one.

    Raises UsageError U142 (no ledger there), FindingsError with what V01 to V10 and the cosignatures there give, L201
    (a demonstration key), L202, L203 (not what was cosigned last), L205 (the clock is behind the last cosignature),
    L177 (somebody changed the checkpoint meanwhile), NotCheckedError (a check could not be made, L204, U126).
    """
    ledger = _ledger_folder(folder)
    # Anyone can make a demonstration's key, and practice copies are many histories on purpose.
    memory = None if demo.is_demo_key(cosigner.key.public_key) else CosignedLast(state, root)
    with exclusive(ledger, folder.name):
        if memory is None:
            return _cosign(ledger, root, cosigner, now, None)
        with memory.held():
            return _cosign(ledger, root, cosigner, now, memory)


def _cosign(ledger: Path, root: str, cosigner: Cosigner, now: int, memory: CosignedLast | None) -> Cosigned:
    read = read_ledger(ledger)
    evidence = _require_sound(_mended(read), root)
    newest = evidence.log.files[NEWEST]
    text = parse_note(newest, NEWEST).text
    size = decode(text, NEWEST).size
    trust = evidence.trust_in_force(size)
    assert trust is not None  # V02 passed
    key = cosigner.key
    if memory is None and not trust.demo:
        raise FindingsError.of("L201")
    signed = newest
    if memory is not None:
        last = memory.read()
        if last is not None:
            tree = Tree(leaf_hash(entry) for entry in evidence.log.entries)
            memory.require_extended(last[1], tree, newest)
            signed = _with_remembered(cosigner, newest, last[0], now)
    before = cosignatures(signed, [key], NEWEST)
    if not before or now - before[0].times[-1] >= AGAIN_AFTER:
        signed = add_cosignature(signed, cosigner.sign(text, now), key, NEWEST)
    if memory is not None:
        memory.write(signed)
    written = False
    for path in (f"{PUBLISHED}{size}", NEWEST):
        there = read_bounded(ledger / path, path, MAX_NOTE_SIZE)
        if there not in (signed, read.kept[LEDGER + path]):
            raise FindingsError.of("L177", path)
        if there != signed:
            write_atomic(ledger / path, signed)
            written = True
    named = key in parse_canonical_policy(trust.policy, trust.log_key).witnesses.values()
    (cosigned,) = cosignatures(signed, [key], NEWEST)
    return Cosigned(size, cosigned.time, cosigned.times[-1], lines_of(signed, key, NEWEST)[-1], written, named)


def _ledger_folder(folder: Path) -> Path:
    for candidate in (folder / LEDGER, folder):
        if (candidate / NEWEST).is_file() and (candidate / PUBLISHED).is_dir():
            return candidate
    raise UsageError.of("U142", folder.name)


def _mended(site: SiteFiles) -> SiteFiles:
    """The ledger as if an earlier run had not been cut off between its two files.

    Only signature lines may differ; whose they are is checked as always.
    """
    newest = site.kept.get(LEDGER + NEWEST)
    sizes = Evidence(site, None).log.sizes
    by_size = f"{LEDGER}{PUBLISHED}{sizes[-1]}" if sizes else ""
    try:
        same = newest is not None and by_size and parse_note(newest).text == parse_note(site.kept[by_size]).text
    except FindingsError:
        return site
    return replace(site, kept={**site.kept, LEDGER + NEWEST: site.kept[by_size]}) if same else site


def _require_sound(site: SiteFiles, root: str) -> Evidence:
    verdict = verify_ledger(site, root)
    evidence = Evidence(site, root)
    failed = [problem for check in verdict.checks if check.status == "failed" for problem in check.problems]
    witnessed = None if failed else check_quorum(evidence)
    # That others have not cosigned yet is no reason not to.
    failed += [p for p in (witnessed.problems if witnessed else ()) if p.code != NOT_REACHED]
    if failed:
        raise FindingsError(failed)
    open_checks = [check for check in verdict.checks if check.status != "ok"]
    if open_checks:
        unread = [problem for check in open_checks for problem in check.problems]
        raise NotCheckedError(unread) if unread else NotCheckedError.of("U143", checks=open_checks[0].label)
    return evidence


def _with_remembered(cosigner: Cosigner, checkpoint: bytes, last: bytes, now: int) -> bytes:
    """The checkpoint with the lines that were remembered but not written, where ``last`` is the same checkpoint.

    Raises FindingsError L205 where it is another one, and the witness's cosignature on it is later than ``now``.
    """
    if parse_note(last).text == parse_note(checkpoint, NEWEST).text:
        for line in lines_of(last, cosigner.key):
            checkpoint = add_cosignature(checkpoint, line, cosigner.key, NEWEST)
        return checkpoint
    for before in cosignatures(last, [cosigner.key]):
        if before.times[-1] > now:
            raise FindingsError.of("L205", time=before.times[-1], now=now)
    return checkpoint
