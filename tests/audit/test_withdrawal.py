"""What verification accepts and refuses of withdrawals: signed, in the log, and with pages that agree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from generator.audit.verdict import Verdict
from generator.audit.verify import verify
from generator.published.record import PublicRecord
from tests.audit.office import CYCLE, ORGAN, Office, Plan, write_manifest
from tests.audit.withdrawing import DECISION, MEETING, RESULT, Target, Way, withdraw

OPEN = ("trust", "scheme", "report", "decision")
EVERY: tuple[Target, ...] = (
    *(("report", "unit-result", unit) for unit in ("harbour", "permits", "archive", "training")),
    *(("decision", "unit-decision", unit) for unit in ("harbour", "permits", "archive")),
    MEETING,
)


def published(folder: Path, targets: Sequence[Target], way: Way | None = None, plan: Plan | None = None) -> Office:
    office = Office(folder / "site", plan).publish()
    withdraw(office, targets, way)
    return office


def failed(verdict: Verdict) -> dict[int, set[str]]:
    """The codes of each check that failed."""
    return {c.number: {p.code for p in c.problems} for c in verdict.checks if c.status == "failed"}


def found(office: Office) -> dict[int, set[str]]:
    return failed(verify(office.folder, office.root))


@pytest.mark.parametrize(
    "targets", [[RESULT], [DECISION], [RESULT, DECISION], [MEETING], [("report", "unit-result", "training")], EVERY]
)
@pytest.mark.parametrize("kinds", [OPEN, Plan().kinds])
def test_after_a_withdrawal_everything_holds(tmp_path: Path, targets: Sequence[Target], kinds: tuple[str, ...]) -> None:
    office = published(tmp_path, targets, plan=Plan(kinds=kinds))
    verdict = verify(office.folder, office.root)
    assert (found(office), verdict.exit_code) == ({}, 0)
    assert verdict.check(3).facts["withdrawn"] == len(targets)


def test_a_result_may_go_before_anything_is_decided(tmp_path: Path) -> None:
    assert found(published(tmp_path, [RESULT], plan=Plan(kinds=OPEN[:3]))) == {}


def test_one_withdrawal_after_another(tmp_path: Path) -> None:
    office = published(tmp_path, [RESULT], plan=Plan(people=True, kinds=Plan().kinds))
    withdraw(office, [DECISION])
    assert found(office) == {}


WRONG: dict[str, tuple[Way, dict[int, set[str]]]] = {
    "nobody signed": (Way(signers=()), {4: {"G306"}}),
    "below the threshold": (Way(signers=("demo-leader-1",)), {4: {"G306"}}),
    "signed by those who report": (Way(signers=("demo-office-1", "demo-office-2")), {4: {"G304", "G306"}}),
    "still there": (Way(delete=False), {3: {"L212", "A370"}}),
    "not in the list": (Way(listed=False), {3: {"A370"}}),
    "another leaf": (Way(body=lambda body: body | {"leaf": "0" * 64}), {3: {"L306"}}),
    "another digest": (Way(body=lambda body: body | {"sha256": "0" * 64}), {3: {"L305"}}),
    "another statement": (Way(body=lambda body: body | {"statement": "0" * 64}), {3: {"L305"}}),
    "another reason": (Way(body=lambda body: body | {"reason": "because"}), {3: {"L305", "C110"}}),
    "rests on nothing": (Way(statement=lambda s: replace(s, builds_on=())), {10: {"A184"}}),
    "other clauses": (Way(statement=lambda s: replace(s, clauses=("P1-A18", "P1-A23"))), {10: {"A185"}}),
    "dated before the end": (Way(date="2025-12-31"), {10: {"A182"}}),
    "as a correction": (Way(statement=lambda s: replace(s, step="correction")), {3: {"L305"}, 8: {"A140"}}),
    "with a result in it": (
        Way(more=[PublicRecord(ORGAN, CYCLE, "report", "more", 1, "0" * 32, {}, ("A" * 43,))]),
        {8: {"A140"}},
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_withdrawal_that_is_wrong(tmp_path: Path, name: str) -> None:
    way, expected = WRONG[name]
    codes = found(published(tmp_path, [RESULT], way))
    for number, wanted in expected.items():
        assert wanted <= codes.get(number, set()), (name, codes)
    if name in ("nobody signed", "below the threshold", "not in the list", "rests on nothing", "other clauses"):
        assert set(codes) == set(expected), (name, codes)


def test_a_statement_that_withdraws_nothing(tmp_path: Path) -> None:
    assert found(published(tmp_path, [], Way(listed=False))) == {8: {"A141"}}


@pytest.mark.parametrize(
    "target",
    [
        ("report", "report", CYCLE),
        ("closed", "closure", CYCLE),
        ("scheme", "organ", ORGAN),
        ("report", "people", CYCLE),
        ("trust", "trust", "v1"),
    ],
)
def test_what_others_rest_on_cannot_be_withdrawn(tmp_path: Path, target: Target) -> None:
    office = Office(tmp_path / "site", Plan(people=True)).publish()
    index = office.plan.kinds.index(target[0])
    there = [key for key in office.record_digests if key.startswith(f"{index}/records/{target[1]}/")]
    assert there
    withdraw(office, [(target[0], target[1], name_of(key)) for key in there[:1]], Way(pages=False))
    codes = found(office)
    assert {"L213", "L305"} <= codes[3]


def name_of(key: str) -> str:
    return key.rpartition("/")[2].removesuffix(".json")


def test_twice(tmp_path: Path) -> None:
    office = published(tmp_path, [RESULT], Way(delete=False))
    withdraw(office, [RESULT], Way(date="2026-02-03"))
    assert found(office)[3] == {"L214"}


def test_a_list_where_nothing_is_withdrawn(site: Path, good: Office) -> None:
    (site / "ledger/withdrawn").write_bytes(b"")
    write_manifest(site)
    codes = failed(verify(site, good.root))
    assert codes[3] == {"A370"}


UNIT = f"{CYCLE}/units/harbour.html"

PAGES: dict[str, tuple[str, Callable[[str], str], set[str]]] = {
    "another reason": (UNIT, lambda t: t.replace(">personal_data<", ">unlawful<"), {"A203"}),
    "another clause": (UNIT, lambda t: t.replace(">P2-5.1<", ">P1-A1<"), {"A203"}),
    "no reason": (UNIT, lambda t: t.replace(' data-kaohe-field="/reason"', ""), {"A206"}),
    "another name": (UNIT, lambda t: t.replace("港务处", "许可处"), {"A203"}),
    "the old name mark": (UNIT, lambda t: t.replace("/departments/0/name/zh", "/unit/name/zh"), {"A202"}),
    "a total of another unit": (
        UNIT,
        lambda t: t.replace(
            "已撤回", '<i data-kaohe-record="2/records/unit-result/permits.json" data-kaohe-field="/total/max">100</i> '
        ),
        {"A212"},
    ),
    "the withdrawn record's key": (
        UNIT,
        lambda t: t.replace(
            "已撤回", '<i data-kaohe-record="2/records/unit-result/harbour.json" data-kaohe-field="/total/max">100</i> '
        ),
        {"A201"},
    ),
    "a row without its name": (
        f"{CYCLE}/index.html",
        lambda t: t.replace(' data-kaohe-field="/departments/0/name/zh"', ""),
        {"A206"},
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_pages_say_what_the_withdrawal_says(tmp_path: Path, name: str) -> None:
    path, change, expected = PAGES[name]
    office = published(tmp_path, [RESULT])
    page = office.folder / path
    text = page.read_text("utf-8")
    assert change(text) != text
    page.write_text(change(text), "utf-8")
    write_manifest(office.folder)
    assert expected <= found(office)[11]
