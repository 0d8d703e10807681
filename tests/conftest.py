"""What tests of several packages share: programs that nobody here wrote, and the example office at each stage.

A test that needs a program asks ``require`` for it. Where the program is missing the test is skipped, unless
``KAOHE_REQUIRE_PEERS=1`` says that this machine is supposed to have them all: then it fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

from generator.office.workspace import Workspace
from tests.example import regenerate
from tests.shared import Shared, of_run

# How long one example takes says more about the machine than about the code.
settings.register_profile("kaohe", deadline=None)
settings.load_profile("kaohe")

Require = Callable[[str], str]
Stages = Callable[[str], Path]
Practice = Callable[[str], Workspace]

# Debian keeps each Go version outside PATH, and the sources of packaged libraries in one GOPATH.
GO_ROOTS = "/usr/lib"
GO_LIBRARIES = Path("/usr/share/gocode")


def find(tool: str) -> str | None:
    """The program ``tool``, or None."""
    # Servers lie where a person's PATH need not lead.
    found = shutil.which(tool) or shutil.which(tool, path="/usr/sbin")
    if found is None and tool == "go":
        versions = sorted(Path(GO_ROOTS).glob("go-1.*/bin/go"), key=lambda path: int(path.parts[-3].split(".")[1]))
        return str(versions[-1]) if versions else None
    return found


def missing(what: str) -> NoReturn:
    """Skip the test, or fail it where peers are required."""
    if os.environ.get("KAOHE_REQUIRE_PEERS") == "1":
        pytest.fail(f"{what} is missing, and KAOHE_REQUIRE_PEERS=1 asks for it", pytrace=False)
    pytest.skip(f"{what} is not installed")


def require_tool(tool: str) -> str:
    """The path of ``tool``; skips or fails the test where it is missing."""
    found = find(tool)
    if found is None:
        missing(tool)
    return found


@pytest.fixture(scope="session")
def require() -> Require:
    """:func:`require_tool` for tests."""
    return require_tool


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """What the processes of this run make once for each other."""
    found = of_run(tmp_path_factory, os.environ.get("PYTEST_XDIST_WORKER", "master"))
    yield found
    assert found.changed() == [], "a test changed what others use as well"


@pytest.fixture(scope="session")
def log_driver(shared: Shared) -> Path:
    """The Go checker of ``tests/peers/go``."""
    return build_go("go", shared)


def build_go(name: str, shared: Shared) -> Path:
    """The Go program of ``tests/peers/<name>``, built with Debian's packages and without a network."""
    return shared.folder(f"built-{name}", lambda folder: _build_go(name, folder)) / "driver"


def _build_go(name: str, folder: Path) -> None:
    folder.mkdir()
    go = require_tool("go")
    if not (GO_LIBRARIES / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        missing("golang.org/x/mod/sumdb (Debian: golang-golang-x-mod-dev)")
    shutil.copy(Path(__file__).parent / "peers" / name / "main.go", folder)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "GOPATH": str(GO_LIBRARIES),
        "GO111MODULE": "off",
        "GOPROXY": "off",
        "GOFLAGS": "",
        # Programs that are built one after the other need the same libraries.
        "GOCACHE": str(folder.parents[1] / "go-cache"),
        "CGO_ENABLED": "0",
    }
    built = subprocess.run(
        [go, "build", "-o", "driver", "main.go"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr


@pytest.fixture(scope="session")
def stages(shared: Shared) -> Stages:
    """The example office with everything published up to a kind of statement ("" for nothing). Not to be changed."""
    order = ("", *regenerate.ORDER, regenerate.OPEN)

    def stage(until: str) -> Path:
        def make(folder: Path) -> None:
            if until == "":
                regenerate.copy_inputs(regenerate.ROOT, folder)
            else:
                shutil.copytree(stage(order[order.index(until) - 1]), folder)
                regenerate.regenerate(folder, until)

        return shared.folder(f"office-{until or 'begun'}", make)

    return stage


@pytest.fixture
def practice(stages: Stages, tmp_path: Path) -> Practice:
    """A copy of the example office at a stage, to work on."""
    return lambda until: Workspace(Path(shutil.copytree(stages(until), tmp_path / "office")))
