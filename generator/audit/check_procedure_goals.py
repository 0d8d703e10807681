"""Part of V17: goals that were published again, and the days on which targets were changed (P2-1.1(1))."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator, Mapping

from generator.audit.cycles import Held
from generator.audit.planned import Planned
from generator.core.problem import Problem
from generator.published.acts import GoalsBody
from generator.published.gathering_bodies import Goal, TargetChange

DUTIES = "P2-1.1(1)"

Key = tuple[str, str]


def check_goals_again(planned: Planned) -> Iterator[Problem]:
    """A485: goals that are published again are those of before, with changes added and nothing else.

    The goal of a unit that is exempt may be gone.
    """
    for before, after in itertools.pairwise(_revisions(planned)):
        was, now = _by_key(before.body), _by_key(after.body)
        differing = {key for key in {*was, *now} if not _goes_on(was.get(key), now.get(key), key, planned.assessed)}
        same = before.record.body == after.record.body
        if same or before.body.date != after.body.date or differing:
            listed = ", ".join(f"{unit} {indicator}" for unit, indicator in sorted(differing))
            words = {"revision": after.record.revision, "goals": listed or "-"}
            yield planned.problem("A485", after, DUTIES, **words)


def check_change_days(planned: Planned) -> Iterator[Problem]:
    """A486: a statement has every change of a target up to its day that no earlier one has, and none from after it."""
    known: Mapping[Key, Goal] = {}
    since = datetime.date.min
    for held in _revisions(planned):
        published = planned.published(held)
        for key, goal in _by_key(held.body).items():
            told = len(known[key].changes) if key in known else 0
            for change in goal.changes[told:]:
                if not since < change.date <= published:
                    yield _out_of_time(planned, held, goal, change, published)
        known, since = _by_key(held.body), published


def _out_of_time(
    planned: Planned, held: Held[GoalsBody], goal: Goal, change: TargetChange, published: datetime.date
) -> Problem:
    words = {"unit": goal.unit, "indicator": goal.indicator, "date": change.date, "published": published}
    return planned.problem("A486", held, DUTIES, **words)


def _revisions(planned: Planned) -> list[Held[GoalsBody]]:
    """The cycle's goals in the order of the log, as often as they were published."""
    return planned.cycle.every("goals")


def _by_key(body: GoalsBody) -> dict[Key, Goal]:
    """The goals by unit and indicator; that there is one on each is A473's matter."""
    return {(goal.unit, goal.indicator): goal for goal in body.goals}


def _goes_on(before: Goal | None, after: Goal | None, key: Key, assessed: tuple[str, ...]) -> bool:
    """Whether ``after`` is the goal ``before`` with nothing but changes added at its end."""
    if before is None:
        return False
    if after is None:
        return key[0] not in assessed
    kept = after.changes[: len(before.changes)] == before.changes
    stays = (before.text, before.target, before.measure, before.baseline)
    return kept and stays == (after.text, after.target, after.measure, after.baseline)
