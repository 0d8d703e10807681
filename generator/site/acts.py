"""The records of a cycle's procedure by type and name: plan, goals, review, notice and what follows a result.

Every body is read once as a whole, so that one of another shape is refused before a page is made of it, and then stays
a document that says where in the record each value stands. Formats: docs/spec/16-procedure.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from generator.core.canonical import sha256_hex
from generator.ledger.statements import PublishedStatement
from generator.published.acts import READERS
from generator.published.record import PublicRecord
from generator.published.shapes import Document
from generator.published.vocabulary import PLAN, act_of
from generator.published.withdrawal import withdraws
from generator.site.held import Held

TYPES = frozenset({*READERS, "report", "deliberation", "closure"})
"""The record types that pages about the procedure show."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One record of an act: the statement that it came with, where it lies, its revision and its body."""

    statement: PublishedStatement
    held: Held
    revision: int
    body: Document


@dataclass(frozen=True)
class Acts:
    """What happened in a cycle: the statements of its acts and their records, in the order of the log."""

    statements: tuple[PublishedStatement, ...] = ()
    records: tuple[Recorded, ...] = ()
    _by_unit: dict[tuple[str, str], dict[str, list[Document]]] = field(default_factory=dict)

    @property
    def planned(self) -> bool:
        """Whether the cycle announced a plan; cycles without one know fewer acts and have fewer pages."""
        return self.one(PLAN) is not None

    @property
    def filled(self) -> dict[str, bool]:
        """Which pages of the cycle have something on them; nothing leads to those that have not."""
        types = {"rulings": "interpretation", "rectifications": "rectification", "answers": "feedback"}
        return {name: bool(self._newest.get(record_type)) for name, record_type in types.items()}

    def statement(self, act: str) -> PublishedStatement | None:
        """The last statement of an act, None before there is one."""
        return next(iter(reversed(self.of(act))), None)

    def of(self, act: str) -> list[PublishedStatement]:
        """Every statement of an act in the order of the log."""
        return [found for found in self.statements if act_of(found.statement.kind, found.statement.step) == act]

    def each(self, record_type: str) -> list[Recorded]:
        """The newest revision of every record of a type, in the order in which they first appeared."""
        return list(self._newest.get(record_type, {}).values())

    def one(self, record_type: str, name: str = "") -> Recorded | None:
        """The newest record of a type (with this name, where one is given); None where there is none."""
        found = self._newest.get(record_type, {})
        return found.get(name) if name else next(reversed(found.values()), None)

    def of_unit(self, record_type: str, items: str, unit: str) -> list[Document]:
        """What a cycle's only record of a type says of one unit in its array ``items``. Raises FindingsError C110."""
        if (record_type, items) not in self._by_unit:
            found = self.one(record_type)
            grouped: dict[str, list[Document]] = {}
            for item in found.body.get(items).items() if found else ():
                grouped.setdefault(item.get("unit").text(), []).append(item)
            self._by_unit[record_type, items] = grouped
        return self._by_unit[record_type, items].get(unit, [])

    def rectifications_of(self, unit: str) -> list[Recorded]:
        """The newest revision of everything that one unit has to mend. Raises FindingsError C110."""
        return self._rectifications.get(unit, [])

    @cached_property
    def _newest(self) -> dict[str, dict[str, Recorded]]:
        newest: dict[str, dict[str, Recorded]] = {}
        for found in self.records:
            newest.setdefault(_type_of(found), {})[found.held.name] = found
        return newest

    @cached_property
    def _rectifications(self) -> dict[str, list[Recorded]]:
        grouped: dict[str, list[Recorded]] = {}
        for found in self.each("rectification"):
            grouped.setdefault(found.body.get("unit").text(), []).append(found)
        return grouped

    def revisions(self, record_type: str, name: str) -> list[Recorded]:
        """Every revision of a record, the oldest first."""
        path = f"records/{record_type}/{name}.json"
        return [found for found in self.records if found.held.path == path]


def _type_of(found: Recorded) -> str:
    return found.held.path.split("/")[1]


def read_acts(statements: Sequence[PublishedStatement]) -> Acts:
    """The acts in the statements of one cycle, in the order of the log. Raises FindingsError C110."""
    steps = [found for found in statements if not withdraws(found.statement)]
    records = [
        Recorded(
            found, Held(found.index, path, sha256_hex(data), len(data)), record.revision, _body(found, path, record)
        )
        for found in steps
        for path, (data, record) in found.records.items()
        if record.type in TYPES
    ]
    return Acts(tuple(steps), tuple(records))


def _body(found: PublishedStatement, path: str, record: PublicRecord) -> Document:
    body = Document(record.body, f"ledger/statements/{found.index}/{path}", "/body")
    if read := READERS.get(record.type):
        read(body)
    return body
