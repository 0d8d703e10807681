"""The example office and its site, each made once for all requirements."""

from __future__ import annotations

import shutil
import time

import pytest

from generator.site.build import build
from tests.requirements.books import ROOT, Books
from tests.requirements.published import Published


@pytest.fixture(scope="session")
def books() -> Books:
    """The records of the example. Not to be changed."""
    return Books()


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, books: Books) -> Published:
    """The site of the example's ledger. Not to be changed."""
    folder = tmp_path_factory.mktemp("published")
    export, out = folder / "export", folder / "site"
    shutil.copytree(books.root / "records/ledger", export / "ledger")
    shutil.copytree(ROOT / "site_config", export / "site_config")
    shutil.copy(ROOT / "mkdocs.yml", export)
    out.mkdir()
    build(export, out, time.perf_counter)
    return Published(out, export, (books.root / "records/root").read_text("ascii").strip())
