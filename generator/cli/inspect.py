"""``kaohe check`` and ``kaohe score``: what is wrong with the inputs, and what they come to."""

from __future__ import annotations

from typing import Any

import click

from generator.cli.context import Context
from generator.cli.main import kaohe, option_help
from generator.cli.tables import result_table
from generator.core.errors import FindingsError, UsageError
from generator.core.exact import shown
from generator.core.render import problem_json
from generator.intake.models.scheme import Scheme
from generator.intake.repository import load
from generator.office.check import check as check_all
from generator.office.cohort import cohort_inputs, participating
from generator.published.shapes import exact_text
from generator.scoring.explain import explain as explain_sheet
from generator.scoring.sheet import Sheet, score


@kaohe.command("check")
@click.pass_obj
def check(context: Context) -> None:
    """Replaced by the catalogue's text."""
    workspace = context.workspace()
    problems = check_all(workspace.root)
    context.report(problems)
    context.result(
        {"status": "findings" if problems else "ok", "problems": [problem_json(problem) for problem in problems]}
    )
    if problems:
        raise SystemExit(1)
    office, _ = load(workspace.root)
    context.say("cli.check.ok", files=len(office.files), cycles=len(office.cycles))


@kaohe.command("score")
@click.argument("cycle")
@click.option("--explain", "unit", metavar="UNIT", help=option_help("explain"))
@click.pass_obj
def score_cycle(context: Context, cycle: str, unit: str | None) -> None:
    """Replaced by the catalogue's text."""
    workspace = context.workspace()
    if problems := check_all(workspace.root):
        raise FindingsError(problems)
    office, _ = load(workspace.root)
    if cycle not in office.cycles or office.cycles[cycle].scheme is None:
        raise UsageError.of("U111", cycle=cycle)
    bound = office.cycles[cycle].scheme
    assert bound is not None
    sheets = score(bound.record, participating(office.cycles[cycle]), cohort_inputs(office.cycles[cycle]))
    if unit is not None:
        if unit not in sheets:
            raise UsageError.of("U114", unit=unit, units=", ".join(sheets))
        context.show(explain_sheet(sheets[unit], bound.record, context.lang))
        context.result({"status": "ok", "cycle": cycle, "units": {unit: _sheet_json(sheets[unit], bound.record)}})
        return
    assert office.organ is not None
    context.show(result_table(bound.record, office.organ.record, sheets, context.lang))
    context.say("cli.score.recommendation")
    units = {name: _sheet_json(sheet, bound.record) for name, sheet in sheets.items()}
    context.result({"status": "ok", "cycle": cycle, "units": units})


def _sheet_json(sheet: Sheet, scheme: Scheme) -> dict[str, Any]:
    digits, mode = scheme.rounding.digits, scheme.rounding.mode
    return {
        "status": sheet.status,
        "total": None if sheet.total is None else {"exact": exact_text(sheet.total), "shown": shown(sheet.total, digits, mode)},
        "grade": sheet.grade,
        "indicators": [
            {
                "id": item.id,
                "max": exact_text(item.max),
                "exact": None if item.points is None else exact_text(item.points),
                "shown": None if item.points is None else shown(item.points, digits, mode),
                "steps": [step.to_json() for step in item.steps],
            }
            for item in sheet.indicators
        ],
    }
