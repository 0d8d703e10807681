"""``kaohe check`` and ``kaohe score``: what is wrong with the inputs, and what they come to."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from generator.cli.context import Context
from generator.cli.identities import IDENTITY, read_identities
from generator.cli.main import kaohe, option_help
from generator.cli.people_scores import people_scores, people_table, person_text
from generator.cli.rules_in_words import rules_in_words
from generator.cli.score_json import person_json, sheet_json
from generator.cli.tables import result_table
from generator.core.errors import FindingsError, NotCheckedError, UsageError
from generator.core.problem import Problem
from generator.core.render import problem_json
from generator.intake.corrections import unit_corrections
from generator.intake.repository import Cycle
from generator.office.check import Checked, load_and_check
from generator.office.cohort import unit_sheets
from generator.scoring.explain import explain as explain_sheet
from generator.scoring.sheet import Sheet


@kaohe.command("check")
@IDENTITY
@click.pass_obj
def check(context: Context, identity: Path | None) -> None:
    """Replaced by the catalogue's text."""
    workspace = context.workspace()
    checked = load_and_check(workspace.root, read_identities(identity), against_published=True)
    office, problems, not_checked, notices = checked
    # What is wrong comes last, where a terminal shows it without scrolling.
    context.report_notices(notices)
    context.report_not_checked(not_checked)
    context.report(problems)
    context.result(
        {
            "status": "findings" if problems else "not_checked" if not_checked else "ok",
            "problems": [problem_json(problem) for problem in problems],
            "not_checked": [problem_json(problem) for problem in not_checked],
            **({"notices": [problem_json(problem) for problem in notices]} if notices else {}),
        }
    )
    if checked.exit_code:
        raise SystemExit(checked.exit_code)
    context.say("cli.check.ok", files=len(office.files), cycles=len(office.cycles))
    if not workspace.ledger.exists():
        context.say("cli.next.begin")


@kaohe.command("score")
@click.argument("cycle")
@click.option("--explain", "subject", metavar="ID", help=option_help("explain"))
@IDENTITY
@click.pass_obj
def score_cycle(context: Context, cycle: str, subject: str | None, identity: Path | None) -> None:
    """Replaced by the catalogue's text."""
    checked = load_and_check(context.workspace().root, read_identities(identity))
    office = checked.require(units_only=True)
    of_cycle = office.cycles.get(cycle)
    if of_cycle is None or of_cycle.scheme is None:
        raise UsageError.of("U111", cycle=cycle)
    assert office.organ is not None
    organ, scheme = office.organ.record, of_cycle.scheme.record
    sheets = dict(unit_sheets(of_cycle))
    if subject in sheets:
        context.show(explain_sheet(sheets[subject], scheme, context.lang, rules_in_words(context.lang)))
        _say_corrected(context, of_cycle, {subject})
        context.result(_answer(cycle, {subject: sheet_json(sheets[subject], scheme)}, {}))
        return
    if checked.not_checked:
        # The units are open to everyone in the office, the people only to those who can open their records.
        _units_only(context, checked, cycle, subject, sheets)
    people = people_scores(of_cycle)
    if subject is not None:
        if people is None or subject not in people.results:
            raise UsageError.of("U114", subject=subject, units=", ".join(sheets))
        context.show(person_text(people, subject, organ, scheme, context.lang))
        context.result(_answer(cycle, {}, {subject: person_json(people.schemes, people.results[subject])}))
        return
    context.show(result_table(scheme, organ, sheets, context.lang))
    if people is not None:
        context.show(f"\n{people_table(people, organ, context.lang)}")
    context.say("cli.score.recommendation")
    _say_corrected(context, of_cycle, sheets)
    if people is not None and people.corrected:
        context.say("cli.score.corrected")
    units = {name: sheet_json(sheet, scheme) for name, sheet in sheets.items()}
    persons = (
        {} if people is None else {name: person_json(people.schemes, result) for name, result in people.results.items()}
    )
    ties = people.assessment.problems if people is not None else ()
    context.report(ties)
    context.result(_answer(cycle, units, persons, ties))
    if ties:
        raise SystemExit(FindingsError.exit_code)


def _units_only(
    context: Context, checked: Checked, cycle: str, subject: str | None, sheets: Mapping[str, Sheet]
) -> NoReturn:
    """The units' scores, that nobody looked at the people, and the exit code that says so."""
    office, of_cycle = checked.office, checked.office.cycles[cycle]
    assert office.organ is not None and of_cycle.scheme is not None
    if subject is not None:
        raise NotCheckedError(checked.not_checked)
    scheme = of_cycle.scheme.record
    context.show(result_table(scheme, office.organ.record, sheets, context.lang))
    context.say("cli.score.recommendation")
    _say_corrected(context, of_cycle, sheets)
    context.report_not_checked(checked.not_checked)
    answer = _answer(cycle, {name: sheet_json(sheet, scheme) for name, sheet in sheets.items()}, {})
    unread = [problem_json(problem) for problem in checked.not_checked]
    context.result({**answer, "status": "not_checked", "not_checked": unread})
    raise SystemExit(NotCheckedError.exit_code)


def _say_corrected(context: Context, cycle: Cycle, shown: Container[str]) -> None:
    """What is shown is the reported result; that one was corrected since is said beside it."""
    every = [entry.unit for bound in unit_corrections(cycle).values() for entry in bound.record.corrections]
    if units := dict.fromkeys(unit for unit in every if unit in shown):
        context.say("cli.score.units_corrected", units="、".join(units))


def _answer(
    cycle: str, units: Mapping[str, Any], people: Mapping[str, Any], problems: Sequence[Problem] = ()
) -> dict[str, Any]:
    answer = {"status": "findings" if problems else "ok", "cycle": cycle, "units": units, "people": people}
    return answer | ({"problems": [problem_json(problem) for problem in problems]} if problems else {})
