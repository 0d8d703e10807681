"""The example's real site, built once by the command that a user types, in a copy of the repository."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.docs.readme import copy_repository, settings
from tests.integration.command import copy_office, kaohe
from tests.shared import Shared


@pytest.fixture(scope="session")
def repository(shared: Shared) -> Path:
    """A copy of the repository with its site built. Not to be changed."""

    def make(folder: Path) -> None:
        done = kaohe(copy_repository(folder), "build")
        assert done.returncode == 0, done.stderr

    return shared.folder("kaohe", make)


@pytest.fixture(scope="session")
def site(repository: Path) -> Path:
    """The site. Not to be changed."""
    return repository / "site"


@pytest.fixture(scope="session")
def root(repository: Path) -> str:
    """The root that the example pins."""
    return (repository / "records" / "root").read_text("ascii").strip()


@pytest.fixture
def forged(site: Path, tmp_path: Path) -> Path:
    """A copy of the site, to be attacked."""
    return Path(shutil.copytree(site, tmp_path / "site"))


@pytest.fixture
def office(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example office with its site, to be changed; commands run in this process open its sealed records, too."""
    monkeypatch.setenv("KAOHE_IDENTITY", settings(repository, "en")["KAOHE_IDENTITY"])
    return copy_office(repository, tmp_path / "office")
