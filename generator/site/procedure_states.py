"""The 23 states that a cycle with a plan passes through, as its published records bear them out.

A state is reached when the act is published that it ends with. What stays inside the office is said, with the clause
by which it does. Source: docs/spec/41-site.md, "Procedure of a cycle".
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from generator.core import messages
from generator.published.vocabulary import ACTS
from generator.site.context import Context, Link
from generator.site.ledger_view import Cycle
from generator.site.state_texts import Tale

BASE = "../"
GOALS, MEETING = 3, 12
"""The state whose goals stand with the plan before units have pages; the one with a day before its statement's."""

CONFIDENTIAL = ("P2-5.1",)
"""By which clause the process itself stays inside the office."""


@dataclass(frozen=True, slots=True)
class State:
    """One state: the act it ends with, the clauses that ask for it, where the page says more about it."""

    number: int
    act: str
    clauses: tuple[str, ...]
    more: str = ""
    restricted: bool = False
    optional: bool = False

    @property
    def key(self) -> str:
        """How the catalogue calls it."""
        return f"state.{self.number}"


STATES = (
    State(0, "scheme", ("P1-A11", "P1-A21", "P2-1.2(3)"), "plan.html#office"),
    State(1, "scheme", ("P1-A12", "P1-A25", "P2-3.2(1)"), "plan.html"),
    State(2, "goals", ("P1-A6", "P2-1.2(1)")),
    State(3, "goals", ("P2-1.1(1)",), restricted=True),
    State(4, "materials", ("P2-3.2(2)",), "#materials", restricted=True),
    State(5, "materials", ("P1-A14",), "scheme.html", restricted=True),
    State(6, "materials", ("P1-A15", "P2-2.1(2)"), restricted=True),
    State(7, "review", ("P1-A16",), "#review", restricted=True),
    State(8, "review", ("P2-2.1(4)",), "#gates", restricted=True),
    State(9, "preliminary", ("P1-A17",), restricted=True),
    State(10, "report", ("P1-A17",), "#durations", restricted=True),
    State(11, "report", ("P1-A17", "P2-3.2(3)"), "index.html#results"),
    State(12, "decision", ("P1-A18",), restricted=True),
    State(13, "decision", ("P1-A18",), "index.html#results"),
    State(14, "notice", ("P2-3.2(4)", "P2-5.1"), "#release"),
    State(15, "notice", ("P1-A18", "P2-3.2(4)", "P2-4.3"), "#notice"),
    State(16, "effective", ("P1-A23", "P2-4.3"), restricted=True),
    State(17, "effective", ("P1-A18",), restricted=True),
    State(18, "appeals", ("P1-A23",), restricted=True, optional=True),
    State(19, "application", ("P1-A19", "P1-A24", "P2-4.1"), "#use", restricted=True, optional=True),
    State(20, "rectification", ("P2-3.2(5)", "P2-4.2"), "rectification.html", optional=True),
    State(21, "closed", ("P1-A23",), "#supervision"),
    State(22, "closed", ("P1-A23",), "#supervision"),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A state as the page shows it; ``date`` is empty where it is not reached, ``none`` where it never will be.

    ``texts`` are sentences, each with the key of the record whose numbers it shows; ``inside`` says what is withheld.
    """

    number: int
    name: str
    date: str
    none: bool
    texts: tuple[tuple[str, Markup], ...]
    inside: str
    inside_cites: Markup
    signers: str
    cites: Markup
    statement: Link | None
    more: str


def states(context: Context, cycle: Cycle) -> list[Shown]:
    """All 23 in their order. Raises FindingsError C110."""
    tale = Tale(context, cycle)
    return [_shown(context, cycle, state, tale) for state in STATES]


def reached(context: Context, cycle: Cycle) -> tuple[str, str]:
    """The name of the last state that was reached, and of the next that was not; empty where there is none."""
    done = [state for state in STATES if cycle.acts.statement(state.act)]
    ahead = [state for state in STATES if state not in done and not state.optional]
    last, following = done[-1:], [state for state in ahead if not done or state.number > done[-1].number]
    last_name, next_name = (messages.text(found[0].key, context.lang) if found else "" for found in (last, following))
    return last_name, next_name


def _shown(context: Context, cycle: Cycle, state: State, tale: Tale) -> Shown:
    label, found = context.label, cycle.acts.statement(state.act)
    none = found is None and state.optional and cycle.closed
    trust = context.view.trust_for(found.index) if found else context.view.trusts[-1][1]
    threshold = trust.threshold(*ACTS[state.act])
    signers = label("separator").join(
        label("statement.threshold", role=label(f"role.{role}"), number=number)
        for role, number in sorted(threshold.items())
    )
    signed = label("procedure.signers" if found else "procedure.signers.open", signers=signers)
    absent = (("", label.html("at.none" if none else "at.open")),)
    inside = label(f"at.{state.number}.inside") if state.restricted else ""
    return Shown(
        number=state.number,
        name=messages.text(state.key, context.lang),
        date=_date(cycle, state),
        none=none,
        texts=tuple(tale.of(state.number)) if found else absent,
        inside=inside,
        inside_cites=context.cites(CONFIDENTIAL, BASE, cycle.sources) if inside else Markup(""),
        signers=signed if signers and not none else "",
        cites=context.cites(state.clauses, BASE, cycle.sources),
        statement=Link(f"{BASE}statements/{found.index}.html", label("statement.number", index=found.index))
        if found
        else None,
        more=_more(cycle, state) if found else "",
    )


def _more(cycle: Cycle, state: State) -> str:
    """Where the page says more about a state that was reached."""
    if state.number == GOALS and not cycle.units:
        return "plan.html#goals"
    return state.more


def _date(cycle: Cycle, state: State) -> str:
    """The day on which a state was reached: that of its statement, of the deliberation that of the meeting."""
    if state.number == MEETING and cycle.deliberation:
        return cycle.deliberation.deliberated
    found = cycle.acts.statement(state.act)
    return found.statement.date if found else ""
