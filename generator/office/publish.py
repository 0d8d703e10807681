"""Publishing: gates, threshold, then one entry more in the log. Only the publisher does this, with the log key."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace

from generator.core.errors import FindingsError, NotCheckedError
from generator.core.files import list_files, read_bounded, sync_folder, write_atomic, write_folder
from generator.intake.repository import Office
from generator.ledger import log as ledger_log
from generator.ledger.note import Signer, parse_private_key, parse_vkey
from generator.ledger.statements import MAX_SUMS, PublishedStatement
from generator.office.drafts import MAX_OPENINGS, Draft, trust_in_force
from generator.office.workspace import Workspace
from generator.office.compose import act_of
from generator.procedure.gates import blockers
from generator.published.statement import SELF
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
    workspace: Workspace, office: Office, draft: Draft, published: Sequence[PublishedStatement], signer: Signer
) -> tuple[int, bytes]:
    """Append ``draft`` to the ledger; returns its index and the new checkpoint.

    Order: the statement's files, tiles, the checkpoint by size, and last ``checkpoint``; cut off anywhere, running it
    again finishes the work. Raises FindingsError (gates, a ledger that does not check out, G320 for a log key that is
    not the trust's) before anything is written.
    """
    require_publishable(draft, published)
    content = draft.content
    trust = trust_in_force(published, content)
    _require_log_key(trust.log_key, signer, demonstration=trust.demo)
    root = published[0].sha256 if published else content.sha256
    index = len(published)
    files = ledger_log.read_log(workspace.ledger) if workspace.ledger.is_dir() else ledger_log.LogFiles({})
    if files.files and (problems := ledger_log.check_log(files, parse_vkey(trust.log_key), trust.origin)):
        raise FindingsError(problems)
    entries = files.entries
    if entries != [statement.entry(root).encode() for statement in published]:
        raise FindingsError.of("L310", "records/ledger")
    entry = replace(content, index=index).entry(root)
    new = ledger_log.append(entries, [entry.encode()], signer, trust.origin, files.sizes)
    target = workspace.ledger / "statements" / str(index)
    names = list_files(draft.statement_folder, draft.name)
    statement_files = {n: read_bounded(draft.statement_folder / n, n, MAX_SUMS) for n in names}
    if target.exists():
        # Cut off before the log grew: nobody has seen these files, and the draft rules.
        shutil.rmtree(target)
    write_folder(target, statement_files)
    for path, data in new.items():
        write_atomic(workspace.ledger / path, data)
    sealed = workspace.sealed(content.statement.kind, content.statement.cycle)
    write_atomic(sealed, read_bounded(draft.folder / "openings.age", f"{draft.name}/openings.age", MAX_OPENINGS))
    _remove_draft(draft)
    return index, new[ledger_log.NEWEST]


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
