"""The page about people in a cycle: the scheme they are assessed by, public numbers, and how they are committed to.

Nothing here is about one person: records say nothing about any (docs/spec/30-records.md, "The block of people").
"""

from __future__ import annotations

from typing import Any

from generator.site.context import Context, Link
from generator.site.ledger_view import Block, Cycle, PeopleTrack
from generator.site.numbers import ratio_text
from generator.site.people_numbers import GradeTable
from generator.site.people_rules import scheme_sections
from generator.site.people_scheme import names_by_id

BASE = "../"


def people_context(context: Context, cycle: Cycle, track: PeopleTrack) -> dict[str, Any]:
    """Everything the template ``people.html`` shows."""
    label, applied = context.label, track.applied()
    names = {key: label.of(name) for key, name in names_by_id(applied).items()}
    units = {grade.id: label.of(grade.name) for grade in cycle.scheme.grades}
    return {
        "base": BASE,
        "cycle": cycle.id,
        "title": label("people.title", cycle=cycle.id),
        "organ": label.of(cycle.organ.name),
        "kinds": [label(f"person.{kind}") for kind in applied],
        "numbers": _people(context, track),
        "tables": [_table(context, found, names) for found in track.numbers.grades or ()],
        "decided_at": _key(track.block("decision")),
        "report_at": _key(track.block("report")),
        "quotas": _quotas(context, track, names),
        "reasons": [label(f"people.reason.{reason}") for reason in track.numbers.reasons],
        "blocks": [_block(context, cycle, found) for found in track.blocks],
        "size": track.blocks[0].size if track.blocks else 0,
        **scheme_sections(context, cycle, track, names, units),
        "records": [
            (label(f"people.scheme.{held.name}"), context.record_href(BASE, held), held.sha256)
            for _, held in track.schemes
        ],
        "statement": Link(
            f"{BASE}statements/{cycle.scheme_at.index}.html", label("statement.number", index=cycle.scheme_at.index)
        ),
        "contact": (label.of(cycle.organ.contact_office), label.of(cycle.organ.contact_hours)),
    }


def _key(block: Block | None) -> str:
    return block.held.key if block else ""


def _people(context: Context, track: PeopleTrack) -> list[tuple[str, str, int | None]]:
    """Kind, pointer and number of the people on the roster; None where the number is not shown."""
    return [
        (context.label(f"person.{kind}"), f"/public/people/{i}/number", number)
        for i, (kind, number) in enumerate(track.numbers.people or ())
    ]


def _table(context: Context, found: GradeTable, names: dict[str, str]) -> dict[str, Any]:
    label = context.label
    rows = [
        (names.get(grade, grade) if grade else label("people.without"), f"/cells/{i}/number", number)
        for i, (grade, number) in enumerate(found.cells)
    ]
    hidden = found.form == "each" and any(number is None for *_, number in rows)
    return {
        "kind": label(f"person.{found.kind}"),
        "text": label("people.form.hidden" if hidden else f"people.form.{found.form}"),
        "rows": rows,
    }


def _quotas(context: Context, track: PeopleTrack, names: dict[str, str]) -> list[dict[str, Any]]:
    label = context.label
    return [
        {
            "kinds": label("separator").join(label(f"person.{kind}") for kind in found.kinds),
            "grade": names.get(found.grade, found.grade),
            "ratio": ratio_text(found.ratio),
            "at_most": found.at_most,
            "pointer": f"/public/quotas/{i}/at_most",
        }
        for i, found in enumerate(track.numbers.quotas)
    ]


def _block(context: Context, cycle: Cycle, found: Block) -> dict[str, Any]:
    statement = found.statement.statement
    title = context.label("statement.title", index=found.held.index, kind=context.kind_name(statement))
    return {
        "link": Link(f"{BASE}statements/{found.held.index}.html", title),
        "date": statement.date,
        "what": context.label(f"people.block.{statement.kind}"),
        "size": found.size,
        "record": found.held.key,
        "href": context.record_href(BASE, found.held),
    }
