"""Trust statements at the office: the first one, and each that takes the place of another (docs/spec/23-trust.md)."""

from __future__ import annotations

from collections.abc import Sequence

from generator.core.errors import FindingsError
from generator.core.problem import Problem
from generator.disclosure import acts
from generator.intake.bind import Bound
from generator.intake.models.trust import Trust as TrustInput
from generator.intake.node import Loc
from generator.ledger.merkle import Tree, leaf_hash
from generator.ledger.statements import PublishedStatement
from generator.ledger.trust_chain import TrustChain, read_chain, trust_of
from generator.ledger.trust_rules import (
    first_problems,
    previous_root_problems,
    record_problems,
    rotation_problems,
)
from generator.published.trust import Trust

LEDGER = "records/ledger"

_FIELDS: dict[str, Loc] = {
    "G330": ("version",),
    "G331": ("demo",),
    "G332": ("revoked",),
    "G333": ("revoked",),
    "G334": ("revoked",),
    "G337": ("log_key",),
    "G338": ("previous_log",),
    "G339": ("previous_log", "origin"),
    "G340": ("origin",),
    "G341": ("previous_log", "size"),
    "G342": ("succeeds",),
    "G343": ("succeeds", "origin"),
    "G344": ("previous_log", "root"),
    "G345": ("timestamping",),
    "G346": ("origin",),
    "G347": ("revoked",),
    "G348": ("revoked",),
}
"""The field of ``records/trust.yml`` that a finding is about."""
_HOLDERS = frozenset({"G302", "G335", "G336"})
_POLICY = ("policy",)


def chain_of(published: Sequence[PublishedStatement]) -> TrustChain:
    """The trust over time of a published ledger. Raises FindingsError G351, C110, G301."""
    return read_chain(published, LEDGER)


def trust_set_by(published: Sequence[PublishedStatement], draft: PublishedStatement) -> Trust | None:
    """The trust that ``draft`` would put in the place of the one in force; None for all else.

    Raises FindingsError G351, C110, G301.
    """
    return trust_of(draft, LEDGER) if published and draft.statement.kind == "trust" else None


def wrong_trust(published: Sequence[PublishedStatement], trust: Trust, path: str) -> list[Problem]:
    """What keeps ``trust`` from being the next trust of the ledger.

    The findings of :mod:`generator.ledger.trust_rules`, the root of the log that it continues included.
    """
    if alone := record_problems(trust, path):
        return alone
    if not published:
        return first_problems(trust, path)
    before = [version for _, version in chain_of(published).versions]
    root = published[0].sha256
    tree = Tree(leaf_hash(statement.entry(root).encode()) for statement in published)
    problems = rotation_problems(before, trust, path, tree.size)
    # A size that is wrong has another root of course.
    if trust.previous_log is None or trust.previous_log.size == tree.size:
        problems += previous_root_problems(trust, path, tree.root())
    return problems


def require_next(published: Sequence[PublishedStatement], bound: Bound[TrustInput]) -> None:
    """Refuse what ``records/trust.yml`` says where it cannot be the next trust of the ledger.

    Raises FindingsError with everything that :func:`wrong_trust` finds, at the field that has to change.
    """
    problems = wrong_trust(published, acts.published_form(bound.record), bound.path)
    if problems:
        raise FindingsError([_at_field(bound, found) for found in problems])


def _at_field(bound: Bound[TrustInput], found: Problem) -> Problem:
    loc = _FIELDS.get(found.code, _POLICY if found.code.startswith("L") or found.code == "G349" else ())
    if found.code in _HOLDERS:
        ids = [holder.id for holder in bound.record.holders]
        holder = found.params.get("holder", "")
        loc = ("holders", ids.index(holder)) if holder in ids else ("log_key",)
    return bound.problem(found.code, loc, clause=found.clause, **found.params)
