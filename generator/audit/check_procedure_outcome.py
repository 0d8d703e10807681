"""Part of V17: from the preliminary opinion to the end of the cycle (P1-A17, P1-A18, P1-A23, P2-3.2(4))."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from typing import Any

from generator.audit.cycles import Held
from generator.audit.planned import Planned, exact_share
from generator.core.problem import Problem
from generator.published.acts import (
    AppealsBody,
    EffectiveBody,
    NoticeBody,
    OfficeBody,
    PreliminaryBody,
    ReleaseReviewBody,
    ReviewBody,
)
from generator.published.outcome_bodies import RELEASE_ITEMS
from generator.published.workdays import workdays_through

OPINIONS = "P1-A17"
DECIDES = "P1-A18"
NOTICE = "P2-3.2(4)"
SUPERVISION = "P1-A23"
SEPARATION = "P1-A22"
SECRECY = "P2-5.1"
CORRECTION = "unit-correction"

OUTSIDE = ("public", "both")
"""The audiences that the public outside belongs to."""

EITHER = "publish | withhold"
ALWAYS_OUT = frozenset({"unit-totals", "unit-grades", "unit-figures", "unit-reasons", "comments", "people-counts"})
NEVER_OUT = frozenset({"people-results", "deliberation", "evidence"})
"""What no statement publishes, and before it what every cycle's statements do."""

AUDITED = ("scheme", "goals", "materials", "review", "preliminary", "report", "decision", "notice", "effective")
"""The acts that the supervisor says a word about."""


def check_comments(planned: Planned) -> Iterator[Problem]:
    """A422 to A424, A451, A458: the time to comment, the report after it, and the units that it says changed."""
    opinion: Held[PreliminaryBody] | None = planned.cycle.one("preliminary")
    report = planned.cycle.report
    if opinion is not None:
        needed = planned.plan.body.periods["comments"].days
        most = _at_most(planned, _known(planned, opinion, opinion.body.opens), opinion.body.closes)
        if opinion.body.opens < opinion.body.date or most < needed:
            yield planned.problem("A422", opinion, OPINIONS, found=most, needed=needed)
    if report is None:
        return
    if opinion is not None:
        said = (report.body.preliminary, report.body.opened, report.body.closed)
        if said != (opinion.body.date, opinion.body.opens, opinion.body.closes):
            yield planned.problem("A423", report, OPINIONS)
        day = min(report.body.date, planned.published(report))
        if day <= opinion.body.closes:
            yield planned.problem("A451", report, OPINIONS, date=day, closes=opinion.body.closes)
    changed = report.body.changed
    known = set(planned.assessed) if planned.roster else set(planned.cycle.units())
    if changed is None or list(changed) != sorted(set(changed) & known):
        yield planned.problem("A424", report, OPINIONS)
    review: Held[ReviewBody] | None = planned.cycle.one("review")
    heard = report.body.comments["accepted"] + report.body.comments["partly"]
    if changed and not heard and review is not None and not review.body.adjustments:
        yield planned.problem("A458", report, OPINIONS, units=", ".join(changed))


def check_meetings(planned: Planned) -> Iterator[Problem]:
    """A425, A426: enough members for the quorum announced, of the leadership team announced or as it is by then."""
    office: Held[OfficeBody] | None = planned.cycle.one("office")
    share = planned.plan.body.quorum
    for held in planned.cycle.meetings.values():
        meeting = held.body
        words = {"present": meeting.present, "members": meeting.members, "share": exact_share(share)}
        most = max(meeting.present, meeting.recused)
        if not meeting.passed or meeting.present < share * meeting.members or most > meeting.members:
            yield planned.problem("A425", held, DECIDES, **words)
        if office is None:
            continue
        # Who left since the announcement need not be counted any more, who joined since may be.
        seats = {holder for holder, _ in office.body.leadership}
        if not len(seats & planned.leaders) <= meeting.members <= len(seats | planned.leaders):
            yield planned.problem("A426", held, DECIDES, found=meeting.members, expected=len(seats))


def check_notice(planned: Planned) -> Iterator[Problem]:
    """A427 to A430, A479, A480: what goes out was reviewed by somebody else; posted long enough, outside as well.

    Contacts are not under assessment.
    """
    review: Held[ReleaseReviewBody] | None = planned.cycle.one("release-review")
    if review is not None:
        listed = Counter(item.item for item in review.body.items)
        if sorted(listed.elements()) != sorted(RELEASE_ITEMS):
            yield planned.problem("A427", review, NOTICE, items=", ".join(RELEASE_ITEMS))
        for entry in review.body.items:
            if entry.verdict != _verdict(planned, entry.item) != EITHER:
                yield planned.problem("A479", review, SECRECY, item=entry.item, expected=_verdict(planned, entry.item))
        if review.body.author == review.body.reviewer:
            yield planned.problem("A428", review, SEPARATION, holder=review.body.author)
    held: Held[NoticeBody] | None = planned.cycle.one("notice")
    if held is None:
        return
    notice, needed = held.body, planned.plan.body.periods["posting"].days
    most = _at_most(planned, _known(planned, held, notice.first), notice.last)
    if notice.first < notice.date or most < needed:
        yield planned.problem("A429", held, NOTICE, found=most, needed=needed)
    for contact in notice.contacts:
        if contact.department is not None and contact.department not in _may_hear(planned):
            yield planned.problem("A430", held, SEPARATION, unit=contact.department)
    if notice.audience not in OUTSIDE:
        yield planned.problem("A480", held, NOTICE)


def check_effective(planned: Planned) -> Iterator[Problem]:
    """A431 to A433: in effect after the posting; objections add up; everybody assessed was told."""
    held: Held[EffectiveBody] | None = planned.cycle.one("effective")
    notice: Held[NoticeBody] | None = planned.cycle.one("notice")
    if held is None:
        return
    body = held.body
    day = min(body.date, planned.published(held))
    if notice is not None and day <= notice.body.last:
        yield planned.problem("A431", held, DECIDES, date=day, last=notice.body.last)
    answered = sum(body.objections[name] for name in ("upheld", "partly", "rejected"))
    if body.objections["received"] != answered:
        yield planned.problem("A432", held, DECIDES, found=answered, expected=body.objections["received"])
    told, refused = body.notified["delivered"], body.notified["refused"]
    if (planned.roster is not None and told != len(planned.assessed)) or refused > told:
        yield planned.problem("A433", held, DECIDES, found=told, expected=len(planned.assessed))


def check_objections(planned: Planned) -> Iterator[Problem]:
    """A459: who was right had a result corrected, and no correction names an objection where nobody was right.

    Asked when the cycle is closed: until then a correction may still come.
    """
    cycle = planned.cycle
    held: Held[EffectiveBody] | None = cycle.one("effective")
    if held is None or cycle.act("closed") is None:
        return
    upheld = held.body.objections["upheld"] + held.body.objections["partly"]
    corrections = cycle.every(CORRECTION)
    of_people = any(statement.of_type("people") for statement in cycle.all_of("correction"))
    if upheld and not corrections and not of_people and not cycle.withdrawn(CORRECTION):
        yield planned.problem("A459", held, DECIDES, upheld=upheld, corrected=0)
    appeals: Held[AppealsBody] | None = cycle.one("appeals")
    changed = sum(counts["changed"] for counts in appeals.body.counts.values()) if appeals is not None else 0
    if upheld or changed or cycle.withdrawn("appeals"):
        return
    claimed = [found for found in corrections if found.body.reason == "objection_upheld"]
    for correction in claimed:
        yield planned.problem("A459", correction, DECIDES, upheld=0, corrected=len(claimed))


def check_appeals(planned: Planned) -> Iterator[Problem]:
    """A481: a result that a reconsideration or an appeal changed was corrected, once the cycle is closed."""
    cycle = planned.cycle
    held: Held[AppealsBody] | None = cycle.one("appeals")
    if held is None or cycle.act("closed") is None or cycle.withdrawn(CORRECTION):
        return
    changed = sum(counts["changed"] for counts in held.body.counts.values())
    corrected = [found for found in cycle.every(CORRECTION) if found.body.reason == "objection_upheld"]
    if changed and not corrected:
        yield planned.problem("A481", held, SUPERVISION, changed=changed)


def uncounted(planned: Planned) -> list[str]:
    """The times to comment and of posting of which both ends are published and no calendar counts the days."""
    opinion: Held[PreliminaryBody] | None = planned.cycle.one("preliminary")
    notice: Held[NoticeBody] | None = planned.cycle.one("notice")
    ends = []
    if opinion is not None:
        ends.append(("comments", opinion.body.opens, opinion.body.closes))
    if notice is not None:
        ends.append(("posting", notice.body.first, notice.body.last))
    return [name for name, first, last in ends if workdays_through(first, last, planned.years) is None]


def check_closure(planned: Planned) -> Iterator[Problem]:
    """A446, A447: a supervisor outside the office had a word on every step, and the counts are those of the steps."""
    held = planned.cycle.closure
    if held is None:
        return
    body = held.body
    steps = body.steps or ()
    complete = body.supervisor is not None and body.archive is not None and body.archive.years > 0
    if not complete or tuple(entry.step for entry in steps) != AUDITED:
        yield planned.problem("A446", held, SUPERVISION, steps=", ".join(AUDITED))
    if body.steps is not None:
        counted = (len(steps), sum(not entry.kept for entry in steps))
        unsaid = any(not entry.kept and entry.note is None for entry in steps)
        if (body.checked, body.deviations) != counted or unsaid:
            yield planned.problem("A447", held, SUPERVISION, checked=counted[0], deviations=counted[1])
    office: Held[OfficeBody] | None = planned.cycle.one("office")
    if office is not None and body.supervisor in {seat.holder for seat in office.body.members}:
        yield planned.problem("A446", held, SUPERVISION, steps=", ".join(AUDITED))


def _may_hear(planned: Planned) -> frozenset[str]:
    """The units that objections may go to: those of the organ that do not take part."""
    every = planned.cycle.departments.body if planned.cycle.departments is not None else ()
    return frozenset(every).difference(planned.assessed)


def _verdict(planned: Planned, item: str) -> str:
    """What the review can only have come to, since statements publish it, or never do."""
    if item in NEVER_OUT:
        return "withhold"
    if item == "people-counts" and not planned.cycle.people_schemes:
        return EITHER
    return "publish" if item in ALWAYS_OUT else EITHER


def _known(planned: Planned, held: Held[Any], first: datetime.date) -> datetime.date:
    """The day from which something could be read: nobody knows of it before its statement."""
    return max(first, planned.published(held))


def _at_most(planned: Planned, first: datetime.date, last: datetime.date) -> int:
    """The working days after the first day up to the last; where no calendar counts them, all days: no more of them."""
    counted = workdays_through(first, last, planned.years)
    return (last - first).days if counted is None else counted
