"""A year beside the one before it: what changed of the scheme, what the results were, and what V11 asks of the page."""

from __future__ import annotations

import copy
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generator.audit.cycles import Cycle as AuditedCycle
from generator.audit.cycles import read_cycles
from generator.audit.verify import verify
from generator.audit.year_on_year import marks_of_both_years
from generator.core.messages import LANGS
from generator.ledger.statements import read_statements
from generator.published.record import PublicRecord
from generator.site.arrangement import arrange
from generator.site.changes import compare, first_used, previous
from generator.site.changes_page import changes_context
from generator.site.context import Context
from generator.site.labels import Labels
from generator.site.ledger_view import LedgerView
from generator.site.pages import Templates
from generator.site.scheme import Scheme, read_scheme
from tests.site.conftest import Built

LABELS = {lang: Labels(lang) for lang in LANGS}


@pytest.fixture(scope="module")
def view(site: Built) -> LedgerView:
    return arrange(read_statements(site.export / "ledger"))


@pytest.fixture(scope="module")
def body(view: LedgerView) -> dict[str, Any]:
    at = view.cycles[0].scheme_at
    record: PublicRecord = view.statements[at.index].records[at.path][1]
    return record.body


def scheme(body: dict[str, Any]) -> Scheme:
    record = PublicRecord("organ", "2026", "scheme", "scheme", 1, "A" * 22, body, ())
    return read_scheme(record, "scheme.json")


def test_two_years_alike(body: dict[str, Any]) -> None:
    found = compare(scheme(body), scheme(copy.deepcopy(body)), {})
    assert found.same
    assert {item.fields for item in found.indicators} == {()}


def test_what_changes_is_told_by_field(body: dict[str, Any]) -> None:
    new = copy.deepcopy(body)
    first, second = new["families"][0]["indicators"][:2]
    first["weight"], first["definition"] = "7", {"zh": "新的定义", "en": "defined anew"}
    dropped = new["families"][1]["indicators"].pop(0)
    added = copy.deepcopy(second) | {"id": "duty.new"}
    new["families"][0]["indicators"].append(added)
    second["rule"] = {"kind": "linear_to_target", "target": "90", "direction": "higher"}
    new["grades"][0]["at_least"] = "91"
    new["notice"]["lead_workdays"] += 2
    new["rounding"]["mode"] = "down"
    new["weight_cap"] = {"at_most": "20", "cites": ["P2-1.2(2)"]}
    found = compare(scheme(body), scheme(new), {"duty.new": "2026"})
    assert [item.either.id for item in found.added] == ["duty.new"]
    assert found.added[0].since == "2026"
    assert [item.either.id for item in found.dropped] == [dropped["id"]]
    assert {item.either.id: item.fields for item in found.changed} == {
        first["id"]: ("weight", "definition"),
        second["id"]: ("rule",),
    }
    assert [(item.after.id if item.after else "") for item in found.grades] == [new["grades"][0]["id"]]
    was = body["notice"]["lead_workdays"]
    assert found.settings == (
        ("rounding", body["rounding"]["mode"], "down"),
        ("notice", str(was), str(was + 2)),
        ("cap", "", "20"),
    )
    assert not found.same


def test_since_when_an_indicator_is_in_use(body: dict[str, Any]) -> None:
    without = copy.deepcopy(body)
    gone = without["families"][0]["indicators"].pop()["id"]
    kept = without["families"][0]["indicators"][0]["id"]
    history = [("2023", scheme(body)), ("2024", scheme(without)), ("2025", scheme(body))]
    since = first_used(history)
    assert since[gone] == "2025"
    assert since[kept] == "2023"
    assert first_used(history[:2])[gone] == "2023"


def test_the_first_year_has_no_page_and_the_second_has(site: Built, view: LedgerView) -> None:
    first, second = view.cycles
    assert previous(view, first) is None
    assert previous(view, second) is first
    for folder in ("", "en/"):
        assert f"{folder}2025/changes.html" not in site.files
        page = site.text(f"{folder}2026/changes.html")
        assert 'href="../2025/index.html"' in page
        assert f'href="../statements/{decision_of(view)}.html"' in page
        assert 'href="changes.html"' in site.text(f"{folder}2026/scheme.html")
        assert 'href="changes.html"' in site.text(f"{folder}2026/index.html")
        assert 'href="changes.html"' not in site.text(f"{folder}2025/index.html")


def decision_of(view: LedgerView) -> int:
    found = view.cycles[0].statement("decision")
    assert found is not None
    return found.index


@pytest.mark.parametrize("lang", LANGS)
def test_results_of_both_years_are_marked_as_verification_wants_them(lang: str, view: LedgerView) -> None:
    now = view.cycles[0]
    before = replace(now, id="2024")
    both = replace(view, cycles=(before, now))
    context = Context(both, "zh" if lang == "zh" else "en", LABELS, "")
    article = Templates(context).render("changes.html", changes_context(context, now, before))
    rows = [re.findall(r'data-kaohe-(record|field|grade)="([^"]*)"', row) for row in article.split("<tr>")]
    shown = []
    for row in rows:
        record, marks = "", []
        for kind, value in row:
            if kind == "record":
                record = value
            else:
                marks.append((record, "/grade" if kind == "grade" else value.removesuffix(f"/{lang}")))
        shown += [marks] if marks else []
    audited = audited_cycle(view)
    assert shown == marks_of_both_years(audited, audited)
    assert len(shown) == len(now.units)


def audited_cycle(view: LedgerView) -> AuditedCycle:
    return next(cycle for cycle in read_cycles(view.statements) if cycle.id == view.cycles[0].id)


def test_a_changed_rule_is_shown_as_it_was_and_as_it_is(view: LedgerView, body: dict[str, Any]) -> None:
    new = copy.deepcopy(body)
    item = new["families"][0]["indicators"][1]
    item["rule"] = {"kind": "linear_to_target", "target": "177/2", "direction": "higher"}
    before = view.cycles[0]
    now = replace(before, id="2026", scheme=scheme(new), units=())
    context = Context(replace(view, cycles=(before, now)), "zh", LABELS, "")
    article = Templates(context).render("changes.html", changes_context(context, now, before))
    assert "88.5" in article
    assert article.count("2025 年度的规则") == article.count("2026 年度的规则") == 1
    assert "两个年度的结果都公布之后" in article


def test_a_site_without_the_page_does_not_verify(site: Built, tmp_path: Path) -> None:
    folder = shutil.copytree(site.folder, tmp_path / "site")
    (folder / "2026/changes.html").unlink()
    check = verify(folder, None).check(11)
    assert [(found.code, found.place.path) for found in check.problems] == [("A205", "2026/changes.html")]
