"""What a statement says about people, for whoever signs it: what the public will see, and what is committed to.

The public part is in the record; the rest comes from the openings of the draft, which the signer opened and which were
compared with the commitments byte for byte. Nothing of it goes anywhere but to the signer's terminal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from generator.cli.presentation_changes import Earlier, changed_lines
from generator.cli.record_names import Names
from generator.cli.tables import table
from generator.core.exact import plain, shown
from generator.core.messages import text
from generator.disclosure.openings import Openings
from generator.published.record import PublicRecord
from generator.published.shapes import Document
from generator.site.numbers import ratio_text

Person = Mapping[str, Any]
"""What is committed to about one person, as JSON (docs/spec/30-records.md, "The block of people")."""

RECORD_TYPE = "people"


@dataclass(frozen=True, slots=True)
class OpenedBlock:
    """The block of a statement of ``kind`` with everybody in it by id, and the block before it in the cycle."""

    kind: str
    people: Mapping[str, Person]
    earlier: Earlier | None = None


def opened_people(openings: Openings) -> dict[str, Person]:
    """Everybody whom ``openings`` hold, by id; places without anybody are left out."""
    held = [item.value for item in openings.disclosures if item.name.split("/")[2] == RECORD_TYPE]
    return {value["person"]: value for value in sorted(filter(None, held), key=lambda value: str(value["person"]))}


def people_paragraph(record: PublicRecord, block: OpenedBlock | None, names: Names) -> str:
    """The block ``record`` in words; without ``block`` only what the public sees."""
    public = "\n".join(_public_lines(record.body, names))
    if block is None:
        return f"{_say(names, 'sealed')}\n\n{public}"
    words = {"people": len(block.people), "empty": record.body["size"] - len(block.people)}
    parts = [_say(names, f"head.{block.kind}", **words), _table(block, names)]
    parts += ["\n".join(_count_lines(block, names)), "\n".join(_departure_lines(block, names))]
    if block.earlier is not None:
        parts.append("\n".join(changed_lines(block.kind, block.people, block.earlier, names)))
    return "\n\n".join(part for part in (*parts, public) if part)


def _say(names: Names, key: str, /, **words: object) -> str:
    return text(f"cli.people.{key}", names.lang, **words)


def _table(block: OpenedBlock, names: Names) -> str:
    """Everybody with what this kind of statement says about them."""
    columns = {
        "inputs": ("goals",),
        "report": ("total", "recommended", "exact"),
        "decision": ("total", "decided", "recommended"),
        "change": ("total", "final"),
        "closed": ("total", "final"),
    }[block.kind]
    rows = []
    for key, person in block.people.items():
        kind = text(f"explain.person.kind.{person['kind']}", names.lang)
        rows.append([key, kind, names.unit(person["unit"]), *(_cell(person, column, names) for column in columns)])
    heads = ("id", "person-kind", "unit", *columns)
    right = frozenset(at for at, head in enumerate(heads) if head in ("goals", "total"))
    return table([text(f"cli.column.{head}", names.lang) for head in heads], rows, right)


def _cell(person: Person, column: str, names: Names) -> str:
    if column == "goals":
        return str(len(person["goals"]))
    if column == "total":
        return total_text(person, names)
    if column == "exact":
        return plain(Fraction(person["total"])) if person["total"] is not None else ""
    return recommended_text(person, names) if column == "recommended" else final_text(person, names)


def total_text(person: Person, names: Names) -> str:
    """A person's total as it is shown."""
    if person["total"] is None:
        return text("cli.score.incomplete", names.lang)
    digits, mode = names.rounding[person["kind"]]
    return shown(Fraction(person["total"]), digits, mode)


def recommended_text(person: Person, names: Names) -> str:
    """The recommended grade, or why there is none."""
    return _grade_text(person["recommended"], person["reason"], names)


def final_text(person: Person, names: Names) -> str:
    """The decided grade, or why there is none; before the decision the recommended one."""
    decision = person["decision"]
    if decision is None:
        return recommended_text(person, names)
    return _grade_text(decision["grade"], decision["no_grade"], names)


def _grade_text(grade: str | None, reason: str, names: Names) -> str:
    if grade is not None:
        return names.people_grade(grade)
    return _say(names, "no-grade", reason=text(f"explain.reason.{reason}", names.lang))


def _count_lines(block: OpenedBlock, names: Names) -> Iterator[str]:
    """How many people have each grade, by kind: the true numbers, which the public part may hide."""
    if block.kind == "inputs":
        yield _say(names, "goals", goals=sum(len(person["goals"]) for person in block.people.values()))
        return
    for kind in names.rounding:
        members = [person for person in block.people.values() if person["kind"] == kind]
        counts = Counter((person["decision"] or {"grade": person["recommended"]})["grade"] for person in members)
        if members:
            listed = [_counted(names.people_grade(grade), counts[grade], names) for grade in names.people_grades]
            listed.append(_counted(text("site.people.without", names.lang), counts[None], names))
            yield _say(names, "count", kind=_kind(kind, names), number=len(members), listed=_listed(listed, names))


def _departure_lines(block: OpenedBlock, names: Names) -> Iterator[str]:
    """Where people decided otherwise than the scheme recommends, with reason and clause (P1-A18)."""
    if block.kind != "decision":
        return
    departing = [person for person in block.people.values() if person["decision"] and person["decision"]["departs"]]
    yield _say(names, "departures", number=len(departing))
    for person in departing:
        decision = person["decision"]
        yield "  " + text(
            "cli.departs",
            names.lang,
            unit=person["person"],
            grade=final_text(person, names),
            recommended=recommended_text(person, names),
            reason=decision["departs"][names.lang],
            clause=decision["departs_clause"],
        )


def _public_lines(body: Mapping[str, Any], names: Names) -> Iterator[str]:
    """What everybody will see of the block, hidden numbers included as such."""
    public = body["public"]
    yield _say(names, "public" if any(public.values()) else "public.only", size=body["size"])
    hidden = text("site.people.not_shown", names.lang)
    for entry in public.get("people", ()):
        number = hidden if entry["number"] is None else entry["number"]
        yield "  " + _say(names, "public.people", kind=_kind(entry["kind"], names), number=number)
    for entry in public.get("grades", ()):
        yield f"  {_kind(entry['kind'], names)}{_say(names, 'colon')}{''.join(_grades(entry, names))}"
    for entry in public.get("quotas", ()):
        yield f"  {_quota(entry, names)}"
    if reasons := public.get("reasons"):
        listed = [text(f"site.people.reason.{reason}", names.lang) for reason in reasons]
        yield "  " + _say(names, "public.reasons", listed=_listed(listed, names))


def _grades(entry: Mapping[str, Any], names: Names) -> Iterator[str]:
    """The cells of a table of grades, then why it is shown so far and no further."""
    cells = []
    for cell in entry["cells"]:
        grade = names.people_grade(cell["grade"]) if cell["grade"] else text("site.people.without", names.lang)
        cells.append(_counted(grade, cell["number"], names))
    if cells:
        yield _say(names, "sentence", words=_listed(cells, names))
    form = "hidden" if any(cell["number"] is None for cell in entry["cells"]) else entry["form"]
    yield text(f"site.people.form.{form}", names.lang)


def _quota(entry: Mapping[str, Any], names: Names) -> str:
    kinds = _listed([_kind(kind, names) for kind in entry["kinds"]], names)
    ratio = ratio_text(Document(entry["ratio"], "").exact())
    said = text("site.people.ceiling", names.lang, kinds=kinds, grade=names.people_grade(entry["grade"]), ratio=ratio)
    gap = text("site.sentence.gap", names.lang)
    if entry["at_most"] is None:
        return said + gap + text("site.people.ceiling.hidden", names.lang)
    return said + gap + _say(names, "public.at-most", number=entry["at_most"])


def _kind(kind: str, names: Names) -> str:
    return text(f"site.person.{kind}", names.lang)


def _counted(grade: str, number: int | None, names: Names) -> str:
    shown_number = text("site.people.not_shown", names.lang) if number is None else number
    return _say(names, "counted", grade=grade, number=shown_number)


def _listed(words: Sequence[str], names: Names) -> str:
    return text("site.separator", names.lang).join(words)
