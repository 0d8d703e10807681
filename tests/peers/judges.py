"""Asking programs that nobody here wrote about witnesses: many questions, one process."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import build_go, missing
from tests.shared import Shared

AICS = "aics-tlog==0.2.1"
AICS_SHA256 = "e8cd2be003001576353bbd1a139b68252baf85df8e5d356c5ff26f3c417efdfc"


@dataclass(frozen=True)
class Question:
    """One thing to judge: a ``checkpoint``, ``receipt`` or ``request`` file under a log key and witness keys."""

    kind: str
    data: bytes
    log: str
    witnesses: Sequence[str] = ()
    quorum: int = 0
    entry: bytes = b""
    old_root: bytes = b""

    def line(self) -> str:
        """As both programs read it."""
        fields = {name: base64.b64encode(getattr(self, name)).decode() for name in ("data", "entry", "old_root")}
        more = {"kind": self.kind, "log": self.log, "witnesses": list(self.witnesses), "quorum": self.quorum}
        return json.dumps({**fields, **more})


@dataclass(frozen=True)
class Judge:
    """A program that answers questions; ``environment`` is all it gets."""

    name: str
    command: list[str]
    environment: dict[str, str]

    def ask(self, questions: Sequence[Question]) -> list[bool]:
        """Its answers."""
        asked = "".join(question.line() + "\n" for question in questions)
        done = subprocess.run(
            self.command, input=asked, env=self.environment, capture_output=True, text=True, check=True, timeout=300
        )
        answers = done.stdout.splitlines()
        assert len(answers) == len(questions)
        assert all(answer == "ok" or answer.startswith("no: ") for answer in answers)
        return [answer == "ok" for answer in answers]


def go_judge(shared: Shared) -> Judge:
    """The Go team's note and tlog packages."""
    return Judge("go", [str(build_go("go_witness", shared))], {})


def aics_judge() -> Judge:
    """The library aics-tlog, installed once into a cache of the user's, apart from the project's own packages.

    It asks for a newer Python than ours but runs on it; what it depends on, we have.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kaohe-peers" / AICS
    if not cache.is_dir():
        # Made aside and renamed: tests run side by side, and an installation may be cut off.
        cache.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=cache.parent))
        requirements = fresh / "requirements.txt"
        requirements.write_text(f"{AICS} --hash=sha256:{AICS_SHA256}\n", encoding="ascii")
        pip = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps"]
        pip += ["--ignore-requires-python", "--only-binary=:all:", "--require-hashes"]
        pip += ["--target", str(fresh), "-r", str(requirements)]
        done = subprocess.run(pip, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            shutil.rmtree(fresh)
            missing(f"{AICS} ({done.stderr.strip().splitlines()[-1:]})")
        try:
            fresh.rename(cache)
        except OSError:
            # Another test was faster.
            shutil.rmtree(fresh)
    script = Path(__file__).parent / "aics_judge.py"
    return Judge("aics", [sys.executable, str(script)], {"PYTHONPATH": str(cache), "PATH": os.environ["PATH"]})
