"""``kaohe sample``: what is drawn follows from the event's digits and from what was published before it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
import yaml

from generator.core.messages import LANGS
from generator.intake import repository
from generator.ledger.statements import PublishedStatement
from generator.office.published_state import published_statements
from generator.office.workspace import Workspace
from generator.procedure.population import population
from generator.published.record import PublicRecord
from generator.published.statement import Statement
from generator.published.vocabulary import ACTS
from tests.cli.conftest import Kaohe
from tests.example.regenerate import IDENTITY
from tests.office.acting import edit

Inside = Callable[[str], Workspace]
DIGITS = "3635034"


def materials(workspace: Workspace) -> str:
    """The digest of the statement that the sample follows from."""
    (found,) = [item for item in published_statements(workspace) if item.statement.step == "materials"]
    return found.sha256


def test_the_items_with_the_smallest_tickets_in_their_order(inside: Inside, kaohe: Kaohe) -> None:
    workspace = inside("materials")
    drawn_from = population(repository.load(workspace.root, [IDENTITY])[0].cycles["2025"])
    seed = f"{DIGITS},{materials(workspace)}"
    ticket = {item: hashlib.sha256(f"{seed},{item}".encode()).hexdigest() for item in drawn_from.items}
    expected = sorted(ticket, key=ticket.__getitem__)[: drawn_from.sample]
    assert 0 < len(expected) < len(ticket)
    machine = kaohe("sample", "2025", "--digits", DIGITS, "--json")
    assert (machine.code, machine.err) == (0, "")
    assert machine.value == {
        "version": "kaohe/output/v1",
        "status": "ok",
        "seed": seed,
        "size": drawn_from.size,
        "sample": expected,
    }


def test_other_digits_draw_others(inside: Inside, kaohe: Kaohe) -> None:
    inside("materials")
    one, again, other = (
        kaohe("sample", "2025", "--digits", digits, "--json").value["sample"] for digits in (DIGITS, DIGITS, "0")
    )
    assert one == again
    assert one != other and len(one) == len(other)


@pytest.mark.parametrize("lang", LANGS)
def test_a_person_gets_lines_for_the_record_of_the_review(inside: Inside, kaohe: Kaohe, lang: str) -> None:
    inside("materials")
    value = kaohe("sample", "2025", "--digits", DIGITS, "--json").value
    said = kaohe("sample", "2025", "--digits", DIGITS, "--lang", lang)
    assert said.code == 0
    for words in (value["seed"], str(value["size"]), str(len(value["sample"])), "procedure/review.yml"):
        assert words in said.err
    written = yaml.safe_load(f"checked:\n{said.out}")["checked"]
    assert written == [{"item": item, "expert": None, "result": None} for item in value["sample"]]


def test_what_is_drawn_from_is_what_was_published(inside: Inside, kaohe: Kaohe) -> None:
    """Whoever takes a figure out of the inputs afterwards does not change what can be drawn."""
    workspace = inside("materials")
    before = kaohe("sample", "2025", "--digits", DIGITS, "--json").value
    edit(workspace, "records/cycles/2025/procedure/plan.yml", "spot_check:\n", "spot_checks:\n")
    (workspace.records / "cycles/2025/inputs/data/effect.social.yml").unlink()
    assert kaohe("sample", "2025", "--digits", DIGITS, "--json").value == before


def test_no_identity_is_needed(inside: Inside, kaohe: Kaohe, monkeypatch: pytest.MonkeyPatch) -> None:
    inside("materials")
    monkeypatch.delenv("KAOHE_IDENTITY")
    assert kaohe("sample", "2025", "--digits", DIGITS, "--json").code == 0


@pytest.mark.parametrize("digits", ["", "12 34", "12a", "-1", "1.5", "１２３", "1" * 201])
def test_digits_are_digits(inside: Inside, kaohe: Kaohe, digits: str) -> None:
    inside("materials")
    refused = kaohe("sample", "2025", f"--digits={digits}", "--json")
    assert (refused.code, refused.codes) == (1, ["X441"])
    assert refused.value["problems"][0]["clause"] == "P1-A16"
    assert "sample" not in refused.value


@pytest.mark.parametrize(("stage", "cycle"), [("interpretation", "2025"), ("materials", "2026"), ("materials", "2031")])
def test_before_the_materials_are_published_there_is_nothing_to_draw_from(
    inside: Inside, kaohe: Kaohe, stage: str, cycle: str
) -> None:
    inside(stage)
    refused = kaohe("sample", cycle, "--digits", DIGITS, "--json")
    assert (refused.code, refused.codes) == (2, ["U180"])
    said = kaohe("sample", cycle, "--digits", DIGITS, "--lang", "en")
    assert (said.code, said.out) == (2, "")
    assert f"U180 cycle {cycle} has not published its materials" in said.err


def test_without_digits_nothing_is_drawn(inside: Inside, kaohe: Kaohe) -> None:
    inside("materials")
    assert kaohe("sample", "2025", "--json").codes == ["U102"]
    assert kaohe("sample", "--digits", DIGITS, "--json").codes == ["U102"]


def a_population(*, units: int = 3, records: int = 1) -> list[PublishedStatement]:
    """Materials with populations that nobody here would have published."""
    body = {
        "strata": [f"data/i{at}" for at in range(1000)],
        "units": [f"u{at}" for at in range(units)],
        "absent": [],
        "size": 1000 * units,
        "sample": 1,
        "event": {"zh": "开奖", "en": "The draw"},
        "drawn": "2026-01-16",
    }
    head = Statement(
        organ="o", root="0" * 64, kind=ACTS["materials"][0], cycle="2025", date="2026-01-15", clauses=(), builds_on=(),
        inputs_root="0" * 64, sums_sha256="0" * 64, records_root="0" * 64, counts={}, step=ACTS["materials"][1],
    )  # fmt: skip
    made = [PublicRecord("o", "2025", "population", f"n{at}", 1, "", body, ()) for at in range(records)]
    return [PublishedStatement(1, b"", head, b"", {item.path: (b"", item) for item in made}, {})]


@pytest.mark.parametrize(
    ("units", "records", "code", "expected"),
    [(1000, 1, 0, []), (1001, 1, 1, ["C110"]), (3, 2, 1, ["C110"]), (3, 0, 2, ["U180"])],
)
def test_only_one_population_of_a_size_that_can_be(
    inside: Inside, kaohe: Kaohe, monkeypatch: pytest.MonkeyPatch, units: int, records: int, code: int,
    expected: list[str],
) -> None:  # fmt: skip
    inside("")
    made = a_population(units=units, records=records)
    monkeypatch.setattr("generator.cli.sample.published_statements", lambda workspace: made)
    said = kaohe("sample", "2025", "--digits", DIGITS, "--json")
    assert said.code == code
    assert not expected or said.codes == expected
