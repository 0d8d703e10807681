"""``kaohe status``: where a cycle stands, what stands in the way of the next step, who has to act and by when."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from generator.cli.context import Context
from generator.cli.identities import IDENTITY, read_identities
from generator.cli.main import kaohe, option_help
from generator.cli.status_text import clocks_text, next_text, state_list
from generator.core import messages
from generator.core.errors import FindingsError, NotCheckedError, UsageError
from generator.core.problem import Problem, in_order
from generator.core.render import problem_json
from generator.intake.repository import Office
from generator.ledger.durations import ZONE
from generator.ledger.statements import PublishedStatement
from generator.office.check import Checked, load_and_check
from generator.office.published_state import published_statements
from generator.office.situation import situation
from generator.office.workspace import Workspace
from generator.procedure.limits import Limit
from generator.procedure.standing import Standing, StateStanding, Step, standing
from generator.published.statement import Statement


@kaohe.command("status")
@click.argument("cycle", metavar="[YEAR]", required=False, default="")
@click.option("--date", "day", metavar="YYYY-MM-DD", help=option_help("date"))
@IDENTITY
@click.pass_obj
def status(context: Context, cycle: str, day: str | None, identity: Path | None) -> None:
    """Replaced by the catalogue's text."""
    today = _day(day)
    workspace = context.workspace()
    checked = load_and_check(workspace.root, read_identities(identity), against_published=True)
    published = published_statements(workspace)
    year = cycle or newest_open(checked.office, published)
    if cycle and cycle not in checked.office.cycles:
        raise UsageError.of("U111", cycle=cycle)
    if year is None:
        _no_cycle(context, checked, begun=bool(published))
        return
    found = stands(workspace, checked.office, published, year, today, checked.problems)
    owed = [] if cycle else _owed(workspace, checked.office, published, year, today)
    for text in (state_list(found, context.lang), next_text(found, context.lang), clocks_text(found, context.lang)):
        if text:
            context.show(f"{text}\n")
    if checked.not_checked:
        # Which they are is in kaohe check; here they would hide the answer.
        context.say("status.unread", count=len(checked.not_checked))
    context.report(in_order([*found.late, *owed]))
    code = exit_code(checked, [*found.late, *owed])
    context.result(standing_json(found, checked, owed))
    if code:
        raise SystemExit(code)


def stands(
    workspace: Workspace,
    office: Office,
    published: Sequence[PublishedStatement],
    year: str,
    today: datetime.date,
    problems: Sequence[Problem] = (),
) -> Standing:
    """Where the cycle of ``year`` stands on ``today``. Raises what :func:`situation` does."""
    cycle = office.cycles[year]
    return standing(cycle, situation(workspace, office, cycle, published, problems), today)


def say_next(context: Context, workspace: Workspace, office: Office, statement: Statement) -> None:
    """What comes next in the cycle of a statement that was just published, on its day, as talk for a person."""
    if context.quiet or context.as_json:
        return
    day = datetime.date.fromisoformat(statement.date)
    found = stands(workspace, office, published_statements(workspace), statement.cycle, day)
    context.say("status.site")
    context.console().print(next_text(found, context.lang), markup=False, highlight=False)


def newest_open(office: Office, published: Sequence[PublishedStatement]) -> str | None:
    """The newest cycle that is not closed, else the newest; None where there is no cycle."""
    closed = {item.statement.cycle for item in published if item.statement.kind == "closed"}
    years = sorted(office.cycles)
    return next((year for year in reversed(years) if year not in closed), years[-1] if years else None)


def _owed(
    workspace: Workspace, office: Office, published: Sequence[PublishedStatement], year: str, today: datetime.date
) -> list[Problem]:
    """What other years than ``year`` owe though they are closed: rectifications and answers that are overdue."""
    others = [stands(workspace, office, published, other, today) for other in office.cycles if other != year]
    return [problem for found in others if found.next is None for problem in found.late]


def exit_code(checked: Checked, late: Sequence[Problem]) -> int:
    """1 where something is wrong or overdue (``late``); else 4 where something was not read; else 0."""
    if late or checked.problems:
        return FindingsError.exit_code
    return NotCheckedError.exit_code if checked.not_checked else 0


def today_here() -> datetime.date:
    """The day by the clock, in the time zone by which days are counted."""
    return datetime.datetime.now(ZONE).date()


def standing_json(found: Standing, checked: Checked, owed: Sequence[Problem] = ()) -> dict[str, Any]:
    """The machine's answer (docs/spec/16-procedure.md, "Status"); ``owed`` is what other years are late with."""
    late = [*found.late, *owed]
    code = exit_code(checked, late)
    return {
        "status": {0: "ok", FindingsError.exit_code: "findings"}.get(code, "not_checked"),
        "cycle": found.cycle,
        "date": found.today.isoformat(),
        "planned": found.planned,
        "states": [_state_json(item) for item in found.states],
        "next": _step_json(found.next) if found.next is not None else None,
        "besides": [_step_json(step) for step in found.besides],
        "clocks": [
            {"kind": clock.kind, "item": clock.item, "day": clock.day.isoformat(), "cites": list(clock.cites)}
            for clock in found.clocks
        ],
        "cosigned": found.last.cosigned if found.last is not None else None,
        "problems": [problem_json(problem) for problem in in_order([*checked.problems, *late])],
        "not_checked": [problem_json(problem) for problem in checked.not_checked],
    }


def _state_json(item: StateStanding) -> dict[str, Any]:
    return {
        "number": item.state.number,
        "id": item.state.slug,
        "name": {lang: messages.text(f"state.{item.state.number}", lang) for lang in messages.LANGS},
        "status": item.status,
        "act": item.state.act,
        "clauses": list(item.state.clauses),
        "audience": list(item.state.audience),
        "statement": item.published.index if item.published is not None else None,
        "date": item.published.date.isoformat() if item.published is not None else None,
        "due": item.due.isoformat() if item.due is not None else None,
        "problems": [problem.code for problem in item.problems],
    }


def _step_json(step: Step) -> dict[str, Any]:
    return {
        "act": step.act,
        "stage": step.stage,
        "actors": list(step.actors),
        "files": [{"path": path, "there": there} for path, there in step.files],
        "draft": step.draft.folder if step.draft is not None else None,
        "signers": dict(step.signers),
        "missing": dict(step.draft.missing) if step.draft is not None else None,
        "earliest": [_limit_json(limit) for limit in step.earliest],
        "latest": [_limit_json(limit) for limit in step.latest],
        "claimed": [limit.reason for limit in step.claimed],
        "problems": [problem.code for problem in step.problems],
        "other_problems": step.others,
    }


def _limit_json(limit: Limit) -> Mapping[str, Any]:
    return {"day": limit.day.isoformat(), "reason": limit.reason, "cites": list(limit.cites), "number": limit.number}


def _no_cycle(context: Context, checked: Checked, *, begun: bool) -> None:
    """No year has a folder yet."""
    context.show(messages.text("status.no-cycle" if begun else "cli.next.begin", context.lang))
    context.report_not_checked(checked.not_checked)
    context.report(checked.problems)
    context.result(
        {
            "status": {0: "ok", FindingsError.exit_code: "findings"}.get(checked.exit_code, "not_checked"),
            "cycle": None,
            "problems": [problem_json(problem) for problem in checked.problems],
            "not_checked": [problem_json(problem) for problem in checked.not_checked],
        }
    )
    if checked.exit_code:
        raise SystemExit(checked.exit_code)


def _day(text: str | None) -> datetime.date:
    """The day to look at: as given, else today. Raises UsageError U107 for what is no day."""
    if text is None:
        return today_here()
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError as error:
        raise UsageError.of("U107") from error
    if day.isoformat() != text:
        raise UsageError.of("U107")
    return day
