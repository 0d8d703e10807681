"""Where a cycle stands: every state reached, what comes next, its days, and what is overdue."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.core.problem import Place, Problem
from generator.procedure.limits import Limit, Published
from generator.procedure.standing import Draft, Situation, Standing, standing
from generator.procedure.states import STATES
from generator.procedure.turn import turn, written
from generator.published.vocabulary import ORDER, REQUIRED
from tests.procedure.standing_cycles import (
    ALL,
    DAYS,
    FEEDBACK,
    NOTICE,
    PLAN,
    PRELIMINARY,
    RECTIFICATION,
    VERIFIED,
    cycle_with,
    date,
    situated,
    so_far,
    up_to,
    written_for,
)

NEEDED = [act for act in ORDER if act in REQUIRED or act == "closed"]


def at(folder: Path, act: str, on: str = "", **more: object) -> Standing:
    """The standing of a cycle in which everything up to ``act`` was published, on the day of ``act``."""
    acts = up_to(act)
    cycle = cycle_with(folder, *written_for(*acts))
    return standing(cycle, situated(folder, so_far(*acts), **more), date(on or DAYS[act]))


def status(found: Standing) -> dict[int, str]:
    return {item.state.number: item.status for item in found.states}


def limits(found: tuple[Limit, ...]) -> dict[str, str]:
    return {limit.reason: limit.day.isoformat() for limit in found}


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.slug)
def test_every_state_can_be_reached(tmp_path: Path, state: object) -> None:
    assert isinstance(state, type(STATES[0]))
    texts = {"procedure/rectification/permits.yml": RECTIFICATION + VERIFIED}
    acts = up_to(state.act)
    cycle = cycle_with(tmp_path, *written_for(*acts), texts=texts)
    before = standing(cycle, situated(tmp_path, so_far(*acts[:-1])), date("2025-01-01"))
    after = standing(cycle, situated(tmp_path, so_far(*acts)), date("2025-01-01"))
    assert status(before)[state.number] in ("next", "open")
    assert status(after)[state.number] == "done"
    reached = after.states[state.number].published
    assert reached is not None
    assert (reached.act, reached.date, reached.index) == (state.act, date(DAYS[state.act]), len(acts))


@pytest.mark.parametrize(("act", "following"), list(zip(["", *NEEDED], [*NEEDED, None], strict=True)))
def test_one_act_after_another(tmp_path: Path, act: str, following: str | None) -> None:
    done = NEEDED[: NEEDED.index(act) + 1 if act else 0]
    cycle = cycle_with(tmp_path, *written_for(*done))
    found = standing(cycle, situated(tmp_path, so_far(*done)), date("2025-01-01"))
    assert (found.next.act if found.next else None) == following
    if found.next is not None:
        missing = {file for file, there in found.next.files if not there}
        own = {state.number for state in found.next.states}
        assert own == {item.state.number for item in found.states if item.status == "next"}
        assert missing or following in done
        assert found.next.stage == "write"


def test_before_anything_is_published_there_is_the_trust(tmp_path: Path) -> None:
    cycle = cycle_with(tmp_path, "procedure/plan.yml")
    found = standing(cycle, Situation(begun=False, thresholds={"trust": {"leadership": 2}}), date("2025-01-01"))
    assert found.next is not None
    assert (found.next.act, found.next.stage, found.next.signers) == ("trust", "draft", {"leadership": 2})
    assert "done" not in status(found).values()


def test_a_closed_cycle_says_what_did_not_take_place(tmp_path: Path) -> None:
    cycle = cycle_with(tmp_path, *written_for(*NEEDED))
    found = standing(cycle, situated(tmp_path, so_far(*NEEDED)), date("2026-07-01"))
    assert found.next is None
    assert {number for number, word in status(found).items() if word == "not_needed"} == {18, 19, 20}
    assert found.late == ()


def test_who_signs_and_what_is_missing(tmp_path: Path) -> None:
    acts = up_to("scheme")
    cycle = cycle_with(tmp_path, *written_for(*acts, "goals"))
    for missing, stage in (({"office": 1}, "sign"), ({}, "publish")):
        draft = Draft("goals", "records/drafts/2025-goals", missing)
        thresholds = {"goals": {"office": 2}, "report": {"office": 3}}
        situation = situated(tmp_path, so_far(*acts), drafts=[draft], thresholds=thresholds)
        found = standing(cycle, situation, date("2025-02-01")).next
        assert found is not None
        assert (found.stage, found.draft, found.signers) == (stage, draft, {"office": 2})
    other = Draft("report", "records/drafts/2025-report", {})
    found = standing(cycle, situated(tmp_path, so_far(*acts), drafts=[other]), date("2025-02-01")).next
    assert found is not None and (found.stage, found.draft) == ("draft", None)


def test_findings_stand_at_their_gate(tmp_path: Path) -> None:
    folder = "records/cycles/2025"
    problems = [
        Problem("X321", Place(f"{folder}/goals.yml", 3, 1)),
        Problem("X172", Place(f"{folder}/procedure/decision.yml")),
        Problem("X101", Place("records/organ.yml")),
    ]
    cycle = cycle_with(tmp_path, *written_for("scheme", "goals"))
    found = standing(cycle, situated(tmp_path, so_far("scheme"), problems=problems), date("2025-02-01"))
    assert found.next is not None
    assert (found.next.problems, found.next.others, found.next.stage) == ((problems[0],), 2, "mend")
    words = status(found)
    assert (words[2], words[3], words[12], words[13]) == ("next", "blocked", "blocked", "open")
    elsewhere = standing(cycle, situated(tmp_path, so_far("scheme"), problems=problems[2:]), date("2025-02-01")).next
    assert elsewhere is not None and (elsewhere.problems, elsewhere.stage) == ((), "mend")
    # What is done stays done: that something is wrong now is another matter.
    done = standing(cycle, situated(tmp_path, so_far("scheme", "goals"), problems=problems), date("2025-02-21"))
    assert (status(done)[3], done.states[3].problems) == ("done", (problems[0],))


@pytest.mark.parametrize(
    ("published", "act", "expected"),
    [
        # Friday 10 January: five working days end on Friday 17 January.
        ("scheme", "goals", {}),
        ("goals", "materials", {"lead": "2025-01-18"}),
        ("materials", "review", {"drawn": "2026-01-08"}),
        # Friday 16 January: five working days end on the 23rd; comments are open to the 27th all the same.
        ("preliminary", "report", {"comments": "2026-01-24", "closes": "2026-01-28"}),
        ("report", "decision", {}),
        # Thursday 12 February: five working days end on Thursday the 19th; the notice is up for a week longer.
        ("notice", "effective", {"posting": "2026-02-20", "posted": "2026-02-27"}),
    ],
)
def test_the_earliest_day(tmp_path: Path, published: str, act: str, expected: dict[str, str]) -> None:
    step = at(tmp_path, published).next
    assert step is not None
    assert (step.act, limits(step.earliest)) == (act, expected)
    assert step.not_before == max(map(date, expected.values()), default=None)


@pytest.mark.parametrize(
    ("published", "act", "expected"),
    [
        ("scheme", "goals", {"schedule": "2025-02-28"}),
        ("review", "preliminary", {}),
        # Monday 9 February: twenty working days are four weeks.
        ("decision", "notice", {"schedule": "2026-03-31", "outside": "2026-03-09"}),
        # Ten working days after the notice's last day.
        ("notice", "effective", {"schedule": "2026-04-30", "answer": "2026-03-12"}),
        ("effective", "closed", {"schedule": "2026-06-30"}),
    ],
)
def test_the_latest_day(tmp_path: Path, published: str, act: str, expected: dict[str, str]) -> None:
    acts = [other for other in up_to(published) if other in NEEDED]
    cycle = cycle_with(tmp_path, *written_for(*acts))
    step = standing(cycle, situated(tmp_path, so_far(*acts)), date(DAYS[published])).next
    assert step is not None
    assert (step.act, limits(step.latest)) == (act, expected)
    assert step.due == min(map(date, expected.values()), default=None)


def test_a_period_runs_from_the_day_on_which_witnesses_had_seen_it(tmp_path: Path) -> None:
    acts = up_to("preliminary")
    cycle = cycle_with(tmp_path, *written_for(*acts))
    step = standing(cycle, situated(tmp_path, so_far(*acts, seen=True)), date("2026-01-20")).next
    assert step is not None
    # Seen on Saturday the 17th: the same five working days.
    assert limits(step.earliest)["comments"] == "2026-01-24"
    late = [*so_far(*acts[:-1]), Published("preliminary", 5, date("2026-01-16"), date("2026-01-20"))]
    step = standing(cycle, situated(tmp_path, late), date("2026-01-20")).next
    assert step is not None and limits(step.earliest)["comments"] == "2026-01-28"


def test_a_time_that_must_not_be_exceeded_runs_from_the_date(tmp_path: Path) -> None:
    acts = up_to("decision")
    cycle = cycle_with(tmp_path, *written_for(*acts))
    late = [*so_far(*acts[:-1]), Published("decision", 9, date(DAYS["decision"]), date("2026-02-16"))]
    step = standing(cycle, situated(tmp_path, late), date("2026-02-16")).next
    assert step is not None and limits(step.latest)["outside"] == "2026-03-09"


@pytest.mark.parametrize(
    ("seen", "newest", "claimed"),
    [(False, None, ["comments"]), (False, "2026-01-26", ["comments"]), (True, None, ["comments"]),
     (True, "2026-01-23", ["comments"]), (True, "2026-01-24", [])],
)  # fmt: skip
def test_a_period_counts_as_kept_when_witnesses_saw_both_ends(
    tmp_path: Path, seen: bool, newest: str | None, claimed: list[str]
) -> None:
    acts = up_to("preliminary")
    cycle = cycle_with(tmp_path, *written_for(*acts))
    situation = situated(tmp_path, so_far(*acts, seen=seen), newest_seen=date(newest) if newest else None)
    found = standing(cycle, situation, date("2026-01-30"))
    assert found.next is not None
    assert [limit.reason for limit in found.next.claimed] == claimed
    assert found.last is not None and found.last.cosigned is seen


def test_what_is_overdue(tmp_path: Path) -> None:
    acts = up_to("materials")
    cycle = cycle_with(tmp_path, *written_for(*acts))
    on_time = standing(cycle, situated(tmp_path, so_far(*acts)), date("2026-01-15"))
    assert (on_time.late, status(on_time)[7]) == ((), "next")
    late = standing(cycle, situated(tmp_path, so_far(*acts)), date("2026-02-07"))
    assert [(p.code, p.params["act"], p.params["day"]) for p in late.late] == [
        ("U176", "report", "2026-02-06"),
        ("U176", "review", "2026-01-15"),
    ]
    assert (status(late)[7], status(late)[8], status(late)[11], status(late)[13]) == (
        "overdue", "overdue", "overdue", "open",
    )  # fmt: skip
    assert all(p.place.path.endswith("procedure/plan.yml") and p.place.line for p in late.late)


def test_rectification_is_done_when_it_is_verified(tmp_path: Path) -> None:
    acts = ALL
    cycle = cycle_with(tmp_path / "a", *written_for(*acts))
    running = standing(cycle, situated(tmp_path / "a", so_far(*acts)), date("2026-04-15"))
    assert [(clock.kind, clock.item, str(clock.day)) for clock in running.clocks] == [
        ("rectification", "permits", "2026-04-15")
    ]
    assert (status(running)[20], running.late) == ("open", ())
    late = standing(cycle, situated(tmp_path / "a", so_far(*acts)), date("2026-04-16"))
    (found,) = late.late
    assert (found.code, found.params["unit"], found.place.path.rpartition("/")[2]) == ("U177", "permits", "permits.yml")
    assert status(late)[20] == "overdue"
    # Whether its first statement is out or not, it is said once.
    ordered = [act for act in acts if act not in ("rectification", "closed")]
    early = standing(cycle, situated(tmp_path / "a", so_far(*ordered)), date("2026-04-16"))
    assert [p.code for p in early.late] == ["U177"]
    texts = {"procedure/rectification/permits.yml": RECTIFICATION + VERIFIED}
    mended = cycle_with(tmp_path / "b", *written_for(*acts), texts=texts)
    done = standing(mended, situated(tmp_path / "b", so_far(*acts)), date("2026-04-16"))
    assert (status(done)[20], done.late, done.clocks) == ("done", (), ())


def test_answers_to_the_public_have_their_days(tmp_path: Path) -> None:
    acts = up_to("scheme")
    cycle = cycle_with(tmp_path, *written_for(*acts), "procedure/feedback/opening-hours.yml")
    fresh = {"feedback": ["opening-hours"]}
    # Monday 2 March: fifteen working days end on Monday 23 March.
    for day, codes in (("2026-03-23", []), ("2026-03-24", ["U178"])):
        found = standing(cycle, situated(tmp_path, so_far(*acts), fresh=fresh), date(day))
        assert [p.code for p in found.late if p.code != "U176"] == codes
        assert [(clock.kind, str(clock.day)) for clock in found.clocks] == [("feedback", "2026-03-23")]
        (step,) = found.besides
        assert (step.act, step.files) == (
            "feedback",
            (("records/cycles/2025/procedure/feedback/opening-hours.yml", True),),
        )
    assert standing(cycle, situated(tmp_path, so_far(*acts)), date("2026-03-24")).clocks == ()
    assert FEEDBACK.count("received: 2026-03-02") == 1


def test_the_regulation_expires(tmp_path: Path) -> None:
    acts = up_to("review")
    plain = cycle_with(tmp_path / "a", *written_for(*acts))
    transition = PLAN.replace(
        "last_day: 2026-12-31,", "last_day: 2026-12-31, transition: {zh: 照旧办完, en: As begun},"
    )
    agreed = cycle_with(tmp_path / "b", *written_for(*acts), texts={"procedure/plan.yml": transition})

    def on(folder: str, day: str) -> tuple[list[str], list[str]]:
        cycle = plain if folder == "a" else agreed
        found = standing(cycle, situated(tmp_path / folder, so_far(*acts)), date(day))
        return [clock.kind for clock in found.clocks], [p.code for p in found.late if p.code != "U176"]

    assert on("a", "2026-06-30") == ([], [])
    assert on("a", "2026-07-01") == (["regulation"], [])
    assert on("a", "2026-12-31") == (["regulation"], [])
    assert on("a", "2027-01-01") == (["regulation"], ["U179"])
    assert on("b", "2027-01-01") == (["transition"], [])
    over = standing(plain, situated(tmp_path / "a", so_far(*NEEDED)), date("2027-01-01"))
    assert (over.clocks, over.late) == ((), ())


def test_reconsideration_can_be_asked_for_until_its_day(tmp_path: Path) -> None:
    found = at(tmp_path, "effective", "2026-03-20")
    assert [(clock.kind, str(clock.day)) for clock in found.clocks] == [("reconsideration", "2026-04-05")]
    assert len(at(tmp_path, "effective", "2026-04-05").clocks) == 1
    assert at(tmp_path, "effective", "2026-04-06").clocks == ()


def test_what_may_be_left_out_counts_once_it_is_written(tmp_path: Path) -> None:
    acts = [act for act in up_to("effective") if act in NEEDED]
    bare = cycle_with(tmp_path / "a", *written_for(*acts))
    assert turn(bare, acts, {}, planned=True) == ("closed", [])
    more = cycle_with(tmp_path / "b", *written_for(*acts, "appeals", "correction"))
    assert turn(more, acts, {}, planned=True) == ("correction", ["appeals"])
    assert turn(more, [*acts, "correction"], {}, planned=True) == ("appeals", [])
    assert turn(more, [*acts, "correction", "appeals"], {}, planned=True) == ("closed", [])
    # Without a plan there are no appeals; of a correction only what is there is named.
    assert turn(more, ["scheme", "report", "decision"], {}, planned=False) == ("correction", [])
    people = cycle_with(tmp_path / "c", *written_for(*acts), "people/scheme.yml", "people/correction.yml")
    assert written(people, "correction", planned=True) == [("records/cycles/2025/people/correction.yml", True)]
    # A correction need not wait for the notice, nor the notice for it.
    before = [act for act in acts if act not in ("notice", "effective")]
    assert turn(more, before, {}, planned=True) == ("notice", ["correction"])


def test_repeated_acts_come_besides(tmp_path: Path) -> None:
    cycle = cycle_with(tmp_path, *written_for(*NEEDED))
    fresh = {"rectification": ["permits"], "feedback": ["a"], "interpretation": ["b"], "withdrawal": []}
    assert turn(cycle, ["scheme"], fresh, planned=True) == ("goals", ["interpretation", "feedback"])
    assert turn(cycle, up_to("decision"), fresh, planned=True)[1] == ["rectification", "interpretation", "feedback"]
    # What others go by comes first; once the cycle is closed nothing is amended.
    more = {**fresh, "amendment": ["new-draw"]}
    assert turn(cycle, ["scheme"], more, planned=True) == ("goals", ["amendment", "interpretation", "feedback"])
    assert turn(cycle, NEEDED, more, planned=True) == (None, ["rectification", "feedback"])
    assert turn(cycle, NEEDED, fresh, planned=True) == (None, ["rectification", "feedback"])
    assert turn(cycle, ["scheme", "report", "decision"], fresh, planned=False)[1] == []


def test_a_cycle_without_a_plan_has_only_its_statements(tmp_path: Path) -> None:
    cycle = cycle_with(tmp_path, "roster.yml", planned=False)
    for acts, following in (
        ((), "scheme"),
        (("scheme",), "report"),
        (("scheme", "report"), "decision"),
        (("scheme", "report", "decision"), "closed"),
        (("scheme", "report", "decision", "closed"), None),
    ):
        found = standing(cycle, situated(tmp_path, so_far(*acts)), date("2026-07-01"))
        assert (found.next.act if found.next else None) == following
        assert [item.state.number for item in found.states] == [1, 11, 12, 13, 21, 22]
        assert found.late == ()
    report = standing(cycle, situated(tmp_path, so_far("scheme")), date("2025-01-11")).next
    assert report is not None
    assert limits(report.earliest) == {"lead": "2025-01-18"}
    assert dict(report.files)["records/cycles/2025/roster.yml"] is True
    assert report.latest == ()


def test_goals_of_people_in_a_cycle_without_a_plan(tmp_path: Path) -> None:
    files = ("people/scheme.yml", "people/roster.yml")
    only_roster = cycle_with(tmp_path / "a", *files, planned=False)
    assert turn(only_roster, ["scheme"], {}, planned=False) == ("report", [])
    cycle = cycle_with(tmp_path / "b", *files, "people/goals.yml", planned=False)
    assert turn(cycle, ["scheme"], {}, planned=False) == ("goals", [])
    assert turn(cycle, ["scheme", "goals"], {}, planned=False) == ("report", [])
    assert turn(cycle, ["scheme", "report"], {}, planned=False) == ("decision", [])
    found = standing(cycle, situated(tmp_path / "b", so_far("scheme")), date("2025-02-01"))
    assert [item.state.number for item in found.states] == [1, 3, 11, 12, 13, 21, 22]


def test_what_was_announced_rules_over_what_lies_there_now(tmp_path: Path) -> None:
    cycle = cycle_with(tmp_path, "procedure/plan.yml")
    found = standing(cycle, situated(tmp_path, so_far("scheme"), announced=False), date("2025-02-01"))
    assert found.next is not None
    assert (found.planned, found.next.act) == (False, "report")


def test_a_missing_calendar_is_said_once_and_nothing_is_guessed(tmp_path: Path) -> None:
    acts = up_to("decision")
    cycle = cycle_with(tmp_path, *written_for(*acts))
    found = standing(cycle, Situation(published=so_far(*acts)), date("2026-02-09"))
    assert [p.code for p in found.late] == ["X165"]
    assert found.next is not None and found.next.latest == ()


@pytest.mark.parametrize(
    ("act", "path", "text", "reason"),
    [
        ("preliminary", "procedure/preliminary.yml", PRELIMINARY.replace("2026-01-27", "9999-12-31"), "closes"),
        ("notice", "procedure/notice.yml", NOTICE.replace("2026-02-26", "9999-12-31"), "posted"),
    ],
)
def test_a_day_after_the_last_is_the_last(tmp_path: Path, act: str, path: str, text: str, reason: str) -> None:
    acts = up_to(act)
    cycle = cycle_with(tmp_path, *written_for(*acts), path, texts={path: text})
    found = standing(cycle, situated(tmp_path, so_far(*acts)), date(DAYS[act]))
    assert found.next is not None
    assert limits(found.next.earliest)[reason] == "9999-12-31"


def test_a_period_of_any_length_ends_with_the_last_day(tmp_path: Path) -> None:
    acts = up_to("effective")
    text = PLAN.replace("reconsideration: {days: 30", "reconsideration: {days: 3000000")
    cycle = cycle_with(tmp_path, *written_for(*acts), texts={"procedure/plan.yml": text})
    found = standing(cycle, situated(tmp_path, so_far(*acts)), date(DAYS["effective"]))
    assert [str(clock.day) for clock in found.clocks if clock.kind == "reconsideration"] == ["9999-12-31"]
