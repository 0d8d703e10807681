"""When a statement was published, as far as others than the office say so (docs/spec/22-witnesses.md, "Times")."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Sighting(NamedTuple):
    """Somebody's word that at ``time`` (seconds since 1970) there was a checkpoint of ``size``."""

    size: int
    time: int


class WitnessedTimes(NamedTuple):
    """Between which times a statement came into the log; None where nobody's word bounds it ("claimed" by its date)."""

    after: int | None
    before: int | None


def witnessed_times(statements: int, sightings: Iterable[Sighting]) -> list[WitnessedTimes]:
    """The bounds for each of ``statements`` statements, by index.

    ``before`` is the earliest time of a checkpoint that holds the statement; ``after`` the latest time, not later than
    ``before``, of one that does not. A witness that saw an old checkpoint after others had seen the statement was shown
    a stale copy; that bounds nothing.
    """
    seen = sorted(set(sightings))
    found = []
    for index in range(statements):
        before = min((time for size, time in seen if size > index), default=None)
        earlier = [time for size, time in seen if size <= index and (before is None or time <= before)]
        found.append(WitnessedTimes(max(earlier, default=None), before))
    return found
