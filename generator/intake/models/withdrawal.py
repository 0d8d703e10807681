"""What an office writes to withdraw a published record that nobody may read any more (docs/spec/31-statements.md)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from generator.intake.fields import ClauseId, Count, Date, Record, Ring, Slug, Text
from generator.intake.record_file import RecordFile

Withdrawable = Literal["unit-result", "unit-decision", "deliberation"]
Reason = Literal["personal_data", "unlawful", "court_order", "superseded_by_correction"]


class Withdrawal(Record):
    """``procedure/withdrawals/<name>.yml``: the record ``type``/``name`` of statement ``statement``, and why it goes.

    ``clause`` is a clause of the regulation or one of the bases of the cycle's scheme. ``explanation`` stays here: what
    is wrong with the record may not be said in public either.
    """

    schema_: Annotated[Literal["kaohe/withdrawal/v1"], Ring.PUBLIC, Field(alias="schema")]
    cycle: Annotated[Slug, Ring.PUBLIC]
    date: Annotated[Date, Ring.PUBLIC]
    statement: Annotated[Count, Ring.PUBLIC]
    type: Annotated[Withdrawable, Ring.PUBLIC]
    name: Annotated[Slug, Ring.PUBLIC]
    reason: Annotated[Reason, Ring.PUBLIC]
    clause: Annotated[Slug | ClauseId, Ring.PUBLIC]
    explanation: Annotated[Text | None, Ring.RESTRICTED] = None


WITHDRAWALS = RecordFile("cycles/<year>/procedure/withdrawals/<name>.yml", Withdrawal, "may", "P140-P142 X101")
