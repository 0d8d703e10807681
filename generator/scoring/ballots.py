"""Anonymous sheets counted into tallies: which ballots are valid, and why the others are not (P1-A15).

A sheet has a random id and nothing that tells who filled it in; sheets are taken in the order of their ids, so that
the order in which they were handed in leaves no trace. Source: docs/spec/12-scoring.md, "Ballots that do not count".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from generator.core.errors import FindingsError
from generator.intake.models.rules import OptionLimit, Rated, Validity, VotesToPoints
from generator.scoring.inputs import GroupTally, Ratings

CLAUSE = "P1-A15"


@dataclass(frozen=True, slots=True)
class AnonymousSheet:
    """One ballot: by subject an option id or a number; a subject that is absent was left blank."""

    id: str
    choices: Mapping[str, str | Fraction]


def count_votes(
    rule: VotesToPoints, sheets: Sequence[AnonymousSheet], issued: int, subjects: Collection[str]
) -> dict[str, GroupTally]:
    """One group's tally per subject.

    Raises FindingsError S205 (more sheets than issued), S206 (unknown option), S222 (an id twice), S223 (a subject
    that is not on the list).
    """
    options = [option.id for option in rule.options]
    _check(sheets, issued, subjects, {choice for sheet in sheets for choice in sheet.choices.values()} - set(options))
    tallies = {}
    faults = {sheet.id: _fault(rule.validity, sheet) for sheet in sheets}
    for subject in subjects:
        counts = dict.fromkeys(options, 0)
        reasons: Counter[str] = Counter()
        for sheet in sorted(sheets, key=lambda sheet: sheet.id):
            choice = sheet.choices.get(subject)
            fault = faults[sheet.id] or ("blank" if choice is None else None)
            if fault is None:
                counts[str(choice)] += 1
            else:
                reasons[fault] += 1
        tallies[subject] = GroupTally(issued, len(sheets), sum(reasons.values()), counts, dict(sorted(reasons.items())))
    return tallies


def count_ratings(
    rule: Rated, sheets: Sequence[AnonymousSheet], issued: int, subjects: Collection[str]
) -> dict[str, Ratings]:
    """One group's ratings per subject, in ascending order. Raises FindingsError S205, S215, S222, S223."""
    numbers = [choice for sheet in sheets for choice in sheet.choices.values()]
    _check(sheets, issued, subjects, ())
    if any(isinstance(number, str) or not rule.lowest <= number <= rule.highest for number in numbers):
        raise FindingsError.of("S215", clause=CLAUSE)
    counted = [sheet for sheet in sheets if _fault(rule.validity, sheet) is None]
    made = {}
    for subject in subjects:
        values = sorted(Fraction(sheet.choices[subject]) for sheet in counted if subject in sheet.choices)
        made[subject] = Ratings(issued, len(sheets), len(sheets) - len(values), tuple(values))
    return made


def _check(
    sheets: Sequence[AnonymousSheet], issued: int, subjects: Collection[str], unknown: Collection[str | Fraction]
) -> None:
    if len(sheets) > issued:
        raise FindingsError.of("S205", clause=CLAUSE)
    if unknown:
        raise FindingsError.of("S206", clause=CLAUSE)
    if len({sheet.id for sheet in sheets}) < len(sheets):
        raise FindingsError.of("S222", clause=CLAUSE)
    if any(not set(sheet.choices) <= set(subjects) for sheet in sheets):
        raise FindingsError.of("S223", clause=CLAUSE)


def _fault(validity: Validity | None, sheet: AnonymousSheet) -> str | None:
    """Why the whole sheet does not count, None where it does."""
    if validity is None:
        return None
    chosen = list(sheet.choices.values())
    if any(_over(limit, chosen) for limit in validity.limits):
        return "over_limit"
    equal = len(chosen) > 1 and len(set(chosen)) == 1
    return "all_equal" if equal and validity.all_equal == "invalid" else None


def _over(limit: OptionLimit, chosen: Sequence[str | Fraction]) -> bool:
    times = sum(choice == limit.option for choice in chosen)
    most = Fraction(limit.count) if limit.count is not None else (limit.share or Fraction(0)) * len(chosen)
    return times > most
