"""What comments and the release review say, against what the inputs come to and what is published of it.

Only for inputs with which nothing is wrong; docs/spec/16-procedure.md, "Outcome".
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.errors import FindingsError
from generator.core.problem import Problem
from generator.disclosure.result_audit import showing_of
from generator.intake.figures import BALLOT_RULES
from generator.intake.models import outcome
from generator.intake.models.plan import PLAN
from generator.intake.repository import Cycle, Office
from generator.office.cohort import unit_sheets
from generator.office.opinion import opinion_now
from generator.procedure import outcome_release
from generator.procedure.named_figures import put_back
from generator.procedure.outcome_difference import Opinion, accepted_changes, impossible, unexplained


def against_score(office: Office, cycle: Cycle) -> Iterator[Problem]:
    """X350, X351 where the preliminary opinion was opened, X364 and X365 for ballots; nothing where there is no plan.

    Expects a cycle whose records passed every other check; says nothing while one of them is unread.
    """
    if cycle.one(PLAN) is None or cycle.scheme is None or any(path in office.unread for path in cycle.present):
        return
    if not _scorable(cycle):
        # What cannot be scored is reported where scores are looked at.
        return
    if cycle.opinion is not None:
        yield from _differences(cycle, cycle.opinion)
    yield from _ballots(cycle)


def _differences(cycle: Cycle, opinion: Opinion) -> Iterator[Problem]:
    """X351, or X350 where the figures that the comments put back are none that could be scored."""
    try:
        before = opinion_now(put_back(cycle, accepted_changes(cycle)))
    except FindingsError:
        yield from impossible(cycle, lambda figures: _scorable(put_back(cycle, figures)))
        return
    yield from unexplained(cycle, opinion, before)


def _scorable(cycle: Cycle) -> bool:
    try:
        opinion_now(cycle)
    except FindingsError:
        return False
    return True


def _ballots(cycle: Cycle) -> Iterator[Problem]:
    """X364, X365 for ballots; where some indicators' are published and others' are not, either verdict stands."""
    review = cycle.one(outcome.RELEASE_REVIEW)
    if review is None or cycle.scheme is None:
        return
    scheme = cycle.scheme.record
    shown = {
        showing_of(scheme, cycle.indicators[item.id], item).derivation
        for sheet in unit_sheets(cycle).values()
        for item in sheet.indicators
        if cycle.indicators[item.id].rule.kind in BALLOT_RULES
    }
    if len(shown) == 1:
        yield from outcome_release.verdict(review, "unit-ballots", published=shown.pop())
