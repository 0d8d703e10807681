"""Every way in which an office's files were seen or imagined to be wrong: one folder per defect.

A case is the valid office in ``_base`` with one defect put into it. ``case.yml`` says how, and which problems are
expected: all of them, in their order (with ``more: true`` the first ones), what is ``not_checked``, and ``notices``. A
folder ``records`` beside it is laid over the office as it is. ``seal`` seals a record for recipients called by name and
damages the sealed file; ``identity`` names those who look at it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import textwrap
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml

from generator.core.messages import LANGS, catalogue
from generator.core.problem import Problem, in_order
from generator.core.render import problem_json, problems_text
from generator.intake import sealed
from generator.intake.repository import load
from generator.intake.texts import public_values, restricted_values
from generator.office.check import check, load_and_check
from generator.signing import demo

HERE = Path(__file__).parent
BASE = HERE / "_base"
CASES = sorted(path.parent.name for path in HERE.glob("*/case.yml"))
REQUIRED = 80


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
    identities = [demo.age_identity(name) for name in case.get("identity", [])]
    _, problems, not_checked, notices = load_and_check(root, identities)
    assert fingerprint(root) == before, "the check changed something on disk"
    found = [as_listed(problem) for problem in problems]
    assert found[: len(case["expect"]) if case.get("more") else None] == case["expect"]
    assert [as_listed(problem) for problem in not_checked] == case.get("not_checked", [])
    assert [as_listed(problem) for problem in notices] == case.get("notices", [])
    assert problems == in_order(problems)
    problems += [*not_checked, *notices]
    said = [problems_text(problems, lang) for lang in LANGS]
    said.append(json.dumps([problem_json(problem) for problem in problems], ensure_ascii=False))
    for text in said:
        assert "Traceback" not in text
        for secret in [*secrets(case), "AGE-SECRET-KEY"]:
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
    for name, how in case.get("seal", {}).items():
        data = (records / name).read_bytes()
        made = sealed.seal(data, [demo.age_recipient(recipient) for recipient in how["for"]])
        (records / f"{name}.age").write_bytes(damaged(made, how.get("damage", "")))
        if not how.get("keep"):
            (records / name).unlink()
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


def damaged(data: bytes, how: str) -> bytes:
    """An age file with one bit flipped, cut off, or in its textual form."""
    mac = data.index(b"\n--- ") + 5
    payload = mac + 44
    if how == "armor":
        lines = textwrap.wrap(base64.b64encode(data).decode(), 64)
        return "\n".join(["-----BEGIN AGE ENCRYPTED FILE-----", *lines, "-----END AGE ENCRYPTED FILE-----\n"]).encode()
    if how == "cut in the header":
        return data[: mac - 20]
    if how == "cut in the payload":
        return data[: payload + 20]
    flipped = bytearray(data)
    # The tenth character of the second stanza's share, of the check value; the first byte after the nonce.
    at = {"": None, "stanza": data.index(b"\n-> ", 40) + 22, "mac": mac + 10, "payload": payload + 16}[how]
    if at is not None:
        # The header is base64 and stays so; the payload is bytes.
        flipped[at] = flipped[at] ^ 1 if how == "payload" else ord("B" if flipped[at] == ord("A") else "A")
    return bytes(flipped)


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
