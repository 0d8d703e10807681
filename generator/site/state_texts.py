"""What happened in each state of a cycle, in a sentence with the numbers of its records.

A number that has a place of its own in a record is marked for verification; how long a list is has none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from markupsafe import Markup

from generator.site.acts import Acts, Recorded
from generator.site.context import Context
from generator.site.ledger_view import PEOPLE_MEETING, Cycle
from generator.site.marks import count, words
from generator.site.rectifications import Standing, standings
from generator.site.unit_names import office_departments

Said: TypeAlias = list[tuple[str, Markup]]
"""Sentences, each with the key of the record whose numbers it shows; without one where it shows none."""


_ENDING = ("closed", "rectification")
"""The act that closes a cycle, and the one that may still go on after it."""


class Tale:
    """Says of each state that was reached what happened, with the numbers of its records."""

    def __init__(self, context: Context, cycle: Cycle) -> None:
        self._context, self._cycle, self._label = context, cycle, context.label
        self._acts: Acts = cycle.acts
        self._tell: Mapping[int, Callable[[], Said]] = {
            0: self._office,
            1: self._scheme,
            2: self._roster,
            3: self._goals,
            4: self._materials,
            5: lambda: self._strata("data", 5),
            6: lambda: self._strata("votes", 6),
            7: self._review,
            8: self._gates,
            9: self._preliminary,
            10: self._comments,
            11: self._report,
            12: self._deliberation,
            13: self._decision,
            14: self._release,
            15: self._notice,
            16: lambda: self._counts("effective", 16, "objections", ("received", "upheld", "partly", "rejected")),
            17: lambda: self._counts("effective", 17, "notified", ("delivered", "refused")),
            18: self._appeals,
            19: self._application,
            20: self._rectification,
            21: self._supervision,
            22: self._archive,
        }

    def of(self, number: int) -> Said:
        """The sentences of a state; that its record is withdrawn, where it is. Raises FindingsError C110."""
        return self._tell[number]() or [("", self._label.html("at.withdrawn"))]

    def _say(self, number: int, found: Recorded | None, /, **params: object) -> Said:
        return [(found.held.key if found else "", self._label.html(f"at.{number}.text", **params))]

    def _office(self) -> Said:
        if not (office := self._acts.one("office")):
            return []
        members, experts = office.body.get("members").items(), office.body.get("experts").items()
        there = office_departments(self._context, self._cycle)
        names = dict.fromkeys(there.get(item.get("holder").text(), "") for item in members)
        departments = self._label("separator").join(name for name in names if name)
        if not departments:
            return [("", self._label.html("at.0.plain", members=len(members), experts=len(experts)))]
        return self._say(0, None, members=len(members), experts=len(experts), departments=departments)

    def _scheme(self) -> Said:
        return self._say(1, None, days=self._cycle.scheme.notice[0])

    def _roster(self) -> Said:
        if not (roster := self._acts.one("roster")):
            return []
        units = roster.body.get("units").items()
        exempt = sum(unit.get("exempt").value is not None for unit in units)
        return self._say(2, None, units=len(units), exempt=exempt)

    def _goals(self) -> Said:
        if not (goals := self._acts.one("goals")):
            return []
        items = goals.body.get("goals").items()
        changes = sum(len(item.get("changes").items()) for item in items)
        if not self._cycle.units:
            return [("", self._label.html("at.3.plan", goals=len(items), changes=changes))]
        return self._say(3, None, goals=len(items), changes=changes)

    def _materials(self) -> Said:
        if not (materials := self._acts.one("materials")):
            return []
        items = materials.body.get("submissions").items()
        missing = sum(bool(item.get("missing").items()) for item in items)
        late = sum(item.get("late").value is not None for item in items)
        deadline = self._context.date(materials.body.get("deadline").text())
        return self._say(4, None, units=len(items), missing=missing, late=late, deadline=deadline)

    def _strata(self, kind: str, number: int) -> Said:
        if not (population := self._acts.one("population")):
            return []
        strata = [item.text() for item in population.body.get("strata").items()]
        return self._say(number, None, number=sum(name.startswith(f"{kind}/") for name in strata))

    def _review(self) -> Said:
        if not (review := self._acts.one("review")):
            return []
        results = [item.get("result").text() for item in review.body.get("checked").items()]
        return self._say(
            7,
            None,
            reports=len(review.body.get("self_reports").items()),
            sample=len(results),
            **{name: results.count(name) for name in ("confirmed", "adjusted", "deviation")},
        )

    def _gates(self) -> Said:
        if not (gates := self._acts.one("gates")):
            return []
        failed = [item for item in gates.body.get("findings").items() if not item.get("passed").boolean()]
        units = {item.get("unit").text() for item in gates.body.get("findings").items()}
        return self._say(8, None, gates=len(gates.body.get("gates").items()), units=len(units), failed=len(failed))

    def _preliminary(self) -> Said:
        if not (found := self._acts.one("preliminary")):
            return []
        opens, closes = (self._context.date(found.body.get(name).text()) for name in ("opens", "closes"))
        where = words(self._context, found.body.get("where"))
        said = self._say(9, found, opens=opens, closes=closes, where=where)
        if "told" in found.body.members():
            # What units were told of their own opinion is what they can compare the report with.
            told = found.body.get("told").text()
            said.append(("", self._label.html(f"told.{told}")))
        return said

    def _comments(self) -> Said:
        if not (found := self._acts.one("report")):
            return []
        comments = found.body.get("comments")
        days = {name: self._context.date(comments.get(name).text()) for name in ("opened", "closed")}
        counts = {name: count(comments.get(name)) for name in ("accepted", "partly", "rejected")}
        return self._say(10, found, **days, **counts)

    def _report(self) -> Said:
        if not (found := self._acts.one("report")):
            return []
        changed = len(found.body.get("changed").items()) if "changed" in found.body.members() else 0
        return self._say(11, found, units=count(found.body.get("units")), changed=changed)

    def _deliberation(self) -> Said:
        said = []
        for found in self._acts.each("deliberation"):
            about_people = found.held.name.startswith(PEOPLE_MEETING)
            body, label = found.body, self._label
            text = label.html(
                "at.12.people" if about_people else "at.12.units",
                outcome=label("event.passed" if body.get("passed").boolean() else "event.not_passed"),
                members=count(body.get("members")),
                present=count(body.get("present")),
            )
            if body.get("recused").integer():
                text += label("sentence.gap") + label.html("at.12.recused", recused=count(body.get("recused")))
            said.append((found.held.key, text))
        return said

    def _decision(self) -> Said:
        departs = sum(bool(entry.decision and entry.decision.departs) for entry in self._cycle.units)
        corrected = sum(entry.correction is not None for entry in self._cycle.units)
        said = self._say(13, None, units=len(self._cycle.units), departs=departs)
        if corrected:
            said.append(("", self._label.html("at.13.corrected", number=corrected)))
        return said

    def _release(self) -> Said:
        if not (found := self._acts.one("release-review")):
            return []
        verdicts = [item.get("verdict").text() for item in found.body.get("items").items()]
        return self._say(14, None, items=len(verdicts), withhold=verdicts.count("withhold"))

    def _notice(self) -> Said:
        if not (found := self._acts.one("notice")):
            return []
        days = {"first": found.body.get("from").text(), "last": found.body.get("to").text()}
        return self._say(15, None, **{name: self._context.date(day) for name, day in days.items()})

    def _counts(self, record_type: str, number: int, group: str, names: Sequence[str]) -> Said:
        if not (found := self._acts.one(record_type)):
            return []
        return self._say(number, found, **{name: count(found.body.get(group).get(name)) for name in names})

    def _appeals(self) -> Said:
        if not (found := self._acts.one("appeals")):
            return []
        numbers = {
            f"{kind}_{outcome}": count(found.body.get(kind).get(outcome))
            for kind in ("reconsideration", "appeal")
            for outcome in ("upheld", "changed")
        }
        return self._say(18, found, **numbers)

    def _application(self) -> Said:
        if not (found := self._acts.one("application")):
            return []
        return self._say(19, None, uses=len(found.body.get("units").items()))

    def _rectification(self) -> Said:
        found = standings(self._context, self._cycle)
        numbers = {standing.value: sum(item.standing is standing for item in found) for standing in Standing}
        if not found:
            return []
        said, closed, last = self._say(20, None, number=len(found), **numbers), *map(self._acts.statement, _ENDING)
        if closed and last and last.index > closed.index:
            said.append(("", self._label.html("at.20.after")))
        return said

    def _supervision(self) -> Said:
        if not (found := self._acts.one("closure")):
            return []
        return self._say(
            21, found, checked=count(found.body.get("checked")), deviations=count(found.body.get("deviations"))
        )

    def _archive(self) -> Said:
        found = self._acts.one("closure")
        if found is None:
            return []
        if "archive" not in found.body.members() or found.body.get("archive").value is None:
            return [("", self._label.html("at.22.nothing"))]
        archive = found.body.get("archive")
        keeper, years = words(self._context, archive.get("keeper")), count(archive.get("years"))
        return self._say(22, found, keeper=keeper, years=years)
