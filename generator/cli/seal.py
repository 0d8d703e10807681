"""``kaohe seal``, ``unseal``, ``edit``, ``rekey`` on sealed records; ``git-setup`` shows them in git."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from generator.cli.context import Context
from generator.cli.editing import edit_record
from generator.cli.identities import IDENTITY, read_identities
from generator.cli.main import kaohe, option_help
from generator.core.errors import KaoheError, UsageError
from generator.core.problem import Problem
from generator.intake.discover import Found
from generator.office import git_state, sealing
from generator.office.workspace import Workspace

FILES = click.argument("files", metavar="FILE...", nargs=-1, type=click.Path(path_type=Path))
EVERY = click.option("--all", "every", is_flag=True, help=option_help("all"))

ATTRIBUTES = "*.age diff=kaohe"


@kaohe.command("seal")
@FILES
@EVERY
@IDENTITY
@click.pass_obj
def seal(context: Context, files: tuple[Path, ...], every: bool, identity: Path | None) -> None:
    """Replaced by the catalogue's text."""
    workspace = context.workspace()
    identities = read_identities(identity)

    def one(found: Found) -> str:
        done = sealing.seal_record(workspace, found, identities)
        context.say("cli.seal.done" if done.written else "cli.seal.unchanged", path=done.path)
        return done.path

    _each(context, _chosen(workspace, files, every, sealing.working_copies), one)


@kaohe.command("unseal")
@FILES
@EVERY
@IDENTITY
@click.pass_obj
def unseal(context: Context, files: tuple[Path, ...], every: bool, identity: Path | None) -> None:
    """Replaced by the catalogue's text."""
    workspace = context.workspace()
    identities = read_identities(identity)

    def one(found: Found) -> str:
        path = sealing.unseal_record(workspace, found, identities)
        context.say("cli.unseal.done", path=path)
        return path

    _each(context, _chosen(workspace, files, every, sealing.sealed_records), one)


@kaohe.command("edit")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@IDENTITY
@click.pass_obj
def edit(context: Context, file: Path, identity: Path | None) -> None:
    """Replaced by the catalogue's text."""
    workspace = context.workspace()
    found = sealing.locate(workspace, file)
    done = edit_record(context, workspace, found, read_identities(identity), os.environ)
    context.say("cli.seal.done" if done.written else "cli.edit.unchanged", path=done.path)
    context.result({"status": "ok", "path": done.path, "changed": done.written})


@kaohe.command("rekey")
@IDENTITY
@click.pass_obj
def rekey(context: Context, identity: Path | None) -> None:
    """Replaced by the catalogue's text."""
    files = sealing.rekey(context.workspace(), read_identities(identity))
    context.say("cli.rekey.done", count=len(files))
    context.result({"status": "ok", "files": files})


# Only what is asked for gets into the configuration, so here the environment does not count.
@kaohe.command("git-setup")
@click.option("--identity", type=click.Path(path_type=Path), help=option_help("git-identity"))
@click.pass_obj
def git_setup(context: Context, identity: Path | None) -> None:
    """Replaced by the catalogue's text."""
    # -P: git runs this inside the repository, whose files must not be taken for our modules.
    command = [sys.executable, "-P", "-m", "generator.cli.textconv"]
    if identity is not None:
        read_identities(identity)
        command += ["--identity", str(identity.resolve())]
    settings = (("diff.kaohe.textconv", shlex.join(command)), ("diff.kaohe.cachetextconv", "false"))
    workspace = context.workspace()
    if not git_state.configure(workspace.root, settings, ATTRIBUTES):
        raise UsageError.of("U138")
    for name, value in settings:
        context.say("cli.git-setup.set", name=name, value=value)
    context.say("cli.git-setup.attributes", line=ATTRIBUTES)
    if git_state.attribute(workspace.root, "text", "records/x.yml.age") != "unset":
        context.say("cli.git-setup.binary")
    context.result({"status": "ok", "settings": dict(settings)})


def _chosen(
    workspace: Workspace, files: Sequence[Path], every: bool, all_of: Callable[[Workspace], list[Found]]
) -> list[Found]:
    if every == bool(files):
        raise UsageError.of("U139")
    return all_of(workspace) if every else [sealing.locate(workspace, file) for file in files]


def _each(context: Context, records: Sequence[Found], work: Callable[[Found], str]) -> None:
    """Do every record, also after one that failed; then report all that failed, findings before the rest."""
    done: list[str] = []
    failed: list[KaoheError] = []
    for found in records:
        try:
            done.append(work(found))
        except KaoheError as error:
            failed.append(error)
    problems: list[Problem] = [problem for error in failed for problem in error.problems]
    if not failed:
        if not records:
            context.say("cli.seal.nothing")
        context.result({"status": "ok", "files": done})
        return
    worst = min(failed, key=lambda error: error.exit_code)
    raise type(worst)(problems)
