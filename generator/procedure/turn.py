"""Which act comes next in a cycle, and which others can be published now (docs/spec/16-procedure.md, "Status")."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from generator.intake.corrections import correction_path
from generator.intake.repository import Cycle
from generator.procedure.states import files_of
from generator.published.vocabulary import AFTER_CLOSED, BEFORE, BEFORE_WITHOUT_PLAN, ORDER, REQUIRED, WITHOUT_PLAN

REPEATED = ("amendment", "rectification", "interpretation", "feedback", "withdrawal")
"""The acts that come as often as there is something new, in the order in which they are named."""

_CLOSED = "closed"


def required(*, planned: bool) -> frozenset[str]:
    """The acts without which a cycle, with a plan or without, cannot end; its end included."""
    return REQUIRED | {_CLOSED} if planned else frozenset({"scheme", "report", "decision", _CLOSED})


def written(cycle: Cycle, act: str, *, planned: bool, corrections: int = 0) -> list[tuple[str, bool]]:
    """The files that ``act`` rests on, from the root of the repository, each with whether anything is there.

    A correction is of units, of people or of both: only what is there is named, and both where neither is. Its files
    have the number after that of the ``corrections`` that are published.
    """
    people = cycle.has("people/scheme.yml")
    if act == "correction":
        folders = ["procedure", *(["people"] if people else [])]
        numbered = [cycle.path(correction_path(folder, corrections + 1)) for folder in folders]
        pairs = [(path, path in cycle.present) for path in numbered]
        return [item for item in pairs if item[1]] or pairs
    return [(cycle.path(file), _is_there(cycle, file)) for file in files_of(act, planned=planned, people=people)]


def turn(
    cycle: Cycle,
    done: Collection[str],
    fresh: Mapping[str, Sequence[str]],
    *,
    planned: bool,
    corrections: int = 0,
    uncorrected: bool = False,
) -> tuple[str | None, list[str]]:
    """The act that comes next (None once the cycle is closed), and those that can be published besides.

    ``done`` are the acts that are published, ``fresh`` the names of new files by repeatable act. An act that a cycle
    may leave out counts once its file is written; it comes before the end, and goals before the report. So many
    ``corrections`` are published; ``uncorrected``: somebody was right and nothing was put right, which comes first.
    """
    before = BEFORE if planned else BEFORE_WITHOUT_PLAN

    def can_follow(act: str) -> bool:
        open_to_it = _CLOSED not in done or act in AFTER_CLOSED
        known = planned or act in WITHOUT_PLAN
        return known and open_to_it and before.get(act, "scheme") in done

    repeated = [act for act in REPEATED if fresh.get(act) and can_follow(act)]
    if _CLOSED in done:
        return None, repeated
    needed = required(planned=planned)
    following = next(act for act in ORDER if act in needed and act not in done)
    corrections = max(corrections, int("correction" in done))
    again = {"correction"} if planned else set()
    optional = [act for act in ORDER if act not in needed and act not in set(done) - again and can_follow(act)]
    wanted = again if uncorrected else set()
    more = [act for act in optional if act in wanted or _is_written(cycle, act, done, planned, corrections)]
    if wanted & set(more):
        others = [act for act in (following, *more) if act not in (*wanted, _CLOSED)]
        return "correction", [*others, *repeated]
    if more and (following == _CLOSED or more[0] == "goals"):
        return more[0], [*more[1:], *repeated]
    return following, [*more, *repeated]


def _is_written(cycle: Cycle, act: str, done: Collection[str], planned: bool, corrections: int) -> bool:
    """Whether an act that may be left out is wanted: a file of its own is there. A roster serves other acts too."""
    if act == "goals" and "report" in done:
        return False
    files = written(cycle, act, planned=planned, corrections=corrections)
    return any(there and not path.endswith("roster.yml") for path, there in files)


def _is_there(cycle: Cycle, file: str) -> bool:
    path = cycle.path(file)
    return path in cycle.present or (file.endswith("/") and any(other.startswith(path) for other in cycle.present))
