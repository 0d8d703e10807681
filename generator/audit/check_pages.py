"""V11 and V13: pages show what the records say, and a demonstration says on every page that it is one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from generator.audit.check_data import check_data
from generator.audit.cycles import Cycle, Held
from generator.audit.evidence import Evidence, problem
from generator.audit.html_claims import Claim, Page, collapsed
from generator.audit.pointer import PointerError, resolve
from generator.audit.verdict import Fact, Findings
from generator.core.problem import Place, Problem
from generator.published.record import PublicRecord

NOTHING = frozenset({"", "—", "–", "-"})
"""What may stand where a record has ``null``."""

_SHOWN_AT_MOST = 60


class Wanted(NamedTuple):
    """Something a page has to show: one of ``pointers`` of a record (or its grade, where there are none)."""

    record: str
    pointers: tuple[str, ...]


def check_pages(evidence: Evidence) -> Findings:
    """Marked elements agree with their records, and the pages of results show them (A200 to A209)."""
    problems: list[Problem] = []
    records = {
        f"{found.index}/{path}": record for found in evidence.statements for path, (_, record) in found.records.items()
    }
    names = {cycle.id: _grade_names(cycle) for cycle in evidence.cycles}
    claims = 0
    for path, page in evidence.site.pages.items():
        if not page.readable:
            problems.append(problem("A200", path))
        for claim in page.claims:
            problems += _check_claim(claim, path, records, names)
            claims += 1
    for cycle in evidence.cycles:
        problems += _check_cycle(cycle, evidence.site.pages)
    problems += check_data(evidence)
    facts: dict[str, Fact] = {
        "pages": len(evidence.site.pages),
        "figures": claims,
        "units": sum(len(cycle.results) for cycle in evidence.cycles),
    }
    return Findings(facts, tuple(problems))


def check_demo_notice(evidence: Evidence) -> Findings | None:
    """Every page of a demonstration has the notice; no page of a real ledger has it (A210, A211)."""
    if evidence.trust is None:
        return None
    code = "A210" if evidence.trust.demo else "A211"
    wrong = [problem(code, path) for path, page in evidence.site.pages.items() if page.demo != evidence.trust.demo]
    facts: dict[str, Fact] = {"demo": evidence.trust.demo, "pages": len(evidence.site.pages)}
    return Findings(facts, tuple(wrong))


def _check_claim(
    claim: Claim, path: str, records: Mapping[str, PublicRecord], names: Mapping[str, Mapping[str, frozenset[str]]]
) -> Iterator[Problem]:
    place = Place(path, claim.line, 1)
    record = records.get(claim.record)
    if record is None:
        yield Problem("A201", place, {"record": _short(claim.record)})
        return
    if claim.kind == "grade":
        grade = record.body.get("grade")
        if claim.value != grade or collapsed(claim.text) not in names.get(record.cycle, {}).get(claim.value, ()):
            params = {"record": claim.record, "found": _short(claim.text), "expected": str(grade)}
            yield Problem("A204", place, params)
        return
    try:
        value = resolve(record.body, claim.value)
    except PointerError:
        yield Problem("A202", place, {"record": claim.record, "pointer": _short(claim.value)})
        return
    if not _shows(claim.text, value):
        params = {"record": claim.record, "pointer": claim.value, "found": _short(claim.text)}
        yield Problem("A203", place, params | {"expected": _short(_text_of(value))})


def _shows(text: str, value: Any) -> bool:
    if value is None:
        return text in NOTHING
    if isinstance(value, (str, int)) and not isinstance(value, bool):
        return text == collapsed(str(value))
    return False


def _text_of(value: Any) -> str:
    return (
        str(value)
        if isinstance(value, (str, int)) and not isinstance(value, bool)
        else "null"
        if value is None
        else "…"
    )


def _grade_names(cycle: Cycle) -> dict[str, frozenset[str]]:
    """The names of every grade of a cycle's scheme, as a page may write them."""
    grades = cycle.scheme.body.grades if cycle.scheme else ()
    return {grade.id: frozenset(collapsed(name) for name in grade.names.values()) for grade in grades}


def _check_cycle(cycle: Cycle, pages: Mapping[str, Page]) -> Iterator[Problem]:
    """A page for every unit's result and one for all of them."""
    if not cycle.results:
        return
    for name, held in cycle.results.items():
        yield from _check_page(f"{cycle.id}/units/{name}.html", _wanted_of_unit(cycle, held), pages)
    wanted = [item for held in cycle.results.values() for item in _wanted_in_list(cycle, held)]
    yield from _check_page(f"{cycle.id}/index.html", wanted, pages)


def _wanted_of_unit(cycle: Cycle, held: Held[Any]) -> list[Wanted]:
    wanted = [Wanted(held.key, ("/unit/name/zh", "/unit/name/en")), *_wanted_in_list(cycle, held)]
    for i, item in enumerate(held.body.indicators):
        if item.points.shown is not None:
            wanted.append(Wanted(held.key, (f"/indicators/{i}/shown",)))
    return wanted


def _wanted_in_list(cycle: Cycle, held: Held[Any]) -> list[Wanted]:
    wanted = [Wanted(held.key, ("/total/shown",))] if held.body.total.shown is not None else []
    decision = cycle.decisions.get(held.record.name)
    if decision:
        wanted.append(Wanted(decision.key, ()))
    elif held.body.grade is not None:
        wanted.append(Wanted(held.key, ()))
    return wanted


def _check_page(path: str, wanted: list[Wanted], pages: Mapping[str, Page]) -> Iterator[Problem]:
    page = pages.get(path)
    if page is None:
        yield problem("A205", path)
        return
    seen = {(claim.record, claim.value if claim.kind == "field" else "") for claim in page.claims if not claim.hidden}
    for record, pointers in wanted:
        if not any((record, pointer) in seen for pointer in pointers or ("",)):
            yield problem("A206", path, record=record, pointer=pointers[0] if pointers else "/grade")


def _short(text: str) -> str:
    """A text of the page for a message: what could steer a terminal is escaped, long texts are cut."""
    safe = "".join(char if char.isprintable() else "�" for char in text)
    return safe if len(safe) <= _SHOWN_AT_MOST else safe[: _SHOWN_AT_MOST - 1] + "…"
