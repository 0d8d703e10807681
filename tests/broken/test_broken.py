"""Every way in which an office's files were seen or imagined to be wrong: one folder per defect.

A case is the valid office in ``_base`` with one defect put into it. ``case.yml`` says how, and which problems are
expected: all of them, in their order (with ``more: true`` the first ones). A folder ``records`` beside it is laid
over the office as it is.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml

from generator.core.messages import LANGS, catalogue
from generator.core.problem import Problem, in_order
from generator.core.render import problem_json, problems_text
from generator.intake.repository import load, public_values, restricted_values
from generator.office.check import check

HERE = Path(__file__).parent
BASE = HERE / "_base"
CASES = sorted(path.parent.name for path in HERE.glob("*/case.yml"))
REQUIRED = 34


def test_the_base_is_valid() -> None:
    assert check(BASE) == []


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= REQUIRED


@pytest.mark.parametrize("name", CASES)
def test_defect(name: str, tmp_path: Path) -> None:
    case = yaml.load((HERE / name / "case.yml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    root = tmp_path / "office"
    build(case, HERE / name, root)
    before = fingerprint(root)
    problems = check(root)
    assert fingerprint(root) == before, "the check changed something on disk"
    found = [as_listed(problem) for problem in problems]
    assert found[: len(case["expect"]) if case.get("more") else None] == case["expect"]
    assert problems == in_order(problems)
    said = [problems_text(problems, lang) for lang in LANGS]
    said.append(json.dumps([problem_json(problem) for problem in problems], ensure_ascii=False))
    for text in said:
        assert "Traceback" not in text
        for secret in secrets(case):
            assert secret not in text
    for problem in problems:
        assert unfilled(problem) == set()


def as_listed(problem: Problem) -> dict[str, Any]:
    """A problem in the form of ``expect``."""
    place = problem.place
    where = {"path": place.path.removeprefix("records/"), "line": place.line, "col": place.col}
    return {"code": problem.code, **where}


def unfilled(problem: Problem) -> set[str]:
    """Parameters that the sentences of a problem want and it does not have."""
    texts = catalogue()[problem.code]
    assert texts["zh"] and texts["en"] and set(texts) <= {"zh", "en", "hint_zh", "hint_en"}
    wanted = {name for text in texts.values() for _, name, _, _ in Formatter().parse(text) if name is not None}
    return wanted - set(problem.params)


def build(case: dict[str, Any], folder: Path, root: Path) -> None:
    """Puts the defect into a copy of the base."""
    shutil.copytree(BASE, root)
    if (folder / "records").is_dir():
        shutil.copytree(folder / "records", root / "records", dirs_exist_ok=True)
    records = root / "records"
    for edit in case.get("edits", []):
        path = records / edit["file"]
        data = path.read_bytes()
        old = edit["find"].encode()
        count = data.count(old)
        assert count == 1 or (count and edit.get("all")), f"{edit['find']!r} stands {count} times in {edit['file']}"
        new = bytes.fromhex(edit["put_hex"]) if "put_hex" in edit else edit["put"].encode()
        path.write_bytes(data.replace(old, new))
    for name, text in case.get("write", {}).items():
        (records / name).parent.mkdir(parents=True, exist_ok=True)
        (records / name).write_text(text, encoding="utf-8")
    for repeat in case.get("repeat", []):
        (records / repeat["file"]).write_text(repeat.get("before", "") + repeat["text"] * repeat["count"], "utf-8")
    for old_name, new_name in case.get("move", {}).items():
        (records / old_name).rename(records / new_name)
    for name in case.get("remove", []):
        (records / name).unlink()
    for name in case.get("folders", []):
        (records / name).mkdir(parents=True)
    for name, target in case.get("links", {}).items():
        (records / name).parent.mkdir(parents=True, exist_ok=True)
        (records / name).symlink_to(target)
    for name in case.get("pipes", []):
        os.mkfifo(records / name)


def secrets(case: dict[str, Any]) -> list[str]:
    """What may not be said: the base's restricted words and those that the case itself names."""
    return [*restricted_words(), *(str(word) for word in case.get("secrets", []))]


@cache
def restricted_words() -> list[str]:
    """The base's restricted words; its small numbers are left to the cases, which use numbers no message has."""
    office, _ = load(BASE)
    words = set(restricted_values(office)) - set(public_values(office))
    assert {"签发人甲", "计票人甲", "会议记录正文"} <= words
    return sorted(word for word in words if not word.isdigit())


def fingerprint(root: Path) -> str:
    """A digest of every name, kind, mode and content below ``root``."""
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        mode = path.lstat().st_mode
        digest.update(f"{path.relative_to(root)}\0{mode:o}\0".encode("utf-8", "surrogateescape"))
        if path.is_symlink():
            digest.update(str(path.readlink()).encode())
        elif path.is_file():
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
