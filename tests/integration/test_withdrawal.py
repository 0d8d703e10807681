"""The example's site after records were withdrawn: what it says, that it verifies, and what nobody can do to it."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from generator.audit.verdict import Verdict
from generator.audit.verify import verify
from generator.cli.site import build_once
from generator.core.canonical import sha256_hex
from generator.ledger.merkle import leaf_hash
from generator.office.workspace import Workspace
from tests.audit.office import write_manifest
from tests.conftest import Require, Stages
from tests.example.regenerate import COURSE, IDENTITY, ROOT, cosign
from tests.office.withdrawing import MEETING, RESULT, withdraw

STAGES = [entry.stage for entry in COURSE]
REPORT, DECISION, FIRST = STAGES.index("report"), STAGES.index("decision"), STAGES.index("closed") + 1
"""The statements from which records are withdrawn, and the one that withdraws the first of them."""

GONE = {
    f"statements/{REPORT}/records/unit-result/service-hall.json",
    f"statements/{REPORT}/records/unit-result/finance.json",
    f"statements/{DECISION}/records/unit-decision/finance.json",
    f"statements/{DECISION}/records/unit-decision/permits.json",
    f"statements/{DECISION}/records/deliberation/2025.json",
}
REASONS = {"zh": "含有不应公开的个人信息", "en": "personal data"}
FOLDERS = {"zh": "", "en": "en/"}


class Published(NamedTuple):
    """A site, its root, and the records as they were before they were withdrawn, by path below the ledger."""

    site: Path
    root: str
    before: dict[str, bytes]


@pytest.fixture(scope="module")
def published(stages: Stages, tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The finished cycle from which five records were withdrawn, in two statements. Not to be changed."""
    folder = tmp_path_factory.mktemp("withdrawn")
    office = Workspace(Path(shutil.copytree(stages("closed"), folder / "office")))
    before = {path: (office.ledger / path).read_bytes() for path in GONE}
    first = [RESULT, ("unit-result", "finance"), ("unit-decision", "finance"), ("unit-decision", "permits")]
    assert withdraw(office, first) == FIRST
    withdraw(office, [MEETING], reason="court_order", clause="rules-5")
    cosign(office, datetime.date(2026, 6, 1))
    build_once(office, folder / "site", None, [IDENTITY])
    root = office.pinned_root()
    assert root is not None
    return Published(folder / "site", root, before)


@pytest.fixture
def copy(published: Published, tmp_path: Path) -> Path:
    return Path(shutil.copytree(published.site, tmp_path / "site"))


def statuses(verdict: Verdict) -> dict[int, str]:
    return {check.number: check.status for check in verdict.checks}


def page(published: Published, path: str) -> str:
    return (published.site / path).read_text("utf-8")


def test_it_verifies(published: Published) -> None:
    verdict = verify(published.site, published.root)
    # No site is released before its publishers have signed it; everything else holds.
    assert {number: status for number, status in statuses(verdict).items() if status != "ok"} in (
        {},
        {15: "not_checked"},
    )
    assert verdict.check(3).facts["withdrawn"] == len(GONE)
    assert verdict.check(10).facts["closed"] == ["2025"]


def test_nothing_is_left_of_the_records(published: Published) -> None:
    for path, data in published.before.items():
        nonce = json.loads(data)["nonce"].encode()
        assert not (published.site / "ledger" / path).exists()
        for file in published.site.rglob("*"):
            assert file.is_dir() or nonce not in file.read_bytes(), f"{file.name} has the nonce of {path}"


def test_the_list_says_what_is_gone(published: Published) -> None:
    lines = (published.site / "ledger" / "withdrawn").read_text("ascii").splitlines()
    assert {line[66:] for line in lines} == GONE
    assert all(line[:64] == sha256_hex(published.before[line[66:]]) for line in lines)


@pytest.mark.parametrize("lang", FOLDERS)
def test_the_page_of_a_withdrawn_result(published: Published, lang: str) -> None:
    html = page(published, f"{FOLDERS[lang]}2025/units/service-hall.html")
    article = html[html.index("<h1") : html.index("</article>")]
    body = json.loads(published.before[f"statements/{REPORT}/records/unit-result/service-hall.json"])["body"]
    assert body["unit"]["name"][lang] in article
    assert REASONS[lang] in article
    assert f"../../statements/{FIRST}.html" in article
    assert "P2-5.1" in article
    figures = [body["total"]["shown"], *(item["shown"] for item in (*body["families"], *body["indicators"]))]
    figures += [item["exact"] for item in body["indicators"] if item["exact"]]
    text = re.sub(r"<[^>]+>|[0-9a-f]{64}|\d{1,2}:\d{2}", " ", article)
    for figure in figures:
        assert not re.search(rf"(?<![\d.:]){re.escape(figure)}(?![\d.:])", text) or figure in ("1", "4"), figure


@pytest.mark.parametrize("lang", FOLDERS)
def test_tables_say_withdrawn_and_lead_to_the_statement(published: Published, lang: str) -> None:
    word = {"zh": "已撤回", "en": "withdrawn"}[lang]
    for path, link in (("2025/index.html", "../statements"), ("index.html", "statements")):
        html = page(published, FOLDERS[lang] + path)
        rows = {row for row in re.findall(r"<tr .*?</tr>", html) if f'href="{link}/{FIRST}.html"' in row}
        assert len(rows) == 3
        assert sum(row.count(f">{word}</a>") for row in rows) == 4
    course = page(published, FOLDERS[lang] + "2025/index.html")
    assert {"zh": "审议记录已撤回", "en": "record of the meeting is withdrawn"}[lang] in course
    assert {"zh": "撤回已公布的记录 4 份", "en": "Records withdrawn: 4"}[lang] in course


@pytest.mark.parametrize("lang", FOLDERS)
def test_statements_say_what_they_withdraw_and_what_was_withdrawn_from_them(published: Published, lang: str) -> None:
    prefix = f"{FOLDERS[lang]}statements/"
    withdrawing, report = page(published, f"{prefix}{FIRST}.html"), page(published, f"{prefix}{REPORT}.html")
    assert withdrawing.count(REASONS[lang]) == 4
    assert "records/unit-result/service-hall.json" in report
    assert "sha256sum -c --ignore-missing SHA256SUMS" in report
    assert "--ignore-missing" not in page(published, f"{prefix}2.html")


def test_downloads_have_empty_cells(published: Published) -> None:
    text = (published.site / "data/2025/results.csv").read_text("utf-8-sig")
    heads, *rows = list(csv.reader(io.StringIO(text)))
    by_unit = {row[0]: dict(zip([head.split(" ")[-1] for head in heads], row, strict=True)) for row in rows}
    assert len(by_unit) == 12
    hall = by_unit["service-hall"]
    said = {key for key, value in hall.items() if value}
    assert hall["status"] == "withdrawn"
    assert said == {
        *("unit_id", "unit_name", "unit_name_en", "status", "result_record", "result_sha256"),
        *("decided_grade", "decided_grade_name", "decided_grade_name_en", "decision_record", "decision_sha256"),
    }
    assert (by_unit["permits"]["status"], by_unit["permits"]["decided_grade"]) == ("complete", "")
    assert by_unit["permits"]["decision_record"]
    indicators = (published.site / "data/2025/indicators.csv").read_text("utf-8-sig")
    assert "service-hall" not in indicators
    document = json.loads((published.site / "data/2025/results.json").read_bytes())
    units = {unit["sources"][0]["path"].rpartition("/")[2]: unit for unit in document["units"]}
    assert units["service-hall.json"]["result"] is None
    assert units["service-hall.json"]["sources"][0]["withdrawn"] == (
        f"{FIRST}/records/withdrawal/{REPORT}-unit-result-service-hall.json"
    )
    assert "withdrawn" not in units["service-hall.json"]["sources"][1]
    assert (units["finance.json"]["result"], units["finance.json"]["decision"]) == (None, None)


def put_back(site: Path, published: Published) -> None:
    for path, data in published.before.items():
        (site / "ledger" / path).write_bytes(data)
        return


def replaced(path: str, old: str, new: str) -> Callable[[Path, Published], Any]:
    def change(site: Path, published: Published) -> None:
        text = (site / path).read_text("utf-8")
        assert old in text, path
        (site / path).write_text(text.replace(old, new, 1), "utf-8", newline="")

    return change


RECORD = "ledger/statements/{}/records/{}.json"
TOMBSTONE = f"ledger/statements/{FIRST}/records/withdrawal/{REPORT}-unit-result-service-hall.json"
UNIT = "2025/units/service-hall.html"

ATTACKS: dict[str, tuple[Callable[[Path, Published], Any], set[int]]] = {
    "another record is gone too": (lambda s, p: (s / RECORD.format(REPORT, "unit-result/permits")).unlink(), {3}),
    "a decision is gone too": (lambda s, p: (s / RECORD.format(DECISION, "unit-decision/hotline")).unlink(), {3}),
    "the report is gone": (lambda s, p: (s / RECORD.format(REPORT, "report/2025")).unlink(), {3}),
    "a withdrawn record is back": (put_back, {3}),
    "the tombstone is gone": (lambda s, p: (s / TOMBSTONE).unlink(), {3}),
    "the tombstone names another digest": (replaced(TOMBSTONE, '"sha256":"', '"sha256":"0'), {3}),
    "the tombstone gives another reason": (replaced(TOMBSTONE, "personal_data", "court_order"), {3}),
    "the withdrawal is gone": (lambda s, p: shutil.rmtree(s / f"ledger/statements/{FIRST}"), {3}),
    "a signature of the withdrawal is gone": (
        lambda s, p: next((s / f"ledger/statements/{FIRST}/signatures").iterdir()).unlink(),
        {4, 7},
    ),
    "the list is gone": (lambda s, p: (s / "ledger/withdrawn").unlink(), {3}),
    "the list lacks one": (replaced("ledger/withdrawn", "finance", "permits"), {3}),
    "the page gives another reason": (replaced(UNIT, ">personal_data<", ">court_order<"), {11}),
    "the page gives no reason": (replaced(UNIT, ' data-kaohe-field="/reason"', ""), {11}),
    "the page cites another clause": (replaced(UNIT, ">P2-5.1</a>", ">P1-A1</a>"), {11}),
    "the page has another name": (replaced(UNIT, ">政务服务大厅</h1>", ">财务审计科</h1>"), {11}),
    "the page is that of another unit": (
        lambda s, p: shutil.copy(s / "2025/units/hotline.html", s / UNIT),
        {11},
    ),
    "the page is gone": (lambda s, p: (s / UNIT).unlink(), {11}),
    "the row is gone": (
        replaced("2025/index.html", 'data-kaohe-field="/departments/7/name/zh"', 'title="x"'),
        {11},
    ),
    "a figure is back in the table": (replaced("data/2025/results.csv", "withdrawn,,", "withdrawn,88.00,"), {11}),
    "the result is back in the document": (replaced("data/2025/results.json", '"result":null', '"result":{}'), {11}),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_attack(published: Published, copy: Path, name: str) -> None:
    attack, expected = ATTACKS[name]
    attack(copy, published)
    write_manifest(copy)
    verdict = verify(copy, published.root)
    failed = {number for number, status in statuses(verdict).items() if status == "failed"}
    assert expected <= failed, (name, failed)
    assert verdict.exit_code == 1


def by_hand() -> list[str]:
    """The commands of the specification, one text for each block."""
    text = (ROOT / "docs/spec/31-statements.md").read_text("utf-8")
    section = text[text.index("### By hand") : text.index("### Codes")]
    blocks = re.findall(r"(?:^    .*\n)+", section, re.M)
    return ["\n".join(line[4:] for line in block.splitlines()) for block in blocks]


def shell(command: str, folder: Path) -> str:
    done = subprocess.run(["/bin/sh", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.mark.peers
def test_by_hand_as_the_specification_says(published: Published, copy: Path, require: Require) -> None:
    for tool in ("sha256sum", "sed", "diff"):
        require(tool)
    leaf, files, listed = by_hand()
    ledger = copy / "ledger"
    folder = ledger / f"statements/{REPORT}"
    path = f"statements/{REPORT}/records/unit-result/service-hall.json"
    assert shell(files, folder) == ""
    assert shell(listed, ledger) == ""
    # The leaf, while the record is there; and that both commands say so where something is wrong.
    (ledger / path).write_bytes(published.before[path])
    assert shell(leaf, folder).strip() == leaf_hash(published.before[path]).hex()
    assert shell(leaf, folder).strip() in (copy / TOMBSTONE).read_text("ascii")
    assert "still there" in shell(listed, ledger)
    (ledger / path).unlink()
    (folder / "records/unit-result/permits.json").unlink()
    assert shell(files, folder) == "missing: records/unit-result/permits.json\n"
    (folder / "records/unit-result/hotline.json").write_bytes(b"{}")
    assert "hotline.json: FAILED" in shell(files, folder)
    (ledger / "withdrawn").write_text((ledger / "withdrawn").read_text("ascii").replace("finance", "permits"), "ascii")
    assert "finance" in shell(listed, ledger)
