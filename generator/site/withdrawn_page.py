"""What pages say of a record that was withdrawn: that it was, why, on what basis and by which statement; no figures."""

from __future__ import annotations

from typing import Any

from generator.ledger.statements import PublishedStatement
from generator.ledger.withdrawals import withdrawals_of
from generator.published.withdrawal import LIST, Withdrawal, Withdrawn, list_bytes
from generator.site.context import Context, Link
from generator.site.held import Held
from generator.site.ledger_view import Cycle, LedgerView, UnitEntry
from generator.site.objections import objections

BASE = "../../"


def withdrawn_context(context: Context, cycle: Cycle, entry: UnitEntry) -> dict[str, Any]:
    """Everything the template ``withdrawn.html`` shows: a unit whose result is withdrawn."""
    label = context.label
    grade = cycle.scheme.grade(entry.grade) if entry.grade else None
    decided_at = entry.correction_at or entry.decision_at
    return {
        "base": BASE,
        "cycle": cycle.id,
        "unit": entry.unit,
        "name": label.of(entry.name),
        "organ": cycle.organ_at.key,
        "name_at": name_pointer(cycle, entry.unit),
        "result": notice(context, cycle, entry.result_at, BASE),
        "decision": decided_at.key if decided_at else "",
        "undecided": notice(context, cycle, entry.decision_at, BASE) if entry.decision_at else None,
        "grade": (grade.id, label.of(grade.name)) if grade else None,
        "objections": objections(context, cycle, BASE),
        "url": context.url(f"{cycle.id}/units/{entry.unit}.html"),
    }


def name_pointer(cycle: Cycle, unit: str) -> str:
    """Where the organ's record has the name of a unit, but for the language."""
    units = list(cycle.organ.departments)
    return f"/departments/{units.index(unit)}/name" if unit in units else ""


def notice(context: Context, cycle: Cycle, held: Held, base: str) -> dict[str, Any] | None:
    """What is said in the place of a withdrawn record; None where the record is there. ``base`` leads to the site."""
    if held.withdrawn is None:
        return None
    by = held.withdrawn
    return {
        **_words(context, cycle, by.withdrawal, base),
        "key": by.key,
        "path": held.path,
        "sha256": held.sha256,
        "date": context.date(context.view.statements[by.by].statement.date),
        "statement": _statement(context, by.by, base),
    }


def withdrawal_rows(context: Context, found: PublishedStatement, base: str) -> list[dict[str, Any]]:
    """What a statement withdraws, for its own page."""
    cycle = next((known for known in context.view.cycles if known.id == found.statement.cycle), None)
    items = withdrawals_of(found, f"ledger/statements/{found.index}") if cycle else []
    return [
        {
            **_words(context, cycle, item.withdrawal, base),
            "path": item.withdrawal.path,
            "statement": _statement(context, item.withdrawal.index, base),
        }
        for item in items
        if cycle
    ]


def gone_rows(context: Context, found: PublishedStatement, base: str) -> list[dict[str, Any]]:
    """The records of a statement that are withdrawn, each with the statement that says so."""
    return [
        {"path": path, "statement": _statement(context, item.by, base), "item": item.withdrawal}
        for path, item in found.withdrawn.items()
    ]


def withdrawn_of(view: LedgerView) -> list[Withdrawn]:
    """Everything that is withdrawn, by position and path."""
    return [item for found in view.statements for item in found.withdrawn.values()]


def withdrawn_files(view: LedgerView) -> dict[str, bytes]:
    """The list of withdrawn records by path in the site; none where nothing was withdrawn."""
    items = [item.withdrawal for item in withdrawn_of(view)]
    return {f"ledger/{LIST}": list_bytes(items)} if items else {}


def _words(context: Context, cycle: Cycle, said: Withdrawal, base: str) -> dict[str, Any]:
    """Reason and basis in words, besides as the record has them."""
    link = context.clause_by_id(said.clause, base, cycle.sources)
    return {
        "type": context.label(f"record.type.{said.record_type}"),
        "reason": said.reason,
        "because": context.label(f"withdrawn.reason.{said.reason}"),
        "clause": said.clause,
        "clause_href": link.href,
        "clause_title": link.title,
    }


def _statement(context: Context, index: int, base: str) -> Link:
    kind = context.kind_name(context.view.statements[index].statement)
    return Link(f"{base}statements/{index}.html", context.label("statement.title", index=index, kind=kind))
