"""What an office writes, drafts and signs in order to withdraw a record, for the tests of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator.office.drafts import Draft
from generator.office.published_state import published_statements
from generator.office.workspace import Workspace
from tests.office.acting import CYCLE, publish_now, signed

HOLDERS = ("demo-leader-1", "demo-leader-2", "demo-supervisor-1")
"""Who reaches the threshold of a change in the example."""

RESULT, DECISION, MEETING = ("unit-result", "service-hall"), ("unit-decision", "service-hall"), ("deliberation", CYCLE)
DAY = "2026-06-01"


def index_of(workspace: Workspace, kind: str) -> int:
    """The position of the cycle's statement of a kind."""
    found = [s for s in published_statements(workspace) if (s.statement.kind, s.statement.cycle) == (kind, CYCLE)]
    return found[0].index


def write_withdrawal(workspace: Workspace, record: tuple[str, str], file: str = "first", **changes: str) -> Path:
    """The file with which the office withdraws ``record`` (type and name); ``changes`` replace what its fields say."""
    kind = {"unit-result": "report"}.get(record[0], "decision")
    fields = {
        "schema": "kaohe/withdrawal/v1",
        "cycle": CYCLE,
        "date": DAY,
        "statement": "",
        "type": record[0],
        "name": record[1],
        "reason": "personal_data",
        "clause": "P2-5.1",
    } | changes
    fields["statement"] = fields["statement"] or str(index_of(workspace, kind))
    path = workspace.records / "cycles" / CYCLE / "procedure" / "withdrawals" / f"{file}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(f'{key}: "{value}"\n' if key == "cycle" else f"{key}: {value}\n" for key, value in fields.items())
    path.write_text(f"# 撤回一份记录。\n{text}", "utf-8")
    return path


def withdraw(workspace: Workspace, records: Sequence[tuple[str, str]], **changes: str) -> int:
    """Write, draft, sign and publish the withdrawal of ``records``; the position of its statement."""
    return publish_now(workspace, draft_withdrawal(workspace, records, **changes))


def draft_withdrawal(workspace: Workspace, records: Sequence[tuple[str, str]], **changes: str) -> Draft:
    """The same up to the signatures."""
    number = len(published_statements(workspace))
    for at, record in enumerate(records):
        write_withdrawal(workspace, record, f"w{number}-{at}", **changes)
    return signed(workspace, "withdrawal", HOLDERS)
