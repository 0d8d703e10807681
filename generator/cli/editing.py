"""One edit of a sealed record: private text, editor, check, seal. The text is never lost nor left without a word."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from generator.cli.context import Context
from generator.core import messages
from generator.core.errors import FindingsError, NotCheckedError, UsageError
from generator.core.files import read_bounded
from generator.intake import reader, sealed
from generator.intake.discover import Found
from generator.intake.record_file import sealed_path, working_copy_path
from generator.office import private_text, sealing
from generator.office.sealing import Resealed
from generator.office.workspace import Workspace

EDITORS = ("nano", "vi")
"""What is taken where nobody has said which editor."""


def edit_record(
    context: Context, workspace: Workspace, found: Found, identities: Sequence[str], environment: Mapping[str, str]
) -> Resealed:
    """Let a person edit a sealed record, or write a new one.

    Raises UsageError U134 without an editor and U135 where it failed, FindingsError with the problems of a text that
    is not to be sealed, and what opening and sealing raise. Where the text differs from what is sealed it is kept then,
    and the place is said.
    """
    editor = shlex.split(environment.get("VISUAL") or environment.get("EDITOR") or _installed(environment))
    if not editor:
        raise UsageError.of("U134")
    path = sealed_path(found.record)
    if not identities:
        raise NotCheckedError.of("F220", path)
    keys = sealed.parse_identities(identities)
    before, old = _current(workspace, found, keys)
    place = private_text.private_place(environment.get("XDG_RUNTIME_DIR"))
    for folder in private_text.leftovers(place):
        context.say("cli.edit.leftover", folder=folder)
    text = private_text.put(place, Path(working_copy_path(found.record)).name, old)
    keep = True
    try:
        new = _edited(context, workspace, found, identities, [*editor, str(text)], text, old)
        if new == old:
            done = Resealed(path, False)
        else:
            checked = sealing.check_text(workspace, found, new, identities)
            recipients = sealing.recipients_of(checked)
            done = sealing.replace_record(workspace, found, before, new, recipients, keys)
        keep = False
        return done
    finally:
        # Also on Ctrl-C: work that nobody sealed stays, a text that is sealed anyway does not.
        if keep and _differs(text, old):
            context.console().print(
                messages.text("cli.edit.kept", context.lang, path=text, copy=working_copy_path(found.record)),
                markup=False,
                highlight=False,
            )
        else:
            private_text.wipe(text)


def _installed(environment: Mapping[str, str]) -> str:
    """An editor that nearly every system has; none where no person sits at the terminal to use it."""
    names = EDITORS if sys.stdin.isatty() else ()
    return next((name for name in names if shutil.which(name, path=environment.get("PATH"))), "")


def _current(workspace: Workspace, found: Found, keys: sealed.Identities) -> tuple[bytes | None, bytes]:
    """The sealed bytes and their content; for a record that has no file yet, nothing and an empty text."""
    if (workspace.root / found.record).exists():
        raise UsageError.of("U136", sealed_path(found.record))
    if not (workspace.root / sealed_path(found.record)).exists():
        return None, b""
    return sealing.open_record(workspace, found, keys)


def _edited(
    context: Context,
    workspace: Workspace,
    found: Found,
    identities: Sequence[str],
    command: Sequence[str],
    text: Path,
    old: bytes,
) -> bytes:
    """The text as the person leaves it: unchanged, without problems, or to be sealed in spite of them."""
    while True:
        _run(command)
        new = read_bounded(text, text.name, reader.MAX_BYTES)
        if new == old:
            return new
        problems = sealing.record_problems(sealing.check_text(workspace, found, new, identities), found)
        if not problems:
            return new
        if context.as_json or not sys.stdin.isatty():
            raise FindingsError(problems)
        context.report(problems)
        question = messages.text("cli.edit.question", context.lang)
        answer = click.prompt(question, type=click.Choice(["e", "s", "k"]), default="e", err=True)
        if answer == "s":
            return new
        if answer == "k":
            raise FindingsError(problems)


def _run(command: Sequence[str]) -> None:
    try:
        status = subprocess.run(command, check=False).returncode
    except OSError as error:
        raise UsageError.of("U135", status=error.strerror or "") from error
    if status:
        raise UsageError.of("U135", status=status)


def _differs(text: Path, old: bytes) -> bool:
    try:
        return text.read_bytes() != old
    except OSError:
        # The editor removed it: what else is in the folder may be all there is.
        return text.parent.exists()
