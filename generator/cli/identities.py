"""The option ``--identity``, shared by every command that reads sealed files."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli.main import option_help
from generator.core.errors import FindingsError, NotCheckedError
from generator.core.files import read_bounded

IDENTITY = click.option(
    "--identity", type=click.Path(path_type=Path), help=option_help("identity"), envvar="KAOHE_IDENTITY"
)


def read_identities(identity: Path | None) -> list[str]:
    """The identities of a file, one per line, none without a file. Raises NotCheckedError C13x."""
    if identity is None:
        return []
    lines = [line.strip() for line in read_key_file(identity).splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def read_key_file(path: Path) -> str:
    """The text of a file with a key in it. Raises NotCheckedError C130, C131, C132 or C111."""
    try:
        return read_bounded(path, path.name, 64 * 1024).decode("utf-8")
    except FindingsError as error:
        raise NotCheckedError(error.problems) from error
    except UnicodeDecodeError as error:
        raise NotCheckedError.of("C132", path.name) from error
