"""What git knows: index, ignored files, attributes, configuration."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from generator.core.errors import NotCheckedError
from generator.office import git_state
from generator.office.check import load_and_check
from tests.broken.edited import edited

COPY = "records/cycles/2025/procedure/report.clear.yml"
ENDING = ".clear.yml"


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The valid office, not at the top of its git repository, with one working copy."""
    git(tmp_path, "init", "-q")
    root = tmp_path / "office"
    edited(root, {})
    (root / COPY).write_text("x: 1\n")
    return root


def findings(root: Path) -> list[tuple[str, str]]:
    return [(p.code, p.place.path) for p in load_and_check(root).problems]


def test_a_working_copy_that_git_ignores_is_fine(root: Path) -> None:
    (root / ".gitignore").write_text("*.clear.yml\n")
    assert git_state.ignored(root, [COPY, "records/organ.yml"]) == {COPY}
    assert git_state.tracked(root, ENDING) == frozenset()
    assert findings(root) == []


def test_one_that_git_does_not_ignore_is_a_finding(root: Path) -> None:
    assert findings(root) == [("F211", COPY)]


@pytest.mark.parametrize("gone", [False, True])
def test_one_that_git_tracks_is_a_finding_even_when_it_is_gone(root: Path, gone: bool) -> None:
    (root / ".gitignore").write_text("*.clear.yml\n")
    git(root, "add", "--force", COPY)
    if gone:
        (root / COPY).unlink()
    assert git_state.tracked(root, ENDING) == {COPY}
    assert findings(root) == [("F210", COPY)]


def test_without_git_nothing_is_tracked(tmp_path: Path) -> None:
    edited(tmp_path, {})
    (tmp_path / COPY).write_text("x: 1\n")
    assert git_state.tracked(tmp_path, ENDING) == git_state.ignored(tmp_path, [COPY]) == frozenset()
    assert not git_state.configure(tmp_path, [("diff.kaohe.textconv", "x")], "*.age diff=kaohe")
    assert git_state.attribute(tmp_path, "diff", "a.age") == ""
    assert findings(tmp_path) == [("F211", COPY)]


def test_an_index_that_cannot_be_read_is_not_checked(root: Path) -> None:
    git(root, "add", "records/organ.yml")
    (root.parent / ".git" / "index").write_bytes(b"DIRC\0\0\0\x09broken")
    with pytest.raises(NotCheckedError):
        git_state.tracked(root, ENDING)
    checked = load_and_check(root)
    assert [p.code for p in checked.not_checked] == ["F224"]
    assert checked.exit_code == 4


def test_settings_and_attributes_are_the_clones_own(root: Path) -> None:
    (root / ".gitattributes").write_text("*.age binary\n")
    assert git_state.attribute(root, "diff", "records/a.yml.age") == "unset"
    attributes = root.parent / ".git/info/attributes"
    attributes.parent.mkdir(exist_ok=True)
    attributes.write_text("*.x text")
    for _ in range(2):
        assert git_state.configure(root, [("diff.kaohe.cachetextconv", "false")], "*.age diff=kaohe")
    assert attributes.read_text() == "*.x text\n*.age diff=kaohe\n"
    assert git(root, "config", "--local", "diff.kaohe.cachetextconv") == "false\n"
    assert git_state.attribute(root, "diff", "records/a.yml.age") == "kaohe"
    assert git_state.attribute(root, "text", "records/a.yml.age") == "unset"
    assert git_state.attribute(root, "diff", "records/a.yml") == "unspecified"


def test_a_work_tree_of_its_own_shares_the_clones_settings(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    git(root, "add", "--all")
    git(root, "commit", "-q", "-m", "one")
    other = tmp_path_factory.mktemp("other") / "tree"
    git(root, "worktree", "add", "-q", str(other))
    assert git_state.configure(other / "office", [("diff.kaohe.cachetextconv", "false")], "*.age diff=kaohe")
    assert git_state.attribute(other / "office", "diff", "a.age") == "kaohe"
    assert git_state.tracked(other / "office", ENDING) == {COPY}
