"""``kaohe scheme lint`` and ``kaohe scheme diff``: is a scheme sound, and what changes from one to the next."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli.context import Context
from generator.cli.main import kaohe
from generator.core.errors import FindingsError, UsageError
from generator.core.files import read_bounded
from generator.core.messages import text
from generator.core.problem import Problem, in_order
from generator.core.render import problem_json
from generator.intake import reader
from generator.intake.bind import Bound, load
from generator.intake.models.scheme import Refinement, Scheme
from generator.intake.node import Scalar, child
from generator.intake.repository import Cycle
from generator.intake.repository import load as load_office
from generator.office.people_cohort import resolved_schemes
from generator.scoring.compare import compare
from generator.scoring.compare_words import change_json, change_text
from generator.scoring.extends import Resolved, resolve_all, whole

REFINEMENT = "kaohe/refinement/v1"
Found = dict[str, Resolved]
"""Schemes by what they are: ``units``, ``leader``, ``staff``, or ``file``."""


@kaohe.group("scheme")
def scheme_group() -> None:
    """Replaced by the catalogue's text."""


@scheme_group.command("lint")
@click.argument("target", required=False)
@click.pass_obj
def lint_schemes(context: Context, target: str | None) -> None:
    """Replaced by the catalogue's text."""
    checked, problems = _everything(context) if target is None else _named(context, target)
    problems = in_order([*problems, *(problem for scheme in checked.values() for problem in scheme.problems())])
    context.report(problems)
    status = "findings" if problems else "ok"
    context.result({"status": status, "schemes": sorted(checked), "problems": [problem_json(p) for p in problems]})
    if problems:
        raise SystemExit(1)
    context.say("cli.scheme.ok", count=len(checked))


@scheme_group.command("diff")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.pass_obj
def diff_schemes(context: Context, first: str, second: str) -> None:
    """Replaced by the catalogue's text."""
    (old, old_problems), (new, new_problems) = _named(context, first), _named(context, second)
    if old_problems or new_problems:
        raise FindingsError([*old_problems, *new_problems])
    shared = [name for name in new if name in old]
    if not shared:
        raise UsageError.of("U141")
    answer = {}
    for name in shared:
        before, after = old[name].scheme, new[name].scheme
        changes = compare(before, after)
        title = text(f"cli.scheme.{name}", context.lang)
        key = "cli.scheme.heading" if changes else "cli.scheme.same"
        context.show(text(key, context.lang, name=title, count=len(changes)))
        for change in changes:
            context.show(f"  {change_text(change, before, after, context.lang)}")
        answer[name] = [change_json(change, before, after) for change in changes]
    context.result({"status": "ok", "changes": answer})


def _named(context: Context, target: str) -> tuple[Found, list[Problem]]:
    """The schemes of a file or a cycle. Raises UsageError U140 for anything else."""
    path = Path(target)
    if path.is_file():
        return _file(path)
    office, _ = load_office(context.workspace().root)
    if target not in office.cycles:
        raise UsageError.of("U140", target=target)
    return _of_cycle(office.cycles[target], "")


def _everything(context: Context) -> tuple[Found, list[Problem]]:
    office, problems = load_office(context.workspace().root)
    found: Found = {}
    problems = [problem for problem in problems if Path(problem.place.path).name in _FILES]
    for name, cycle in office.cycles.items():
        schemes, more = _of_cycle(cycle, f"{name}/")
        found |= schemes
        problems += more
    return found, problems


_FILES = frozenset({"scheme.yml", "leaders.yml", "staff.yml"})


def _of_cycle(cycle: Cycle, prefix: str) -> tuple[Found, list[Problem]]:
    found: Found = {f"{prefix}units": whole(cycle.scheme)} if cycle.scheme is not None else {}
    people, problems = resolved_schemes(cycle)
    found |= {f"{prefix}{kind}": resolved for kind, resolved in people.items()}
    return found, problems


def _file(path: Path) -> tuple[Found, list[Problem]]:
    """The scheme of one file; one that extends another is put together with the files beside it."""
    scheme, refinement, problems = _read(path)
    if scheme is not None:
        return {"file": whole(scheme)}, problems
    if refinement is None:
        return {}, problems
    beside = [_read(other) for other in sorted(path.parent.glob("*.yml")) if other.name != path.name]
    made, found = resolve_all(
        [one for one, _, _ in beside if one is not None],
        [refinement, *(one for _, one, _ in beside if one is not None and one.record.id != refinement.record.id)],
    )
    mine = [problem for problem in found if problem.place.path == refinement.path]
    name = refinement.record.id
    return ({"file": made[name]} if name in made and not mine else {}), mine


def _read(path: Path) -> tuple[Bound[Scheme] | None, Bound[Refinement] | None, list[Problem]]:
    """A scheme or a refinement, whichever the file says it is; its problems where it is neither."""
    data = read_bounded(path, path.name, reader.MAX_BYTES)
    node, problems = reader.read(data, path.name, confidential=False)
    said = child(node, "schema") if node is not None else None
    if said is not None and isinstance(said[1], Scalar) and said[1].text == REFINEMENT:
        refinement, problems = load(Refinement, data, path.name)
        return None, refinement, problems
    scheme, problems = load(Scheme, data, path.name)
    return scheme, None, problems
