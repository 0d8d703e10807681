"""``kaohe verify`` on the real site: what its exit codes mean, and what it tells a machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.audit.verify import PLANS
from tests.integration.command import kaohe

pytestmark = pytest.mark.slow


def test_with_the_root_everything_is_verified(repository: Path, root: str) -> None:
    done = kaohe(repository, "verify", "site", "--root", root, "--internal", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 1
    answer = json.loads(done.stdout)
    assert (answer["version"], answer["status"]) == ("kaohe/output/v1", "checked")
    checks = answer["verdict"]["checks"]
    assert [check["number"] for check in checks] == [plan.number for plan in PLANS]
    # Everything but who released it: this is what `kaohe build` makes.
    assert [check["id"] for check in checks if check["status"] != "ok"] == ["release"]
    told = kaohe(repository, "verify", "site", "--root", root)
    assert (told.returncode, told.stderr) == (4, "")
    assert told.stdout.count("V") >= 16


def test_without_a_root_the_first_check_is_not_made(repository: Path) -> None:
    done = kaohe(repository, "verify", "site", "--json")
    assert done.returncode == 4
    checks = json.loads(done.stdout)["verdict"]["checks"]
    assert [(check["number"], check["status"]) for check in checks if check["status"] != "ok"] == [
        (1, "not_checked"),
        (15, "not_checked"),
    ]


def test_another_root_is_a_finding(repository: Path, root: str) -> None:
    other = ("0" if root[0] != "0" else "1") + root[1:]
    done = kaohe(repository, "verify", "site", "--root", other, "--json")
    assert done.returncode == 1
    checks = json.loads(done.stdout)["verdict"]["checks"]
    assert [check["number"] for check in checks if check["status"] == "failed"] == [1]


@pytest.mark.parametrize("malformed", ["", "xyz", "00", "g" * 64, "0" * 63, "0" * 65, "０" * 64])
def test_what_is_no_root_is_wrong_usage(repository: Path, malformed: str) -> None:
    done = kaohe(repository, "verify", "site", "--root", malformed, "--json")
    assert done.returncode == 2
    answer = json.loads(done.stdout)
    assert (answer["version"], answer["status"]) == ("kaohe/output/v1", "error")
    assert [problem["code"] for problem in answer["problems"]] == ["U106"]


@pytest.mark.parametrize("folder", ["nowhere", "mkdocs.yml", "site/index.html"])
def test_what_is_not_there_says_nothing_about_the_site(repository: Path, root: str, folder: str) -> None:
    done = kaohe(repository, "verify", folder, "--root", root, "--json")
    assert done.returncode == 4
    assert json.loads(done.stdout)["problems"][0]["path"] == Path(folder).name
    assert "Traceback" not in done.stderr


def test_wrong_calls(repository: Path) -> None:
    for arguments in (["verify"], ["verify", "site", "--rot", "0"], ["verify", "site", "site"]):
        assert kaohe(repository, *arguments).returncode == 2, arguments


def test_an_empty_folder_is_not_a_site(repository: Path, root: str, tmp_path: Path) -> None:
    done = kaohe(repository, "verify", str(tmp_path), "--root", root, "--json")
    assert done.returncode == 2
    assert [problem["code"] for problem in json.loads(done.stdout)["problems"]] == ["A105"]
    assert "Traceback" not in done.stderr
