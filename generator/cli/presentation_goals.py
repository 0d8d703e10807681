"""What a signer is told of the goals of units: all of them, and what changed since they were last published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from generator.cli.presentation_procedure import outlines
from generator.cli.record_names import Names
from generator.core.exact import plain
from generator.core.messages import text
from generator.ledger.statements import PublishedStatement
from generator.published.record import PublicRecord
from generator.published.shapes import Document

GOALS = "goals"


def goals_paragraph(record: PublicRecord, earlier: Sequence[PublishedStatement], names: Names) -> str:
    """The record as an outline; below its title the changes that the goals published before it do not have."""
    title, *lines = outlines([record], names).split("\n")
    before = [
        (found.index, known)
        for found in earlier
        if found.statement.cycle == record.cycle
        for known in found.of_type(GOALS)
    ]
    told = list(_changed(*before[-1], record, names)) if before else []
    return "\n".join([title, *told, *lines])


def _changed(index: int, before: PublicRecord, now: PublicRecord, names: Names) -> Iterator[str]:
    yield "  " + _say(names, "again", revision=now.revision, index=index)
    were = {_key(goal): goal for goal in before.body["goals"]}
    for goal in now.body["goals"]:
        told = len(were[_key(goal)]["changes"]) if _key(goal) in were else 0
        for change in goal["changes"][told:]:
            numbers = {"old": _number(change["from"]), "new": _number(change["to"])}
            words = {"unit": names.unit(goal["unit"]), "indicator": goal["indicator"], "date": change["date"]}
            yield "    " + _say(names, "changed", **words, **numbers)
    left = {_key(goal) for goal in now.body["goals"]}
    for unit, indicator in (key for key in were if key not in left):
        yield "    " + _say(names, "gone", unit=names.unit(unit), indicator=indicator)


def _key(goal: dict[str, Any]) -> tuple[str, str]:
    return goal["unit"], goal["indicator"]


def _number(exact: str) -> str:
    return plain(Document(exact, "").exact())


def _say(names: Names, key: str, /, **words: object) -> str:
    return text(f"cli.goals.{key}", names.lang, **words)
