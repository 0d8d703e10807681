"""Marks on the pages about the procedure: a real site has exactly those that its records call for, and no page less."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.audit.check_pages import check_pages
from generator.audit.evidence import Evidence
from generator.audit.procedure_marks import PAGES
from generator.audit.site_files import read_site
from generator.core.canonical import sha256_hex
from tests.site.conftest import Built, build_site
from tests.site.synthetic import unit_id
from tests.site.synthetic_plan import CORRECTED, make_planned

UNIT = f"2025/units/{CORRECTED}.html"
DECISION = f"9/records/unit-decision/{CORRECTED}.json"
RECORD = f"11/records/unit-correction/{CORRECTED}.json"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("planned")
    return build_site(make_planned(folder / "export"), folder / "out")


def codes(folder: Path) -> set[str]:
    root = sha256_hex((folder / "ledger/statements/0/statement.json").read_bytes())
    return {problem.code for problem in check_pages(Evidence(read_site(folder), root)).problems}


@pytest.fixture
def copy(built: Built, tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    shutil.copytree(built.folder, folder)
    return folder


def edit(folder: Path, path: str, old: str, new: str) -> None:
    file = folder / path
    text = file.read_text("utf-8")
    assert old in text, (path, old)
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_the_pages_of_a_cycle_with_a_plan_bear_out_their_records(built: Built) -> None:
    assert codes(built.folder) == set()


def test_so_do_pages_of_what_came_late(tmp_path: Path) -> None:
    built = build_site(make_planned(tmp_path / "export", "closed", late=True), tmp_path / "out")
    assert codes(built.folder) == set()
    edit(built.folder, "2025/feedback.html", '<span data-kaohe-field="/late/zh">须先查明情况</span>', "")
    assert "A206" in codes(built.folder)
    edit(built.folder, "en/2025/procedure.html", "The notice board was being mended", "Nothing was late")
    assert {"A203", "A206"} <= codes(built.folder)


WRONG: dict[str, tuple[str, str, str, str]] = {
    "a count of objections": ("2025/procedure.html", '"/objections/upheld">1<', '"/objections/upheld">0<', "A203"),
    "an item of the sample": (
        "2025/procedure.html",
        'data-kaohe-field="/checked/0/item"',
        'data-kaohe-field="/checked/1/item"',
        "A203",
    ),
    "a count without its mark": (
        "en/2025/procedure.html",
        '<span data-kaohe-field="/notified/refused">1</span>',
        "1",
        "A206",
    ),
    "the digits of the event": ("2025/procedure.html", '"/seed/digits">0417253<', '"/seed/digits">0417254<', "A203"),
    "a period": ("2025/plan.html", '"/periods/posting/workdays">5<', '"/periods/posting/workdays">3<', "A203"),
    "a share": ("en/2025/plan.html", '"/spot_check/share">20%<', '"/spot_check/share">1/2<', "A203"),
    "an answer": ("2025/feedback.html", "按日程在二月公布", "按日程在三月公布", "A203"),
    "an answer in another language": ("en/2025/feedback.html", '"/answer/en"', '"/answer/zh"', "A217"),
    "a problem to mend": ("2025/rectification.html", "（mend-1）", "（mend-9）", "A203"),
    "a ruling": ("interpretations.html", "按期限表执行", "按惯例执行", "A203"),
    "a corrected total": (UNIT, '"/result/total/shown">71.25<', '"/result/total/shown">81.25<', "A203"),
    "a corrected grade": (
        UNIT,
        'data-kaohe-grade="unqualified">不合格<',
        'data-kaohe-grade="unqualified">合格<',
        "A204",
    ),
    "a figure before": (UNIT, '"/figures/0/before">98.5<', '"/figures/0/before">81<', "A203"),
    "a target": (UNIT, '"/goals/0/target">98.5<', '"/goals/0/target">98<', "A203"),
    "another unit's target": (UNIT, '"/goals/0/measure"', '"/goals/1/measure"', "A206"),
    "the old grade in the table": (
        "2025/index.html",
        f'data-kaohe-record="{RECORD}"><span class="k-grade" data-kaohe-grade="unqualified">不合格',
        f'data-kaohe-record="{DECISION}"><span class="k-grade" data-kaohe-grade="good">良好',
        "A206",
    ),
    "the old total on the home page": (
        "index.html",
        f'<span data-kaohe-record="{RECORD}" data-kaohe-field="/result/total/shown">71.25',
        '<span data-kaohe-field="/total/shown">84.77',
        "A206",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_a_page_says_wrongly(copy: Path, name: str) -> None:
    path, old, new, code = WRONG[name]
    edit(copy, path, old, new)
    assert code in codes(copy)


@pytest.mark.parametrize("path", [*(f"2025/{name}" for name in PAGES), "en/interpretations.html", "2026/plan.html"])
def test_every_page_is_needed_in_both_languages(copy: Path, path: str) -> None:
    (copy / path).unlink()
    assert "A205" in codes(copy)


def test_a_correction_of_one_unit_is_not_shown_for_another(copy: Path) -> None:
    other = copy / f"2025/units/{unit_id(1)}.html"
    text = other.read_text("utf-8")
    box = f'<p data-kaohe-record="{RECORD}"><b data-kaohe-field="/result/total/shown">71.25</b></p>'
    other.write_text(text.replace('<section aria-labelledby="goals">', f'{box}<section aria-labelledby="goals">', 1))
    assert "A212" in codes(copy)


DATA: dict[str, Callable[[str], str]] = {
    "results.csv": lambda text: text.replace("71.25", "81.25"),
    "results.json": lambda text: text.replace('"correction":{', '"correction":null,"correction_":{'),
    "rectification.csv": lambda text: text.replace("2026-04-08", "2026-03-08"),
}


@pytest.mark.parametrize("name", DATA)
def test_downloads_are_held_against_the_records_too(copy: Path, name: str) -> None:
    file = copy / f"data/2025/{name}"
    before = file.read_bytes()
    file.write_bytes(DATA[name](before.decode("utf-8")).encode("utf-8"))
    assert file.read_bytes() != before
    assert codes(copy) & {"A207", "A208", "A209"}


def test_the_table_of_rectifications_is_needed(copy: Path) -> None:
    (copy / "data/2025/rectification.csv").unlink()
    assert "A205" in codes(copy)
