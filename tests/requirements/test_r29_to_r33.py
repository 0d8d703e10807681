"""R29 to R33: interpretations and errata, the year before, the outside in time, what is withheld, public files only."""

from __future__ import annotations

import json

from generator.audit.verify import verify
from generator.intake.models import outcome, plan
from generator.procedure.calendars import working_years
from generator.procedure.workdays import nth_workday_after
from generator.regulation.errata import errata
from tests.requirements.books import CYCLE, Books, Case
from tests.requirements.published import Published, gone


def test_r29_holds(published: Published, books: Books) -> None:
    """Every interpretation is on its page and at its clause; so is every place where the source was spoiled."""
    clauses, page = published.text("clauses.html"), published.text("interpretations.html")
    rulings = books.cycle.each(plan.INTERPRETATIONS)
    assert len(rulings) >= 5
    for name, bound in rulings.items():
        assert bound.record.ruling.zh in page
        assert f'href="interpretations.html#{CYCLE}-{name}"' in clauses
    for place in errata().places:
        assert place.text.zh in clauses


def test_r29_refuses(published: Published, books: Books) -> None:
    books.refuses(Case("X421", "P2-3.2(4)", ("procedure/interpretations/timely.yml", "word: timely\n", "")))
    assert "A205" in published.codes(11, "interpretations.html", gone)


def test_r30_holds(published: Published) -> None:
    """The second year's page tells of the first year's scheme and decision."""
    page = published.text("2026/changes.html")
    decision = next(found for found in published.statements if found["kind"] == "decision")
    assert f'href="../statements/{decision["index"]}.html"' in page
    assert "2025/changes.html" not in published.files


def test_r30_refuses(published: Published, books: Books) -> None:
    assert "A205" in published.codes(11, "2026/changes.html", gone)
    long_before = ("scheme.yml", "published: 2025-01-10", "published: 2023-01-10")
    books.refuses(Case("X166", "P1-A10", long_before), also={"X165", "X302", "X314", "X439"})


def test_r31_holds(books: Books) -> None:
    """The outside was told within the working days that the plan allows, which are no more than twenty."""
    notice, announced, decision = books.cycle.one(outcome.NOTICE), books.cycle.one(plan.PLAN), books.cycle.decision
    assert notice is not None and announced is not None and decision is not None
    allowed = announced.record.periods.outside.workdays
    assert allowed <= 20
    last = nth_workday_after(decision.record.date, allowed, working_years(books.office.calendars))
    assert decision.record.date <= notice.record.from_ <= last


def test_r31_refuses(books: Books) -> None:
    books.refuses(Case("X370", "P2-3.2(4)", ("procedure/plan.yml", "outside: {workdays: 20", "outside: {workdays: 1")))


def test_r32_holds(published: Published, books: Books) -> None:
    """Whatever a record withholds is on its list with a reason, and the review says a word on each kind of content."""
    lists = [
        json.loads(published.text(path))["body"]["withheld"]
        for path in published.files
        if "/records/unit-result/" in path
    ]
    assert any(lists)
    assert all(item["reason"] for listed in lists for item in listed)
    review = books.cycle.one(outcome.RELEASE_REVIEW)
    assert review is not None
    assert {item.item for item in review.record.items} == set(outcome.RELEASE_ITEMS)
    assert all(item.cites for item in review.record.items)


def test_r32_refuses(books: Books) -> None:
    name = "procedure/release-review.yml"
    line = next(line for line in books.texts[name].splitlines() if "item: evidence" in line)
    books.refuses(
        Case("X360", "P2-3.2(4)", (name, f"{line}\n", "")),
        Case("X364", "P2-5.1", (name, "people-results, verdict: withhold", "people-results, verdict: publish")),
    )


def test_r33_holds(published: Published) -> None:
    """Everything is checked with the published files and the root alone; nothing else was asked for."""
    status = {check.id: check.status for check in published.verdict.checks}
    # Nobody has signed for this copy of the site: that is another act, and it is said.
    assert status.pop("release") == "not_checked"
    assert set(status.values()) == {"ok"}
    assert not any(path.endswith(".age") for path in published.files)


def test_r33_refuses(published: Published) -> None:
    other = verify(published.folder, "0" * 64)
    assert other.exit_code != 0
    assert {problem.code for problem in other.check(1).problems} == {"A110"}
