"""``kaohe init``: the repository of an office that begins, with what it has to fill in."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from generator.cli.context import Context
from generator.cli.main import kaohe, option_help
from generator.office.initial import make_office

YEARS = click.IntRange(1000, 9999)


@kaohe.command("init")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--year", type=YEARS, help=option_help("year"))
@click.pass_obj
def init(context: Context, folder: Path, year: int | None) -> None:
    """Replaced by the catalogue's text."""
    first = str(datetime.datetime.now(datetime.UTC).astimezone().year if year is None else year)
    files = make_office(folder, first)
    context.say("cli.init.done", folder=folder.name or ".", files=len(files), year=first)
    context.say("cli.init.next", folder=folder)
    context.result({"status": "ok", "year": first, "files": files})
