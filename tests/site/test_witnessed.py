"""When a statement came into the log: what witnesses say on its page, and what is only claimed."""

from __future__ import annotations

import dataclasses

import pytest

from generator.ledger.statements import read_statements
from generator.ledger.witnessed_times import WitnessedTimes
from generator.site.arrangement import arrange
from generator.site.context import Context
from generator.site.labels import Labels
from generator.site.statement_page import statement_context
from tests.conftest import Stages


@pytest.fixture(scope="module")
def context(stages: Stages) -> Context:
    view = arrange(read_statements(stages("trust") / "records" / "ledger"))
    return Context(view, "en", {lang: Labels(lang, {}) for lang in ("zh", "en")}, "")


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        ((), "not witnessed: the date is only what the office claims"),
        ((None, None), "not witnessed: the date is only what the office claims"),
        ((1_735_689_600, None), "not witnessed: the date is only what the office claims"),
        ((None, 1_735_689_659), "came into the log by 2025-01-01 00:00 UTC, say those who cosigned"),
        (
            (1_735_689_600, 1_735_693_200),
            "came into the log between 2025-01-01 00:00 and 2025-01-01 01:00 UTC, say those who cosigned",
        ),
        ((None, 2**63 - 1), "came into the log by 9223372036854775807 UTC, say those who cosigned"),
    ],
)
def test_a_statement_page_tells_witnessed_from_claimed(
    context: Context, bounds: tuple[int | None, ...], said: str
) -> None:
    seen = (WitnessedTimes(*bounds),) if bounds else ()
    shown = statement_context(dataclasses.replace(context, witnessed=seen), context.view.statements[0])
    assert shown["witnessed"] == said
