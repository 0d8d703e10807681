"""Publishing: gates, threshold, then one entry more in the log. Only the publisher does this, with the log key."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from generator.core.errors import FindingsError, NotCheckedError, UsageError
from generator.core.files import is_unfinished, read_bounded, remove_folder, sync_folder, write_atomic, write_folder
from generator.disclosure.openings import MAX_OPENINGS
from generator.ledger import log as ledger_log
from generator.ledger.log_keys import LogKeys
from generator.ledger.merkle import Tree, leaf_hash
from generator.ledger.note import MAX_NOTE_SIZE, Signer, parse_private_key, parse_vkey
from generator.ledger.statements import STATEMENT, SUMS, PublishedStatement
from generator.office.compose import as_act
from generator.office.drafts import (
    Draft,
    open_sealed,
    read_draft,
    read_sealed,
    require_openings,
    trust_in_force,
)
from generator.office.exclusive import exclusive
from generator.office.kept_openings import kept_openings
from generator.office.last_signed import LastSigned
from generator.office.procedure_statements import planned
from generator.office.published_state import published_statements
from generator.office.trust_statements import chain_of, trust_set_by, wrong_trust
from generator.office.withdrawing import delete_withdrawn, require_gone, wrong_withdrawals
from generator.office.workspace import Workspace
from generator.procedure.gates import blockers
from generator.published.statement import SELF
from generator.published.vocabulary import PLAN, act_of
from generator.signing import demo
from generator.signing.threshold import Signed, check_demo_keys, check_signatures, counted

_PUBLISHED = ".published"


@dataclass(frozen=True, slots=True)
class Publication:
    """What was published: the statement at its place in the log, the new checkpoint, whether all is a demonstration."""

    statement: PublishedStatement
    checkpoint: bytes
    demonstration: bool


def require_publishable(draft: Draft, published: Sequence[PublishedStatement]) -> Signed:
    """Every reason against publishing ``draft`` now, or who signed it.

    Raises FindingsError with P1xx (order), G3xx (signatures, demonstration keys, a trust that may not follow), G306
    (below the threshold), L309 (made for another ledger or an older state of it).
    """
    content, statement = draft.content, draft.content.statement
    trust, successor = trust_in_force(published, content), trust_set_by(published, content)
    problems = check_demo_keys(trust, f"{draft.name}/statement")
    if statement.kind == "trust":
        problems += wrong_trust(published, successor or trust, f"{draft.name}/statement")
    has_plan = planned(statement.cycle, published) or any(r.type == PLAN for _, r in content.records.values())
    problems += blockers([as_act(s.statement) for s in published], as_act(statement), draft.name, planned=has_plan)
    root = published[0].sha256 if published else SELF
    known = {s.sha256 for s in published}
    if statement.root != root or not set(statement.builds_on) <= known:
        problems += FindingsError.of("L309", f"{draft.name}/statement/statement.json").problems
    problems += wrong_withdrawals(draft, published)
    name = f"{draft.name}/statement"
    signed, more = check_signatures(trust, statement, content.data, content.signatures, name, successor)
    problems += more
    if signed.missing:
        problems += FindingsError.of("G306", draft.name, missing=counted(signed.missing)).problems
    if problems:
        raise FindingsError(problems)
    return signed


def publish(workspace: Workspace, folder: Path, signer: Signer, identities: Sequence[str], state: Path) -> Publication:
    """Append the draft in ``folder`` to the ledger; nobody else can publish meanwhile.

    ``identities`` open the draft, ``state`` is where what was signed last is remembered (:mod:`last_signed`).

    Order: the statement's files, tiles, the checkpoint into ``state``, the checkpoint by size, ``checkpoint``; then
    the records that it withdraws are deleted, the sealed openings are kept; last the draft goes away. Cut off anywhere,
    running it again finishes the work.

    Raises before anything is written: NotCheckedError U126 (someone else is publishing), UsageError U125 (not where its
    draft belongs), FindingsError with what :func:`require_publishable` finds, G320 (a log key that is not the trust's),
    G311, G314 (openings of another draft, or that do not open it), G315 (other openings are kept already), a log that
    does not check out (L1xx), L310 (its entries are not the statements), L312 (not what was signed last),
    NotCheckedError L314 (no place to remember it). While writing: L313 (the ledger changed all the same).
    """
    with exclusive(workspace.records, "records"):
        _sweep(workspace.drafts)
        published = published_statements(workspace, unfinished=True)
        return _publish(workspace, read_draft(workspace, folder, len(published)), published, signer, identities, state)


def _publish(
    workspace: Workspace,
    draft: Draft,
    published: Sequence[PublishedStatement],
    signer: Signer,
    identities: Sequence[str],
    state: Path,
) -> Publication:
    content, kept_at = draft.content, kept_openings(workspace, draft.content, published)
    expected = workspace.draft(act_of(content.statement.kind, content.statement.step), content.statement.cycle)
    if draft.folder != workspace.root.resolve() / expected.relative_to(workspace.root):
        raise UsageError.of("U125", draft.name, expected=workspace.name(expected))
    sealed, kept = read_sealed(draft), _kept(workspace, kept_at)
    # Only the very draft whose publication was cut off is finished; a published one with other openings is a second.
    cut_off = bool(published) and published[-1].sha256 == content.sha256 and kept in (None, sealed)
    require_gone(published, content.sha256 if cut_off else "")
    before = published[:-1] if cut_off else published
    if not cut_off:
        require_publishable(draft, published)
    replaced = trust_in_force(before, content)
    trust = trust_set_by(before, content) or replaced
    _require_log_key(trust.log_key, signer, demonstration=trust.demo)
    require_openings(draft, open_sealed(draft, sealed, identities))
    # Where the log has grown already, the signatures that were there then rule.
    statement = published[-1] if cut_off else replace(content, index=len(published))
    root = before[0].sha256 if before else statement.sha256
    entries = [earlier.entry(root).encode() for earlier in before]
    size = [len(before)] if before else []
    tree = Tree(leaf_hash(entry) for entry in entries)
    old_key = parse_vkey(replaced.log_key)
    changed = old_key != signer.verifier
    added = [statement.entry(root).encode()]
    new = ledger_log.append(entries, added, signer, trust.origin, size, tree, new_key=changed)
    keys = chain_of(before).log_keys() if before else LogKeys.only(signer.verifier)
    newest = _require_log(workspace, entries, new, keys)
    if kept not in (None, sealed):
        raise FindingsError.of("G315", workspace.name(kept_at))
    # Anyone can make the demonstration's log key, and practice copies are many histories of one log on purpose.
    retired = old_key if changed and not demo.is_demo_key(old_key.public_key) else None
    last = None if demo.is_demo_key(signer.verifier.public_key) else LastSigned(state, signer.verifier, retired)
    with nullcontext() if last is None else last.held():
        if last is not None:
            last.require_extended(tree)
        _write(workspace, draft, statement, new, newest, last, cut_off=cut_off)
    delete_withdrawn(workspace, statement)
    if kept is None:
        write_atomic(kept_at, sealed)
    _remove_draft(draft)
    return Publication(statement, new[ledger_log.NEWEST], trust.demo)


def _write(
    workspace: Workspace,
    draft: Draft,
    statement: PublishedStatement,
    new: Mapping[str, bytes],
    newest: bytes | None,
    last: LastSigned | None,
    *,
    cut_off: bool,
) -> None:
    """Bring statement and log to the disk; a checkpoint only while ``newest`` is still the one that lies there."""
    target = workspace.ledger / "statements" / str(statement.index)
    if not cut_off:
        # What lies there is of a run that was cut off before the log grew: nobody has seen it, and the draft rules.
        remove_folder(target, draft.folder)
        write_folder(target, _files(statement), draft.folder)
    for path, data in new.items():
        if path.startswith(ledger_log.NEWEST):
            if last is not None:
                last.write(data)
            if _newest(workspace) != newest:
                raise FindingsError.of("L313", f"records/ledger/{ledger_log.NEWEST}")
        write_atomic(workspace.ledger / path, data)


def _kept(workspace: Workspace, path: Path) -> bytes | None:
    """The openings that are kept of a published statement."""
    return read_bounded(path, workspace.name(path), MAX_OPENINGS) if os.path.lexists(path) else None


def _newest(workspace: Workspace) -> bytes | None:
    path = workspace.ledger / ledger_log.NEWEST
    return read_bounded(path, f"records/ledger/{ledger_log.NEWEST}", MAX_NOTE_SIZE) if os.path.lexists(path) else None


def _require_log(
    workspace: Workspace, entries: Sequence[bytes], new: Mapping[str, bytes], keys: LogKeys
) -> bytes | None:
    """The log on disk is exactly that of ``entries``, apart from files of ``new`` that a run cut off has left.

    Those are written again, half-written ones included. Of them a checkpoint must be the very one that is to be
    written: two of one size would be two histories. Returns the newest checkpoint as it lies there.
    """
    log = ledger_log.read_log(workspace.ledger) if workspace.ledger.is_dir() else ledger_log.LogFiles({})
    left = {path for path in log.files if is_unfinished(path.rpartition("/")[2])}
    left |= {path for path in log.files if path in new and not path.startswith(ledger_log.NEWEST)}
    left |= {path for path, data in log.files.items() if path.startswith(ledger_log.NEWEST) and new.get(path) == data}
    files = {path: data for path, data in log.files.items() if path not in left}
    if entries and ledger_log.NEWEST in left:
        files[ledger_log.NEWEST] = log.files.get(f"{ledger_log.PUBLISHED}{len(entries)}", b"")
    if entries and ledger_log.KEY in left:
        files[ledger_log.KEY] = ledger_log.key_file(keys.newest)
    earlier = ledger_log.LogFiles(files, log.problems)
    if (entries or files) and (problems := ledger_log.check_log(earlier, keys)):
        raise FindingsError(problems)
    if earlier.entries != entries:
        raise FindingsError.of("L310", "records/ledger")
    return log.files.get(ledger_log.NEWEST)


def _files(statement: PublishedStatement) -> dict[str, bytes]:
    """The statement's files by path: the bytes that were checked, not what the disk has by now."""
    return {
        STATEMENT: statement.data,
        SUMS: statement.sums,
        **{path: data for path, (data, _) in statement.records.items()},
        **{f"signatures/{fingerprint}.sig": data for fingerprint, data in statement.signatures.items()},
    }


def _require_log_key(vkey: str, signer: Signer, *, demonstration: bool) -> None:
    if signer.verifier.text() != vkey:
        raise FindingsError.of("G320")
    if demo.is_demo_key(signer.verifier.public_key) and not demonstration:
        raise FindingsError.of("G302", holder="log")


def _remove_draft(draft: Draft) -> None:
    """Take the draft away by one rename first, so that it is there whole or not at all."""
    gone = draft.folder.with_name(f".{draft.folder.name}{_PUBLISHED}")
    shutil.rmtree(gone, ignore_errors=True)
    draft.folder.rename(gone)
    sync_folder(gone.parent)
    _sweep(gone.parent)


def _sweep(drafts: Path) -> None:
    """Delete the drafts that were taken away, also by a run that was cut off just then; nobody else would."""
    for gone in drafts.glob(f".*{_PUBLISHED}"):
        shutil.rmtree(gone)
    if drafts.is_dir() and not any(drafts.iterdir()):
        drafts.rmdir()


def read_log_key(text: str) -> Signer:
    """The log's private key out of its file. Raises NotCheckedError G321 (the text is not shown)."""
    try:
        return parse_private_key(text.strip())
    except FindingsError as error:
        raise NotCheckedError.of("G321") from error
