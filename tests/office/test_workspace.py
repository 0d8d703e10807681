"""Where things lie in an office's repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.core.errors import UsageError
from generator.office.workspace import Workspace, find_workspace
from tests.office.acting import codes


@pytest.mark.parametrize("mark", ["organ.yml", "trust.yml"])
def test_found_from_anywhere_inside(tmp_path: Path, mark: str) -> None:
    inner = tmp_path / "office" / "records" / "cycles"
    inner.mkdir(parents=True)
    (tmp_path / "office" / "records" / mark).touch()
    for start in (inner, inner.parent, tmp_path / "office"):
        assert find_workspace(start) == Workspace(tmp_path / "office")
    (tmp_path / "link").symlink_to(inner)
    assert find_workspace(tmp_path / "link").root == tmp_path / "office"


def test_outside_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "records" / "organ.yml").mkdir(parents=True)
    assert codes(lambda: find_workspace(tmp_path / "records"), UsageError) == [("U110", "")]
    assert codes(lambda: find_workspace(tmp_path / "missing"), UsageError) == [("U110", "")]


def test_a_git_repository_without_records_ends_the_search(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "organ.yml").touch()
    inner = tmp_path / "empty" / "below"
    inner.mkdir(parents=True)
    assert find_workspace(inner).root == tmp_path
    (tmp_path / "empty" / ".git").touch()
    for start in (inner, inner.parent):
        with pytest.raises(UsageError) as caught:
            find_workspace(start)
        (problem,) = caught.value.problems
        assert (problem.code, problem.params) == ("U145", {"folder": "empty"})
    (tmp_path / ".git").mkdir()
    assert find_workspace(tmp_path / "records").root == tmp_path


def test_paths() -> None:
    workspace = Workspace(Path("/office"))
    assert workspace.draft("report", "2025") == Path("/office/records/drafts/2025-report")
    assert workspace.draft("trust", "") == Path("/office/records/drafts/trust")
    assert workspace.sealed("report", "2025") == Path("/office/records/cycles/2025/sealed/report.openings.age")
    assert workspace.sealed("trust", "") == Path("/office/records/sealed/trust.openings.age")
    assert workspace.ledger == Path("/office/records/ledger")


def test_messages_never_show_where_the_repository_is(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "office")
    workspace.root.mkdir()
    assert workspace.name(tmp_path / "office" / "records" / "x") == "records/x"
    assert workspace.name(tmp_path / "elsewhere" / "x") == "x"
    (tmp_path / "link").symlink_to(workspace.root)
    assert Workspace(tmp_path / "link").name(tmp_path / "office" / "a") == "a"
