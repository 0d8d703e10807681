"""A year's statements typed one command after another: draft, sign, publish."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.intake import repository
from generator.ledger.note import Signer
from generator.office.published_state import published_statements
from generator.office.workspace import Workspace
from generator.published.record import decode_record
from generator.published.vocabulary import ACTS, act_of
from generator.signing import demo
from tests.cli.conftest import IDENTITY, LOG_KEY, Kaohe, holder
from tests.conftest import Stages
from tests.example import course, review
from tests.example.course import COURSE, OPEN, ROOT, SIGNERS
from tests.office.acting import ORIGIN, draft, edit, snapshot

Inside = Callable[[str], Workspace]
DRAFT = "records/drafts/2025-report"
REPORT = "records/cycles/2025/procedure/report.yml"


def sign(kaohe: Kaohe, folder: str, name: str, *more: str) -> int:
    key = holder(kaohe, name)
    return kaohe("sign", folder, "--key", key, "--identity", IDENTITY, "--yes", *more).code


def test_the_whole_year(inside: Inside, kaohe: Kaohe) -> None:
    workspace = inside("")
    assert kaohe("check").code == 0
    course.set_back(workspace.root)
    year = [entry for entry in COURSE if entry.stage != OPEN]
    for index, (_, act, cycle, _) in enumerate(year):
        course.write_files(workspace.root, ROOT, index)
        if act == "review":
            write_review(workspace, kaohe)
        folder = f"records/drafts/{cycle}-{act}" if cycle else f"records/drafts/{act}"
        made = kaohe("draft", act, *([cycle] if cycle else []))
        assert (made.code, f"kaohe sign {folder}" in made.err) == (0, True), made.err
        *first, last = SIGNERS[act]
        for name in first:
            signed = kaohe("sign", folder, "--key", holder(kaohe, name), "--identity", IDENTITY, answer="y\n")
            assert (signed.code, "尚缺" in signed.err, "演示" in signed.err) == (0, True, True), signed.err
        early = kaohe("publish", folder, "--log-key", LOG_KEY, "--identity", IDENTITY)
        assert (early.code, "G306" in early.err) == (1, True)
        signed = kaohe("sign", folder, "--key", holder(kaohe, last), "--identity", IDENTITY, answer="y\n")
        assert (signed.code, f"kaohe publish {folder}" in signed.err) == (0, True)
        done = kaohe("publish", folder, "--log-key", LOG_KEY, "--identity", IDENTITY)
        assert (done.code, f"第 {index} 号" in done.err) == (0, True), done.err
        digest = published_statements(workspace)[-1].sha256
        assert digest in made.err
        assert digest in signed.err
        assert digest in done.err
        if act == "trust":
            assert "records/root" in done.err
        assert not Path(folder).exists()
    published = [statement.statement for statement in published_statements(workspace)]
    assert [act_of(statement.kind, statement.step) for statement in published] == [entry.act for entry in year]
    assert {entry.act for entry in COURSE} == {"trust", *ACTS} - {"withdrawal"}


def write_review(workspace: Workspace, kaohe: Kaohe) -> None:
    """The record of the review, of what the program draws from the statement that was just published."""
    digits, drawn = review.sample(
        repository.load(workspace.root, [demo.age_identity("demo-auditor")])[0].cycles["2025"],
        published_statements(workspace)[-1].sha256,
    )
    assert kaohe("sample", "2025", "--digits", digits, "--json").value["sample"] == drawn
    (workspace.root / review.PATH).write_text(review.review(digits, drawn), "utf-8")


def test_before_signing_the_content_is_shown(inside: Inside, kaohe: Kaohe) -> None:
    inside("feedback")
    made = kaohe("draft", "report", "2025", "--json").value
    key = holder(kaohe, "demo-office-1")
    before = snapshot(Path())
    shown = kaohe("sign", made["draft"], "--key", key, "--identity", IDENTITY, answer="n\n")
    assert (shown.code, "已取消" in shown.err) == (130, True)
    assert re.search(r"行政审批科 +96\.06 +优秀", shown.out)
    assert re.search(r"^p006 +领导 +规划统计科 +96\.92 +优秀 +96\.916$", shown.out, re.MULTILINE)
    for words in (made["statement"], "kaohe-report@xinghe-bureau", "P1-A17", "2026-01-30", "确认签署？"):
        assert words in shown.err
    assert snapshot(Path()) == before


def test_no_answer_is_no(inside: Inside, kaohe: Kaohe) -> None:
    inside("feedback")
    kaohe("draft", "report", "2025")
    key = holder(kaohe, "demo-office-1")
    before = snapshot(Path())
    assert kaohe("sign", DRAFT, "--key", key, "--identity", IDENTITY).code == 130
    assert snapshot(Path()) == before


@pytest.mark.parametrize("option", ["--json", "--quiet", "-q"])
def test_nobody_signs_what_is_not_shown(inside: Inside, kaohe: Kaohe, option: str) -> None:
    inside("feedback")
    kaohe("draft", "report", "2025")
    key = holder(kaohe, "demo-office-1")
    before = snapshot(Path())
    refused = kaohe("sign", DRAFT, "--key", key, "--identity", IDENTITY, option, answer="y\n")
    assert (refused.code, "U124" in refused.out + refused.err) == (2, True)
    assert snapshot(Path()) == before
    assert sign(kaohe, DRAFT, "demo-office-1", option) == 0


def test_quiet_shows_no_tables_and_plain_shows_them(inside: Inside, kaohe: Kaohe) -> None:
    inside("feedback")
    quiet = kaohe("-q", "draft", "report", "2025")
    assert (quiet.code, quiet.out, quiet.err) == (0, "", "")
    key = holder(kaohe, "demo-office-1")
    quiet = kaohe("-q", "sign", DRAFT, "--key", key, "--identity", IDENTITY, "--yes")
    assert (quiet.code, quiet.out, quiet.err) == (0, "", "")
    plain = kaohe("draft", "report", "2025", "--replace")
    signed = kaohe("sign", DRAFT, "--key", key, "--identity", IDENTITY, "--yes")
    for shown in (plain, signed):
        assert "p006" in shown.out
        assert "96.06" in shown.out


def test_machines_learn_what_is_missing(inside: Inside, kaohe: Kaohe) -> None:
    inside("feedback")
    made = kaohe("draft", "report", "2025", "--json")
    assert (made.err, made.value["status"], made.value["draft"]) == ("", "ok", DRAFT)
    key = holder(kaohe, "demo-office-1")
    signed = kaohe("sign", DRAFT, "--key", key, "--identity", IDENTITY, "--yes", "--json")
    assert (signed.err, signed.value["holder"], signed.value["missing"]) == ("", "demo-office-1", {"office": 1})
    assert sign(kaohe, DRAFT, "demo-office-2") == 0
    done = kaohe("publish", DRAFT, "--log-key", LOG_KEY, "--identity", IDENTITY, "--json")
    assert (done.err, done.value["index"], done.value["statement"]) == ("", 8, made.value["statement"])


def test_the_environment_names_identity_and_log_key(
    inside: Inside, kaohe: Kaohe, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside("feedback")
    kaohe("draft", "report", "2025")
    monkeypatch.setenv("KAOHE_IDENTITY", IDENTITY)
    monkeypatch.setenv("KAOHE_LOG_KEY", LOG_KEY)
    for name in SIGNERS["report"]:
        assert kaohe("sign", DRAFT, "--key", holder(kaohe, name), "--yes").code == 0
    assert kaohe("publish", DRAFT).code == 0


def test_changed_inputs_are_not_signed(inside: Inside, kaohe: Kaohe) -> None:
    workspace = inside("feedback")
    kaohe("draft", "report", "2025")
    edit(workspace, REPORT, "九条意见中四条采纳", "九条意见里四条采纳")
    key = holder(kaohe, "demo-office-1")
    before = snapshot(Path())
    refused = kaohe("sign", DRAFT, "--key", key, "--identity", IDENTITY, "--yes", "--json")
    assert refused.code == 1
    assert {"G310", "G312"} == set(refused.codes)
    assert {problem["path"] for problem in refused.value["problems"] if problem["code"] == "G312"} == {REPORT}
    assert snapshot(Path()) == before


def test_a_key_that_does_not_qualify_leaves_no_signature(inside: Inside, kaohe: Kaohe) -> None:
    inside("feedback")
    kaohe("draft", "report", "2025")
    for name, code in (("demo-auditor-1", "G303"), ("demo-leader-1", "G304")):
        key = holder(kaohe, name)
        before = snapshot(Path())
        refused = kaohe("sign", DRAFT, "--key", key, "--identity", IDENTITY, "--yes", "--json")
        assert (refused.code, set(refused.codes)) == (1, {code, "G313"})
        assert snapshot(Path()) == before


def test_an_existing_draft_is_kept_unless_told(inside: Inside, kaohe: Kaohe) -> None:
    inside("feedback")
    first = kaohe("draft", "report", "2025", "--json").value["statement"]
    again = kaohe("draft", "report", "2025", "--json")
    assert (again.code, again.codes, again.value["problems"][0]["path"]) == (2, ["U112"], DRAFT)
    other = kaohe("draft", "report", "2025", "--replace", "--json").value["statement"]
    assert first != other


@pytest.fixture(scope="module")
def drafted(stages: Stages, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with a draft of the report that nobody has signed, and files that are not what they should be."""
    workspace = Workspace(Path(shutil.copytree(stages("feedback"), tmp_path_factory.mktemp("drafted") / "office")))
    draft(workspace, "report")
    for path, text in {
        IDENTITY: demo.age_identity("demo-auditor"),
        LOG_KEY: Signer(ORIGIN, demo.log_seed()).text(),
        "stranger": demo.age_identity("stranger"),
    }.items():
        (workspace.root / path).parent.mkdir(exist_ok=True)
        (workspace.root / path).write_text(text + "\n")
    (workspace.root / "noise").write_bytes(b"\xff\xfe")
    shutil.copytree(workspace.root / DRAFT, workspace.drafts / "copy")
    return workspace.root


@pytest.mark.parametrize(
    ("arguments", "code", "problem"),
    [
        (["draft", "report"], 2, "U115"),
        (["draft", "trust", "2025"], 2, "U115"),
        (["draft", "report", "2031"], 2, "U111"),
        (["draft", "report", "../2025"], 2, "U111"),
        (["draft", "nonsense", "2025"], 2, "U104"),
        (["draft"], 2, "U102"),
        (["draft", "correction", "2025"], 1, "P102"),
        (["draft", "decision", "2025"], 1, "P102"),
        (["draft", "inputs", "2025"], 2, "U104"),
        (["score", "2031"], 2, "U111"),
        (["score", "2025", "--explain", "nobody"], 2, "U114"),
        (["score", "2025", "--explain", "p999"], 2, "U114"),
        (["sign", DRAFT], 2, "U102"),
        (["sign", DRAFT, "--key", "keys/log", "--yes", "--identity", "missing"], 4, "C130"),
        (["sign", DRAFT, "--key", "keys/log", "--yes", "--identity", "keys"], 4, "C131"),
        (["sign", DRAFT, "--key", "keys/log", "--yes", "--identity", "keys/log"], 4, "F223"),
        (["sign", DRAFT, "--key", "missing", "--yes", "--identity", IDENTITY], 2, "G133"),
        (["sign", DRAFT, "--key", "keys/log", "--yes", "--identity", IDENTITY], 4, "G132"),
        (["sign", "records", "--key", "keys/log", "--yes"], 2, "U113"),
        (["sign", "missing", "--key", "keys/log", "--yes"], 2, "U113"),
        (["publish", DRAFT], 2, "U116"),
        (["publish", DRAFT, "--log-key", "missing"], 4, "C130"),
        (["publish", DRAFT, "--log-key", IDENTITY], 4, "G321"),
        (["publish", DRAFT, "--log-key", "noise"], 4, "C132"),
        (["publish", DRAFT, "--log-key", LOG_KEY, "--identity", "missing"], 4, "C130"),
        (["publish", DRAFT, "--log-key", LOG_KEY, "--identity", IDENTITY], 1, "G306"),
        (["publish", "missing", "--log-key", LOG_KEY, "--identity", IDENTITY], 2, "U113"),
        (["publish", "records/drafts/copy", "--log-key", LOG_KEY, "--identity", IDENTITY], 2, "U125"),
        (["keys", "demo", "nobody", "--out", "keys/new"], 2, "U119"),
        (["keys", "age", "--out", IDENTITY], 2, "U121"),
        (["keys", "nonsense"], 2, "U100"),
        (["nonsense"], 2, "U100"),
        (["chek"], 2, "U105"),
        (["keys", "demos"], 2, "U105"),
        (["verify", "site", "--root", "abc"], 2, "U106"),
        (["sign", DRAFT, "--key", IDENTITY, "--yes"], 2, "G134"),
        (["check", "--nonsense"], 2, "U101"),
        (["check", "more"], 2, "U100"),
        (["check", "--repo", "/"], 2, "U110"),
        (["serve", "--port", "x"], 2, "U103"),
    ],
)
def test_every_refusal_has_its_exit_code_and_changes_nothing(
    drafted: Path, monkeypatch: pytest.MonkeyPatch, kaohe: Kaohe, arguments: list[str], code: int, problem: str
) -> None:
    monkeypatch.chdir(drafted)
    before = snapshot(Path())
    machine = kaohe(*arguments, "--json")
    assert (machine.code, machine.codes, machine.err) == (code, [problem], "")
    assert (machine.value["status"], machine.value["version"]) == ("error", "kaohe/output/v1")
    for lang in ("zh", "en"):
        person = kaohe(*arguments, "--lang", lang)
        message = machine.value["problems"][0]["message"][lang]
        # A key is asked for after its holder has seen what is to be signed.
        assert (person.code, bool(person.out)) == (code, problem in ("G132", "G133", "G134"))
        assert f"{problem} {message}" in person.err
    assert snapshot(Path()) == before


@pytest.mark.parametrize(
    "arguments", [["sign", DRAFT, "--key", "keys/log", "--yes"], ["publish", DRAFT, "--log-key", LOG_KEY]]
)
def test_without_any_identity_nothing_is_opened(
    drafted: Path, monkeypatch: pytest.MonkeyPatch, kaohe: Kaohe, arguments: list[str]
) -> None:
    monkeypatch.chdir(drafted)
    monkeypatch.delenv("KAOHE_IDENTITY")
    before = snapshot(Path())
    refused = kaohe(*arguments, "--json")
    assert (refused.code, refused.codes) == (2, ["U117"])
    assert snapshot(Path()) == before


@pytest.mark.parametrize(
    "arguments", [["sign", DRAFT, "--key", "keys/log", "--yes"], ["publish", DRAFT, "--log-key", LOG_KEY]]
)
def test_an_identity_for_which_nothing_is_sealed(
    drafted: Path, monkeypatch: pytest.MonkeyPatch, kaohe: Kaohe, arguments: list[str]
) -> None:
    monkeypatch.chdir(drafted)
    before = snapshot(Path())
    refused = kaohe(*arguments, "--identity", "stranger", "--json")
    assert (refused.code, set(refused.codes)) == (4, {"F221", "F222"})
    assert snapshot(Path()) == before


def test_a_log_key_is_never_printed(inside: Inside, kaohe: Kaohe) -> None:
    inside("feedback")
    kaohe("draft", "report", "2025")
    secret = Path(LOG_KEY).read_text().strip()
    Path("broken").write_text(secret[:-4])
    refused = kaohe("publish", DRAFT, "--log-key", "broken")
    assert refused.code == 4
    assert secret[20:40] not in refused.out + refused.err


@pytest.mark.parametrize("way", [".", "link", "slash"])
def test_a_draft_is_found_however_it_is_named(
    inside: Inside, kaohe: Kaohe, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    workspace = inside("feedback")
    kaohe("draft", "report", "2025")
    for name in SIGNERS["report"]:
        assert sign(kaohe, DRAFT, name) == 0
    folder = {".": ".", "link": "link", "slash": f"{DRAFT}/"}[way]
    Path("link").symlink_to(DRAFT)
    if way == ".":
        monkeypatch.chdir(DRAFT)
    keys = workspace.root / "keys"
    done = kaohe("publish", folder, "--log-key", str(keys / "log"), "--identity", str(keys / "identity"))
    monkeypatch.chdir(workspace.root)
    assert (done.code, "第 8 号" in done.err) == (0, True), done.err
    assert len(published_statements(workspace)) == 9
    assert not workspace.drafts.exists()


def test_a_signer_sees_the_root(inside: Inside, kaohe: Kaohe) -> None:
    workspace = inside("")
    digest = kaohe("draft", "trust", "--json").value["statement"]
    shown = kaohe("sign", "records/drafts/trust", "--key", holder(kaohe, "demo-leader-1"), "--identity", IDENTITY)
    assert "摘要就是台账的信任根" in shown.err
    for name in SIGNERS["trust"]:
        assert sign(kaohe, "records/drafts/trust", name) == 0
    assert kaohe("publish", "records/drafts/trust", "--log-key", LOG_KEY, "--identity", IDENTITY).code == 0
    (workspace.records / "root").write_text(digest + "\n")
    kaohe("draft", "scheme", "2025")
    key = holder(kaohe, "demo-office-1")
    for lang, word in (("zh", "信任根"), ("en", "root")):
        shown = kaohe(
            "sign", "records/drafts/2025-scheme", "--key", key, "--identity", IDENTITY, "--lang", lang, answer="n\n"
        )
        assert f"{word} {digest}" in shown.err


MENDED = "records/cycles/2025/procedure/rectification/finance.yml"
ANSWERED = "records/cycles/2025/procedure/feedback/hall-outage.yml"


def test_progress_of_a_rectification_is_the_next_revision(inside: Inside, kaohe: Kaohe) -> None:
    """What was published of it stays; the file gets longer."""
    workspace = inside(OPEN)
    file = workspace.root / MENDED
    text = file.read_text("utf-8")
    file.write_text(f"{text}  - date: 2026-09-01\n    text: {{zh: 已全部办结, en: All done}}\n", "utf-8")
    made = kaohe("draft", "rectification", "2025")
    assert made.code == 0, made.err
    (record,) = (workspace.drafts / "2025-rectification/statement/records/rectification").iterdir()
    before = [
        item.revision
        for statement in published_statements(workspace)
        for item in statement.of_type("rectification")
        if item.name == "finance"
    ]
    assert decode_record(record.read_bytes(), record.name).revision == max(before) + 1


def test_an_answer_that_was_published_stays(inside: Inside, kaohe: Kaohe) -> None:
    edit(inside(OPEN), ANSWERED, "answered: ", "answered:  ")
    refused = kaohe("draft", "feedback", "2025", "--json")
    assert (refused.code, refused.codes) == (1, ["X190"])
