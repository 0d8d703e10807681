"""The verdict on the miniature office, good and attacked: which numbered check finds what."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generator.audit.verdict import Verdict
from generator.audit.verify import PLANS, verify
from generator.core.errors import UsageError
from generator.ledger import log
from generator.ledger.note import Signer
from generator.published.record import PublicRecord
from generator.signing import demo, sshsig
from generator.signing.ssh_keys import ed25519_key
from tests.audit.office import ORGAN, ORIGIN, SIGNERS, Office, Plan, real_plan, real_seed, write_manifest

RESULT = "ledger/statements/2/records/unit-result/harbour.json"
UNIT_PAGE = "2025/units/harbour.html"
ENGLISH = f"en/{UNIT_PAGE}"


def failed(verdict: Verdict) -> set[int]:
    return {check.number for check in verdict.checks if check.status == "failed"}


def codes(verdict: Verdict, number: int) -> set[str]:
    return {problem.code for problem in verdict.check(number).problems}


def replace_text(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8", newline="")


def flip(path: Path, at: int = -2) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def test_good_site_passes_with_its_root(good: Office) -> None:
    verdict = verify(good.folder, good.root)
    assert [check.status for check in verdict.checks] == ["ok"] * len(PLANS)
    assert verdict.exit_code == 0
    assert verdict.demo is True
    assert [plan.number for plan in PLANS] == list(range(1, 18))


def test_without_a_root_nobody_is_vouched_for(good: Office) -> None:
    verdict = verify(good.folder, None)
    assert verdict.check(1).status == "not_checked"
    assert verdict.exit_code == 4
    assert {check.status for check in verdict.checks[1:]} == {"ok"}


def test_an_office_with_real_keys_passes(tmp_path: Path) -> None:
    office = Office(tmp_path / "site", real_plan()).publish()
    verdict = verify(office.folder, office.root)
    assert (verdict.exit_code, verdict.demo) == (0, False)


def test_root_may_be_copied_with_blanks_and_capitals(good: Office) -> None:
    assert verify(good.folder, f" {good.root.upper()}\n").exit_code == 0


@pytest.mark.parametrize("root", ["", "abc", "g" * 64, "0" * 63])
def test_malformed_root_is_a_mistake_of_the_caller(good: Office, root: str) -> None:
    with pytest.raises(UsageError) as caught:
        verify(good.folder, root)
    assert [problem.code for problem in caught.value.problems] == ["A102"]


def test_missing_folder_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        verify(tmp_path / "nowhere", None)
    assert [problem.code for problem in caught.value.problems] == ["A101"]


def test_empty_folder_fails_without_a_traceback(tmp_path: Path) -> None:
    verdict = verify(tmp_path, "0" * 64)
    assert verdict.exit_code == 1
    assert {1, 2, 3, 12} <= failed(verdict)
    assert verdict.check(4).status == "skipped"
    assert verdict.check(4).needs == ("V02", "V03")


def test_open_cycle_is_a_fact_and_no_failure(tmp_path: Path) -> None:
    office = Office(tmp_path / "site", Plan(kinds=("trust", "scheme", "report", "decision"))).publish()
    verdict = verify(office.folder, office.root)
    assert verdict.exit_code == 0
    assert verdict.check(10).facts["open"] == ["2025"]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_beginning_of_a_cycle_verifies(tmp_path: Path, count: int) -> None:
    kinds = ("trust", "scheme", "report")[:count]
    office = Office(tmp_path / "site", Plan(kinds=kinds)).publish()
    assert verify(office.folder, office.root).exit_code == 0


# Files changed after publication. The attacker writes a new manifest, so that check 12 does not help.

EDITS: dict[str, tuple[Callable[[Path], Any], set[int]]] = {
    "statement 0 flipped": (lambda s: flip(s / "ledger/statements/0/statement.json"), {1, 3}),
    "statement flipped": (lambda s: flip(s / "ledger/statements/3/statement.json"), {3}),
    "record flipped": (lambda s: flip(s / RESULT), {3}),
    "sums flipped": (lambda s: flip(s / "ledger/statements/2/SHA256SUMS"), {3}),
    "signature flipped": (lambda s: flip(first_signature(s, 2), 200), {4, 7}),
    "signature removed": (lambda s: first_signature(s, 4).unlink(), {4, 7}),
    "record removed": (lambda s: (s / RESULT).unlink(), {3}),
    "stray file in statement": (lambda s: (s / "ledger/statements/2/note.txt").write_text("x"), {3}),
    "stray folder beside statements": (lambda s: (s / "ledger/statements/x").write_text("x"), {3}),
    "stray file in ledger": (lambda s: (s / "ledger/extra.txt").write_text("x"), {6}),
    "checkpoint flipped": (lambda s: flip(s / "ledger/checkpoint"), {5}),
    "old checkpoint flipped": (lambda s: flip(s / "ledger/checkpoints/2"), {5}),
    "old checkpoint in the newest's place": (
        lambda s: shutil.copyfile(s / "ledger/checkpoints/4", s / "ledger/checkpoint"),
        {5},
    ),
    "log key replaced": (lambda s: (s / "ledger/log.vkey").write_text(demo.log_vkey("other") + "\n"), {5}),
    "hash tile flipped": (lambda s: flip(s / "ledger/tile/0/000.p/5"), {6, 7}),
    "bundle flipped": (lambda s: flip(s / "ledger/tile/entries/000.p/5"), {6}),
    "tile removed": (lambda s: (s / "ledger/tile/0/000.p/3").unlink(), {6}),
    "last statement dropped": (lambda s: shutil.rmtree(s / "ledger/statements/4"), {7}),
    "a statement in the middle dropped": (lambda s: shutil.rmtree(s / "ledger/statements/3"), {3}),
    "signers' list edited": (lambda s: flip(s / "ledger/allowed_signers"), {2}),
    "signers' list removed": (lambda s: (s / "ledger/allowed_signers.0").unlink(), {2}),
    "page shows another total": (lambda s: replace_text(s / UNIT_PAGE, "95.74", "96.74"), {11}),
    "page shows another grade": (lambda s: replace_text(s / UNIT_PAGE, "优秀", "合格"), {11}),
    "page names another grade": (lambda s: replace_text(s / UNIT_PAGE, '"excellent"', '"pass"'), {11}),
    "page points elsewhere": (lambda s: replace_text(s / UNIT_PAGE, "/total/shown", "/total/max"), {11}),
    "page points nowhere": (lambda s: replace_text(s / UNIT_PAGE, "/total/shown", "/total/x"), {11}),
    "page names another record": (lambda s: replace_text(s / UNIT_PAGE, "harbour.json", "nobody.json"), {11}),
    "page shows another unit's record": (lambda s: replace_text(s / UNIT_PAGE, "2/records", "3/records"), {11}),
    "figure hidden": (lambda s: replace_text(s / UNIT_PAGE, "<b data", "<b hidden data"), {11}),
    "figure left out": (lambda s: replace_text(s / UNIT_PAGE, "data-kaohe-field", "data-other"), {11}),
    "page removed": (lambda s: (s / UNIT_PAGE).unlink(), {11}),
    "cycle page shows another total": (lambda s: replace_text(s / "2025/index.html", "95.74", "95.73"), {11}),
    "cycle page is not HTML": (lambda s: (s / "2025/index.html").write_bytes(b"\xff\xfe"), {11}),
    "download edited": (lambda s: replace_text(s / "data/2025/results.json", "95.74", "99.74"), {11}),
    "table edited": (lambda s: replace_text(s / "data/2025/results.csv", "95.74", "99.74"), {11}),
    "table row removed": (lambda s: drop_line(s / "data/2025/indicators.csv", 3), {11}),
    "table row twice": (lambda s: double_line(s / "data/2025/results.csv", 2), {11}),
    "English page shows another total": (lambda s: replace_text(s / ENGLISH, "95.74", "96.74"), {11}),
    "English page shows a Chinese grade": (lambda s: replace_text(s / ENGLISH, ">Excellent<", ">优秀<"), {11}),
    "English page shows the Chinese name": (lambda s: replace_text(s / ENGLISH, "/name/en", "/name/zh"), {11}),
    "English page says it is Chinese": (lambda s: replace_text(s / ENGLISH, 'lang="en"', 'lang="zh"'), {11}),
    "English page removed": (lambda s: (s / ENGLISH).unlink(), {11}),
    "English page is the Chinese one": (lambda s: shutil.copyfile(s / UNIT_PAGE, s / ENGLISH), {11}),
    "notice removed from the English page": (lambda s: replace_text(s / ENGLISH, " data-kaohe-demo", ""), {13}),
    "notice removed": (lambda s: replace_text(s / UNIT_PAGE, " data-kaohe-demo", ""), {13}),
    "notice emptied": (lambda s: replace_text(s / UNIT_PAGE, "演示数据", ""), {13}),
    "notice hidden": (lambda s: replace_text(s / UNIT_PAGE, "data-kaohe-demo", "hidden data-kaohe-demo"), {13}),
}


def first_signature(site: Path, index: int) -> Path:
    return sorted((site / f"ledger/statements/{index}/signatures").iterdir())[0]


def drop_line(path: Path, number: int) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[: number - 1] + lines[number:]))


def double_line(path: Path, number: int) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:number] + lines[number - 1 :]))


@pytest.mark.parametrize("name", EDITS)
def test_edit_is_found_by_its_check(good: Office, site: Path, name: str) -> None:
    edit, expected = EDITS[name]
    edit(site)
    stale = verify(site, good.root)
    assert 12 in failed(stale), "the manifest of before must not fit"
    write_manifest(site)
    verdict = verify(site, good.root)
    assert expected <= failed(verdict)
    assert 12 not in failed(verdict)
    assert verdict.exit_code == 1
    json.dumps([dict(check.facts) for check in verdict.checks])


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda s: (s / "extra.txt").write_text("x"), "A221"),
        (lambda s: (s / "index.html").unlink(), "A222"),
        (lambda s: flip(s / "assets/site.css"), "A223"),
        (lambda s: (s / "manifest.sha256").unlink(), "A224"),
        (lambda s: flip(s / "manifest.sha256", 0), "A223"),
        (lambda s: (s / "manifest.sha256").write_bytes((s / "manifest.sha256").read_bytes() + b"\n"), "A220"),
        (lambda s: (s / "link").symlink_to(s / "index.html"), "C131"),
        (lambda s: (s / "folder").symlink_to(s / "2025"), "C131"),
        (lambda s: os.mkfifo(s / "pipe"), "C131"),
        (lambda s: (s / "a\nb").write_text("x"), "A103"),
        (lambda s: (s / "a\\b").write_text("x"), "A103"),
    ],
)
def test_the_site_is_exactly_its_manifest(good: Office, site: Path, edit: Callable[[Path], Any], code: str) -> None:
    edit(site)
    verdict = verify(site, good.root)
    assert 12 in failed(verdict) <= {11, 12, 15}
    assert code in codes(verdict, 12)


def test_a_link_in_the_ledger_is_not_followed(good: Office, site: Path) -> None:
    target = site.parent / "elsewhere.json"
    shutil.move(site / RESULT, target)
    (site / RESULT).symlink_to(target)
    verdict = verify(site, good.root)
    assert {3, 12} <= failed(verdict)
    assert {"C131", "L305"} <= codes(verdict, 3)


def test_file_that_cannot_be_read_is_not_called_forged(
    good: Office, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really_open = os.open

    def refuse(path: str, *args: Any) -> int:
        if str(path).endswith("ledger/checkpoint"):
            raise PermissionError(13, "refused")
        return really_open(path, *args)

    monkeypatch.setattr(os, "open", refuse)
    verdict = verify(site, good.root)
    assert {check.status for check in verdict.checks} == {"not_checked"}
    assert verdict.exit_code == 4


def test_another_root_fails_and_everything_else_is_still_checked(good: Office) -> None:
    verdict = verify(good.folder, "0" * 64)
    assert failed(verdict) == {1}


def test_a_defect_of_ours_is_neither_success_nor_forgery(good: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def defect(*args: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("generator.audit.check_statements.threshold.check_signatures", defect)
    verdict = verify(good.folder, good.root)
    assert (verdict.check(4).status, codes(verdict, 4)) == ("not_checked", {"A104"})
    assert verdict.exit_code == 4


# Attacks by those who publish: everything is digested, logged and checkpointed anew after the change.


def publish(tmp_path: Path, plan: Plan) -> Verdict:
    office = Office(tmp_path / "site", plan).publish()
    return verify(office.folder, office.root)


def at(path: str, value: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    def change(body: dict[str, Any]) -> dict[str, Any]:
        *parents, last = path.split("/")
        inner: Any = body
        for name in parents:
            inner = inner[int(name)] if isinstance(inner, list) else inner[name]
        inner[int(last) if isinstance(inner, list) else last] = value
        return body

    return change


def body(record_type: str, record_name: str, path: str, value: Any) -> Plan:
    def change(found_type: str, found_name: str, found: dict[str, Any]) -> dict[str, Any]:
        return at(path, value)(found) if (found_type, found_name) == (record_type, record_name) else found

    return Plan(body=change)


def result(path: str, value: Any, unit: str = "harbour") -> Plan:
    return body("unit-result", unit, path, value)


def statement(kind: str, **changes: Any) -> Plan:
    return Plan(statement=lambda found: replace(found, **changes) if found.kind == kind else found)


def signed_by(kind: str, *holders: str, **changes: Any) -> Plan:
    return Plan(signers={**SIGNERS, kind: list(holders)}, **changes)


def swap_last(entries: list[bytes]) -> list[bytes]:
    return [*entries[:-2], entries[-1], entries[-2]] if len(entries) > 1 else entries


def without_last_indicator(record_type: str, name: str, found: dict[str, Any]) -> dict[str, Any]:
    if (record_type, name) == ("unit-result", "harbour"):
        found["indicators"].pop()
    return found


PUBLISHED: dict[str, tuple[Plan, int, str]] = {
    "demonstration keys in a real office": (Plan(demo=False), 2, "G302"),
    "demonstration log key in a real office": (real_plan(log_seed=demo.log_seed()), 2, "G302"),
    "statement of another organ": (
        Plan(
            statement=lambda s: replace(s, organ="other") if s.kind == "closed" else s,
            record=lambda r: replace(r, organ="other") if r.type == "closure" else r,
        ),
        2,
        "A122",
    ),
    "record of another organ": (
        Plan(record=lambda r: replace(r, organ="other") if r.type == "closure" else r),
        3,
        "L307",
    ),
    "statement under another root": (statement("report", root="0" * 64), 2, "A123"),
    "statement 0 names a root": (statement("trust", root="0" * 64), 2, "A123"),
    "threshold not reached": (signed_by("report", "demo-office-1"), 4, "G306"),
    "signature by a role not named": (signed_by("report", *SIGNERS["report"], "demo-leader-1"), 4, "G304"),
    "signature by a stranger": (signed_by("report", *SIGNERS["report"], "demo-auditor-1"), 4, "G303"),
    "one holder with two keys": (
        signed_by("report", "demo-office-1", "demo-office-1-second", second_keys=("demo-office-1",)),
        4,
        "G306",
    ),
    "entries in another order": (Plan(entries=swap_last), 7, "A131"),
    "log shorter than the statements": (Plan(entries=lambda entries: entries[:-1]), 7, "A130"),
    "log longer than the statements": (Plan(entries=lambda entries: [*entries, b"{}"]), 7, "A130"),
    "commitment left out": (
        Plan(record=lambda r: replace(r, commitments=r.commitments[1:]) if r.type == "unit-result" else r),
        8,
        "A142",
    ),
    "one commitment twice": (
        Plan(record=lambda r: replace(r, commitments=r.commitments[:1] * 7) if r.type == "unit-result" else r),
        8,
        "A154",
    ),
    "result under another scheme": (result("scheme", "0" * 64), 8, "A143"),
    "decision on another result": (body("unit-decision", "harbour", "result", "0" * 64), 8, "A144"),
    "decision with a recommendation nobody made": (body("unit-decision", "archive", "recommended", "good"), 8, "A148"),
    "decision with an unknown grade": (body("unit-decision", "harbour", "grade", "supreme"), 8, "A149"),
    "departure without a reason": (body("unit-decision", "permits", "departs", None), 8, "A150"),
    "departure that is none": (
        body("unit-decision", "harbour", "departs", {"reason": {"zh": "x", "en": "x"}, "clause": None}),
        8,
        "A150",
    ),
    "decision about another unit": (body("unit-decision", "harbour", "unit", "archive"), 8, "A153"),
    "department without a result": (
        Plan(body=lambda t, n, b: {**b, "departments": [*b["departments"], extra_unit()]} if t == "organ" else b),
        8,
        "A145",
    ),
    "result of no department": (
        Plan(body=lambda t, n, b: {**b, "departments": b["departments"][1:]} if t == "organ" else b),
        8,
        "A146",
    ),
    "wrong number of results in the report": (body("report", "2025", "units", 3), 8, "A151"),
    "other slot table": (body("slots", "2025", "slots/deliberation", ["minutes", "more"]), 8, "A152"),
    "withheld field nobody has": (result("withheld/0/field", "salary"), 8, "A147"),
    "withheld without saying so": (result("withheld", [], "permits"), 8, "A155"),
    "said to be withheld but public": (
        result("withheld", [{"field": "total.exact", "reason": "process"}]),
        8,
        "A155",
    ),
    "unknown reason for withholding": (result("withheld/0/reason", "because"), 8, "C110"),
    "result of another shape": (result("extra", 1), 8, "C110"),
    "step with a wrong result": (result("indicators/0/steps/0/result", "39"), 9, "A160"),
    "step that does not apply": (result("indicators/0/steps/0/args/target", "0"), 9, "S220"),
    "step with a target of its own": (result("indicators/0/steps/0/args/target", "95"), 9, "A171"),
    "step with a value of its own": (result("indicators/0/steps/0/args/value", "96"), 9, "A171"),
    "points that no step gives": (result("indicators/0/exact", "39"), 9, "A161"),
    "points without steps": (result("indicators/0/steps", []), 9, "A169"),
    "steps where points are withheld": (result("indicators/0/exact", None), 9, "A169"),
    "points rounded twice": (result("indicators/2/shown", "38.25"), 9, "A162"),
    "points with other digits": (result("indicators/2/shown", "34.7", "permits"), 9, "A162"),
    "family that is not the sum": (result("families/0/exact", "58"), 9, "A163"),
    "total that is not the sum": (result("total/exact", "96"), 9, "A163"),
    "total rounded up": (result("total/shown", "95.75"), 9, "A162"),
    "total outside what withheld points allow": (result("total/shown", "84.70", "permits"), 9, "A163"),
    "total above the maximum": (result("total/exact", "101"), 9, "A166"),
    "other weight of an indicator": (result("indicators/0/max", "41"), 9, "A164"),
    "other weight of a family": (result("families/0/max", "61"), 9, "A164"),
    "other weight in the scheme": (body("scheme", "units-2025", "families/0/weight", "61"), 9, "A164"),
    "grade that the total does not reach": (result("grade", "excellent", "archive"), 9, "A165"),
    "grade that the shown total excludes": (result("grade", "pass", "permits"), 9, "A165"),
    "indicator left out": (Plan(body=without_last_indicator), 9, "A167"),
    "incomplete with a total": (result("status", "incomplete"), 9, "A168"),
    "no points and no reason": (
        Plan(body=lambda t, n, b: at("indicators/2/shown", None)(b) if (t, n) == ("unit-result", "permits") else b),
        9,
        "A170",
    ),
    "decision before the report": (Plan(kinds=("trust", "scheme", "report", "closed", "decision")), 10, "A183"),
    "date before the one preceding": (statement("decision", date="2025-12-01"), 10, "A182"),
    "rests on nothing": (statement("report", builds_on=()), 10, "A184"),
    "closure leaves a statement out": (body("closure", "2025", "statements", ["0" * 64]), 10, "A187"),
    "clauses of its own": (statement("decision", clauses=("P1-A18",)), 10, "A185"),
}  # fmt: skip


def extra_unit() -> dict[str, Any]:
    return {"id": "hidden", "name": {"zh": "x", "en": "x"}, "duties": []}


@pytest.mark.parametrize("name", PUBLISHED)
def test_what_is_wrong_when_published_is_found(tmp_path: Path, name: str) -> None:
    plan, number, code = PUBLISHED[name]
    verdict = publish(tmp_path, plan)
    assert number in failed(verdict)
    assert code in codes(verdict, number)
    assert verdict.exit_code == 1


def test_second_key_counts_as_well_as_the_first(tmp_path: Path) -> None:
    plan = signed_by("report", "demo-office-1-second", "demo-office-2", second_keys=("demo-office-1",))
    assert publish(tmp_path, plan).exit_code == 0


def test_signature_copied_from_another_kind_is_refused(tmp_path: Path) -> None:
    taken: dict[str, bytes] = {}

    def copy(kind: str, files: dict[str, bytes]) -> None:
        signatures = {path: data for path, data in files.items() if path.endswith(".sig")}
        if kind == "scheme":
            taken.update(signatures)
        if kind == "report":
            files.update({path: taken[path] for path in signatures})

    verdict = publish(tmp_path, Plan(signed=copy))
    assert codes(verdict, 4) == {"G122", "G306"}


def test_signature_for_the_right_bytes_and_another_kind_is_refused(tmp_path: Path) -> None:
    def sign_again(kind: str, files: dict[str, bytes]) -> None:
        if kind == "report":
            seed = demo.seed("demo-office-1")
            path = f"signatures/{ed25519_key(demo.public_key('demo-office-1')).fingerprint_hex}.sig"
            assert path in files
            files[path] = sshsig.sign(files["statement.json"], f"kaohe-scheme@{ORGAN}", seed)

    assert codes(publish(tmp_path, Plan(signed=sign_again)), 4) == {"G122", "G306"}


def test_record_edited_with_all_digests_and_log_but_without_signatures(good: Office, tmp_path: Path) -> None:
    """The publisher alone, with the log key, cannot change what others signed."""
    signatures: dict[str, dict[str, bytes]] = {}
    for index, kind in enumerate(good.plan.kinds):
        folder = good.folder / f"ledger/statements/{index}/signatures"
        signatures[kind] = {f"signatures/{path.name}": path.read_bytes() for path in folder.iterdir()}

    def keep_old(kind: str, files: dict[str, bytes]) -> None:
        files.update(signatures[kind])

    plan = replace(result("unit/name/zh", "别处"), signed=keep_old)
    verdict = publish(tmp_path, plan)
    assert failed(verdict) == {4}
    assert "G123" in codes(verdict, 4)


def test_a_log_rewritten_with_another_key_is_refused(good: Office, site: Path) -> None:
    signer = Signer(ORIGIN, real_seed("log"))
    for number in range(len(good.entries)):
        files = log.append(good.entries[:number], [good.entries[number]], signer, ORIGIN, [number])
        for path, data in files.items():
            (site / "ledger" / path).write_bytes(data)
    write_manifest(site)
    verdict = verify(site, good.root)
    assert 5 in failed(verdict)
    assert {"L127", "L160"} <= codes(verdict, 5)


def test_statement_after_the_end_of_its_cycle(tmp_path: Path) -> None:
    verdict = publish(tmp_path, Plan(kinds=("trust", "scheme", "report", "closed", "decision")))
    assert {"A183", "A186"} <= codes(verdict, 10)


def test_one_trust_twice_is_not_accepted(tmp_path: Path) -> None:
    office = Office(tmp_path / "site", Plan(kinds=("trust", "trust"))).publish()
    verdict = verify(office.folder, office.root)
    assert "G330" in codes(verdict, 2)


def test_nothing_stands_before_the_trust(tmp_path: Path) -> None:
    plan = Plan(kinds=("scheme",), statement=lambda statement: replace(statement, root="0" * 64))
    office = Office(tmp_path / "site", plan).publish()
    verdict = verify(office.folder, office.root)
    assert codes(verdict, 2) == {"A112"}
    assert "A180" in codes(verdict, 10)


def test_record_type_that_the_kind_does_not_have(tmp_path: Path) -> None:
    def change(record: PublicRecord) -> PublicRecord:
        return replace(record, type="report", name="x", commitments=()) if record.type == "calendar" else record

    verdict = publish(tmp_path, Plan(record=change))
    assert "A140" in codes(verdict, 8)


def test_notice_on_the_pages_of_a_real_office(tmp_path: Path) -> None:
    office = Office(tmp_path / "site", real_plan()).publish()
    replace_text(office.folder / "clauses.html", "<h1>说明</h1><p>", "<p data-kaohe-demo>")
    write_manifest(office.folder)
    assert failed(verify(office.folder, office.root)) == {13}
