"""V17: a cycle with a plan kept to its plan and to the regulation, as far as its public records show.

Everything here is found from public records alone; what they withhold, and what only the office sees, is not judged
(docs/spec/50-verify.md, "Procedure").
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from generator.audit.amended import draws
from generator.audit.check_procedure_afterwards import check_application, check_rectifications, check_revisions
from generator.audit.check_procedure_amendments import check_amendments, moved_draws, moved_late
from generator.audit.check_procedure_citations import check_citations, check_departures
from generator.audit.check_procedure_corrections import bounded, check_corrections
from generator.audit.check_procedure_days import (
    check_answers,
    check_calendars,
    check_dated,
    check_published,
    check_sequence,
    differing_calendars,
)
from generator.audit.check_procedure_gathering import check_handing_in, check_pledges, check_sources, check_targets
from generator.audit.check_procedure_goals import check_change_days, check_goals_again
from generator.audit.check_procedure_holders import check_acting, check_members, check_seats
from generator.audit.check_procedure_outcome import (
    check_appeals,
    check_closure,
    check_comments,
    check_effective,
    check_meetings,
    check_notice,
    check_objections,
    uncounted,
)
from generator.audit.check_procedure_plan import check_plan, check_roster, late_steps
from generator.audit.check_procedure_review import (
    check_gates,
    check_goals,
    check_materials,
    check_population,
    check_review,
)
from generator.audit.check_procedure_years import check_plans, check_regulation
from generator.audit.cycles import Held
from generator.audit.evidence import Evidence, problem
from generator.audit.planned import Planned, read_planned
from generator.audit.verdict import Fact, Findings
from generator.core.problem import Problem
from generator.ledger.durations import Duration, Status, at_least, at_most
from generator.published.acts import NoticeBody

CHECKS: tuple[Callable[[Planned], Iterator[Problem]], ...] = (
    check_plan,
    check_amendments,
    check_calendars,
    check_citations,
    check_seats,
    check_members,
    check_pledges,
    check_roster,
    check_goals,
    check_targets,
    check_goals_again,
    check_change_days,
    check_materials,
    check_handing_in,
    check_sources,
    check_population,
    check_review,
    check_gates,
    check_comments,
    check_meetings,
    check_departures,
    check_notice,
    check_effective,
    check_corrections,
    check_application,
    check_rectifications,
    check_revisions,
    check_objections,
    check_appeals,
    check_closure,
    check_acting,
    check_answers,
    check_published,
    check_sequence,
    check_dated,
)
"""What is asked of a cycle, in the order of its year."""

CLAUSES = {"notice_lead": "P1-A12", "comments": "P1-A17", "posting": "P2-3.2(4)", "outside": "P2-3.2(4)"}
"""The durations and the clause that each carries out."""

BOUNDS = {
    "notice_lead": ("scheme", "materials"),
    "comments": ("preliminary", "report"),
    "posting": ("notice", "effective"),
    "outside": ("decision", "notice"),
}
"""The acts between which each duration lies."""


def check_procedure(evidence: Evidence) -> Findings:
    """A401 to A486 for every cycle with a plan; the facts say which periods were kept, and of which it is only said.

    Raises FindingsError C110 where a scheme does not have its shape.
    """
    problems: list[Problem] = []
    said: dict[Status, list[str]] = {"kept": [], "short": [], "claimed": []}
    samples, within, late, behind = [], [], [], []
    moved: dict[str, list[str]] = {"draws_moved": [], "draws_moved_late": []}
    cycles = read_planned(evidence)
    for planned in cycles:
        name = planned.cycle.id
        for check in CHECKS:
            problems += check(planned)
        for duration in durations(planned):
            status: Status = "short" if _is_certainly_short(planned, duration) else duration.status
            said[status].append(f"{name} {duration.name}")
            if _is_explained(planned, duration):
                late.append(f"{name} {duration.name}")
            else:
                problems += _too_short(planned, duration)
        periods = (f"{name} {period}" for period in uncounted(planned))
        said["claimed"] += [period for period in periods if not any(period in listed for listed in said.values())]
        behind += [f"{name} {step}" for step in late_steps(planned)]
        moved["draws_moved"] += [f"{name} {found}" for found in moved_draws(planned)]
        moved["draws_moved_late"] += [f"{name} {found}" for found in moved_late(planned)]
        if (seed := _seed_status(planned)) is not None:
            said[seed].append(f"{name} seed")
        if (review := planned.cycle.one("review")) is not None and (drawn := planned.cycle.one("population")):
            samples.append(f"{name} {len(review.body.checked)}/{drawn.body.size}")
        within += [f"{name} {unit}" for unit in bounded(planned)]
    problems += [*check_regulation(cycles), *check_plans(evidence.cycles)]
    known = {planned.cycle.id for planned in cycles}
    facts: dict[str, Fact] = {
        "cycles": sorted(known),
        "without_plan": [cycle.id for cycle in evidence.cycles if not cycle.planned],
        "kept": said["kept"],
        "short": said["short"],
        "late": late,
        "claimed": said["claimed"],
        "samples": samples,
        "within_bounds": within,
        "late_steps": behind,
        **moved,
        "differing_calendars": differing_calendars(evidence.cycles),
    }
    return Findings(facts, tuple(problems))


def durations(planned: Planned) -> Iterator[Duration]:
    """The periods of a cycle between statements that are both there."""
    periods = planned.plan.body.periods
    needed = {"notice_lead": planned.lead} | {name: periods[name].days for name in ("comments", "posting", "outside")}
    for name, (earlier, later) in BOUNDS.items():
        if earlier in planned.moments and later in planned.moments:
            between = at_most if name == "outside" else at_least
            yield between(name, needed[name], planned.moments[earlier], planned.moments[later], planned.years)


def _is_explained(planned: Planned, duration: Duration) -> bool:
    """Whether the public was told too late, and the notice says why: that cannot be undone, only owned up to."""
    held: Held[NoticeBody] | None = planned.cycle.one("notice")
    explained = held is not None and held.body.late is not None
    return explained and duration.name == "outside" and duration.status == "short"


def _days_between(planned: Planned, duration: Duration) -> int:
    """All days between two statements: there are no more working days than these."""
    earlier, later = (planned.moments[act].date for act in BOUNDS[duration.name])
    return (later - earlier).days - 1


def _is_certainly_short(planned: Planned, duration: Duration) -> bool:
    """Whether there are not even so many days where no calendar says which of them are worked."""
    uncertain = duration.claimed is None and duration.status == "claimed" and not duration.most
    return uncertain and _days_between(planned, duration) < duration.needed


def _too_short(planned: Planned, duration: Duration) -> Iterator[Problem]:
    """A448 by the dates of the records, A449 by what the witnesses saw.

    The keys of a demonstration's witnesses are published, and its year may pass within minutes: there the second is
    only a fact.
    """
    uncounted_days = _is_certainly_short(planned, duration)
    if not uncounted_days and (duration.status != "short" or (duration.by_witnesses and planned.demo)):
        return
    later = planned.cycle.act(BOUNDS[duration.name][1])
    path = f"ledger/statements/{later.index}/statement.json" if later else ""
    code = "A449" if duration.by_witnesses else "A448"
    found = max(_days_between(planned, duration), 0) if uncounted_days else duration.claimed
    words = {"duration": duration.name, "needed": duration.needed, "found": found}
    yield problem(code, path, CLAUSES[duration.name], **words)


def _seed_status(planned: Planned) -> Status | None:
    """Whether others saw the items of the spot check, and an amendment that set it, before the day of the seed."""
    review, materials = planned.cycle.one("review"), planned.moments.get("materials")
    if review is None or materials is None:
        return None
    moved = draws(planned, planned.index(review))[-1].by
    announced = planned.by_index.get(planned.index(moved)) if moved is not None else materials
    seen = [found.latest if found is not None else None for found in (materials, announced)]
    return "kept" if all(day is not None and day < review.body.drawn for day in seen) else "claimed"
