"""Which files are inputs, and that nothing else passes in silence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.core.messages import LANGS, hint
from generator.intake.discover import PATTERNS, classify, discover, path_of, printable
from generator.intake.models.inputs import Data
from generator.intake.models.organ import Organ


def put(root: Path, *names: str) -> None:
    for name in names:
        path = root / "records" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x: 1\n", "utf-8")


def codes(root: Path) -> list[tuple[str, str]]:
    return sorted((p.code, p.place.path.removeprefix("records/")) for p in discover(root)[1])


def test_every_pattern_is_found_with_its_model_and_names(tmp_path: Path) -> None:
    names = {"year": "2025", "indicator": "budget.use-1", "group": "peers", "name": "service-hall", "number": "2"}
    inputs = [pattern for pattern in PATTERNS if pattern.model is not None]
    put(tmp_path, *(path_of(p.path, **names).removeprefix("records/") for p in PATTERNS))
    found, problems = discover(tmp_path)
    assert problems == []
    assert {(f.pattern, f.model) for f in found} == {(p.path, p.model) for p in inputs}
    assert [f.path for f in found] == sorted(f.path for f in found)
    data = next(f for f in found if f.model is Data)
    assert (data.path, data.names) == (
        "records/cycles/2025/inputs/data/budget.use-1.yml",
        {"year": "2025", "indicator": "budget.use-1"},
    )


def test_without_records_there_is_one_problem(tmp_path: Path) -> None:
    assert codes(tmp_path) == [("F101", "records")]
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "records").symlink_to("elsewhere")
    assert codes(tmp_path) == [("F102", "records")]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("organ.yaml", "F106"),
        ("cycles/2025/inputs/data/a.yaml", "F106"),
        ("notes.yaml", "F107"),
        ("Organ.yml", "F107"),
        ("organ.yml~", "F107"),
        ("cycles/2025/inputs/data/Budget.yml", "F107"),
        ("cycles/2025/inputs/data/.yml", "F104"),
        ("cycles/2025/inputs/data/" + "a" * 65 + ".yml", "F107"),
        ("cycles/2025/inputs/data/a/b.yml", "F112"),
        ("calendar/25.yml", "F107"),
        ("cycles/25/scheme.yml", "F111"),
        ("cycles/0025/scheme.yml", "F111"),
        ("cycles/２０２５/scheme.yml", "F105"),
        ("cycles/2025/inputs.yml", "F107"),
        ("organ/x.yml", "F112"),
        ("organ.yml/x.yml", "F109"),
        ("calendar", "F108"),
        ("a\u0301.yml", "F105"),
        (".gitkeep", "F104"),
    ],
)
def test_what_does_not_belong_is_named_once(tmp_path: Path, name: str, code: str) -> None:
    put(tmp_path, name)
    found, problems = discover(tmp_path)
    assert [p.code for p in problems] == [code]
    assert found == []
    assert name.startswith(problems[0].place.path.removeprefix("records/"))


def test_folders_of_other_stages_are_skipped_but_for_links(tmp_path: Path) -> None:
    put(tmp_path, "ledger/entries/.x", "drafts/a.json", "sealed/a.age", "cycles/2025/sealed/b.age", "root")
    assert discover(tmp_path) == ([], [])
    (tmp_path / "records/ledger/entries/y").symlink_to("/")
    (tmp_path / "records/cycles/2025/sealed/c").symlink_to("nowhere")
    assert codes(tmp_path) == [("F102", "cycles/2025/sealed/c"), ("F102", "ledger/entries/y")]


def test_links_are_not_followed(tmp_path: Path) -> None:
    put(tmp_path, "organ.yml")
    (tmp_path / "records/cycles").symlink_to(".")
    (tmp_path / "records/trust.yml").symlink_to("organ.yml")
    found, _ = discover(tmp_path)
    assert [f.model for f in found] == [Organ]
    assert codes(tmp_path) == [("F102", "cycles"), ("F102", "trust.yml")]


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    os.mkfifo(tmp_path / "records/organ.yml")
    assert codes(tmp_path) == [("F103", "organ.yml")]


def test_permissions_do_not_matter(tmp_path: Path) -> None:
    put(tmp_path, "organ.yml")
    (tmp_path / "records/organ.yml").chmod(0o755)
    assert codes(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("cycles/2025/schema.yml", "records/cycles/<year>/scheme.yml"),
        ("scheme.yml", "records/cycles/<year>/scheme.yml"),
        ("organ.yml.bak", "records/organ.yml"),
        ("cycles/2025/inputs/vote/a.yml", "records/cycles/<year>/inputs/votes"),
    ],
)
def test_the_hint_names_the_nearest_place(tmp_path: Path, name: str, near: str) -> None:
    put(tmp_path, name)
    (problem,) = discover(tmp_path)[1]
    assert problem.params["near"] == near
    assert all(near in hint(problem.code, lang, **problem.params) for lang in LANGS)


def test_names_that_would_disturb_a_terminal_are_escaped(tmp_path: Path) -> None:
    assert printable("a\u202eb\x1b\n说明") == "a\\u202eb\\x1b\\n说明"
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / os.fsdecode(b"\xff\x1b.yml")).write_text("")
    (problem,) = discover(tmp_path)[1]
    assert (problem.code, problem.place.path) == ("F105", "records/\\udcff\\x1b.yml")
    problem.place.path.encode("utf-8")


SEALABLE = [pattern for pattern in PATTERNS if pattern.sealing != "never"]
NAMES = {"year": "2025", "indicator": "budget", "group": "peers", "name": "service-hall", "number": "2"}


def test_every_record_that_may_be_sealed_is_found_sealed(tmp_path: Path) -> None:
    names = [path_of(p.path, **NAMES).removeprefix("records/") + ".age" for p in SEALABLE]
    put(tmp_path, *names)
    found, problems = discover(tmp_path)
    assert problems == []
    assert {(f.pattern, f.model) for f in found} == {(p.path, p.model) for p in SEALABLE}
    assert all(f.sealed and f.record == f.path.removesuffix(".age") for f in found)


def test_records_that_are_public_in_full_are_not_sealed(tmp_path: Path) -> None:
    names = [path_of(p.path, **NAMES).removeprefix("records/") for p in PATTERNS if p.sealing == "never" and p.model]
    put(tmp_path, *(f"{name}.age" for name in names))
    assert discover(tmp_path)[0] == []
    assert codes(tmp_path) == sorted(("F213", f"{name}.age") for name in names)


def test_clear_and_sealed_at_once_is_a_finding(tmp_path: Path) -> None:
    name = "cycles/2025/inputs/data/budget.yml"
    put(tmp_path, name, f"{name}.age", "cycles/2025/inputs/data/other.yml.age")
    found, _ = discover(tmp_path)
    assert len(found) == 3
    assert codes(tmp_path) == [("F206", f"{name}.age")]


def test_working_copies_are_no_inputs(tmp_path: Path) -> None:
    put(tmp_path, "cycles/2025/inputs/data/budget.clear.yml", "cycles/2025/procedure/report.clear.yml")
    assert discover(tmp_path) == ([], [])
    put(tmp_path, "organ.clear.yml", "cycles/2025/notes.clear.yml")
    assert codes(tmp_path) == [("F107", "cycles/2025/notes.clear.yml"), ("F213", "organ.clear.yml")]


@pytest.mark.parametrize(
    ("path", "record"),
    [
        ("records/cycles/2025/procedure/report.yml", "records/cycles/2025/procedure/report.yml"),
        ("records/cycles/2025/procedure/report.yml.age", "records/cycles/2025/procedure/report.yml"),
        ("records/cycles/2025/procedure/report.clear.yml", "records/cycles/2025/procedure/report.yml"),
        ("records/cycles/2025/inputs/votes/a.b.clear.yml", "records/cycles/2025/inputs/votes/a.b.yml"),
        ("records/organ.yml", "records/organ.yml"),
        ("records/root", None),
        ("records", None),
        ("", None),
        ("elsewhere/organ.yml", None),
        ("records/cycles/2025/procedure/report.openings.age", None),
        ("records/cycles/25/procedure/report.yml.age", None),
        ("records/ledger/x.yml.age", None),
    ],
)
def test_a_path_in_any_form_stands_for_its_record(path: str, record: str | None) -> None:
    found = classify(path)
    assert (found.record if found else None) == record
    assert found is None or found.path == path


@pytest.mark.parametrize("folder", ["procedure", "people"])
@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("correction.yml", True), ("correction-2.yml", True), ("correction-2.yml.age", True),
        ("correction-999.yml", True), ("correction-1.yml", False), ("correction-02.yml", False),
        ("correction-0.yml", False),
        ("correction-1000.yml", False), ("correction-two.yml", False), ("correction-.yml", False),
    ],
)  # fmt: skip
def test_corrections_after_the_first_are_numbered(folder: str, name: str, known: bool) -> None:
    assert (classify(f"records/cycles/2025/{folder}/{name}") is not None) == known
