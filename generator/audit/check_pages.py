"""V11 and V13: pages show what the records say, and a demonstration says on every page that it is one.

The site is there in two languages: Chinese at the root, English below ``en/``; both are held to the same records.
"""

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

FOLDERS = {"zh": "", "en": "en/"}
"""Where the pages of each language lie."""

_SHOWN_AT_MOST = 60


class Wanted(NamedTuple):
    """Something a page has to show: what ``pointer`` leads to in a record, or its grade where that is empty."""

    record: str
    pointer: str


GradeNames = Mapping[str, Mapping[str, str]]
"""Names of grades by id and language."""


def check_pages(evidence: Evidence) -> Findings:
    """Marked elements agree with their records, and the pages of results show them (A200 to A209, A212, A213)."""
    problems: list[Problem] = []
    records = {
        f"{found.index}/{path}": record for found in evidence.statements for path, (_, record) in found.records.items()
    }
    names = {cycle.id: _grade_names(cycle) for cycle in evidence.cycles}
    claims = 0
    for path, page in evidence.site.pages.items():
        if not page.readable:
            problems.append(problem("A200", path))
        lang = _language(path)
        if page.claims and page.lang != lang:
            problems.append(problem("A212", path, found=_short(page.lang) or "—", expected=lang))
        for claim in page.claims:
            problems += _check_claim(claim, path, lang, records, names)
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


def _language(path: str) -> str:
    """The language of the pages at ``path``."""
    return next((lang for lang, folder in FOLDERS.items() if folder and path.startswith(folder)), "zh")


def _check_claim(
    claim: Claim, path: str, lang: str, records: Mapping[str, PublicRecord], names: Mapping[str, GradeNames]
) -> Iterator[Problem]:
    place = Place(path, claim.line, 1)
    record = records.get(claim.record)
    if record is None:
        yield Problem("A201", place, {"record": _short(claim.record)})
        return
    if claim.kind == "grade":
        grade = record.body.get("grade")
        name = names.get(record.cycle, {}).get(claim.value, {}).get(lang)
        if claim.value != grade or name is None or collapsed(claim.text) != collapsed(name):
            params = {"record": claim.record, "found": _short(claim.text), "expected": str(grade)}
            yield Problem("A204", place, params)
        return
    try:
        value = resolve(record.body, claim.value)
    except PointerError:
        yield Problem("A202", place, {"record": claim.record, "pointer": _short(claim.value)})
        return
    other = claim.value.rpartition("/")[2]
    if other in FOLDERS and other != lang:
        yield Problem("A213", place, {"pointer": claim.value, "expected": lang})
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


def _grade_names(cycle: Cycle) -> GradeNames:
    """The names of every grade of a cycle's scheme by language."""
    return {grade.id: grade.names for grade in cycle.scheme.body.grades} if cycle.scheme else {}


def _check_cycle(cycle: Cycle, pages: Mapping[str, Page]) -> Iterator[Problem]:
    """A page for every unit's result and one for all of them, in each language."""
    if not cycle.results:
        return
    wanted = [item for held in cycle.results.values() for item in _wanted_in_list(cycle, held)]
    for lang, folder in FOLDERS.items():
        for name, held in cycle.results.items():
            of_unit = [Wanted(held.key, f"/unit/name/{lang}"), *_wanted_of_unit(cycle, held)]
            yield from _check_page(f"{folder}{cycle.id}/units/{name}.html", of_unit, pages)
        yield from _check_page(f"{folder}{cycle.id}/index.html", wanted, pages)


def _wanted_of_unit(cycle: Cycle, held: Held[Any]) -> list[Wanted]:
    wanted = _wanted_in_list(cycle, held)
    for i, item in enumerate(held.body.indicators):
        if item.points.shown is not None:
            wanted.append(Wanted(held.key, f"/indicators/{i}/shown"))
    return wanted


def _wanted_in_list(cycle: Cycle, held: Held[Any]) -> list[Wanted]:
    wanted = [Wanted(held.key, "/total/shown")] if held.body.total.shown is not None else []
    decision = cycle.decisions.get(held.record.name)
    if decision:
        wanted.append(Wanted(decision.key, ""))
    elif held.body.grade is not None:
        wanted.append(Wanted(held.key, ""))
    return wanted


def _check_page(path: str, wanted: list[Wanted], pages: Mapping[str, Page]) -> Iterator[Problem]:
    page = pages.get(path)
    if page is None:
        yield problem("A205", path)
        return
    seen = {(claim.record, claim.value if claim.kind == "field" else "") for claim in page.claims if not claim.hidden}
    for record, pointer in wanted:
        if (record, pointer) not in seen:
            yield problem("A206", path, record=record, pointer=pointer or "/grade")


def _short(text: str) -> str:
    """A text of the page for a message: what could steer a terminal is escaped, long texts are cut."""
    safe = "".join(char if char.isprintable() else "�" for char in text)
    return safe if len(safe) <= _SHOWN_AT_MOST else safe[: _SHOWN_AT_MOST - 1] + "…"
