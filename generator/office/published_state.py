"""What counts as published: the statements the log has entries for."""

from __future__ import annotations

from generator.core.errors import FindingsError
from generator.ledger.log import read_log
from generator.ledger.statements import PublishedStatement, read_statements
from generator.office.workspace import Workspace


def published_statements(workspace: Workspace) -> list[PublishedStatement]:
    """The published statements by index; none where the ledger has not begun.

    A statement whose files lie there while its entry does not (publishing was cut off) is not published yet and is
    left out; more than one of that sort is L310. L311 where the ledger is not the one that ``records/root`` pins.
    """
    folder = workspace.ledger / "statements"
    if not folder.is_dir() or not any(folder.iterdir()):
        return []
    statements = read_statements(workspace.ledger, "records/ledger")
    sizes = read_log(workspace.ledger).sizes
    size = sizes[-1] if sizes else 0
    if not size <= len(statements) <= size + 1:
        raise FindingsError.of("L310", "records/ledger")
    pinned = workspace.pinned_root()
    if size and pinned is not None and pinned != statements[0].sha256:
        raise FindingsError.of("L311", "records/root")
    return statements[:size]
