"""What the records of procedure in a statement say, a short paragraph each: schemes for people, organ, meetings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from generator.cli.record_names import Names
from generator.cli.tables import table
from generator.core.exact import plain
from generator.core.messages import text
from generator.published.record import PublicRecord
from generator.published.shapes import Document
from generator.site.numbers import ratio_text


def _say(names: Names, key: str, /, **words: object) -> str:
    return text(f"cli.acts.{key}", names.lang, **words)


def _listed(names: Names, words: Sequence[str]) -> str:
    return text("site.separator", names.lang).join(words)


def people_schemes(records: Sequence[PublicRecord], names: Names) -> str:
    """Titles, the weights of all schemes side by side, and the quotas."""
    heads = [text(f"cli.people-scheme.{record.name}", names.lang) for record in records]
    lines = [
        _say(names, "people-scheme", head=head, title=record.body["title"][names.lang])
        for record, head in zip(records, heads, strict=True)
    ]
    families = [{family["id"]: family for family in record.body["families"]} for record in records]
    rows = []
    for key in _ids(families):
        found = [one.get(key) for one in families]
        rows.append(_weights(key, found, "", names))
        indicators = [{item["id"]: item for item in family["indicators"]} if family else {} for family in found]
        rows += [_weights(item, [one.get(item) for one in indicators], "  ", names) for item in _ids(indicators)]
    columns = [text("cli.column.id", names.lang), text("cli.column.indicator", names.lang), *heads]
    lines.append(table(columns, rows, frozenset(range(2, len(columns)))))
    quotas = [record.body["quota"] for record in records if record.body["quota"] is not None]
    for at, quota in enumerate(quotas):
        if quota not in quotas[:at]:
            ratio = ratio_text(Document(quota["ratio"], "").exact())
            grade = names.people_grade(quota["grade"])
            lines.append(text("site.people.quota.text", names.lang, grade=grade, ratio=ratio))
    return "\n".join(lines)


def _ids(parts: Sequence[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(key for one in parts for key in one))


def _weights(key: str, found: Sequence[Mapping[str, Any] | None], indent: str, names: Names) -> list[str]:
    """A row of the table: what each scheme gives one family or indicator, a dash where it does not have it."""
    first = next(part for part in found if part is not None)
    weights = [plain(Document(part["weight"], "").exact()) if part is not None else "–" for part in found]
    return [f"{indent}{key}", f"{indent}{first['name'][names.lang]}", *weights]


def organs(records: Sequence[PublicRecord], names: Names) -> str:
    """Who the office is, and its departments."""
    lines = []
    for record in records:
        body = record.body
        listed = [unit["name"][names.lang] for unit in body["departments"]]
        words = {"name": body["name"][names.lang], "number": len(listed), "listed": _listed(names, listed)}
        lines.append(_say(names, "organ", office=body["contact"]["office"][names.lang], **words))
    return "\n".join(lines)


def calendars(records: Sequence[PublicRecord], names: Names) -> str:
    """Holidays and make-up days that deadlines are counted by."""
    return "\n".join(
        _say(
            names,
            "calendar",
            year=record.body["year"],
            holidays=len(record.body["holidays"]),
            makeup=len(record.body["makeup_workdays"]),
            basis=record.body["basis"],
        )
        for record in records
    )


def slots(records: Sequence[PublicRecord], names: Names) -> str:
    """How many commitments each record of the cycle will hold, whatever the results are."""
    lines = []
    for record in records:
        listed = [f"{kind} {len(fields)}" for kind, fields in record.body["slots"].items()]
        listed += [f"{kind} {size}" for kind, size in record.body.get("blocks", {}).items()]
        lines.append(_say(names, "slots", listed=_listed(names, listed)))
    return "\n".join(lines)


def reports(records: Sequence[PublicRecord], names: Names) -> str:
    """How the report came about: dates, and comments by what became of them (P1-A17)."""
    return "\n".join(
        _say(
            names,
            "report",
            preliminary=record.body["preliminary"],
            date=record.body["date"],
            units=record.body["units"],
            **record.body["comments"],
        )
        for record in records
    )


def deliberations(records: Sequence[PublicRecord], names: Names) -> str:
    """The meetings that decided (P1-A18)."""
    lines = []
    for record in records:
        body = record.body
        about = _say(names, "about.people" if record.name.startswith("people-") else "about.units")
        result = _say(names, "passed" if body["passed"] else "not-passed")
        words = {key: body[key] for key in ("deliberated", "members", "present", "recused", "document", "date")}
        lines.append(_say(names, "deliberation", about=about, result=result, **words))
    return "\n".join(lines)
