"""How pages name an act, and how they lead to the statement that a record came with."""

from __future__ import annotations

from generator.published.vocabulary import ACTS
from generator.site.acts import Recorded
from generator.site.context import Context, Link


def act_name(context: Context, act: str) -> str:
    """What an act is called; a name that is none of ours as it stands."""
    if act not in ACTS:
        return act
    kind, step = ACTS[act]
    return context.label(f"kind.{kind}.{step}" if step else f"kind.{kind}")


def statement_link(context: Context, found: Recorded, base: str) -> Link:
    """The page of the statement that a record came with."""
    index = found.held.index
    return Link(f"{base}statements/{index}.html", context.label("statement.number", index=index))
