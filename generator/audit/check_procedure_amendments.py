"""Part of V17: a plan is amended for days that are still to come, and before what it changes (P1-A12, P1-A16)."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator

from generator.audit.amended import Amendment, amendments, draws, moves, schedule
from generator.audit.cycles import Held
from generator.audit.planned import Planned
from generator.core.problem import Problem
from generator.ledger.durations import NOBODY, Moment
from generator.published.acts import OfficeBody, ReviewBody
from generator.published.plan_bodies import STEPS
from generator.published.tenures import misplaced
from generator.published.vocabulary import act_of

SCHEDULE = "P1-A12"
DRAW = "P1-A16"
SECRECY = "P2-5.1"


def check_amendments(planned: Planned) -> Iterator[Problem]:
    """A464 to A468, and A472 for experts who joined."""
    announced = planned.moments["scheme"].date
    before = announced - datetime.timedelta(days=1) if announced > datetime.date.min else announced
    for held in amendments(planned):
        body = held.body
        if body.date <= before or (body.draw is None and not (body.joined or body.left or body.schedule)):
            yield planned.problem("A468", held, SCHEDULE, id=body.id, date=body.date)
        before = max(before, body.date)
        yield from _draw(planned, held)
        yield from _schedule(planned, held)
    yield from _experts(planned)


def moved_draws(planned: Planned) -> list[str]:
    """The amendments, by id, that named another event or day for the seed."""
    return [draw.by.body.id for draw in draws(planned) if draw.by is not None]


def moved_late(planned: Planned) -> list[str]:
    """Those of them that came on or after the day in whose place they put another one."""
    return [
        later.by.body.id
        for earlier, later in itertools.pairwise(draws(planned))
        if later.by is not None and planned.published(later.by) >= earlier.drawn
    ]


def _draw(planned: Planned, held: Amendment) -> Iterator[Problem]:
    """Announced before its day, by date and by what the witnesses saw, and before the review is out."""
    if held.body.draw is None:
        return
    drawn, moment = held.body.draw[1], _moment(planned, held)
    late = drawn <= max(moment.date, held.body.date)
    if moment.earliest is not None and not planned.demo:
        late = late or drawn < moment.earliest
    if late:
        yield planned.problem("A464", held, DRAW, drawn=drawn, published=moment.date)
    if _is_out(planned, "review", held):
        yield planned.problem("A465", held, DRAW, drawn=drawn)


def _schedule(planned: Planned, held: Amendment) -> Iterator[Problem]:
    """Each step once, none that is published, no day that is over, and none before that of an earlier step."""
    moved = [step for step, _ in held.body.schedule]
    days = schedule(planned, planned.index(held)) | dict(
        pair
        for other in amendments(planned)
        if planned.index(other) == planned.index(held) and other.body.date <= held.body.date
        for pair in other.body.schedule
    )
    order = [(step, days[step]) for step in STEPS if step in days]
    back = {step for (_, first), (step, later) in itertools.pairwise(order) if later < first}
    back |= {step for (step, first), (_, later) in itertools.pairwise(order) if later < first}
    for at, (step, day) in enumerate(held.body.schedule):
        if step in moved[:at] or step in back or day < held.body.date or _is_out(planned, step, held):
            yield planned.problem("A467", held, SCHEDULE, step=step, date=day)


def _experts(planned: Planned) -> Iterator[Problem]:
    """Nobody joins who has a seat, nobody leaves who has none; who joins pledges before they review anything."""
    office: Held[OfficeBody] | None = planned.cycle.one("office")
    review: Held[ReviewBody] | None = planned.cycle.one("review")
    found = amendments(planned)
    if office is not None:
        others = {seat.holder for seat in office.body.members} | {holder for holder, _ in office.body.leadership}
        wrong = misplaced([seat.holder for seat in office.body.experts], others, moves(planned))
        for held, (joined, left) in zip(found, wrong, strict=True):
            for holder in [*(held.body.joined[at].holder for at in joined), *(held.body.left[at] for at in left)]:
                yield planned.problem("A466", held, DRAW, holder=holder)
    if review is None:
        return
    days = [(entry.expert, entry.date) for entry in review.body.self_reports]
    days += [(entry.expert, review.body.drawn) for entry in review.body.checked]
    for held in found:
        for seat in held.body.joined:
            first = min((day for name, day in days if name == seat.holder and day >= held.body.date), default=None)
            if first is not None and seat.pledged > first:
                words = {"holder": seat.holder, "date": seat.pledged, "due": first}
                yield planned.problem("A472", held, SECRECY, **words)


def _moment(planned: Planned, held: Amendment) -> Moment:
    return planned.by_index.get(planned.index(held), Moment(planned.published(held), NOBODY))


def _is_out(planned: Planned, act: str, held: Amendment) -> bool:
    """Whether a statement on ``act`` is in the log before the amendment."""
    return any(
        found.index < planned.index(held) and act_of(found.statement.kind, found.statement.step) == act
        for found in planned.cycle.statements
    )
