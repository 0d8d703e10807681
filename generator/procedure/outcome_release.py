"""The review before anything goes out: item by item, by somebody who did not write it (P2-3.2(4), P1-A18, P1-A22)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.models import outcome, people
from generator.intake.models.outcome import RELEASE_ITEMS, ReleaseReview
from generator.intake.node import Loc
from generator.intake.repository import Cycle
from generator.intake.similar import nearest, repeated
from generator.procedure import named
from generator.procedure.named import Setting

CLAUSE = "P2-3.2(4)"
SEPARATION = "P1-A22"
SECRECY = "P2-5.1"

ALWAYS_OUT = frozenset({"unit-totals", "unit-grades", "unit-figures", "unit-reasons", "comments"})
"""What every cycle's statements publish; of comments, how many came to what."""

NEVER_OUT = frozenset({"people-results", "deliberation", "evidence"})
"""What no statement publishes: single people's results, what was said and how it was voted, what figures rest on."""


def check(at: Setting) -> Iterator[Problem]:
    """X360 to X365, X152, X313 and X420 for the release review of one cycle with a plan.

    But for the ballots, of which :func:`verdict` is asked: what of them goes out depends on the score.
    """
    review = at.cycle.one(outcome.RELEASE_REVIEW)
    if review is None:
        return
    yield from _items(review)
    yield from _verdicts(review, _out(at.cycle), NEVER_OUT)
    yield from _who(review, at)
    yield from _when(review, at.cycle)
    for index, item in enumerate(review.record.items):
        yield from named.citations(at.cycle, review, ("items", index, "cites"), item.cites)


def verdict(review: Bound[ReleaseReview], item: str, *, published: bool) -> Iterator[Problem]:
    """X364, X365: what is said of one item is what the published records do."""
    yield from _verdicts(review, {item} if published else (), () if published else {item})


def _items(review: Bound[ReleaseReview]) -> Iterator[Problem]:
    """X360, X361: everything that goes out or is held back is looked at once, and nothing else."""
    listed = [item.item for item in review.record.items]
    for item in RELEASE_ITEMS:
        if item not in listed:
            yield review.problem("X360", ("items",), clause=CLAUSE, item=item)
    again = set(repeated(listed))
    for at, item in enumerate(listed):
        if at in again or item not in RELEASE_ITEMS:
            words = {"item": item, "near": nearest(item, RELEASE_ITEMS)}
            yield review.problem("X361", ("items", at, "item"), clause=CLAUSE, **words)


def _out(cycle: Cycle) -> frozenset[str]:
    return ALWAYS_OUT | ({"people-counts"} if cycle.one(people.SCHEME) is not None else set())


def _verdicts(review: Bound[ReleaseReview], out: Collection[str], held: Collection[str]) -> Iterator[Problem]:
    for at, item in enumerate(review.record.items):
        loc: Loc = ("items", at, "verdict")
        if item.item in held and item.verdict == "publish":
            yield review.problem("X364", loc, clause=SECRECY, item=item.item)
        elif item.item in out and item.verdict == "withhold":
            yield review.problem("X365", loc, clause=CLAUSE, item=item.item)


def _who(review: Bound[ReleaseReview], at: Setting) -> Iterator[Problem]:
    """X362, X152, X313: the author is of the office, the reviewer is a reviewer, and they are two people."""
    record = review.record
    if record.author == record.reviewer:
        yield review.problem("X362", ("reviewer",), clause=SEPARATION)
    yield from named.holder(at, review, ("author",), record.author, "office", SEPARATION)
    yield from named.holder(at, review, ("reviewer",), record.reviewer, "reviewer", SEPARATION)


def _when(review: Bound[ReleaseReview], cycle: Cycle) -> Iterator[Problem]:
    """X363: after the decision and before the notice; so is, of personal information, the impact assessment."""
    notice, record = cycle.one(outcome.NOTICE), review.record
    if cycle.decision is not None and record.date < cycle.decision.record.date:
        words = {"field": "date", "date": record.date, "other": "decision.date", "day": cycle.decision.record.date}
        yield review.problem("X363", ("date",), clause=CLAUSE, **words)
    if notice is None:
        return
    posted = {"other": "notice.from", "day": notice.record.from_}
    if record.date > notice.record.from_:
        yield review.problem("X363", ("date",), clause=CLAUSE, field="date", date=record.date, **posted)
    if record.impact_date >= notice.record.from_:
        words = {"field": "impact_date", "date": record.impact_date, **posted}
        yield review.problem("X363", ("impact_date",), clause=CLAUSE, **words)
