"""The office's own preliminary opinion, opened again: only what the published record commits to counts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generator.core.canonical import sha256_hex
from generator.core.errors import FindingsError
from generator.disclosure.openings import Openings
from generator.intake import sealed
from generator.intake.repository import load
from generator.office.opinion import changed_since_opinion, opinion_now, with_opinions
from generator.published.commitment import Disclosure, slot_name
from generator.published.record import PublicRecord
from generator.published.statement import Statement
from generator.signing import demo
from tests.broken.edited import edited

ORGAN, CYCLE = "example-bureau", "2025"
SLOT = slot_name(ORGAN, CYCLE, "preliminary", CYCLE, 1, "withheld")
KEYS = sealed.parse_identities([demo.age_identity("demo-office")])
RECORD = f"records/preliminary/{CYCLE}.json"


def publish(root: Path, opinion: Any, *, step: str = "preliminary", shown: Any = None) -> None:
    """A statement on the opinion in the ledger, and its openings; ``shown``: what they hold in place of it."""
    committed = Disclosure(bytes(16), SLOT, opinion)
    record = PublicRecord(ORGAN, CYCLE, "preliminary", CYCLE, 1, "0" * 32, {}, (committed.digest,))
    statement = Statement(
        ORGAN, "0" * 64, "notice", CYCLE, "2026-01-20", (), (), "0" * 64, "0" * 64, "0" * 64, {"preliminary": 1}, step
    ).encode()
    folder = root / "records/ledger/statements/4"
    (folder / RECORD).parent.mkdir(parents=True)
    (folder / "statement.json").write_bytes(statement)
    (folder / RECORD).write_bytes(record.encode())
    opened = committed if shown is None else Disclosure(bytes(16), SLOT, shown)
    kept = root / f"records/cycles/{CYCLE}/sealed/preliminary.openings.age"
    kept.parent.mkdir(exist_ok=True)
    openings = Openings(sha256_hex(statement), {}, (opened,), ())
    kept.write_bytes(sealed.seal(openings.encode(), [demo.age_recipient("demo-office")]))


def opened(root: Path, keys: sealed.Identities = KEYS) -> Any:
    office, problems = load(root)
    assert problems == []
    return with_opinions(root, office, keys).cycles[CYCLE].opinion


@pytest.fixture
def root(tmp_path: Path) -> Path:
    edited(tmp_path, {})
    return tmp_path


def test_the_opinion_is_what_was_committed_to(root: Path) -> None:
    assert opened(root) is None
    publish(root, {"units": {}, "people": {}})
    assert opened(root) == {"units": {}, "people": {}}


def test_closed_to_others(root: Path) -> None:
    publish(root, {"units": {}, "people": {}})
    assert opened(root, sealed.parse_identities([])) is None
    assert opened(root, sealed.parse_identities([demo.age_identity("demo-auditor-1")])) is None


def test_another_value_than_the_committed_one_is_none(root: Path) -> None:
    publish(
        root, {"units": {}, "people": {}}, shown={"units": {"finance": {"exact": "1", "grade": None}}, "people": {}}
    )
    assert opened(root) is None


@pytest.mark.parametrize("damage", ["record", "statement", "step"])
def test_nothing_that_is_not_published_counts(root: Path, damage: str) -> None:
    publish(root, {"units": {}, "people": {}}, step="effective" if damage == "step" else "preliminary")
    folder = root / "records/ledger/statements/4"
    if damage == "record":
        (folder / RECORD).write_bytes(b"{}")
    elif damage == "statement":
        (folder / "statement.json").unlink()
    assert opened(root) is None


def test_which_units_came_to_something_else(root: Path) -> None:
    office, _ = load(root)
    cycle = office.cycles[CYCLE]
    now = opinion_now(cycle)
    assert sorted(now["units"]) == ["archive", "finance", "planning"]
    assert now["people"] == {}
    assert changed_since_opinion(replace(cycle, opinion=now)) == []
    before = {**now, "units": now["units"] | {"finance": {"exact": "1/3", "grade": "poor"}}}
    assert changed_since_opinion(replace(cycle, opinion=before)) == ["finance"]
    with pytest.raises(FindingsError) as raised:
        changed_since_opinion(cycle)
    assert [problem.code for problem in raised.value.problems] == ["P115"]
