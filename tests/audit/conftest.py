"""One good miniature site for all tests; each test that spoils it gets its own copy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.audit.office import Office


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A demonstration office with everything in order. Not to be changed."""
    return Office(tmp_path_factory.mktemp("good") / "site").publish()


@pytest.fixture
def site(good: Office, tmp_path: Path) -> Path:
    """A copy of the good site."""
    return Path(shutil.copytree(good.folder, tmp_path / "site"))
