"""Building the site: export, builder in a process of its own, leak gate, verification, exchange.

The builder gets the ledger, the site configuration and nothing else, with a scrubbed environment; it cannot leak
what it never sees. The leak gate then looks at every byte it made. Only a site that passes both, and its own
verification, takes the place of the old one, in one step.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.audit.check_quorum import NOT_REACHED
from generator.audit.verdict import Verdict
from generator.audit.verify import verify
from generator.core.errors import FindingsError, KaoheError, LeakError, NotCheckedError, UsageError
from generator.core.files import list_files, read_bounded, sync_folder
from generator.core.problem import Place, Problem
from generator.office.masking import masked
from generator.office.scratch import scratch_in
from generator.office.workspace import Workspace
from generator.signing.release import MANIFEST

EXPORT = "export"
SITE = "site"
MAX_FILE = 256 * 1024 * 1024
_RENAME_EXCHANGE = 2
_AT_FDCWD = -100


@dataclass(frozen=True, slots=True)
class Built:
    """What was built: the builder's summary, the leak gate's, how many texts it looked for, and the verification."""

    site: dict[str, Any]
    gate: dict[str, Any]
    restricted: int
    verdict: Verdict

    @property
    def checks(self) -> int:
        """How many checks passed."""
        return sum(check.status == "ok" for check in self.verdict.checks)


def build(
    workspace: Workspace, target: Path, restricted: Sequence[str], public: Sequence[str], root: str | None
) -> Built:
    """Build the site of ``workspace`` and put it at ``target``.

    ``restricted`` is what must not be in it, ``root`` the ledger's expected root. Raises as :func:`make_site` and
    :func:`replaceable` do; then ``target`` is as it was.
    """
    target = replaceable(target)
    with scratch_in(target.parent) as scratch:
        built = make_site(workspace, scratch, restricted, public, root)
        exchange(scratch / SITE, target)
    return built


def replaceable(target: Path) -> Path:
    """``target`` as an absolute path, its parent there.

    Raises UsageError U123 where it holds something else than a site: its old content goes away with the exchange.
    """
    if target.exists() and not (target / MANIFEST).is_file() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError.of("U123", folder=target.name)
    # The children have another working folder.
    target = target.absolute()
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def make_site(
    workspace: Workspace, scratch: Path, restricted: Sequence[str], public: Sequence[str], root: str | None
) -> Built:
    """Make the site of ``workspace`` in ``scratch``: what it is made from in ``EXPORT``, itself in ``SITE``.

    Raises FindingsError (configuration, ledger, verification), LeakError (exit 3), NotCheckedError. That nobody has
    signed the site yet is no failure.
    """
    export, out = scratch / EXPORT, scratch / SITE
    export_public_side(workspace, export)
    out.mkdir()
    summary = _run_builder(export, out, restricted, public)
    gate = run_gate(out, restricted, public)
    return Built(summary, gate, len(restricted), _verify(out, root))


def export_public_side(workspace: Workspace, export: Path) -> None:
    """Copy the ledger and the site configuration, folders and regular files only, into a new folder.

    Raises UsageError U122 where nothing is published yet, FindingsError C130 (missing), C131 (a link or special file).
    """
    if not workspace.ledger.is_dir():
        raise UsageError.of("U122", workspace.name(workspace.ledger))
    export.mkdir()
    for source, name in ((workspace.ledger, "ledger"), (workspace.root / "site_config", "site_config")):
        # Not resolved: where the folder is a link, the link has to be named.
        shown = source.relative_to(workspace.root).as_posix()
        files = list_files(source, shown)
        # Empty folders too: whether one may be there is for the builder to say.
        for folder in (source, *(path for path in source.rglob("*") if path.is_dir())):
            (export / name / folder.relative_to(source)).mkdir(parents=True, exist_ok=True)
        for relative in files:
            destination = export / name / relative
            destination.write_bytes(read_bounded(source / relative, f"{shown}/{relative}", MAX_FILE))
    (export / "mkdocs.yml").write_bytes(read_bounded(workspace.root / "mkdocs.yml", "mkdocs.yml", MAX_FILE))


def _environment(scratch: Path) -> dict[str, str]:
    """What a child process may know: where programs are, and nothing about the person or the machine's settings."""
    known = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "TZ": "UTC"}
    # What a child that is killed leaves behind lies in the scratch folder too, and goes with it.
    return {**known, "HOME": str(scratch), "TMPDIR": str(scratch)}


def _run_builder(export: Path, out: Path, restricted: Sequence[str], public: Sequence[str]) -> dict[str, Any]:
    command = [sys.executable, "-I", "-m", "generator.site", str(export), str(out)]
    done = subprocess.run(command, cwd=export, env=_environment(export.parent), capture_output=True, check=False)
    summary = _output(done.stdout)
    if done.returncode:
        problems = masked([_problem(item) for item in summary.get("problems", [])], restricted, public)
        # A builder that says nothing broke down: that is no finding about what it was given.
        found = bool(problems) and done.returncode == FindingsError.exit_code
        failure: type[KaoheError] = FindingsError if found else NotCheckedError
        raise failure(problems or Problem("B180", Place(""), {"status": str(done.returncode)}))
    return summary


def run_gate(out: Path, restricted: Sequence[str], public: Sequence[str], beside: Sequence[str] = ()) -> dict[str, Any]:
    """The leak gate over every byte in ``out``: the manifest, what it lists, and the files ``beside`` it.

    Raises LeakError, NotCheckedError.
    """
    manifest = read_bounded(out / MANIFEST, MANIFEST, MAX_FILE).decode("utf-8", "replace")
    expected = [*(line[66:] for line in manifest.splitlines()), MANIFEST, *beside]
    request = {
        "version": "kaohe/leakgate-request/v1",
        "values": list(restricted),
        "public": list(public),
        "allow": [],
        "expected": expected,
    }
    command = [sys.executable, "-I", "-m", "generator.leakgate", str(out)]
    done = subprocess.run(
        command,
        cwd=out,
        env=_environment(out.parent),
        input=json.dumps(request).encode(),
        capture_output=True,
        check=False,
    )
    summary = _output(done.stdout)
    if done.returncode == 0 and summary:
        return summary
    failure: type[KaoheError] = LeakError if done.returncode == LeakError.exit_code else NotCheckedError
    problems = [_problem(item) for item in summary.get("findings", [])]
    raise failure(problems or Problem("B181", Place(""), {"status": str(done.returncode)}))


def _verify(out: Path, root: str | None) -> Verdict:
    verdict = verify(out, root)
    problems = [problem for check in verdict.checks for problem in check.problems if check.status == "failed"]
    # Between publication and cosignatures the office looks at its site; a release waits for the quorum.
    if any(problem.code != NOT_REACHED for problem in problems):
        raise FindingsError(problems)
    return verdict


def _output(stdout: bytes) -> dict[str, Any]:
    try:
        # File names need not be text; what is not is kept as it is, for the terminal to escape.
        value = json.loads(stdout.decode("utf-8", "surrogateescape"))
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _problem(item: dict[str, Any]) -> Problem:
    params = {str(key): str(value) for key, value in dict(item.get("params", {})).items()}
    place = Place(str(item.get("path", "")), int(item.get("line", 0)), int(item.get("col", 0)))
    return Problem(str(item.get("code", "B180")), place, params, clause=str(item.get("clause", "")))


def exchange(new: Path, target: Path) -> None:
    """Put ``new`` in the place of ``target`` in one step, so that a reader or a crash sees one or the other, whole."""
    # One call for all: a sync of every file would take longer than to make them.
    os.sync()
    aside = target.with_name(f".{target.name}.old")
    if not target.exists():
        new.rename(target)
    elif not _swap(new, target):
        shutil.rmtree(aside, ignore_errors=True)
        target.rename(aside)
        new.rename(target)
    sync_folder(target.parent)
    # A run that was cut off between the two renames may have left it, too.
    shutil.rmtree(aside, ignore_errors=True)


def _swap(left: Path, right: Path) -> bool:
    """Exchange two folders atomically where the system can (Linux ``renameat2``); False where it cannot."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return bool(renameat2(_AT_FDCWD, bytes(left), _AT_FDCWD, bytes(right), _RENAME_EXCHANGE) == 0)
