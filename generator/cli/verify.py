"""``kaohe verify``: what somebody else has published, checked without anything of the office."""

from __future__ import annotations

import os
from pathlib import Path

import click

from generator.audit.check_quorum import NOT_REACHED
from generator.audit.memory import Memory, given, recall, remember
from generator.audit.report import verdict_json, verdict_text
from generator.audit.site_files import require_site
from generator.audit.verdict import Verdict
from generator.audit.verify import verify
from generator.cli.context import Context
from generator.cli.main import kaohe, option_help
from generator.core.errors import NotCheckedError
from generator.core.problem import Problem
from generator.core.render import problem_json
from generator.office.last_signed import state_folder
from generator.published.shapes import HEX64


@kaohe.command("verify")
@click.argument("folder", metavar="SITE", type=click.Path(path_type=Path))
@click.option("--root", help=option_help("root"))
@click.option("--last", type=click.Path(path_type=Path), help=option_help("last"))
@click.option("--no-memory", is_flag=True, help=option_help("no-memory"))
@click.option("--internal", is_flag=True, help=option_help("internal"))
@click.pass_obj
def verify_site(
    context: Context, folder: Path, root: str | None, last: Path | None, no_memory: bool, internal: bool
) -> None:
    """Replaced by the catalogue's text."""
    if root is not None and not HEX64.fullmatch(root):
        raise click.BadParameter(root, param_hint="--root")
    if not folder.is_dir():
        raise NotCheckedError.of("C130", folder.name)
    require_site(folder)
    memories = [] if last is None else [given(last)]
    state = None if no_memory or root is None else _state()
    own = recall(state, root) if state and root else None
    verdict = verify(folder, root, [*memories, own] if own else memories)
    notices = _kept(state, root, verdict.memorable, own) if state and root and verdict.memorable else []
    context.show(verdict_text(verdict, context.lang))
    context.report_notices(notices)
    if context.as_json:
        told = [problem_json(notice) for notice in notices]
        context.result({"status": "checked", "verdict": verdict_json(verdict), "notices": told})
    if verdict.exit_code and not (internal and _only_unreleased(verdict)):
        raise SystemExit(verdict.exit_code)


def _only_unreleased(verdict: Verdict) -> bool:
    """Whether all that is open is who puts the site on display, and which witnesses have yet to cosign."""
    left = {check.id: check for check in verdict.checks if check.status != "ok"}
    quorum = left.pop("quorum", None)
    waits = quorum is None or all(problem.code == NOT_REACHED for problem in quorum.problems)
    return waits and {name: check.status for name, check in left.items()} == {"release": "not_checked"}


def _state() -> Path | None:
    """Where programs of this person keep what they remember; None where the system knows no such person."""
    try:
        return state_folder(os.environ, Path.home())
    except RuntimeError:
        return None


def _kept(state: Path, root: str, seen: Memory, before: Memory | None) -> list[Problem]:
    """Remember what passed; why that was not possible is no fault of the site."""
    try:
        remember(state, root, seen, before)
    except NotCheckedError as error:
        return error.problems
    return []
