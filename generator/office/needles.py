"""What must not be found in the finished site: every restricted text, and every value the airlock withheld."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from typing import Any, get_args

from generator.core import messages
from generator.core.errors import KaoheError
from generator.disclosure.airlock import Airlock, Released
from generator.disclosure.salts import DerivedSalts
from generator.disclosure.slots import slot_table
from generator.disclosure.unit_result import release_results
from generator.disclosure.whole_form import whole_form
from generator.intake.corrections import people_corrections, unit_corrections
from generator.intake.models import afterwards, outcome, people
from generator.intake.models.scheme import Kind
from generator.intake.repository import Cycle, Office
from generator.intake.texts import public_values, restricted_values
from generator.ledger.statements import PublishedStatement
from generator.office.cohort import participating, unit_sheets
from generator.office.people_cohort import people_assessment
from generator.office.people_statements import base_scheme
from generator.office.unit_corrections import corrected_inputs
from generator.published.shapes import exact_text
from generator.regulation import catalogue
from generator.scoring.sheet import score

_OF_BALLOTS = ("counts", "value", "values")

_WORDS = (
    Kind,
    people.NoGrade,
    people.CorrectionReason,
    people.InvalidReason,
    outcome.Disposition,
    outcome.ObjectionOutcome,
    afterwards.AppealKind,
    afterwards.AppealOutcome,
    afterwards.Measure,
)
"""Closed vocabularies that stand in restricted fields: the words say nothing, only where they stand does."""

_CONTEXTS = (
    *(f"{key}: {{}}" for key in ("person", "id", "about", "to")),
    *(f'"{key}":"{{}}"' for key in ("person", "id", "about", "to")),
    '"{}":{{"exact"', "人员{}", "编号{}", "工号{}",
)  # fmt: skip
"""How a number of a person appears when it is meant as one: in a field of their records, or as a key of the opinion."""


@dataclass(frozen=True, slots=True)
class Needles:
    """``restricted`` is what the leak gate looks for; ``public`` may appear although it stands elsewhere too."""

    restricted: tuple[str, ...]
    public: tuple[str, ...]


def needles(office: Office, published: Sequence[PublishedStatement] = ()) -> Needles:
    """Both lists, each text once, sorted. Texts that the airlock released are public, whatever else they are.

    What only records said that ``published`` statements have withdrawn since is not public any more.
    """
    restricted = set(restricted_values(office))
    public = set(public_values(office))
    public |= {word for words in _WORDS for word in get_args(words)}
    # The pages' own wording: an office's confidential text may use the same terms.
    public |= {text for entry in messages.catalogue().values() for text in entry.values()}
    for name, cycle in office.cycles.items():
        if cycle.people:
            restricted |= {*person_numbers(cycle), *_of_people(cycle)}
            public |= set(catalogue.ids())
        restricted |= {*_of_opinion(cycle), *_of_unit_corrections(cycle)}
        for item in _results(office, name):
            for disclosure in item.disclosures:
                restricted |= set(_withheld(disclosure.value))
            public |= set(_texts(item.record.body))
    withdrawn = _withdrawn(office, published)
    restricted |= withdrawn
    public = {text for text in public if text.strip() not in withdrawn}
    return Needles(tuple(sorted(restricted)), tuple(sorted(public)))


def _withdrawn(office: Office, published: Sequence[PublishedStatement]) -> set[str]:
    """What withdrawn records said, as far as the inputs still know it, and no record says that is left."""
    gone = [(found.statement.cycle, item.withdrawal) for found in published for item in found.withdrawn.values()]
    if not gone:
        return set()
    said: set[str] = set()
    for name in {cycle for cycle, _ in gone} & set(office.cycles):
        targets = {(item.record_type, item.record_name) for cycle, item in gone if cycle == name}
        for released in _results(office, name):
            if ("unit-result", released.record.name) in targets:
                said |= set(_texts(released.record.body))
        said |= set(_decided(office.cycles[name], targets))
    left = "\n".join(
        text for found in published for _, record in found.records.values() for text in _texts(record.body)
    )
    return {text for text in said if text not in left}


def _decided(cycle: Cycle, targets: Collection[tuple[str, str]]) -> Iterator[str]:
    """What the withdrawn records of a decision said in words."""
    decision, about_people = cycle.decision, cycle.one(people.DECISION)
    for entry in decision.record.grades if decision else ():
        if ("unit-decision", entry.unit) in targets and entry.departs is not None:
            yield from (entry.departs.zh, entry.departs.en)
    if decision and ("deliberation", cycle.name) in targets:
        yield decision.record.document
    if about_people and about_people.record.document and ("deliberation", f"people-{cycle.name}") in targets:
        yield about_people.record.document


def _results(office: Office, name: str) -> Sequence[Released]:
    """The results of a cycle as they would go out; the salts do not matter here, only the values are looked at."""
    cycle = office.cycles[name]
    if cycle.scheme is None or cycle.roster is None or office.organ is None:
        return []
    salts = DerivedSalts(name, lambda label: sha256(label.encode()).digest()[:16])
    scheme, organ = cycle.scheme.record, office.organ.record
    airlock = Airlock(organ.id, name, salts, slot_table(scheme, planned=False))
    try:
        return release_results(airlock, scheme, organ, cycle.roster.record, unit_sheets(cycle), cycle, "0" * 64)
    except KaoheError:
        # Inputs of an open cycle may not be complete; their restricted fields are searched for all the same.
        return []


def person_numbers(cycle: Cycle) -> Iterator[str]:
    """The numbers of a cycle's people in every surrounding in which they can be looked for.

    A number by itself (``p001``) is too short to be told from a piece of a digest. So it is searched where it is named
    as a person, and where the next one of the roster follows: a list of people.
    """
    roster = cycle.one(people.ROSTER)
    ids = [entry.id for entry in roster.record.people] if roster is not None else []
    for person in ids:
        yield from (context.format(person) for context in _CONTEXTS)
    for order in (ids, sorted(ids)):
        for first, second in pairwise(order):
            yield from (f"{first}, {second}", f'"{first}","{second}"')


def _of_people(cycle: Cycle) -> Iterator[str]:
    """The exact points of people and what they came from, also after corrections, as far as the cycle can be scored."""
    if base_scheme(cycle) is None or cycle.one(people.ROSTER) is None:
        return
    for through in (0, *people_corrections(cycle)):
        try:
            results = people_assessment(cycle, corrected=True, through=through).people
        except KaoheError:
            # Inputs of an open cycle may not be complete; their restricted fields are searched for all the same.
            return
        for result in results:
            yield from _scores(whole_form(result))


def _of_opinion(cycle: Cycle) -> Iterator[str]:
    """The exact totals of the preliminary opinion, which is committed to; those that the report says are public."""
    for part in (cycle.opinion or {}).values():
        yield from (result["exact"] for result in part.values() if result["exact"] is not None)


def _of_unit_corrections(cycle: Cycle) -> Iterator[str]:
    """The exact totals of units as each correction left them, as far as they can be scored already."""
    if cycle.scheme is None:
        return
    for number in unit_corrections(cycle):
        try:
            sheets = score(cycle.scheme.record, participating(cycle), corrected_inputs(cycle, number))
        except KaoheError:
            # As above: what is not complete yet is searched as far as it goes.
            return
        yield from (exact_text(sheet.total) for sheet in sheets.values() if sheet.total is not None)


def _scores(form: Any) -> Iterator[str]:
    """Totals and points at any depth of a result, and of its steps only what came of the ballots."""
    if isinstance(form, dict):
        for name, value in form.items():
            if name in ("total", "points", "mean", "rank") and isinstance(value, str):
                yield value
            elif name in ("steps", "sums"):
                yield from (text for step in value for text in _of_step(step))
            else:
                yield from _scores(value)
    elif isinstance(form, list):
        for item in form:
            yield from _scores(item)


def _withheld(value: Any) -> Iterator[str]:
    """The texts of a withheld value; of a derivation only what came of the ballots, not what the scheme says anyway."""
    if isinstance(value, dict) and "steps" in value:
        yield value["exact"]
        for step in value["steps"]:
            yield from _of_step(step)
    else:
        yield from _texts(value)


def _of_step(step: Any) -> Iterator[str]:
    """What came of the ballots; a pair of whole numbers (``100 100``) says nothing and stands in any table."""
    yield step["result"]
    for name, text in step["args"].items():
        if name in _OF_BALLOTS and ("/" in text or len(text.split(" ")) > 2):
            yield text


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
