"""Where a cycle stands: what was reached, what comes next, what stands in its way, who has to act and by when.

Pure: what lies on disk and in the log comes in as a :class:`Situation`, the day as a date
(docs/spec/16-procedure.md, "Status").
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from generator.core.errors import FindingsError
from generator.core.problem import Place, Problem, in_order
from generator.intake.models import afterwards, plan
from generator.intake.repository import Cycle
from generator.procedure.limits import Clock, Limit, Published, Years, clocks, earliest, latest
from generator.procedure.states import (
    OF_CORRECTIONS,
    STATES,
    UNCORRECTED,
    Actor,
    State,
    at_gate,
    states_at,
    states_of,
)
from generator.procedure.turn import turn, written

Status = Literal["done", "next", "open", "blocked", "overdue", "not_needed"]
Stage = Literal["write", "mend", "draft", "sign", "publish"]
"""What is to be done for an act: write its files, mend what the check finds, then draft, sign and publish it."""

L = TypeVar("L")


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft on disk: its folder, and how many holders of each role still have to sign it."""

    act: str
    folder: str
    missing: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Situation:
    """What :func:`standing` goes by besides the cycle's inputs.

    ``published`` are the cycle's statements in the order of the log; ``begun``: whether there is a trust statement;
    ``thresholds`` holds by act how many holders of each role have to sign; ``problems`` is what ``kaohe check`` found;
    ``fresh`` holds by repeatable act the names of its files that are not published as they are now; ``newest_seen`` is
    the last day on which a witness saw the log; ``announced`` says whether the published scheme came with a plan (None
    where it is not published).
    """

    published: Sequence[Published] = ()
    begun: bool = True
    thresholds: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    drafts: Sequence[Draft] = ()
    problems: Sequence[Problem] = ()
    fresh: Mapping[str, Sequence[str]] = field(default_factory=dict)
    years: Years = field(default_factory=dict)
    newest_seen: datetime.date | None = None
    announced: bool | None = None


@dataclass(frozen=True, slots=True)
class StateStanding:
    """One state: where it stands, the statement that shows it, findings at its gate, and the last day it has."""

    state: State
    status: Status
    published: Published | None
    problems: tuple[Problem, ...]
    due: datetime.date | None


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done for one act.

    ``files`` are paths from the root of the repository, each with whether anything is there; ``signers`` who has to
    sign it in all; ``problems`` are the findings at its gate, ``others`` the number of further ones: an act is drafted
    only when there is none at all. ``claimed`` are the periods that would count as claimed only if it were published
    now: no witness saw both that they had begun and that they had passed.
    """

    act: str
    states: tuple[State, ...]
    files: tuple[tuple[str, bool], ...]
    draft: Draft | None
    signers: Mapping[str, int]
    earliest: tuple[Limit, ...]
    latest: tuple[Limit, ...]
    problems: tuple[Problem, ...]
    others: int
    claimed: tuple[Limit, ...] = ()

    @property
    def actors(self) -> tuple[Actor, ...]:
        """Whose turn it is."""
        if self.act == "correction":
            return OF_CORRECTIONS
        return tuple(dict.fromkeys(actor for state in self.states for actor in state.actors))

    @property
    def stage(self) -> Stage:
        """How far it is."""
        if not all(there for _, there in self.files):
            return "write"
        if self.problems or self.others:
            return "mend"
        if self.draft is None:
            return "draft"
        return "sign" if self.draft.missing else "publish"

    @property
    def not_before(self) -> datetime.date | None:
        """The first day on which it need not wait any more."""
        return max((limit.day for limit in self.earliest), default=None)

    @property
    def due(self) -> datetime.date | None:
        """The last day on which it is in time."""
        return min((limit.day for limit in self.latest), default=None)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a cycle stands on a day.

    ``besides`` are acts that can be published now whatever is next; ``late`` says what is overdue (U176 to U179) and
    what could not be counted (X165); ``last`` is the newest statement of the cycle.
    """

    cycle: str
    today: datetime.date
    planned: bool
    states: tuple[StateStanding, ...]
    next: Step | None
    besides: tuple[Step, ...]
    clocks: tuple[Clock, ...]
    late: tuple[Problem, ...]
    last: Published | None


def standing(cycle: Cycle, situation: Situation, today: datetime.date) -> Standing:
    """Where ``cycle`` stands on ``today``.

    Raises nothing for wrong inputs: what cannot be counted for want of a calendar is left out and stands in ``late``.
    """
    return _View(cycle, situation, today).standing()


class _View:
    """One cycle on one day; ``done`` holds its statements by act, of repeated acts the last."""

    def __init__(self, cycle: Cycle, situation: Situation, today: datetime.date) -> None:
        self.cycle, self.situation, self.today = cycle, situation, today
        self.folder = cycle.path("")
        announced = situation.announced
        self.planned = cycle.has("procedure/plan.yml") if announced is None else announced
        self.done = {statement.act: statement for statement in situation.published}
        self.corrections = sum(statement.act == "correction" for statement in situation.published)
        self.late: list[Problem] = []

    def standing(self) -> Standing:
        situation = self.situation
        wrong = any(found.code in UNCORRECTED and self._is_own(found) for found in situation.problems)
        act, more = (
            turn(
                self.cycle,
                self.done,
                situation.fresh,
                planned=self.planned,
                corrections=self.corrections,
                uncorrected=wrong,
            )
            if situation.begun
            else ("trust", [])
        )
        step = self._step(act) if act is not None else None
        besides = tuple(self._step(other) for other in more)
        answers = situation.fresh.get("feedback", ())
        running = self._counted(lambda: clocks(self.cycle, self.done, answers, situation.years, self.today))
        self._overdue_clocks(running)
        offered = {item.act for item in (step, *besides) if item is not None}
        states = tuple(self._state(state, offered, running) for state in self._listed())
        self._overdue_acts(states)
        last = situation.published[-1] if situation.published else None
        late = tuple(in_order(self.late))
        return Standing(self.cycle.name, self.today, self.planned, states, step, besides, tuple(running), late, last)

    def _step(self, act: str) -> Step:
        problems = at_gate(act, self.situation.problems, self.folder, planned=self.planned)
        files = [("records/trust.yml", True)]
        if act != "trust":
            files = written(self.cycle, act, planned=self.planned, corrections=self.corrections)
        if names := self.situation.fresh.get(act):
            files = [(f"{path}{name}.yml", True) for path, _ in files for name in names]
        waits = self._counted(lambda: earliest(act, self.cycle, self.done, self.situation.years))
        return Step(
            act=act,
            states=states_of(act, planned=self.planned),
            files=tuple(files),
            draft=next((draft for draft in self.situation.drafts if draft.act == act), None),
            signers=self.situation.thresholds.get(act, {}),
            earliest=tuple(waits),
            latest=tuple(self._latest(act)),
            problems=tuple(problems),
            others=len(self.situation.problems) - len(problems),
            claimed=tuple(
                limit for limit in waits if limit.after is not None and not self._is_kept(limit, limit.after)
            ),
        )

    def _is_own(self, problem: Problem) -> bool:
        return problem.place.path.startswith(self.folder)

    def _is_kept(self, limit: Limit, after: Published) -> bool:
        seen = self.situation.newest_seen
        return after.seen is not None and seen is not None and seen >= limit.day

    def _listed(self) -> list[State]:
        """All states; in a cycle without a plan those that it knows, goals only where some were set."""
        if self.planned:
            return list(STATES)
        goals = "goals" in self.done or self.cycle.has("people/goals.yml")
        return [state for state in STATES if state.always and (goals or state.act != "goals")]

    def _state(self, state: State, offered: set[str], running: Sequence[Clock]) -> StateStanding:
        problems = self._at(state)
        statement = self.done.get(state.act)
        open_orders = [clock.day for clock in running if state.act == clock.kind]
        due = min(open_orders, default=None) if open_orders else self._due(state.act)
        late = due is not None and due < self.today
        status: Status = "open"
        if statement is not None and not open_orders:
            status, due = "done", None
        elif "closed" in self.done and not open_orders:
            status, due = "not_needed", None
        elif problems:
            status = "blocked"
        elif late:
            status = "overdue"
        elif state.act in offered:
            status = "next"
        return StateStanding(state, status, statement, tuple(problems), due)

    def _at(self, state: State) -> list[Problem]:
        problems = self.situation.problems
        if not self.planned:
            return at_gate(state.act, problems, self.folder, planned=False)
        return [problem for problem in problems if state in states_at(problem, self.folder)]

    def _due(self, act: str) -> datetime.date | None:
        return min((limit.day for limit in self._latest(act)), default=None)

    def _latest(self, act: str) -> list[Limit]:
        return self._counted(lambda: latest(act, self.cycle, self.done, self.situation.years))

    def _counted(self, count: Callable[[], list[L]]) -> list[L]:
        """What ``count`` gives; nothing, and the reason in ``late``, where a calendar is missing."""
        try:
            return count()
        except FindingsError as error:
            self.late += error.problems
            return []

    def _overdue_acts(self, states: Sequence[StateStanding]) -> None:
        place = Place(self.cycle.path("procedure/plan.yml"))
        bound = self.cycle.one(plan.PLAN)
        if bound is not None:
            place = bound.place(("schedule",))
        waiting = [item for item in states if item.published is None and not item.state.optional]
        acts = {item.state.act: item.due for item in waiting if item.due is not None}
        for act, due in acts.items():
            if due < self.today:
                self.late.append(Problem("U176", place, {"act": act, "day": due.isoformat()}, clause="P1-A12"))

    def _overdue_clocks(self, running: Sequence[Clock]) -> None:
        orders = self.cycle.each(afterwards.RECTIFICATIONS)
        answers = self.cycle.each(afterwards.FEEDBACK)
        bound = self.cycle.one(plan.PLAN)
        for clock in running:
            if clock.day >= self.today:
                continue
            day = clock.day.isoformat()
            if clock.kind == "rectification":
                order = orders[clock.item]
                self.late.append(order.problem("U177", ("due",), clause="P2-4.2", unit=order.record.unit, day=day))
            elif clock.kind == "feedback":
                self.late.append(answers[clock.item].problem("U178", ("received",), clause="P2-4.3", day=day))
            elif clock.kind == "regulation" and bound is not None:
                self.late.append(bound.problem("U179", ("in_force", "last_day"), clause="P1-A25", day=day))
