"""An office that two people must release together, and its site, made once."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generator.office import build
from generator.office.build import EXPORT, SITE, Built, export_public_side
from generator.office.workspace import Workspace
from generator.signing import demo, sshsig
from tests.example import regenerate

PUBLISHER, SUPERVISOR, OFFICE = "demo-publisher-1", "demo-supervisor-1", "demo-office-1"
UNTIL = "scheme"


@dataclass(frozen=True)
class Prepared:
    """The office with what it published, and the site that belongs to it."""

    office: Path
    site: Path
    built: Built


def prepare(folder: Path) -> Prepared:
    """The example as far as its scheme; its trust asks for a publisher and a supervisor."""
    office, made = folder / "office", folder / "made"
    regenerate.copy_inputs(regenerate.ROOT, office)
    trust = office / "records" / "trust.yml"
    text = trust.read_text("utf-8")
    assert text.count("release: {publisher: 1}") == 1
    trust.write_text(text.replace("release: {publisher: 1}", "release: {publisher: 1, supervision: 1}"), "utf-8")
    regenerate.regenerate(office, UNTIL)
    made.mkdir()
    workspace = Workspace(office)
    built = build.make_site(workspace, made, [], [], workspace.pinned_root())
    return Prepared(office, made / SITE, built)


@dataclass
class Maker:
    """Stands for building the site, which takes seconds: lays down the one that was made before."""

    prepared: Prepared
    made: int = 0

    def __call__(self, workspace: Workspace, scratch: Path, restricted: Sequence[str], *_: object) -> Built:
        export_public_side(workspace, scratch / EXPORT)
        shutil.copytree(self.prepared.site, scratch / SITE)
        self.made += 1
        return replace(self.prepared.built, restricted=len(restricted))


def sign_as(message: bytes, namespace: str, key: Path) -> bytes:
    """Signs with the demonstration key that the file's name names."""
    return sshsig.sign(message, namespace, demo.seed(key.name))


def git(folder: Path, *arguments: str) -> str:
    """What git says in ``folder``."""
    settings = ("user.name=x", "user.email=x@example.org", "init.defaultBranch=main", "protocol.file.allow=always")
    command = ["git", *(part for setting in settings for part in ("-c", setting)), *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def commit_all(folder: Path) -> None:
    """A repository with everything in the folder committed."""
    if not (folder / ".git").exists():
        git(folder, "init", "-q")
    git(folder, "add", "-A", "-f")
    git(folder, "commit", "-q", "-m", "all")
