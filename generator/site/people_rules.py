"""The schemes for people in words: weights side by side, and every rule between points and grade.

What leaders' and staff's schemes have in common is said once, what differs under the name of the kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from generator.site.context import Context
from generator.site.ledger_view import Cycle, PeopleTrack
from generator.site.numbers import number_text, ratio_text
from generator.site.people_scheme import PeopleScheme, Status, Veto
from generator.site.scheme import Indicator
from generator.site.scheme_page import grade_bounds, indicator_facts, indicator_kinds, indicator_rule

BASE = "../"
SMALLEST_CELL = 3
"""What docs/spec/30-records.md, "Numbers about people", puts below every threshold of a scheme."""

T = TypeVar("T")


def scheme_sections(
    context: Context, cycle: Cycle, track: PeopleTrack, names: Mapping[str, str], units: Mapping[str, str]
) -> dict[str, Any]:
    """The parts of the page that say how people are assessed.

    ``names``: of grades, families, indicators, rater groups and options; ``units``: of the units' grades.
    """
    words = _Words(context, cycle, track, names, units)
    return {
        "families": words.families(),
        "totals": [number_text(item.scheme.total) for item in words.applied.values()],
        "channels": words.channels(),
        "grades": words.each(lambda item: (grade_bounds(context, item.scheme), words.cites(item.scheme.grades_cites))),
        "statuses": words.each(lambda item: [words.status(row) for row in item.statuses]),
        "vetoes": words.each(lambda item: [words.veto(row) for row in item.vetoes]),
        "team": words.each(words.team),
        "adjustments": words.each(words.adjustments),
        "quota": words.each(words.quota),
        "ties": words.each(words.ties),
        "rules": words.each(words.rules),
        "waivers": words.each(
            lambda item: [(row.target, context.label.of(row.reason), words.cites(row.cites)) for row in item.waivers]
        ),
        "basis": [
            (found.id, context.label.of(found.title), context.label.of(found.article))
            for found in track.sources.basis.values()
        ],
    }


class _Words:
    """The schemes of one cycle and what their ids are called."""

    def __init__(
        self,
        context: Context,
        cycle: Cycle,
        track: PeopleTrack,
        names: Mapping[str, str],
        units: Mapping[str, str],
    ) -> None:
        self.context, self.label, self.cycle, self.track = context, context.label, cycle, track
        self.names, self.units = names, units
        self.applied: Mapping[str, PeopleScheme] = track.applied()

    def cites(self, ids: tuple[str, ...]) -> Any:
        """Links to what a rule rests on."""
        return self.context.cites(ids, BASE, self.track.sources)

    def short(self, ids: tuple[str, ...]) -> Any:
        """The same by id alone, for rows of tables."""
        return self.context.short_cites(ids, BASE, self.track.sources)

    def name(self, key: str | None) -> str:
        """What an id is called; the id itself where the scheme gives it no name."""
        return self.names.get(key, key) if key else ""

    def listed(self, ids: tuple[str, ...]) -> str:
        """Names one after another."""
        return self.label("separator").join(self.name(key) for key in ids)

    def each(self, read: Callable[[PeopleScheme], Any]) -> list[tuple[str, Any]]:
        """What ``read`` gives for each kind of people, as :meth:`together`; nothing where it gives nothing for any."""
        values = {kind: read(item) for kind, item in self.applied.items()}
        return self.together(values) if any(values.values()) else []

    def together(self, values: Mapping[str, T]) -> list[tuple[str, T]]:
        """Values by kind, equal ones once: with the names of the kinds, or no name where it holds for all of them."""
        groups: list[tuple[list[str], T]] = []
        for kind, value in values.items():
            same = next((kinds for kinds, known in groups if known == value), None)
            if same is None:
                groups.append(([kind], value))
            else:
                same.append(kind)
        return [("" if len(kinds) == len(values) else self.kinds(kinds), value) for kinds, value in groups]

    def kinds(self, kinds: list[str]) -> str:
        """The names of kinds of people, one after another."""
        return self.label("separator").join(self.label(f"person.{kind}") for kind in kinds)

    def families(self) -> list[dict[str, Any]]:
        """Families and indicators of all schemes, each once, with what each kind's scheme gives them."""
        schemes = [item.scheme for item in self.applied.values()]
        ids = dict.fromkeys(family.id for scheme in schemes for family in scheme.families)
        rows = []
        for key in ids:
            found = [scheme.family(key) for scheme in schemes]
            first = next(family for family in found if family is not None)
            known = [{item.id: item for item in family.indicators} if family else {} for family in found]
            indicators = dict.fromkeys(item for one in known for item in one)
            rows.append(
                {
                    "id": key,
                    "name": self.label.of(first.name),
                    "weights": [number_text(family.weight) if family else "" for family in found],
                    "cites": self.cites(first.cites),
                    "indicators": [self._indicator([one.get(item) for one in known]) for item in indicators],
                }
            )
        return rows

    def _indicator(self, found: list[Indicator | None]) -> dict[str, Any]:
        """One indicator as the kinds' schemes have it; None where a scheme does not."""
        there = {kind: item for kind, item in zip(self.applied, found, strict=True) if item is not None}
        first = next(iter(there.values()))
        rules = {kind: indicator_rule(self.context, item) for kind, item in there.items()}
        facts = {
            kind: indicator_facts(self.context, self.cycle, item, self.track.sources) for kind, item in there.items()
        }
        return {
            "id": first.id,
            "name": self.label.of(first.name),
            "definition": self.label.of(first.definition),
            "kinds": indicator_kinds(self.context, first),
            "weights": [number_text(item.weight) if item else "" for item in found],
            "only": "" if len(there) == len(found) else self.kinds(list(there)),
            "rules": self.together(rules),
            "facts": self.together(facts),
        }

    def channels(self) -> list[dict[str, Any]]:
        """The channels with their weights by kind, and who or what speaks through each."""
        schemes = list(self.applied.values())
        ids = dict.fromkeys(channel.id for item in schemes for channel in item.channels)
        rows = []
        for key in ids:
            found = [next((c for c in item.channels if c.id == key), None) for item in schemes]
            there = [channel for channel in found if channel is not None]
            voices = dict.fromkeys(voice for channel in there for voice in (*channel.groups, *channel.indicators))
            rows.append(
                {
                    "name": self.label(f"channel.{key}"),
                    "weights": [number_text(channel.weight) if channel else "" for channel in found],
                    "voices": self.listed(tuple(voices)),
                    "cites": self.short(tuple(dict.fromkeys(cite for channel in there for cite in channel.cites))),
                }
            )
        return rows

    def status(self, row: Status) -> dict[str, Any]:
        """A row of the special-status table in words."""
        label = self.label
        when = [label("people.status.longer", share=ratio_text(row.longer_than))] if row.longer_than else []
        if row.cycles is not None:
            key = "people.status.cycle" if row.cycles == 1 else "people.status.cycles"
            when.append(label(key, number=row.cycles))
        return {
            "name": label.of(row.name),
            "when": label("people.clause").join(when) or label("people.status.always"),
            "effect": label(f"people.effect.{row.effect}", grade=self.name(row.grade)),
            "counts": label("people.counts" if row.counts else "people.counts.not"),
            "cites": self.short(row.cites),
        }

    def veto(self, row: Veto) -> dict[str, Any]:
        """A finding that overrules points in words."""
        items = self.listed(row.indicators)
        return {
            "name": self.label.of(row.name),
            "effect": self.label(f"people.effect.{row.effect}", grade=self.name(row.grade), items=items),
            "cites": self.short(row.cites),
        }

    def team(self, item: PeopleScheme) -> dict[str, Any] | None:
        """What the unit's grade means for its people."""
        if item.team is None:
            return None
        return {
            "rows": [
                (
                    self.units.get(grade, grade),
                    number_text(factor) if factor is not None else "",
                    self.name(at_most),
                )
                for grade, factor, at_most in item.team.rows
            ],
            "missing": self.label(f"people.team.{item.team.missing}"),
            "cites": self.cites(item.team.cites),
        }

    def adjustments(self, item: PeopleScheme) -> dict[str, Any] | None:
        """Points added to or taken from the total."""
        known, label = item.adjustments, self.label
        if known is None:
            return None
        departments = self.cycle.organ.departments
        rows = [
            {
                "name": label.of(row.name),
                "definition": label.of(row.definition),
                "each": label(f"people.each.{row.direction}", each=number_text(row.each), unit=label.of(row.unit)),
                "cap": number_text(row.cap) if row.cap is not None else "",
                "provider": label.of(departments[row.provider]) if row.provider in departments else row.provider,
                "missing": label(f"people.adjustment.{row.missing}"),
                "cites": self.short(row.cites),
            }
            for row in known.items
        ]
        text = label(
            "people.adjustments.text",
            bonus=number_text(known.bonus_cap),
            penalty=number_text(known.penalty_cap),
            ceiling=number_text(known.ceiling),
        )
        return {"rows": rows, "text": text, "cites": self.cites(known.cites)}

    def quota(self, item: PeopleScheme) -> dict[str, Any] | None:
        """How many may get the best grade."""
        quota, label = item.quota, self.label
        if quota is None:
            return None
        ratio = ratio_text(quota.ratio)
        best = item.scheme.grades[0].id == quota.grade
        key = "people.quota.text" if best else "people.quota.text.better"
        sentences = [label(key, grade=self.name(quota.grade), ratio=ratio)]
        sentences += [label(f"people.quota.{quota.rounding}"), label(f"people.quota.by.{quota.by}")]
        if quota.merge == "small_together" and quota.min_base:
            sentences.append(label("people.quota.merge", number=quota.min_base))
        return {"sentences": sentences, "cites": self.cites(quota.cites)}

    def ties(self, item: PeopleScheme) -> dict[str, Any] | None:
        """What is compared between people with the same total."""
        if item.ties is None:
            return None
        names = []
        for by, key, option in item.ties.breaks:
            name = self.label(f"people.part.{key}") if by == "part" else self.name(key)
            choice = self.names.get(f"{key}/{option}", option) if option else ""
            names.append(self.label(f"people.tie.{by}", name=name, option=choice))
        return {"breaks": names, "cites": self.cites(item.ties.cites)}

    def rules(self, item: PeopleScheme) -> list[tuple[str, list[str], Any]]:
        """Rounding, notice and disclosure: title, sentences, what they rest on."""
        label, scheme = self.label, item.scheme
        mode, digits, rounding_cites = scheme.rounding
        days, notice_cites = scheme.notice
        cell = max(scheme.group_mean, SMALLEST_CELL)
        return [
            (
                label("scheme.rounding"),
                [label(f"rounding.{mode}", digits=digits), label("scheme.rounding.text")],
                self.cites(rounding_cites),
            ),
            (label("scheme.notice.title"), [label("scheme.notice", days=days)], self.cites(notice_cites)),
            (
                label("scheme.disclosure"),
                [
                    label("people.disclosure.cell", number=cell),
                    label("people.disclosure.total", number=max(scheme.vote_counts, 2 * cell)),
                ],
                self.cites(scheme.disclosure_cites),
            ),
        ]
