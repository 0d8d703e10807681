"""Random changes to the bytes of the real site: ``kaohe verify`` finds every one and says which check did."""

from __future__ import annotations

import json
import os
import shutil
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from generator.audit import site_files
from generator.audit.html_claims import read_page
from generator.audit.verify import verify
from generator.cli.main import entry
from tests.audit.mutate import mutate
from tests.audit.office import write_manifest
from tests.integration.command import kaohe
from tests.integration.forging import failing

pytestmark = pytest.mark.slow

READ_ONCE = lru_cache(maxsize=512)(read_page)

SEEDS = 1000 if os.environ.get("KAOHE_LONG") == "1" else 100
FIRST = 20_250_000


def assert_found(output: str, done: str) -> None:
    answer: dict[str, Any] = json.loads(output)
    failed = [check for check in answer["verdict"]["checks"] if check["status"] == "failed"]
    assert failed, done
    assert all(1 <= check["number"] <= 17 and check["problems"] for check in failed), done
    codes = {problem["code"] for check in answer["verdict"]["checks"] for problem in check["problems"]}
    assert "A104" not in codes, done


@pytest.fixture(autouse=True)
def unchanged_pages_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each change leaves all pages but one as they are, and what is said of the same bytes is the same.

    The commands that are started as programs read every page each time.
    """
    monkeypatch.setattr(site_files, "read_page", READ_ONCE)


@pytest.mark.parametrize("seed", range(FIRST, FIRST + SEEDS))
def test_every_change_is_found(
    site: Path, root: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    copy = Path(shutil.copytree(site, tmp_path / "site"))
    done = mutate(copy, seed)
    with pytest.raises(SystemExit) as ended:
        entry(["verify", str(copy), "--root", root, "--json"])
    assert ended.value.code == 1, done
    said = capsys.readouterr()
    assert said.err == ""
    assert_found(said.out, done)


@pytest.mark.parametrize("seed", range(FIRST - 5, FIRST))
def test_the_command_finds_them_too(repository: Path, site: Path, root: str, tmp_path: Path, seed: int) -> None:
    copy = Path(shutil.copytree(site, tmp_path / "site"))
    done = mutate(copy, seed)
    result = kaohe(repository, "verify", str(copy), "--root", root, "--json")
    assert result.returncode == 1, done
    assert result.stderr == ""
    assert_found(result.stdout, done)
    told = kaohe(repository, "verify", str(copy), "--root", root)
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert "FAILED (V" in told.stdout


ANCHORED = ("ledger/", "proofs/", "data/2025/results.json")
"""Files of which every byte leads to the root, or to a witness (docs/SPEC.md, "Bytes that are not anchored")."""


@pytest.mark.parametrize("below", ANCHORED)
@pytest.mark.parametrize("seed", range(FIRST, FIRST + SEEDS // 2))
def test_whoever_makes_the_manifest_anew_is_found_too(
    site: Path, root: str, tmp_path: Path, seed: int, below: str
) -> None:
    """The manifest is nobody's word in an internal build: what is anchored is found by another check than its own."""
    copy = Path(shutil.copytree(site, tmp_path / "site"))
    done = mutate(copy, seed, below)
    write_manifest(copy)
    verdict = verify(copy, root)
    failed = [check for check in verdict.checks if check.status == "failed"]
    assert (verdict.exit_code, {check.id for check in failed} - {"files"} != set()) == (1, True), done
    assert "A104" not in {problem.code for check in verdict.checks for problem in check.problems}, done


def test_the_site_itself_still_holds(site: Path, root: str) -> None:
    """What is known of its pages by now is what they say."""
    assert failing(verify(site, root)) == {}
    pages = [path.read_bytes() for path in site.rglob("*.html")]
    assert [READ_ONCE(data) for data in pages] == [read_page(data) for data in pages]
