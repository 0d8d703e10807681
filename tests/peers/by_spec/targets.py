"""The goals of a year's units and when they were changed: docs/spec/16-procedure.md, "Goals"."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from tests.peers.by_spec.ledger import Body, Statement

SET = ("text", "target", "measure", "baseline")
"""What stays of a goal, whatever is changed."""


class Hold(Protocol):
    """Say under a label that something does not hold."""

    def __call__(self, label: str, holds: bool, words: object = "") -> None: ...


def check_targets(hold: Hold, cycle: str, statements: Sequence[Statement], assessed: Collection[str]) -> None:
    """Each publication of the goals adds changes to the one before, made since then and by its own day."""
    before: dict[tuple[str, str], Body] = {}
    confirmed = told_until = ""
    for number, one in enumerate((one for one in statements if "goals" in one.records), 1):
        hold("revisions", one.records["goals"][cycle]["revision"] == number, "goals")
        body = one.body("goals")
        now = {(goal["unit"], goal["indicator"]): goal for goal in body["goals"]}
        if number > 1:
            kept = {key for key in before if key in now or key[0] in assessed}
            hold("goals", set(now) == kept and body["date"] == confirmed and now != before)
        for key, goal in now.items():
            was = before.get(key, {**goal, "changes": []})
            told = len(was["changes"])
            hold("goals", all(goal[part] == was[part] for part in SET), key)
            hold("goals", goal["changes"][:told] == was["changes"], key)
            days = [change["date"] for change in goal["changes"][told:]]
            hold("goals", all(told_until < day <= one.fields["date"] for day in days), key)
        before, confirmed, told_until = now, body["date"], one.fields["date"]
