"""What counts as published: the statements the log has entries for."""

from __future__ import annotations

from generator.core.errors import FindingsError
from generator.core.problem import Place, Problem
from generator.ledger.log import read_log
from generator.ledger.statements import PublishedStatement, survey_statements
from generator.office.workspace import Workspace


def published_statements(workspace: Workspace, *, unfinished: bool = False) -> list[PublishedStatement]:
    """The published statements by index; none where the ledger has not begun.

    ``unfinished``: records that are withdrawn and still there are no finding (whoever finishes the work deletes them).

    A statement whose files lie there while its entry does not (publishing was cut off) is not published yet and is
    left out; more than one of that sort is L310. L311 where the ledger is not the one that ``records/root`` pins.
    """
    folder = workspace.ledger / "statements"
    if not folder.is_dir() or not any(folder.iterdir()):
        return []
    statements, problems = survey_statements(workspace.ledger, "records/ledger")
    sizes = read_log(workspace.ledger).sizes
    size = sizes[-1] if sizes else 0
    # What is not published yet withdraws nothing yet.
    problems = [p for p in problems if p.code != "L212" or not (unfinished or int(p.params["by"]) >= size)]
    early = [found for found in statements[:size] if any(item.by >= size for item in found.withdrawn.values())]
    problems += [Problem("L305", Place(f"records/ledger/statements/{found.index}")) for found in early]
    if problems:
        raise FindingsError(problems)
    if not size <= len(statements) <= size + 1:
        raise FindingsError.of("L310", "records/ledger")
    pinned = workspace.pinned_root()
    if size and pinned is not None and pinned != statements[0].sha256:
        raise FindingsError.of("L311", "records/root")
    return statements[:size]
