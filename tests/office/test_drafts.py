"""Drafts on disk, and that nobody signs one that the inputs do not give."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from generator.core.errors import FindingsError, NotCheckedError, UsageError
from generator.disclosure.openings import Openings, seal
from generator.disclosure.salts import FreshSalts
from generator.office.check import checked_office, load_and_check
from generator.office.drafts import (
    Draft,
    add_signature,
    make_draft,
    open_draft,
    read_draft,
    require_recomputed,
    trust_in_force,
)
from generator.office.published_state import published_statements
from generator.office.workspace import Workspace
from generator.signing import demo
from tests.conftest import Practice, Stages
from tests.office.acting import codes, draft, edit, sign, signed, snapshot

IDENTITY = demo.age_identity("demo-auditor")


def recompute(workspace: Workspace, made: Draft, openings: Openings) -> None:
    office = load_and_check(workspace.root, [IDENTITY]).office
    require_recomputed(made, openings, office, published_statements(workspace))


def test_a_draft_is_the_statement_and_its_sealed_openings(practice: Practice) -> None:
    workspace = practice("feedback")
    before = snapshot(workspace.root)
    made = draft(workspace, "report")
    new = snapshot(workspace.root).keys() - before.keys()
    assert {path for path in new if not path.startswith("records/drafts/2025-report/statement/")} == {
        "records/drafts", "records/drafts/2025-report", "records/drafts/2025-report/openings.age",
        "records/drafts/2025-report/statement",
    }  # fmt: skip
    assert (made.name, made.content.index, made.content.signatures) == ("records/drafts/2025-report", 8, {})
    openings = open_draft(made, [IDENTITY])
    assert openings.statement == made.content.sha256
    recompute(workspace, made, openings)


def test_fresh_salts_make_another_statement(practice: Practice) -> None:
    """What is drawn decides the bytes; the openings bring them back."""
    workspace = practice("feedback")
    numbers = iter(range(1, 10**6))
    salts = FreshSalts(lambda size: next(numbers).to_bytes(size, "big"))
    derived = draft(workspace, "report")
    office = checked_office(workspace.root, [IDENTITY])
    published = published_statements(workspace)
    folder, _ = make_draft(workspace, office, published, "report", "2025", salts, seal, replace=True)
    made = read_draft(workspace, folder, 8)
    assert made.content.sha256 != derived.content.sha256
    recompute(workspace, made, open_draft(made, [IDENTITY]))


def test_an_existing_draft_stays(practice: Practice) -> None:
    workspace = practice("feedback")
    made = signed(workspace, "report")
    before = snapshot(workspace.root)
    assert codes(lambda: draft(workspace, "report"), UsageError) == [("U112", "records/drafts/2025-report")]
    assert snapshot(workspace.root) == before
    assert len(made.content.signatures) == 2


def test_replacing_discards_signatures(practice: Practice) -> None:
    workspace = practice("feedback")
    signed(workspace, "report")
    assert draft(workspace, "report", replace=True).content.signatures == {}


def test_replacing_by_what_cannot_be_made_keeps_the_old_one(practice: Practice) -> None:
    workspace = practice("feedback")
    signed(workspace, "report")
    edit(workspace, "records/cycles/2025/scheme.yml", "年度科室责任制考核方案", "年度科室考核方案")
    before = snapshot(workspace.root)
    assert codes(lambda: draft(workspace, "report", replace=True)) == [("P110", "records/cycles/2025/scheme.yml")]
    assert snapshot(workspace.root) == before


@pytest.mark.parametrize("name", ["", "missing", "file"])
def test_where_there_is_no_draft(practice: Practice, name: str) -> None:
    workspace = practice("")
    (workspace.root / "file").touch()
    folder = workspace.root / name
    assert codes(lambda: read_draft(workspace, folder, 0), UsageError) == [("U113", "")]


def test_a_draft_elsewhere_is_called_by_its_name(practice: Practice, tmp_path: Path) -> None:
    workspace = practice("")
    made = draft(workspace, "trust")
    moved = made.folder.rename(tmp_path / "elsewhere")
    assert read_draft(workspace, moved, 0).name == "elsewhere"


@pytest.mark.parametrize(
    ("path", "old", "new", "code"),
    [
        ("statement.json", b'"date":"2025-01-06"', b'"date":"2025-01-6"', "C110"),
        ("statement.json", b'"sums_sha256":"', b'"sums_sha256": "', "C103"),
        ("SHA256SUMS", b"  records", b" *records", "C112"),
        ("records/trust/v1.json", b'"demo":true', b'"demo":null', "L305"),
    ],
)
def test_a_draft_that_disagrees_with_itself_is_not_read(
    practice: Practice, path: str, old: bytes, new: bytes, code: str
) -> None:
    workspace = practice("")
    made = draft(workspace, "trust")
    file = made.statement_folder / path
    assert old in file.read_bytes()
    file.write_bytes(file.read_bytes().replace(old, new))
    found = codes(lambda: read_draft(workspace, made.folder, 0), FindingsError)
    assert (code, f"records/drafts/trust/statement/{path}") in found


def test_links_in_a_draft_are_not_followed(practice: Practice) -> None:
    workspace = practice("")
    made = draft(workspace, "trust")
    record = made.folder / "statement/records/trust/v1.json"
    record.rename(workspace.root / "aside")
    record.symlink_to(workspace.root / "aside")
    assert codes(lambda: read_draft(workspace, made.folder, 0)) == [
        ("C131", "records/drafts/trust/statement/records/trust/v1.json")
    ]


def test_openings_of_another_statement(practice: Practice) -> None:
    workspace = practice("feedback")
    first = draft(workspace, "report")
    sealed = (first.folder / "openings.age").read_bytes()
    edit(workspace, "records/cycles/2025/procedure/report.yml", "经办工号", "承办工号")
    second = draft(workspace, "report", replace=True)
    (second.folder / "openings.age").write_bytes(sealed)
    assert codes(lambda: open_draft(second, [IDENTITY]), FindingsError) == [
        ("G311", "records/drafts/2025-report/openings.age")
    ]


def test_openings_that_do_not_open(practice: Practice) -> None:
    workspace = practice("")
    made = draft(workspace, "trust")
    path = "records/drafts/trust/openings.age"
    assert codes(lambda: open_draft(made, [demo.age_identity("x")]), NotCheckedError) == [("D121", path)]
    assert codes(lambda: open_draft(made, ["x"]), NotCheckedError) == [("D122", path)]
    (made.folder / "openings.age").unlink()
    assert codes(lambda: open_draft(made, [IDENTITY]), FindingsError) == [("C130", path)]


def test_inputs_that_changed_since_are_named_and_so_is_what_they_change(practice: Practice) -> None:
    workspace = practice("feedback")
    made = draft(workspace, "report")
    openings = open_draft(made, [IDENTITY])
    data = "records/cycles/2025/inputs/data/effect.policy.yml"
    text = (workspace.root / data).read_text("utf-8")
    start = text.index("unit: general-office")
    value = text.index("value: ", start)
    end = (
        text.index("\n", value) if text.find(",", value) == -1 else min(text.index("\n", value), text.index(",", value))
    )
    (workspace.root / data).write_text(f"{text[:value]}value: 50{text[end:]}", "utf-8")
    found = codes(lambda: recompute(workspace, made, openings), FindingsError)
    statement = "records/drafts/2025-report/statement"
    assert ("G312", data) in found
    assert {
        ("G310", f"{statement}/statement.json"),
        ("G310", f"{statement}/SHA256SUMS"),
        ("G310", f"{statement}/records/unit-result/general-office.json"),
    } <= set(found)
    assert ("G310", f"{statement}/records/unit-result/permits.json") not in found
    assert {code for code, _ in found} == {"G310", "G312"}


def test_a_change_that_shows_nowhere_is_noticed_too(practice: Practice) -> None:
    workspace = practice("feedback")
    made = draft(workspace, "report")
    openings = open_draft(made, [IDENTITY])
    path = "records/cycles/2025/roster.yml"
    (workspace.root / path).write_text((workspace.root / path).read_text("utf-8") + "# 附注\n", "utf-8")
    assert codes(lambda: recompute(workspace, made, openings)) == [
        ("G312", path),
        ("G310", "records/drafts/2025-report/statement/statement.json"),
    ]


def test_a_draft_changed_by_hand_is_not_what_the_inputs_give(practice: Practice) -> None:
    """Even one that agrees with itself: only recomputing tells."""
    workspace = practice("feedback")
    made = draft(workspace, "report")
    openings = open_draft(made, [IDENTITY])
    edit(workspace, "records/cycles/2025/procedure/report.yml", "经办工号", "承办工号")
    forged = draft(workspace, "report", replace=True)
    edit(workspace, "records/cycles/2025/procedure/report.yml", "承办工号", "经办工号")
    forged_openings = open_draft(forged, [IDENTITY])
    assert made.content.sha256 != forged.content.sha256
    found = codes(lambda: recompute(workspace, forged, forged_openings))
    assert ("G312", "records/cycles/2025/procedure/report.yml") in found
    assert ("G310", "records/drafts/2025-report/statement/records/report/2025.json") in found
    recompute(workspace, draft(workspace, "report", replace=True), openings)


def test_openings_by_a_stranger_are_no_traceback(practice: Practice) -> None:
    """Whoever knows the recipients can seal something for them."""
    workspace = practice("feedback")
    made = draft(workspace, "report")
    openings = open_draft(made, [IDENTITY])
    for name in ("", "x", "a/b/c/d/e", "xinghe-bureau/2025/inputs/decision/1/records/organ.yml"):
        forged = replace(openings, inputs=(replace(openings.inputs[0], name=name), *openings.inputs[1:]))
        assert codes(partial(recompute, workspace, made, forged)) == [
            ("G311", "records/drafts/2025-report/openings.age")
        ]
    without = replace(openings, nonces={})
    assert [code for code, _ in codes(lambda: recompute(workspace, made, without))] == ["D110"]


def test_a_signature_changes_nothing_of_what_is_signed(practice: Practice) -> None:
    workspace = practice("feedback")
    made = draft(workspace, "report")
    both = sign(workspace, made, [demo.seed("demo-office-1"), demo.seed("demo-office-2")])
    assert replace(both.content, signatures={}) == made.content
    assert len(both.content.signatures) == 2
    again = sign(workspace, both, [demo.seed("demo-office-1")])
    assert again.content == both.content
    path = add_signature(made, "ab" * 32, b"x")
    assert path == made.folder / "statement/signatures" / f"{'ab' * 32}.sig"


def test_the_trust_in_force(stages: Stages, practice: Practice) -> None:
    published = published_statements(Workspace(stages("report")))
    assert trust_in_force(published).version == 1
    workspace = practice("")
    made = draft(workspace, "trust").content
    assert trust_in_force([], made) == trust_in_force(published)
    assert codes(lambda: trust_in_force([])) == [("P102", "records/ledger")]
    assert codes(lambda: trust_in_force([], published[1])) == [("P102", "records/ledger")]
    hollow = [replace(published[0], records={})]
    assert codes(lambda: trust_in_force(hollow)) == [("G351", "ledger/statements/0")]
