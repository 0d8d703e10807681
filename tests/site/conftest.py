"""One export and its finished site for all tests that only look."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator.core.files import list_files
from generator.site.build import build
from tests.shared import Shared
from tests.site.synthetic import make_export
from tests.site.synthetic_plan import make_planned


@dataclass(frozen=True)
class Built:
    export: Path
    folder: Path
    files: dict[str, bytes]

    def text(self, path: str) -> str:
        return self.files[path].decode("utf-8")

    @property
    def pages(self) -> dict[str, str]:
        return {path: data.decode("utf-8") for path, data in self.files.items() if path.endswith(".html")}


def build_site(export: Path, out: Path) -> Built:
    out.mkdir()
    build(export, out, time.perf_counter)
    return read_built(export, out)


def read_built(export: Path, out: Path) -> Built:
    return Built(export, out, {path: (out / path).read_bytes() for path in list_files(out, "site")})


def built(shared: Shared, name: str, make_export: Callable[[Path], Path]) -> Built:
    """The export and its site, for all that only look."""

    def make(folder: Path) -> None:
        folder.mkdir()
        build_site(make_export(folder / "export"), folder / "out")

    folder = shared.folder(name, make)
    return read_built(folder / "export", folder / "out")


@pytest.fixture(scope="session")
def site(shared: Shared) -> Built:
    return built(shared, "site", lambda export: make_export(export, 12))


@pytest.fixture(scope="session")
def planned(shared: Shared) -> Built:
    """A cycle with a plan and every act of it, and the next one just begun."""
    return built(shared, "planned", make_planned)
