"""``verify``: all checks of a published site, from its files alone (docs/spec/50-verify.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.audit.check_arithmetic import check_arithmetic
from generator.audit.check_files import check_files
from generator.audit.check_log import check_checkpoints, check_inclusion, check_tiles
from generator.audit.check_memory import check_memory, memorable
from generator.audit.check_order import check_order
from generator.audit.check_origin import check_root, check_trust
from generator.audit.check_pages import check_demo_notice, check_pages
from generator.audit.check_procedure import check_procedure
from generator.audit.check_quorum import check_quorum
from generator.audit.check_records import check_records
from generator.audit.check_release import check_release
from generator.audit.check_statements import check_signatures, check_statements
from generator.audit.evidence import Evidence
from generator.audit.memory import Memory
from generator.audit.site_files import LEDGER, SiteFiles, read_site
from generator.audit.verdict import Check, Findings, Status, Verdict, check_label
from generator.core.errors import KaoheError, NotCheckedError, UsageError
from generator.core.problem import Place, Problem, in_order
from generator.published.shapes import HEX64

Run = Callable[[Evidence], Findings | None]


@dataclass(frozen=True, slots=True)
class Plan:
    """A check before it is made.

    ``run`` returns None where it lacks what the checks in ``needs`` vouch for. ``reads`` are path prefixes: where the
    system does not let us read one of these files, the check is not made.
    """

    number: int
    id: str
    run: Run
    needs: tuple[int, ...] = ()
    reads: tuple[str, ...] = (LEDGER,)


PLANS = (
    Plan(1, "root", check_root),
    Plan(2, "trust", check_trust),
    Plan(3, "statements", check_statements),
    Plan(4, "signatures", check_signatures, (2, 3)),
    Plan(5, "checkpoint", check_checkpoints, (2,)),
    Plan(6, "log", check_tiles, (2, 5)),
    Plan(7, "inclusion", check_inclusion, (3, 5, 6)),
    Plan(8, "records", check_records, (3,)),
    Plan(9, "arithmetic", check_arithmetic, (3, 8)),
    Plan(10, "order", check_order, (3,)),
    Plan(11, "pages", check_pages, (3, 8), ("",)),
    Plan(12, "files", check_files, (), ("",)),
    Plan(13, "demo", check_demo_notice, (2,), ("",)),
    Plan(14, "quorum", check_quorum, (2, 5)),
    Plan(15, "release", check_release, (2, 3, 4), ("",)),
    Plan(16, "memory", check_memory, (1, 2, 5, 6)),
    Plan(17, "procedure", check_procedure, (3, 8)),
)
"""All checks in order; their numbers never change meaning."""

_LEDGER_CHECKS = (1, 2, 3, 4, 5, 6, 7, 16)
"""What must have passed before a log is remembered."""


def verify(site: Path, expected_root: str | None, memories: Sequence[Memory] = ()) -> Verdict:
    """Check the published site in the folder ``site`` against ``expected_root``.

    ``expected_root`` is the SHA-256 of statement 0 in hex, from outside the site; without it the first check is not
    made. ``memories`` are checkpoints of the same log seen before. Whatever the files hold, problems are in the verdict
    and none is raised.
    Raises UsageError A101 (no such folder), A102 (not a root).
    """
    root = None if expected_root is None else expected_root.strip().lower()
    if root is not None and not HEX64.fullmatch(root):
        raise UsageError.of("A102")
    return verify_files(read_site(site), root, memories)


def verify_files(site: SiteFiles, expected_root: str | None, memories: Sequence[Memory] = ()) -> Verdict:
    """The verdict on files that were read: a pure function."""
    evidence = Evidence(site, expected_root, memories)
    checks = make_checks(PLANS, evidence)
    passed = all(checks[number].status == "ok" for number in _LEDGER_CHECKS)
    seen = memorable(evidence) if passed else None
    return Verdict(tuple(checks.values()), _demo(evidence), evidence.root, expected_root, seen)


def make_checks(plans: Iterable[Plan], evidence: Evidence) -> dict[int, Check]:
    """The outcome of each plan by number; a plan needs only checks before it."""
    checks: dict[int, Check] = {}
    for plan in plans:
        checks[plan.number] = _make(plan, evidence, checks)
    return checks


def _make(plan: Plan, evidence: Evidence, made: dict[int, Check]) -> Check:
    unread = [p for p in evidence.site.unreadable if p.place.path.startswith(plan.reads)]
    if unread:
        return Check(plan.number, plan.id, "not_checked", {}, tuple(unread))
    needs = tuple(check_label(n) for n in plan.needs if made[n].status in ("failed", "skipped"))
    try:
        findings = plan.run(evidence)
    except NotCheckedError as error:
        return Check(plan.number, plan.id, "not_checked", {}, tuple(error.problems))
    except KaoheError as error:
        return Check(plan.number, plan.id, "failed", {}, tuple(error.problems))
    except Exception as error:  # a mistake of ours must not look like a forgery, nor like a success
        reason = Problem("A104", Place(""), {"check": plan.id, "reason": type(error).__name__})
        return Check(plan.number, plan.id, "not_checked", {}, (reason,))
    if findings is None:
        return Check(plan.number, plan.id, "skipped", {}, (), needs)
    status: Status = "skipped" if needs else "ok"
    if findings.open:
        status = "not_checked"
    if findings.problems:
        status = "failed"
    return Check(
        plan.number,
        plan.id,
        status,
        findings.facts,
        tuple(in_order(findings.problems)),
        needs,
    )


def _demo(evidence: Evidence) -> bool | None:
    try:
        return evidence.trust.demo if evidence.trust else None
    except KaoheError:
        return None
