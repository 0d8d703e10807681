"""One export and its finished site for all tests that only look."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator.core.files import list_files
from generator.site.build import build
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
    return Built(export, out, {path: (out / path).read_bytes() for path in list_files(out, "site")})


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("site")
    return build_site(make_export(folder / "export", 12), folder / "out")


@pytest.fixture(scope="session")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A cycle with a plan and every act of it, and the next one just begun."""
    folder = tmp_path_factory.mktemp("planned")
    return build_site(make_planned(folder / "export"), folder / "out")
