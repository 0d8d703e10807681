"""The publisher's part of a withdrawal: checks before anything is signed, and the record's end after it.

A record is deleted when the checkpoint that covers its withdrawal is exposed, not before: cut off anywhere, the ledger
holds either the record or what accounts for its absence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from generator.core.errors import FindingsError
from generator.core.files import sync_folder
from generator.core.problem import Place, Problem
from generator.ledger.statements import PublishedStatement
from generator.ledger.withdrawals import faults, published_withdrawals, still_there, withdrawals_of
from generator.office.drafts import Draft
from generator.office.workspace import Workspace

CLAUSE = "P2-5.1"


def wrong_withdrawals(draft: Draft, published: Sequence[PublishedStatement]) -> list[Problem]:
    """What is wrong with what the draft withdraws (L210 to L215): once a record is gone, nothing could be put right."""
    content = replace(draft.content, index=len(published))
    every = {statement.index: statement for statement in (*published, content)}
    earlier = published_withdrawals(published)
    problems: list[Problem] = []
    for item in withdrawals_of(content, f"{draft.name}/statement"):
        problems += faults(item, every, earlier, f"{draft.name}/statement/{item.path}")
        earlier.append(item)
    return problems


def require_gone(published: Sequence[PublishedStatement], unfinished: str) -> None:
    """No withdrawn record is still there, but for what the statement ``unfinished`` (its SHA-256) withdraws.

    Raises FindingsError L212.
    """
    left = [item for item in still_there(published) if published[item.by].sha256 != unfinished]
    if left:
        places = [Place(f"records/ledger/{item.withdrawal.listed}") for item in left]
        raise FindingsError(
            Problem("L212", place, {"by": str(item.by)}, clause=CLAUSE)
            for place, item in zip(places, left, strict=True)
        )


def delete_withdrawn(workspace: Workspace, statement: PublishedStatement) -> None:
    """Take the records that ``statement`` withdraws off the disk, and a folder with them that has nothing else in it.

    Done again, it changes nothing.
    """
    for item in withdrawals_of(statement, f"ledger/statements/{statement.index}"):
        path = workspace.ledger / item.withdrawal.listed
        path.unlink(missing_ok=True)
        folder = path.parent
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
        sync_folder(folder if folder.is_dir() else folder.parent)
