"""Publishing: gates, threshold, then one entry more in the log. Only the publisher does this, with the log key."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace

from generator.core.errors import FindingsError, NotCheckedError
from generator.core.files import is_unfinished, read_bounded, sweep_unfinished, sync_folder, write_atomic, write_folder
from generator.ledger import log as ledger_log
from generator.ledger.note import Signer, parse_private_key, parse_vkey
from generator.ledger.statements import STATEMENT, SUMS, PublishedStatement
from generator.office.compose import act_of
from generator.office.drafts import MAX_OPENINGS, Draft, trust_in_force
from generator.office.workspace import Workspace
from generator.procedure.gates import blockers
from generator.published.statement import SELF
from generator.published.trust import Trust
from generator.signing import demo
from generator.signing.threshold import Signed, check_demo_keys, check_signatures


def require_publishable(draft: Draft, published: Sequence[PublishedStatement]) -> Signed:
    """Every reason against publishing ``draft`` now, or who signed it.

    Raises FindingsError with P1xx (order), G3xx (signatures, demonstration keys), G306 (below the threshold), L309
    (made for another ledger or an older state of it).
    """
    content, statement = draft.content, draft.content.statement
    trust = trust_in_force(published, content)
    problems = check_demo_keys(trust, f"{draft.name}/statement")
    problems += blockers([act_of(s.statement) for s in published], act_of(statement), draft.name)
    root = published[0].sha256 if published else SELF
    known = {s.sha256 for s in published}
    if statement.root != root or not set(statement.builds_on) <= known:
        problems += FindingsError.of("L309", f"{draft.name}/statement/statement.json").problems
    signed, more = check_signatures(trust, statement, content.data, content.signatures, f"{draft.name}/statement")
    problems += more
    if signed.missing:
        missing = ", ".join(f"{role} {number}" for role, number in sorted(signed.missing.items()))
        problems += FindingsError.of("G306", draft.name, missing=missing).problems
    if problems:
        raise FindingsError(problems)
    return signed


def publish(
    workspace: Workspace, draft: Draft, published: Sequence[PublishedStatement], signer: Signer
) -> tuple[int, bytes]:
    """Append ``draft`` to the ledger; returns its index and the new checkpoint.

    Order: the statement's files, tiles, the checkpoint by size, ``checkpoint``, the sealed openings; last the draft
    goes away. Cut off anywhere, running it again finishes the work. Raises FindingsError before anything is written:
    what :func:`require_publishable` finds, a log that does not check out (L1xx), L310 (its entries are not the
    statements), G320 (a log key that is not the trust's).
    """
    content = draft.content
    cut_off = bool(published) and published[-1].sha256 == content.sha256
    before = published[:-1] if cut_off else published
    if not cut_off:
        require_publishable(draft, published)
    trust = trust_in_force(before, content)
    _require_log_key(trust.log_key, signer, demonstration=trust.demo)
    # Where the log has grown already, the signatures that were there then rule.
    statement = published[-1] if cut_off else replace(content, index=len(published))
    root = before[0].sha256 if before else statement.sha256
    entries = [earlier.entry(root).encode() for earlier in before]
    size = [len(before)] if before else []
    new = ledger_log.append(entries, [statement.entry(root).encode()], signer, trust.origin, size)
    _require_log(workspace, entries, new, trust)
    sweep_unfinished(workspace.ledger)
    target = workspace.ledger / "statements" / str(statement.index)
    if not cut_off:
        # What lies there is of a run that was cut off before the log grew: nobody has seen it, and the draft rules.
        shutil.rmtree(target, ignore_errors=True)
        write_folder(target, _files(statement), draft.folder)
    for path, data in new.items():
        write_atomic(workspace.ledger / path, data)
    sealed = workspace.sealed(content.statement.kind, content.statement.cycle)
    write_atomic(sealed, read_bounded(draft.folder / "openings.age", f"{draft.name}/openings.age", MAX_OPENINGS))
    _remove_draft(draft)
    return statement.index, new[ledger_log.NEWEST]


def _require_log(workspace: Workspace, entries: Sequence[bytes], new: Mapping[str, bytes], trust: Trust) -> None:
    """The log on disk is exactly that of ``entries``, apart from files of ``new`` that a run cut off has left.

    Of those, a checkpoint must be the very one that is to be written: two of one size would be two histories.
    """
    log = ledger_log.read_log(workspace.ledger) if workspace.ledger.is_dir() else ledger_log.LogFiles({})
    left = {path for path in log.files if is_unfinished(path.rpartition("/")[2])}
    left |= {path for path in log.files if path in new and not path.startswith(ledger_log.NEWEST)}
    left |= {path for path, data in log.files.items() if path.startswith(ledger_log.NEWEST) and new.get(path) == data}
    files = {path: data for path, data in log.files.items() if path not in left}
    if entries and ledger_log.NEWEST in left:
        files[ledger_log.NEWEST] = log.files.get(f"{ledger_log.PUBLISHED}{len(entries)}", b"")
    earlier = ledger_log.LogFiles(files, log.problems)
    if (entries or files) and (problems := ledger_log.check_log(earlier, parse_vkey(trust.log_key), trust.origin)):
        raise FindingsError(problems)
    if earlier.entries != entries:
        raise FindingsError.of("L310", "records/ledger")


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
    gone = draft.folder.with_name(f".{draft.folder.name}.published")
    shutil.rmtree(gone, ignore_errors=True)
    draft.folder.rename(gone)
    sync_folder(gone.parent)
    shutil.rmtree(gone)
    if not any(gone.parent.iterdir()):
        gone.parent.rmdir()


def read_log_key(text: str) -> Signer:
    """The log's private key out of its file. Raises NotCheckedError G321 (the text is not shown)."""
    try:
        return parse_private_key(text.strip())
    except FindingsError as error:
        raise NotCheckedError.of("G321") from error
