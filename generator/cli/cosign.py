"""``kaohe cosign``: an auditor's word that the log continues the one seen before."""

from __future__ import annotations

import os
import time as clock
from pathlib import Path

import click

from generator.audit.site_files import LEDGER
from generator.cli.context import Context
from generator.cli.identities import read_key_file
from generator.cli.main import kaohe, option_help
from generator.core.errors import FindingsError, UsageError
from generator.ledger.cosignature import MAX_TIME, Cosigner, parse_private_cosigner_key
from generator.office.cosigning import cosign as cosign_ledger
from generator.office.last_signed import state_folder
from generator.published.shapes import HEX64


@kaohe.command("cosign")
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option("--key", required=True, type=click.Path(path_type=Path), help=option_help("witness-key"))
@click.option("--root", required=True, help=option_help("root"))
@click.option("--time", type=click.IntRange(1, MAX_TIME), help=option_help("time"))
@click.pass_obj
def cosign(context: Context, folder: Path, key: Path, root: str, time: int | None) -> None:
    """Replaced by the catalogue's text."""
    if not HEX64.fullmatch(root):
        raise click.BadParameter(root, param_hint="--root")
    cosigner = read_witness_key(key)
    now = int(clock.time()) if time is None else time
    done = cosign_ledger(folder, root, cosigner, now, state_folder(os.environ, Path.home()))
    line = done.line.text().rstrip("\n")
    context.show(line)
    said = "already" if not done.written else "done" if done.time == done.first else "again"
    context.say(f"cli.cosign.{said}", size=done.size, time=done.time, first=done.first)
    if not done.named:
        context.say("cli.cosign.unnamed")
    if done.written and (folder / LEDGER).is_dir():
        context.say("cli.cosign.site")
    context.result(
        {
            "status": "ok",
            "size": done.size,
            "first": done.first,
            "time": done.time,
            "line": line,
            "written": done.written,
            "named": done.named,
        }
    )


def read_witness_key(path: Path) -> Cosigner:
    """The witness key in a file. Raises UsageError U144, which shows nothing of it, and what reading a file gives."""
    try:
        return parse_private_cosigner_key(read_key_file(path).strip())
    except FindingsError as error:
        raise UsageError.of("U144", path.name) from error
