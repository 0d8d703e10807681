"""The 23 states that a cycle passes through, as a table (docs/spec/16-procedure.md, "Status").

For each: what shows that it was reached, whose turn it is, who is told, and the findings that stand at its gate. The
names are in the catalogue under ``state.<number>``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from generator.core.problem import Problem

Actor = Literal[
    "office", "personnel", "units", "providers", "tellers", "experts", "discipline", "leadership", "reviewer",
    "appeal_body", "supervision", "archive",
]  # fmt: skip
"""Whose turn it is. Who signs is another matter: that is what the trust in force says."""

Audience = Literal["internal", "public", "person", "restricted"]
"""Who learns of it. The leak gate goes by the ring of each field, not by this."""


@dataclass(frozen=True, slots=True)
class State:
    """One state. It was reached when the statement of ``act`` is published.

    ``files`` are the inputs that have to be there before: paths below the cycle's folder, with ``/`` at the end where
    any file in that folder does. ``gates`` are the codes and ranges of codes of ``kaohe check`` that guard it.
    ``optional``: a cycle may end without it. ``always``: known to cycles without a plan.
    """

    number: int
    slug: str
    clauses: tuple[str, ...]
    act: str
    files: tuple[str, ...]
    gates: tuple[str, ...]
    actors: tuple[Actor, ...]
    audience: tuple[Audience, ...]
    optional: bool = False
    always: bool = False


STATES: tuple[State, ...] = (
    State(
        0, "office-formed", ("P1-A11", "P1-A21", "P2-5.1"),
        "scheme", ("procedure/office.yml",), ("X310-X319",),
        ("leadership",), ("internal",),
    ),
    State(
        1, "scheme-published", ("P1-A3", "P1-A8", "P1-A9", "P1-A12", "P1-A25"),
        "scheme", ("scheme.yml", "procedure/plan.yml"), ("X166", "X300-X304", "X420-X439", "R101-R249", "S101-S309"),
        ("office", "leadership"), ("internal", "public"), always=True,
    ),
    State(
        2, "roster-fixed", ("P1-A6",),
        "goals", ("roster.yml",), ("X110", "X120"),
        ("office", "personnel"), ("internal",),
    ),
    State(
        3, "goals-confirmed", ("P2-1.1(1)",),
        "goals", ("goals.yml",), ("X320-X324", "X462-X463"),
        ("units",), ("public",), always=True,
    ),
    State(
        4, "materials-collected", ("P2-3.2(2)",),
        "materials", ("procedure/materials.yml",), ("X325-X334",),
        ("units", "providers"), ("restricted",),
    ),
    State(
        5, "figures-scored", ("P1-A14",),
        "materials", ("inputs/data/",), ("X130-X138", "X160-X164"),
        ("providers", "office"), ("restricted", "public"),
    ),
    State(
        6, "judgements-collected", ("P1-A15", "P1-A13"),
        "materials", ("inputs/votes/",), ("X140-X147",),
        ("tellers", "office"), ("restricted",),
    ),
    State(
        7, "review", ("P1-A16",),
        "review", ("procedure/review.yml",), ("X335-X339", "X440-X451", "X458"),
        ("experts",), ("restricted",),
    ),
    State(
        8, "gates-applied", ("P2-2.1(4)",),
        "review", ("procedure/gates.yml",), ("X305-X309",),
        ("discipline",), ("restricted", "public"),
    ),
    State(
        9, "preliminary-opinion", ("P1-A17",),
        "preliminary", ("procedure/preliminary.yml",), ("D204", "X167", "X341-X342"),
        ("office",), ("internal", "person"),
    ),
    State(
        10, "comment-period", ("P1-A17",),
        "report", ("procedure/comments.yml",), ("D205-D206", "X344-X350"),
        ("office",), ("internal",),
    ),
    State(
        11, "report", ("P1-A17",),
        "report", ("procedure/report.yml",), ("X106-X107", "X340", "X343", "X347", "X351"),
        ("office",), ("public",), always=True,
    ),
    State(
        12, "deliberation", ("P1-A18",),
        "decision", ("procedure/decision.yml",), ("X170-X172", "X353-X359"),
        ("leadership",), ("restricted",), always=True,
    ),
    State(
        13, "decision", ("P1-A18",),
        "decision", ("procedure/decision.yml",), ("P111-P113", "X121-X122", "X173-X176"),
        ("leadership",), ("internal", "public"), always=True,
    ),
    State(
        14, "release-review", ("P2-3.2(4)", "P2-5.1"),
        "notice", ("procedure/release-review.yml",), ("X360-X364",),
        ("reviewer",), ("internal",),
    ),
    State(
        15, "notice", ("P2-3.2(4)", "P1-A18"),
        "notice", ("procedure/notice.yml",), ("X365-X371",),
        ("office",), ("internal", "public"),
    ),
    State(
        16, "objections-answered", ("P1-A17", "P2-4.3"),
        "effective", ("procedure/effective.yml",), ("X344", "X346", "X352", "X367", "X373-X376"),
        ("office", "discipline"), ("restricted",),
    ),
    State(
        17, "effective", ("P1-A18",),
        "effective", ("procedure/effective.yml",), ("X372", "X377-X379"),
        ("leadership",), ("person",),
    ),
    State(
        18, "appeals", ("P1-A23",),
        "appeals", ("procedure/appeals.yml",), ("X380-X386", "X404", "X410", "X412"),
        ("appeal_body",), ("restricted",), optional=True,
    ),
    State(
        19, "applied", ("P1-A19", "P1-A24", "P2-4.1"),
        "application", ("procedure/application.yml",), ("X387-X392", "X413"),
        ("personnel", "leadership"), ("restricted", "public"), optional=True,
    ),
    State(
        20, "rectification", ("P2-3.2(5)", "P2-4.2"),
        "rectification", ("procedure/rectification/",), ("X393-X397", "X414"),
        ("units", "office"), ("public",), optional=True,
    ),
    State(
        21, "supervised", ("P1-A23",),
        "closed", ("procedure/closed.yml",), ("X177", "X411", "X415-X418"),
        ("supervision",), ("public",), always=True,
    ),
    State(
        22, "archived", ("P1-A23",),
        "closed", ("procedure/closed.yml",), (),
        ("archive",), ("public",), always=True,
    ),
)  # fmt: skip
"""All states, by number."""

WITHOUT_STATE: dict[str, tuple[str, ...]] = {
    "correction": ("procedure/correction.yml",),
    "interpretation": ("procedure/interpretations/",),
    "amendment": ("procedure/amendments/",),
    "feedback": ("procedure/feedback/",),
    "withdrawal": ("procedure/withdrawals/",),
}
"""The files of the acts that lead to no state of their own: they put right or add to what is there."""

OF_CORRECTIONS: tuple[Actor, ...] = ("office", "leadership")
"""Whose turn a correction is: the office enters it, two or more of the leadership approve it."""

UNCORRECTED = ("X375", "X412")
"""The findings that only a correction takes away: an objection or appeal was right, and nothing was put right."""

PEOPLE_FILES: dict[str, tuple[str, ...]] = {
    "scheme": ("people/scheme.yml",),
    "goals": ("people/roster.yml", "people/goals.yml"),
    "materials": ("people/data/", "people/votes/"),
    "decision": ("people/decision.yml",),
    "correction": ("people/correction.yml",),
}
"""What an act needs besides in a cycle that assesses people."""


def states_of(act: str, *, planned: bool = True) -> tuple[State, ...]:
    """The states that an act leads to; without a plan only those that such cycles know."""
    return tuple(state for state in STATES if state.act == act and (planned or state.always))


def files_of(act: str, *, planned: bool = True, people: bool = False) -> tuple[str, ...]:
    """What is written before ``act`` is drafted: paths below the cycle's folder, each once."""
    own = [file for state in states_of(act) for file in state.files] if planned else _WITHOUT_PLAN.get(act, ())
    more = PEOPLE_FILES.get(act, ()) if people else ()
    return tuple(dict.fromkeys([*own, *WITHOUT_STATE.get(act, ()), *more]))


def states_at(problem: Problem, folder: str) -> tuple[State, ...]:
    """At whose gates a finding stands; ``folder`` is the cycle's, with ``/`` at its end.

    At those in whose files it is, of several the ones whose codes it has. Findings in other files of the cycle go by
    their codes alone.
    """
    path = problem.place.path
    if not path.startswith(folder):
        return ()
    own = tuple(state for state in STATES if _is_in(path.removeprefix(folder), state.files))
    named = tuple(state for state in own or STATES if any(_covers(gate, problem.code) for gate in state.gates))
    return named or own


def at_gate(act: str, problems: Iterable[Problem], folder: str, *, planned: bool = True) -> list[Problem]:
    """The findings that stand between a cycle and ``act``; ``folder`` is the cycle's, with ``/`` at its end."""
    states = set(states_of(act, planned=planned))
    files = files_of(act, planned=planned, people=True)
    return [
        problem
        for problem in problems
        if states & set(states_at(problem, folder))
        or (problem.place.path.startswith(folder) and _is_in(problem.place.path.removeprefix(folder), files))
    ]


_WITHOUT_PLAN: dict[str, tuple[str, ...]] = {
    "scheme": ("scheme.yml",),
    "goals": (),
    "report": ("roster.yml", "inputs/data/", "inputs/votes/", "procedure/report.yml"),
    "decision": ("procedure/decision.yml",),
    "correction": (),
    "closed": ("procedure/closed.yml",),
}


def _is_in(path: str, files: Iterable[str]) -> bool:
    """Whether ``path`` is one of ``files``, in whatever form (sealed, working copy), or lies in one of the folders.

    Corrections that come one after the other are told apart by a number.
    """
    first = _NUMBER.sub("", path)
    return any(first.startswith(file.removesuffix("yml")) for file in files)


_NUMBER = re.compile(r"(?<=/correction)-[0-9]+(?=\.)")


def _covers(gate: str, code: str) -> bool:
    first, _, last = gate.partition("-")
    return first <= code <= (last or first)
