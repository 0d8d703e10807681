"""``kaohe build`` and ``kaohe serve``: the site of what was published."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from generator.cli.context import Context
from generator.cli.identities import IDENTITY, read_identities
from generator.cli.main import kaohe, option_help
from generator.cli.serve import serve_folder
from generator.core.errors import FindingsError, NotCheckedError
from generator.intake.repository import load
from generator.office.build import Built
from generator.office.build import build as build_site
from generator.office.needles import Needles, needles
from generator.office.published_state import published_statements
from generator.office.workspace import Workspace


@kaohe.command("build")
@click.option("--out", type=click.Path(path_type=Path), help=option_help("out"))
@click.option("--root", help=option_help("root"))
@IDENTITY
@click.pass_obj
def build(context: Context, out: Path | None, root: str | None, identity: Path | None) -> None:
    """Replaced by the catalogue's text."""
    workspace = context.workspace()
    built = build_once(workspace, out or workspace.root / "site", root, read_identities(identity))
    target = out or Path("site")
    context.say(
        "cli.build.done",
        site=target,
        pages=built.site["pages"],
        files=built.site["files"],
        restricted=built.restricted,
        checks=built.checks,
    )
    context.result({"status": "ok", "site": built.site, "gate": built.gate, "checks": built.checks})


@kaohe.command("serve")
@click.option("--port", type=int, default=8000, show_default=True, help=option_help("port"))
@IDENTITY
@click.pass_obj
def serve(context: Context, port: int, identity: Path | None) -> None:
    """Replaced by the catalogue's text."""
    workspace = context.workspace()
    identities = read_identities(identity)
    serve_folder(context, workspace, port, lambda: build_once(workspace, workspace.root / "site", None, identities))


def build_once(workspace: Workspace, target: Path, root: str | None, identities: Sequence[str] = ()) -> Built:
    """One build of the office's site with everything the leak gate must look for.

    Raises as :func:`gate_texts` and :func:`generator.office.build.build` do.
    """
    texts = gate_texts(workspace, identities)
    return build_site(workspace, target, texts.restricted, texts.public, root or workspace.pinned_root())


def gate_texts(workspace: Workspace, identities: Sequence[str]) -> Needles:
    """What the leak gate must look for.

    The restricted texts come from the inputs, so inputs that cannot be read stop the build: a gate that does not know
    what to look for would find nothing. Raises FindingsError, and NotCheckedError F220 or F221 where an input stays
    sealed.
    """
    office, problems = load(workspace.root, identities)
    if problems:
        raise FindingsError([*problems, *office.unread.values()])
    if office.unread:
        raise NotCheckedError(office.unread.values())
    return needles(office, published_statements(workspace))
