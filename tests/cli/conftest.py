"""Running the command as a person does, without starting a process for it."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from generator.cli.main import entry
from generator.office.workspace import Workspace
from generator.signing import demo
from tests.conftest import Practice

IDENTITY = "keys/identity"
LOG_KEY = "keys/log"


@dataclass(frozen=True)
class Result:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def value(self) -> dict[str, Any]:
        """The machine's answer: exactly one line of JSON."""
        (line,) = self.out.splitlines()
        found: dict[str, Any] = json.loads(line)
        return found

    @property
    def codes(self) -> list[str]:
        """The codes of the problems in the machine's answer."""
        return [problem["code"] for problem in self.value["problems"]]


Kaohe = Callable[..., Result]


@pytest.fixture(scope="session")
def auditor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the demonstration auditor's identity."""
    path = tmp_path_factory.mktemp("auditor") / "identity"
    path.write_text(demo.age_identity("demo-auditor") + "\n", encoding="ascii")
    return path


@pytest.fixture
def kaohe(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path_factory: pytest.TempPathFactory,
    auditor: Path,
) -> Kaohe:
    """``kaohe("check", "--json")`` by somebody with a key to what is sealed; ``answer`` is what the person types."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
    for name in ("KAOHE_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "KAOHE_IDENTITY", "KAOHE_LOG_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KAOHE_IDENTITY", str(auditor))

    def run(*arguments: str, answer: str = "") -> Result:
        monkeypatch.setattr(sys, "argv", ["kaohe", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
        capsys.readouterr()
        try:
            entry()
            code: Any = 0
        except SystemExit as end:
            code = end.code or 0
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Result(int(code), said.out, said.err)

    return run


@pytest.fixture
def inside(practice: Practice, monkeypatch: pytest.MonkeyPatch, kaohe: Kaohe) -> Callable[[str], Workspace]:
    """Makes the current folder an office at a stage, with demonstration keys in ``keys``."""

    def at(stage: str) -> Workspace:
        workspace = practice(stage)
        monkeypatch.chdir(workspace.root)
        for name, out in (("demo-auditor", IDENTITY), ("log", LOG_KEY)):
            assert kaohe("keys", "demo", name, "--out", out).code == 0
        return workspace

    return at


def holder(kaohe: Kaohe, name: str) -> str:
    """The private key file of a demonstration holder, made where it is not there yet."""
    path = f"keys/{name}"
    if not Path(path).exists():
        assert kaohe("keys", "demo", name, "--out", path).code == 0
    return path
