"""What a statement says, in words, for whoever is about to sign it: nobody signs blind.

It comes from the public records of the statement and of those before it, so that it is what will be published. People
are not in them: what is committed to about them comes from the openings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from generator.cli.presentation_acts import calendars, deliberations, organs, people_schemes, reports, slots
from generator.cli.presentation_goals import GOALS, goals_paragraph
from generator.cli.presentation_people import RECORD_TYPE, OpenedBlock, people_paragraph
from generator.cli.presentation_procedure import outlines
from generator.cli.record_names import Names, names_of
from generator.cli.tables import table
from generator.core import messages
from generator.core.exact import plain
from generator.core.messages import Lang
from generator.ledger.statements import PublishedStatement
from generator.published.record import PublicRecord
from generator.published.shapes import Document
from generator.published.vocabulary import PROCEDURE_TYPES
from generator.signing.threshold import counted

Paragraph = Callable[[Sequence[PublicRecord], Names], str]


def presentation(
    records: Sequence[PublicRecord],
    earlier: Sequence[PublishedStatement],
    lang: Lang,
    people: OpenedBlock | None = None,
) -> str:
    """The records of a statement, one paragraph per type.

    ``people``: the block of people, opened; without it only what is public of it is told.
    """
    names = names_of([*(record for item in earlier for _, record in item.records.values()), *records], lang)
    by_type: dict[str, list[PublicRecord]] = {}
    for record in records:
        by_type.setdefault(record.type, []).append(record)
    parts = []
    for record_type, members in by_type.items():
        if record_type == RECORD_TYPE:
            parts += [people_paragraph(record, people, names) for record in members]
        elif record_type == GOALS:
            parts += [goals_paragraph(record, earlier, names) for record in members]
        else:
            parts.append(PARAGRAPHS[record_type](members, names))
    return "\n\n".join(part for part in parts if part)


def _heads(lang: Lang, *keys: str) -> list[str]:
    return [messages.text(f"cli.column.{key}", lang) for key in keys]


def _results(records: Sequence[PublicRecord], names: Names) -> str:
    lang = names.lang
    none = messages.text("cli.score.incomplete", lang)
    rows = []
    for record in records:
        body = record.body
        grade = names.grade(body["grade"]) or none
        rows.append([record.name, body["unit"]["name"][lang], body["total"]["shown"] or none, grade])
    return table(_heads(lang, "id", "unit", "total", "grade"), rows, frozenset({2}))


def _decisions(records: Sequence[PublicRecord], names: Names) -> str:
    lang = names.lang
    rows, departures = [], []
    for record in records:
        body = record.body
        unit, grade, recommended = names.unit(record.name), names.grade(body["grade"]), names.grade(body["recommended"])
        rows.append([record.name, unit, grade, recommended])
        if departs := body["departs"]:
            reason, clause = departs["reason"][lang], departs["clause"]
            departures.append(
                messages.text(
                    "cli.departs", lang, unit=unit, grade=grade, recommended=recommended, reason=reason, clause=clause
                )
            )
    return "\n".join([table(_heads(lang, "id", "unit", "grade", "recommended"), rows), *departures])


def _scheme(records: Sequence[PublicRecord], names: Names) -> str:
    lang = names.lang
    rows: list[list[str]] = []
    titles = []
    for record in records:
        titles.append(record.body["title"][lang])
        for family in record.body["families"]:
            rows.append([family["id"], family["name"][lang], _number(family["weight"])])
            for indicator in family["indicators"]:
                rows.append([f"  {indicator['id']}", f"  {indicator['name'][lang]}", _number(indicator["weight"])])
    return "\n".join([*titles, table(_heads(lang, "id", "indicator", "weight"), rows, frozenset({2}))])


def _trust(records: Sequence[PublicRecord], names: Names) -> str:
    parts, lang = [], names.lang
    for record in records:
        body = record.body
        holders = [
            [holder["id"], messages.named(holder["role"], "status.role", lang), str(len(holder["keys"]))]
            for holder in body["holders"]
        ]
        needed = [
            [kind, messages.named(counted(roles), "status.role", lang)] for kind, roles in body["thresholds"].items()
        ]
        parts.append(table(_heads(lang, "holder", "role", "keys"), holders, frozenset({2})))
        parts.append(table(_heads(lang, "kind", "needed"), needed))
        parts.append(messages.text("cli.trust.log", lang, origin=body["origin"], key=body["log_key"]))
        parts += _trust_over_time(body, lang)
    return "\n\n".join(parts)


def _trust_over_time(body: Mapping[str, Any], lang: Lang) -> list[str]:
    """What a trust record says about devices, witnesses, former keys and former logs."""
    asked = next((flag for flag in ("pin", "touch") if body["fido"][flag]), "nothing")
    parts = [
        messages.text(f"cli.trust.fido.{asked}", lang),
        messages.text("cli.trust.policy", lang, policy=body["policy"].rstrip("\n")),
        messages.text("cli.trust.timestamping", lang, number=len(body["timestamping"])),
    ]
    if body["revoked"]:
        rows = [[entry["holder"], entry["reason"], entry["key"]] for entry in body["revoked"]]
        parts.append(table(_heads(lang, "revoked-holder", "revoked-reason", "revoked-key"), rows))
    if before := body["previous_log"]:
        parts.append(messages.text("cli.trust.previous-log", lang, **before))
    if old := body["succeeds"]:
        parts.append(messages.text("cli.trust.succeeds", lang, **old))
    return parts


def _closure(records: Sequence[PublicRecord], names: Names) -> str:
    return "\n".join(
        messages.text(
            "cli.closure",
            names.lang,
            statements=len(record.body["statements"]),
            checked=record.body["checked"],
            deviations=record.body["deviations"],
            opinion=record.body["opinion"][names.lang],
        )
        for record in records
    )


def _withdrawals(records: Sequence[PublicRecord], names: Names) -> str:
    lang = names.lang
    rows = [
        [str(body["index"]), body["path"], messages.text(f"cli.withdrawal.{body['reason']}", lang), body["clause"]]
        for body in (record.body for record in records)
    ]
    heads = _heads(lang, "statement", "record", "reason", "clause")
    return "\n".join([table(heads, rows, frozenset({0})), messages.text("cli.withdrawal.gone", lang)])


def _number(exact: Any) -> str:
    return plain(Document(exact, "").exact())


PARAGRAPHS: Mapping[str, Paragraph] = {
    "people-scheme": people_schemes,
    "organ": organs,
    "calendar": calendars,
    "slots": slots,
    "report": reports,
    "deliberation": deliberations,
    "unit-result": _results,
    "unit-decision": _decisions,
    "scheme": _scheme,
    "trust": _trust,
    "closure": _closure,
    "withdrawal": _withdrawals,
    **dict.fromkeys(PROCEDURE_TYPES, outlines),
}
