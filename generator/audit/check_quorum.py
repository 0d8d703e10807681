"""V14: enough of the witnesses that the trust names vouch for the newest checkpoint, and none of them falsely."""

from __future__ import annotations

from datetime import UTC, datetime

from generator.audit.evidence import Evidence, problem
from generator.audit.site_files import LEDGER
from generator.audit.verdict import Fact, Findings
from generator.core.errors import FindingsError
from generator.core.problem import Place, Problem, in_order
from generator.ledger import timestamp
from generator.ledger.log import NEWEST
from generator.ledger.policy import NONE, parse_canonical_policy
from generator.ledger.witnessed_times import witnessed_times
from generator.ledger.witnessing import WitnessedCheckpoint, read_witnesses

NOT_REACHED = "A300"
"""Witnesses that have not cosigned yet: what stands between a publication and a release."""


def check_quorum(evidence: Evidence) -> Findings | None:
    """The newest checkpoint reaches the quorum of the policy in force for it; every known cosignature is true.

    Problems: A300 (not reached), A301 (a token for no published size), L172 to L175 and L178 (cosignatures of named
    witnesses), L206 to L209 (timestamps).
    """
    ledger = evidence.site.ledger()
    checkpoints = read_witnesses(ledger, evidence.trusts)
    trust = evidence.trust_in_force(checkpoints[-1].size) if checkpoints else None
    if not checkpoints or trust is None:
        return None
    try:
        policy = parse_canonical_policy(trust.policy, trust.log_key)
    except FindingsError:
        return None
    tokens, strays = timestamp.tokens_in(ledger)
    sizes = {checkpoint.size for checkpoint in checkpoints}
    strays += [timestamp.token_path(size) for size in tokens if size not in sizes]
    problems = [
        Problem(found.code, Place(LEDGER + found.place.path), found.params)
        for checkpoint in checkpoints
        for found in checkpoint.problems
    ]
    problems += [problem("A301", LEDGER + path) for path in strays]
    newest = checkpoints[-1]
    if not newest.reached:
        found = ", ".join(newest.cosignatures) or "0"
        wanted = policy.quorum or NONE
        problems.append(problem(NOT_REACHED, LEDGER + NEWEST, size=newest.size, quorum=wanted, found=found))
    return Findings(_facts(checkpoints, policy.quorum or NONE), tuple(in_order(problems)))


def _facts(checkpoints: list[WitnessedCheckpoint], quorum: str) -> dict[str, Fact]:
    newest = checkpoints[-1]
    return {
        "size": newest.size,
        "quorum": quorum,
        "witnesses": [" ".join((name, *map(_shown, one.times))) for name, one in newest.cosignatures.items()],
        "reached": [str(checkpoint.size) for checkpoint in checkpoints if checkpoint.reached],
        "times": _times(checkpoints),
        "tokens": [f"{one.size} {_shown(one.token)}" for one in checkpoints if one.token is not None],
    }


def _times(checkpoints: list[WitnessedCheckpoint]) -> list[str]:
    """For every statement its index and the times not before and not after which it was published; ``-`` for none."""
    sightings = [seen for checkpoint in checkpoints for seen in checkpoint.sightings]
    bounds = witnessed_times(checkpoints[-1].size, sightings)
    shown = [[_shown(time) if time is not None else "-" for time in bound] for bound in bounds]
    return [f"{index} {after} {before}" for index, (after, before) in enumerate(shown)]


def _shown(time: int) -> str:
    """A time as people read it (UTC); what no calendar has is left as a number of seconds."""
    try:
        return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OverflowError, ValueError, OSError):
        return str(time)
