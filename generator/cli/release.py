"""``kaohe release``: the site signed by those who answer for it, put on display, and mirrored."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli.context import Context
from generator.cli.identities import IDENTITY, read_identities
from generator.cli.main import kaohe, option_help
from generator.cli.site import gate_texts
from generator.core import messages
from generator.core.errors import UsageError
from generator.office import release as office_release
from generator.office.release import Candidate
from generator.published.shapes import HEX64
from generator.signing import ssh_keygen
from generator.signing.threshold import counted


@kaohe.command("release")
@click.option("--key", "keys", multiple=True, required=True, type=click.Path(path_type=Path), help=option_help("key"))
@click.option("--mirror", type=click.Path(path_type=Path, file_okay=False), help=option_help("mirror"))
@click.option("--out", type=click.Path(path_type=Path), help=option_help("out"))
@click.option("--root", help=option_help("root"))
@IDENTITY
@click.option("--yes", is_flag=True, help=option_help("yes"))
@click.pass_obj
def release(
    context: Context,
    keys: tuple[Path, ...],
    mirror: Path | None,
    out: Path | None,
    root: str | None,
    identity: Path | None,
    yes: bool,
) -> None:
    """Replaced by the catalogue's text."""
    if not yes and (context.quiet or context.as_json):
        raise UsageError.of("U124")
    if root is not None and not HEX64.fullmatch(root):
        raise click.BadParameter(root, param_hint="--root")
    workspace = context.workspace()
    target = out or workspace.root / "site"

    def confirm(candidate: Candidate) -> None:
        _present(context, candidate)
        if not yes:
            click.confirm(messages.text("cli.release.confirm", context.lang), abort=True, err=True)

    texts = gate_texts(workspace, read_identities(identity))
    done = office_release.release(workspace, target, keys, texts, root, mirror, ssh_keygen.sign, confirm)
    candidate = done.candidate
    holders = sorted(holder for ids in candidate.signed.holders.values() for holder in ids)
    missing = candidate.signed.missing
    if done.shown:
        context.say("cli.release.done", site=out or Path("site"), holders=", ".join(holders))
        if mirror is not None:
            context.say("cli.release.mirrored" if done.mirrored else "cli.release.mirror-same", mirror=mirror.name)
    else:
        pending = workspace.name(office_release.pending_folder(workspace))
        context.say("cli.release.missing", missing=counted(missing), folder=pending)
    if candidate.trust.demo:
        context.say("cli.demo")
    context.result(
        {
            "status": "ok",
            "released": done.shown,
            "manifest": candidate.digest,
            "size": candidate.size,
            "holders": holders,
            "missing": dict(missing),
            "mirrored": done.mirrored,
        }
    )


def _present(context: Context, candidate: Candidate) -> None:
    """Nobody signs blind: which state of the log, and how much of a site."""
    context.say(
        "cli.release.summary",
        organ=candidate.organ,
        size=candidate.size,
        root=candidate.log_root,
        pages=candidate.built.site.get("pages", 0),
        files=candidate.built.site.get("files", 0),
        restricted=candidate.built.restricted,
        manifest=candidate.digest,
        signed=len(candidate.signatures),
    )
