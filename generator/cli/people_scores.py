"""People in ``kaohe score``: a table of everyone, one person's derivation, and both for machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.cli.rules_in_words import rules_in_words
from generator.cli.tables import table
from generator.core import messages
from generator.core.exact import shown
from generator.core.messages import Lang
from generator.intake.corrections import people_corrections
from generator.intake.models import people as records
from generator.intake.models.organ import Organ
from generator.intake.models.scheme import Scheme
from generator.intake.repository import Cycle
from generator.office.people_check import placed_assessment
from generator.office.people_cohort import people_inputs, people_schemes
from generator.scoring.explain_person import PersonNames, explain_person, reason_text
from generator.scoring.people import Assessment, PersonResult
from generator.scoring.person_quota import Competition


@dataclass(frozen=True, slots=True)
class PeopleScores:
    """The recommendations for everyone on a cycle's roster, with the schemes and values that they come from."""

    assessment: Assessment
    competition: Competition
    corrected: bool

    @property
    def schemes(self) -> Mapping[str, Scheme]:
        """The scheme of each kind of people."""
        return self.competition.schemes

    @property
    def results(self) -> Mapping[str, PersonResult]:
        """Everyone's result by id, in the order of the roster."""
        return {result.id: result for result in self.assessment.people}


def people_scores(cycle: Cycle) -> PeopleScores | None:
    """What ``cycle``, which passed its checks, recommends for its people; None where it assesses none.

    Results are those before corrections: what a decision goes by. Raises FindingsError S2xx, S302 to S309.
    """
    schemes = people_schemes(cycle)
    if not schemes or cycle.one(records.ROSTER) is None:
        return None
    inputs = people_inputs(cycle)
    competition = Competition(schemes, inputs.inputs, inputs.tie_order)
    return PeopleScores(placed_assessment(cycle), competition, bool(people_corrections(cycle)))


def people_table(scores: PeopleScores, organ: Organ, lang: Lang) -> str:
    """Id, kind, unit, total, recommended grade and what decided it or stands in its way, in roster order."""
    units = {unit.id: getattr(unit.name, lang) for unit in organ.departments}
    none = messages.text("cli.score.incomplete", lang)
    rows = []
    for result in scores.assessment.people:
        scheme = scores.schemes[result.kind]
        grades = {grade.id: getattr(grade.name, lang) for grade in scheme.grades}
        rows.append(
            [
                result.id,
                messages.text(f"explain.person.kind.{result.kind}", lang),
                units.get(result.unit, result.unit),
                none if result.total is None else _shown(result, scheme),
                grades[result.recommended] if result.recommended else none,
                "" if result.reason == "score" else reason_text(result, lang),
            ]
        )
    keys = ("id", "person-kind", "unit", "total", "recommended", "note")
    return table([messages.text(f"cli.column.{key}", lang) for key in keys], rows, frozenset({3}))


def person_text(scores: PeopleScores, person: str, organ: Organ, unit_scheme: Scheme, lang: Lang) -> str:
    """One person's whole derivation; ``unit_scheme`` has the names of the units' grades."""
    names = PersonNames(
        {unit.id: getattr(unit.name, lang) for unit in organ.departments},
        {grade.id: getattr(grade.name, lang) for grade in unit_scheme.grades},
    )
    result = scores.results[person]
    return explain_person(result, scores.assessment, scores.competition, names, lang, rules_in_words(lang))


def _shown(result: PersonResult, scheme: Scheme) -> str:
    assert result.total is not None
    return shown(result.total, scheme.rounding.digits, scheme.rounding.mode)
