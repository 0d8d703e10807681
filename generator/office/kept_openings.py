"""Where the sealed openings of a published statement are kept (docs/spec/31-statements.md, "Order")."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator.ledger.statements import PublishedStatement
from generator.ledger.trust_chain import trust_of
from generator.office.workspace import Workspace
from generator.published.vocabulary import AGAIN_WITH_PLAN, REPEATABLE, act_of


def kept_openings(workspace: Workspace, content: PublishedStatement, published: Sequence[PublishedStatement]) -> Path:
    """The file of ``content``'s openings; ``published`` are the statements of the ledger, at least those before it.

    Of some acts a cycle has any number, which stays open: their files are called by the statement's digest as well. Of
    corrections the first has the name of the act, a later one its number besides, as the files that it rests on have.
    Raises FindingsError C110 for a trust statement of another shape.
    """
    statement = content.statement
    act = act_of(statement.kind, statement.step)
    name = f"{act}-{content.sha256[:16]}" if act in REPEATABLE else act
    if act in AGAIN_WITH_PLAN and (number := _earlier(content, published) + 1) > 1:
        name = f"{act}-{number}"
    if statement.kind == "trust" and (version := trust_of(content, "records/ledger").version) > 1:
        name = f"{name}-v{version}"
    return workspace.sealed(name, statement.cycle)


def _earlier(content: PublishedStatement, published: Sequence[PublishedStatement]) -> int:
    """How many statements on the same act its cycle has before it."""
    count = 0
    for found in published:
        if found.sha256 == content.sha256:
            break
        alike = ("kind", "step", "cycle")
        count += all(getattr(found.statement, name) == getattr(content.statement, name) for name in alike)
    return count
