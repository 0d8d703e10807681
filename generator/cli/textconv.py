"""``kaohe textconv``: what git shows of a sealed file. A program of its own too: git starts it for every version.

python -P -m generator.cli.textconv FILE
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator.cli.context import Context
from generator.cli.identities import IDENTITY, read_identities
from generator.cli.main import current_language, kaohe
from generator.core import messages
from generator.core.canonical import sha256_hex
from generator.core.errors import FindingsError, KaoheError, NotCheckedError
from generator.core.files import read_bounded
from generator.intake import sealed

MAX_BYTES = 64 * 1024 * 1024
"""Openings are larger than records."""


@kaohe.command("textconv")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@IDENTITY
@click.pass_obj
def textconv(context: Context, file: Path, identity: Path | None) -> None:
    """Replaced by the catalogue's text."""
    data = read_bounded(file, file.name, MAX_BYTES)
    # Whatever is wrong with file or identity, git must get a text and status 0, or it shows nothing of the commit.
    try:
        text = sealed.unseal(data, sealed.parse_identities(read_identities(identity)), file.name, MAX_BYTES)
    except NotCheckedError:
        context.show(messages.text("cli.textconv.sealed", context.lang))
    except FindingsError:
        context.show(messages.text("cli.textconv.damaged", context.lang))
    else:
        sys.stdout.buffer.write(text)
        return
    # Without it two sealed versions would look the same.
    context.show(f"sha256 {sha256_hex(data)}")


if __name__ == "__main__":
    try:
        kaohe.main(args=["textconv", *sys.argv[1:]], prog_name="kaohe", standalone_mode=False)
    except KaoheError as error:
        Context(current_language(), as_json=False, quiet=False, color=False, repository=Path()).fail(error)
    except click.ClickException as error:
        sys.exit(error.exit_code)
