"""R8 to R14: opinions, spot check, order, comments, meeting, separate duties, validity."""

from __future__ import annotations

from generator.intake.models import evaluation, outcome, people, plan
from tests.requirements.books import Books, Case, cited


def test_r08_holds(books: Books) -> None:
    """As many channels speak as the plan asks for, and that is more than one."""
    announced = books.cycle.one(plan.PLAN)
    assert announced is not None
    asked = announced.record.channels.minimum
    assert len({bound.record.channel for bound in books.cycle.votes.values()}) >= asked >= 2


def test_r08_refuses(books: Books) -> None:
    names = [f"inputs/votes/{name}.yml" for name in books.cycle.votes]
    edits = [
        (name, line, "channel: peers")
        for name in names
        for line in books.texts[name].splitlines()
        if line.startswith("channel:")
    ]
    assert len(edits) == len(names)
    found = books.problems(*edits)
    cited(found, "X147", "P1-A15")
    cited(found, "X435", "P1-A15")


def test_r09_holds(books: Books) -> None:
    """The sample that was checked is the one that the ledger's digest and the announced digits give."""
    assert [problem for problem in books.problems(published=True) if problem.clause == "P1-A16"] == []
    review, announced = books.cycle.one(evaluation.REVIEW), books.cycle.one(plan.PLAN)
    assert review is not None and announced is not None
    assert review.record.seed.drawn == announced.record.spot_check.drawn
    assert len(review.record.checked) >= announced.record.spot_check.minimum


def test_r09_refuses(books: Books) -> None:
    review = books.cycle.one(evaluation.REVIEW)
    assert review is not None
    digits = f"digits: {review.record.seed.digits}"
    drawn = f"drawn: {review.record.seed.drawn.isoformat()}"
    books.refuses(
        Case("X444", "P1-A16", ("procedure/review.yml", digits, "digits: 7654321")),
        Case("X339", "P1-A16", ("procedure/review.yml", drawn, "drawn: 2026-01-14")),
        also={"X445", "X190"},
        published=True,
    )


def test_r10_holds(books: Books) -> None:
    """Opinion, comments, report, meeting, decision and notice follow one another."""
    cycle = books.cycle
    opinion, notice = cycle.one(outcome.PRELIMINARY), cycle.one(outcome.NOTICE)
    assert opinion and notice and cycle.report and cycle.decision
    days = [
        opinion.record.date,
        opinion.record.opens,
        opinion.record.closes,
        cycle.report.record.date,
        cycle.decision.record.deliberation.date,
        cycle.decision.record.date,
        notice.record.date,
    ]
    assert days == sorted(days)


def test_r10_refuses(books: Books) -> None:
    books.refuses(
        Case("X343", "P1-A17", ("procedure/report.yml", "\ndate: 2026-01-30", "\ndate: 2026-01-26")),
        Case("X168", "P1-A18", ("procedure/decision.yml", "\ndate: 2026-02-06", "\ndate: 2026-02-04")),
        also={"X286"},
    )
    shorter = ("procedure/preliminary.yml", "closes: 2026-01-27", "closes: 2026-01-20")
    books.refuses(Case("X342", "P1-A17", shorter), also={"X340", "X345"})
    books.refuses(Case("X368", "P1-A18", ("procedure/notice.yml", "\ndate: 2026-02-10", "\ndate: 2026-02-05")))


def test_r11_holds(books: Books) -> None:
    """Every comment has a disposition and a reason, the report counts those on units, none rejected changed figures."""
    register, report = books.cycle.one(outcome.COMMENTS), books.cycle.report
    assert register is not None and register.record.comments and report is not None
    comments = register.record.comments
    assert all(comment.reason for comment in comments)
    assert not any(comment.changed for comment in comments if comment.disposition == "rejected")
    assert any(comment.changed for comment in comments)
    counted = [getattr(report.record.comments, word) for word in ("accepted", "partly", "rejected")]
    roster = books.cycle.one(people.ROSTER)
    assert roster is not None
    persons = {entry.id for entry in roster.record.people}
    on_units = [comment for comment in comments if comment.about not in persons]
    assert 0 < len(on_units) < len(comments) and sum(counted) == len(on_units)


def test_r11_refuses(books: Books) -> None:
    name = "procedure/comments.yml"
    changed = next(line for line in books.texts[name].splitlines() if "changed:" in line)
    books.refuses(Case("X351", "P1-A17", (name, f"{changed}\n", "")), also={"X190"}, published=True)
    books.refuses(
        Case("X350", "P1-A17", (name, "after: 92.3", "after: 92.4")),
        Case("X347", "P1-A17", ("procedure/report.yml", "accepted: 3", "accepted: 4")),
    )


def test_r12_holds(books: Books) -> None:
    """Everybody who leads a unit that was decided was absent or stepped aside."""
    office, decision = books.cycle.one(plan.OFFICE), books.cycle.decision
    assert office is not None and decision is not None
    attendance = {entry.holder: entry for entry in decision.record.deliberation.attendance}
    for seat in office.record.leadership:
        entry = attendance[seat.holder]
        assert not entry.present or set(seat.leads) <= set(entry.recused)


def test_r12_refuses(books: Books) -> None:
    name, seat = "procedure/decision.yml", "- {holder: demo-leader-2, present: true}"
    books.refuses(
        Case("X358", "P1-A18", (name, "recused: [environment], ", "")),
        Case("X355", "P1-A18", (name, seat, seat.replace("true", "false"))),
    )
    books.refuses(
        Case("X356", "P1-A18", ("procedure/plan.yml", "quorum: {share: 2/3", "quorum: {share: 7/8")), also={"X357"}
    )
    books.refuses(Case("X172", "P1-A18", (name, "present: 6", "present: 3")), also={"X355", "X356"})


def test_r13_holds(books: Books) -> None:
    """Teller and scrutineer, author and reviewer are different people."""
    review = books.cycle.one(outcome.RELEASE_REVIEW)
    assert review is not None and review.record.author != review.record.reviewer
    for bound in books.cycle.votes.values():
        assert bound.record.teller != bound.record.scrutineer


def test_r13_refuses(books: Books) -> None:
    tally = books.cycle.votes["peers"].record
    name = "inputs/votes/peers.yml"
    books.refuses(
        Case(
            "X146",
            "P1-A22",
            (name, f"scrutineer: {quoted(books, name, 'scrutineer')}", f'scrutineer: "{tally.teller}"'),
        ),
        Case("X362", "P1-A22", ("procedure/release-review.yml", "author: demo-office-2", "author: demo-reviewer-1")),
        Case("X284", "P1-A22", ("procedure/correction.yml", "entered_by: demo-office-2", "entered_by: demo-leader-1")),
        Case("X371", "P1-A22", ("procedure/notice.yml", "\nissuer:", "\n    department: finance\nissuer:")),
        also={"X313"},
    )


def quoted(books: Books, name: str, key: str) -> str:
    """The value of a key as the file spells it."""
    line = next(line for line in books.texts[name].splitlines() if line.startswith(f"{key}:"))
    return line.partition(": ")[2]


def test_r14_holds(books: Books) -> None:
    """The year lies within the three years of the regulation."""
    announced = books.cycle.one(plan.PLAN)
    assert announced is not None
    held = announced.record.in_force
    assert held.published.year <= int(books.cycle.name) <= held.last_day.year
    assert held.last_day.year - held.published.year == 2


def test_r14_refuses(books: Books) -> None:
    name = "procedure/plan.yml"
    held = "published: 2025-01-01\n  last_day: 2027-12-31"
    books.refuses(Case("X428", "P1-A25", (name, "last_day: 2027-12-31", "last_day: 2028-12-31")))
    books.refuses(Case("X429", "P1-A25", (name, held, "published: 2021-01-01\n  last_day: 2023-12-31")))
