"""What one person is handed: theirs alone, and checkable with programs that nobody here wrote."""

from __future__ import annotations

import re
import shutil
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.disclosure.openings import decode_openings, seal, unseal
from generator.office.workspace import Workspace
from generator.published.commitment import decode_disclosure
from generator.signing import demo
from tests.cli.conftest import IDENTITY, Kaohe
from tests.conftest import Require

Inside = Callable[[str], Workspace]
PERSON = "p012"
KINDS = ["inputs", "report", "decision"]
"""The statements up to the decision that hold people."""


def handed(kaohe: Kaohe, *more: str) -> dict[str, Any]:
    done = kaohe("disclose", "2025", PERSON, "--identity", IDENTITY, "--json", *more)
    assert done.code == 0, done.out
    return done.value


def test_every_published_statement_has_its_part_and_only_theirs(inside: Inside, kaohe: Kaohe) -> None:
    workspace = inside("decision")
    value = handed(kaohe)
    assert [item["kind"] for item in value["disclosures"]] == KINDS
    assert value["statements"] == [item["index"] for item in value["disclosures"]]
    for item in value["disclosures"]:
        opened = decode_disclosure(item["disclosure"])
        assert (opened.value["person"], opened.digest) == (PERSON, item["commitment"])
        record = (workspace.records / item["record"]).read_text()
        assert re.findall(r'"([A-Za-z0-9_-]{43})"', record)[item["place"] - 1] == item["commitment"]
    text = kaohe("disclose", "2025", PERSON, "--identity", IDENTITY).out
    people = set(re.findall(r"\bp\d{3}\b", text))
    assert people == {PERSON}
    sealed = workspace.sealed("decision", "2025")
    openings = decode_openings(unseal(sealed.read_bytes(), [demo.age_identity("demo-auditor")], "x"), "x")
    own = {item["disclosure"] for item in value["disclosures"]}
    others = [item.encode() for item in openings.disclosures if item.encode() not in own]
    assert len(others) == len(openings.disclosures) - 1 > 60
    assert not [other for other in others if other in text]


@pytest.mark.peers
def test_the_three_lines_read_it_and_find_it_in_the_published_record(
    inside: Inside, kaohe: Kaohe, tmp_path: Path, require: Require
) -> None:
    workspace = inside("decision")
    for program in ("bash", "openssl", "basenc", "tr", "grep"):
        require(program)
    text = kaohe("disclose", "2025", PERSON, "--identity", IDENTITY, "--lang", "en").out
    # The site has the ledger under the same name.
    shutil.copytree(workspace.ledger, tmp_path / "site/ledger")
    blocks = re.findall(r"^    D=.*\n(?:    \S.*\n){3}", text, re.MULTILINE)
    assert len(blocks) == len(KINDS)
    for block, item in zip(blocks, handed(kaohe)["disclosures"], strict=True):
        lines = [line.strip() for line in block.splitlines()]
        assert lines[0] == f"D={item['disclosure']}"
        printed = [
            subprocess.run(
                ["bash", "-c", f"set -o pipefail; {lines[0]}; {line}"],
                cwd=tmp_path / "site",
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            for line in lines[1:]
        ]
        assert f'"person":"{PERSON}"' in printed[0]
        assert [line.strip() for line in printed[1:]] == [item["commitment"]] * 2
        changed = lines[0][:-1] + ("A" if lines[0][-1] != "A" else "B")
        other = subprocess.run(
            ["bash", "-c", f"{changed}; {lines[2]}"], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        assert other.stdout.strip() != item["commitment"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_languages_are_in_it_whoever_asks(inside: Inside, kaohe: Kaohe, lang: str) -> None:
    inside("report")
    text = kaohe("disclose", "2025", PERSON, "--identity", IDENTITY, "--lang", lang).out
    for word in ("个人开封材料", "Openings for one person", "自行核验", "verify.html"):
        assert word in text


def test_into_a_new_file_of_its_owner_only(inside: Inside, kaohe: Kaohe) -> None:
    inside("report")
    printed = kaohe("disclose", "2025", PERSON, "--identity", IDENTITY).out
    written = kaohe("disclose", "2025", PERSON, "--identity", IDENTITY, "--out", "out/p012.txt", "--lang", "en")
    assert (written.code, written.out) == (0, "")
    assert "p012.txt" in written.err
    assert Path("out/p012.txt").read_text() == printed
    assert stat.S_IMODE(Path("out/p012.txt").stat().st_mode) == 0o600
    again = kaohe("disclose", "2025", PERSON, "--identity", IDENTITY, "--out", "out/p012.txt", "--json")
    assert (again.code, again.codes) == (2, ["U173"])
    Path("dangling").symlink_to("elsewhere")
    assert kaohe("disclose", "2025", PERSON, "--identity", IDENTITY, "--out", "dangling", "--json").codes == ["U173"]
    assert not Path("elsewhere").exists()
    machine = handed(kaohe, "--out", "out/second")
    assert "disclosures" not in machine
    assert machine["statements"] == [2, 8]


def test_refusals(inside: Inside, kaohe: Kaohe, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = inside("report")
    given = ("--identity", IDENTITY, "--json")
    for arguments, code, problem in (
        (["2025", "p999"], 2, "U171"),
        (["2025", "general-office"], 2, "U171"),
        (["2026", PERSON], 2, "U170"),
        (["nonsense", PERSON], 2, "U170"),
    ):
        refused = kaohe("disclose", *arguments, *given)
        assert (refused.code, refused.codes) == (code, [problem])
    kaohe("keys", "age", "--out", "stranger")
    refused = kaohe("disclose", "2025", PERSON, "--identity", "stranger", "--json")
    assert (refused.code, refused.codes) == (4, ["D121"])
    monkeypatch.delenv("KAOHE_IDENTITY")
    assert kaohe("disclose", "2025", PERSON, "--json").codes == ["U172"]
    # Openings of another statement say nothing about this one.
    report, goals = workspace.sealed("report", "2025"), workspace.sealed("goals", "2025")
    kept = report.read_bytes()
    report.write_bytes(goals.read_bytes())
    assert kaohe("disclose", "2025", PERSON, *given).codes == ["G311"]
    openings = unseal(kept, [demo.age_identity("demo-auditor")], "x").decode()
    swapped = re.sub(r'"disclosures":\["([^"]+)","([^"]+)"', r'"disclosures":["\2","\1"', openings)
    assert swapped != openings
    report.write_bytes(seal(swapped.encode(), [demo.age_recipient("demo-auditor")]))
    assert kaohe("disclose", "2025", PERSON, *given).codes == ["G314"]
    report.unlink()
    assert kaohe("disclose", "2025", PERSON, *given).codes == ["C130"]


def test_before_anything_is_published_nothing_is_disclosed(inside: Inside, kaohe: Kaohe) -> None:
    inside("scheme")
    refused = kaohe("disclose", "2025", PERSON, "--identity", IDENTITY)
    assert refused.code == 2
    assert (refused.out, "U170" in refused.err) == ("", True)
