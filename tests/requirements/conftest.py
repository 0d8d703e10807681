"""The example office and its site, each made once for all requirements."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from generator.site.build import build
from tests.requirements.books import ROOT, Books
from tests.requirements.published import Published
from tests.shared import Shared


@pytest.fixture(scope="session")
def books() -> Books:
    """The records of the example. Not to be changed."""
    return Books()


@pytest.fixture(scope="session")
def published(shared: Shared, books: Books) -> Published:
    """The site of the example's ledger. Not to be changed."""

    def make(folder: Path) -> None:
        export, out = folder / "export", folder / "site"
        shutil.copytree(books.root / "records/ledger", export / "ledger")
        shutil.copytree(ROOT / "site_config", export / "site_config")
        shutil.copy(ROOT / "mkdocs.yml", export)
        out.mkdir()
        build(export, out, time.perf_counter)

    folder = shared.folder("published", make)
    return Published(folder / "site", folder / "export", (books.root / "records/root").read_text("ascii").strip())
