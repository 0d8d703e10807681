"""What ids in public records are called, gathered from the records themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from generator.core.exact import Rounding
from generator.core.messages import Lang
from generator.published.record import PublicRecord


@dataclass(frozen=True, slots=True)
class Names:
    """Names in one language, by id; an id without a name stands for itself.

    ``grades`` are those of units, ``people_grades`` and ``indicators`` those of people. ``rounding`` says by kind of
    people how a total is shown: decimals and mode.
    """

    lang: Lang
    units: Mapping[str, str] = field(default_factory=dict)
    grades: Mapping[str, str] = field(default_factory=dict)
    people_grades: Mapping[str, str] = field(default_factory=dict)
    indicators: Mapping[str, str] = field(default_factory=dict)
    rounding: Mapping[str, tuple[int, Rounding]] = field(default_factory=dict)

    def unit(self, key: str) -> str:
        """The name of a unit."""
        return self.units.get(key, key)

    def grade(self, key: str | None) -> str:
        """The name of a unit's grade; nothing for none."""
        return self.grades.get(key, key) if key else ""

    def people_grade(self, key: str) -> str:
        """The name of a grade of people."""
        return self.people_grades.get(key, key)


def names_of(records: Iterable[PublicRecord], lang: Lang) -> Names:
    """The names that ``records`` give; later records replace earlier ones."""
    units: dict[str, str] = {}
    grades: dict[str, str] = {}
    people_grades: dict[str, str] = {}
    indicators: dict[str, str] = {}
    rounding: dict[str, tuple[int, Rounding]] = {}
    for record in records:
        body = record.body
        if record.type == "organ":
            units |= {unit["id"]: unit["name"][lang] for unit in body["departments"]}
        elif record.type == "scheme":
            grades |= {grade["id"]: grade["name"][lang] for grade in body["grades"]}
        elif record.type == "people-scheme":
            people_grades |= {grade["id"]: grade["name"][lang] for grade in body["grades"]}
            listed = [item for family in body["families"] for item in family["indicators"]]
            indicators |= {item["id"]: item["name"][lang] for item in listed}
            rounding[record.name] = (int(body["rounding"]["digits"]), body["rounding"]["mode"])
    return Names(lang, units, grades, people_grades, indicators, rounding)
