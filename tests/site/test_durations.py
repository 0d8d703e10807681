"""Durations on the page: kept by witnesses, short, or only claimed, each in plain words."""

from __future__ import annotations

import dataclasses
import datetime

from generator.ledger.witnessed_times import WitnessedTimes
from generator.site.context import Context
from generator.site.durations import PERIODS, duration_rows
from tests.site.conftest import Built
from tests.site.test_unit_page import context_of


def at(day: str) -> int:
    return int(datetime.datetime.fromisoformat(f"{day}T04:00:00+00:00").timestamp())


def rows(context: Context, witnessed: dict[int, tuple[str, str]]) -> dict[str, tuple[str, str, str]]:
    """Status, length and words of each period of the first cycle; ``witnessed``: after and before by statement."""
    nobody = WitnessedTimes(None, None)
    seen = tuple(
        WitnessedTimes(at(witnessed[i][0]), at(witnessed[i][1])) if i in witnessed else nobody
        for i in range(len(context.view.statements))
    )
    known = dataclasses.replace(context, witnessed=seen)
    found = duration_rows(known, known.view.cycles[0])
    return {period.name: (row["status"], row["days"], row["text"]) for period, row in zip(PERIODS, found, strict=True)}


def index(context: Context, act: str) -> int:
    found = context.view.cycles[0].acts.statement(act)
    assert found is not None
    return found.index


def test_without_witnesses_everything_is_claimed_in_plain_words(planned: Built) -> None:
    context = context_of(planned)
    for status, _, text in rows(context, {}).values():
        assert status == "claimed"
        assert "Nobody outside the office has witnessed it" in text
    assert "仅为自称" in planned.text("2025/procedure.html")


def test_witnesses_at_both_ends_make_it_kept(planned: Built) -> None:
    context = context_of(planned)
    ends = {
        index(context, "preliminary"): ("2026-01-12", "2026-01-13"),
        index(context, "report"): ("2026-02-05", "2026-02-06"),
    }
    found = rows(context, ends)
    assert found["comments"] == ("kept", "17 working days", "Witnesses bear out 16 working days, which keeps the rule.")
    assert found["posting"][0] == "claimed"


def test_a_witness_at_one_end_is_not_enough(planned: Built) -> None:
    context = context_of(planned)
    assert rows(context, {index(context, "notice"): ("2026-02-09", "2026-02-10")})["posting"][0] == "claimed"


def test_witnesses_can_show_that_it_was_too_short(planned: Built) -> None:
    context = context_of(planned)
    ends = {
        index(context, "notice"): ("2026-02-18", "2026-02-19"),
        index(context, "effective"): ("2026-02-20", "2026-02-23"),
    }
    status, _, text = rows(context, ends)["posting"]
    assert status == "short"
    assert "by what witnesses saw" in text


def test_what_is_not_over_is_open(planned: Built) -> None:
    context = context_of(planned)
    found = duration_rows(context, context.view.cycles[1])
    assert [row["status"] for row in found] == ["open"] * len(PERIODS)
