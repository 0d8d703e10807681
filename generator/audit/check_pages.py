"""V11 and V13: pages show what the records say, and a demonstration says on every page that it is one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TypeAlias

from generator.audit.check_data import check_data
from generator.audit.check_proofs import check_proofs
from generator.audit.cycles import Cycle, Gone
from generator.audit.evidence import Evidence, problem
from generator.audit.html_claims import Claim, Page, collapsed
from generator.audit.pointer import PointerError, resolve
from generator.audit.site_paths import check_paths
from generator.audit.verdict import Fact, Findings
from generator.core.problem import Place, Problem
from generator.published.record import PublicRecord

FOLDERS = {"zh": "", "en": "en/"}
"""Where the pages of each language lie."""

NAME = "/unit/name"
_SHOWN_AT_MOST = 60

Mark: TypeAlias = tuple[str, str]
"""A record's key and a pointer into its body; of a text in two languages without the language."""

GradeNames: TypeAlias = Mapping[str, Mapping[str, str]]
"""Names of grades by id and language."""


def check_pages(evidence: Evidence) -> Findings:
    """Marks agree with their records and stand where they must and nowhere else (A200 to A217, A230 to A238)."""
    problems = list(check_paths(evidence))
    records = {
        f"{found.index}/{path}": record for found in evidence.statements for path, (_, record) in found.records.items()
    }
    names = {cycle.id: _grade_names(cycle) for cycle in evidence.cycles}
    required = _required_rows(evidence)
    claims = 0
    for path, page in evidence.site.pages.items():
        if page.broken:
            place = Place(path, page.broken.line, page.broken.column)
            problems.append(Problem(page.broken.code, place, dict(page.broken.params)))
        lang = _language(path)
        if page.claims and page.lang != lang:
            problems.append(problem("A216", path, found=_short(page.lang) or "—", expected=lang))
        for claim in page.claims:
            problems += _check_claim(claim, path, lang, records, names)
            claims += 1
        if not page.broken:
            problems += _check_rows(path, page, required.get(path, []))
    problems += check_data(evidence)
    problems += check_proofs(evidence)
    facts: dict[str, Fact] = {
        "pages": len(evidence.site.pages),
        "figures": claims,
        "units": sum(len(cycle.units()) for cycle in evidence.cycles),
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
    claim: Claim, path: str, lang: str, records: Mapping[str, PublicRecord], names: Mapping[str, GradeNames]
) -> Iterator[Problem]:
    place = Place(path, claim.line, 1)
    record = records.get(claim.record)
    if record is None:
        yield Problem("A201", place, {"record": _short(claim.record)})
        return
    if claim.kind == "grade":
        grade = record.body.get("grade")
        if claim.value != grade or claim.text != names.get(record.cycle, {}).get(claim.value, {}).get(lang):
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
        yield Problem("A217", place, {"pointer": claim.value, "expected": lang})
    said = str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else None
    if said is None or claim.text != collapsed(said):
        params = {"record": claim.record, "pointer": claim.value, "found": _short(claim.text)}
        yield Problem("A203", place, params | {"expected": _short("…" if said is None else said)})


def _language(path: str) -> str:
    return next((lang for lang, folder in FOLDERS.items() if folder and path.startswith(folder)), "zh")


def _grade_names(cycle: Cycle) -> GradeNames:
    """The names of every grade of a cycle's scheme by language, as a page may write them."""
    grades = cycle.scheme.body.grades if cycle.scheme else ()
    return {grade.id: {lang: collapsed(name) for lang, name in grade.names.items()} for grade in grades}


def _required_rows(evidence: Evidence) -> dict[str, list[list[Mark]]]:
    """The marks of each page that has any, in their order: tables have one group per unit, other pages one."""
    required: dict[str, list[list[Mark]]] = {}
    for cycle in evidence.cycles:
        units = cycle.units()
        for unit in units:
            required[f"{cycle.id}/units/{unit}.html"] = [[*_marks(cycle, unit, of_page=True), *_parts(cycle, unit)]]
        required[f"{cycle.id}/index.html"] = [_marks(cycle, unit, of_page=False) for unit in units]
        required[f"{cycle.id}/people.html"] = [list(_marks_of_people(cycle))]
    with_results = [cycle.id for cycle in evidence.cycles if cycle.units()]
    if with_results:
        required["index.html"] = required[f"{max(with_results)}/index.html"]
    return {f"{folder}{path}": rows for folder in FOLDERS.values() for path, rows in required.items()}


def _marks(cycle: Cycle, unit: str, *, of_page: bool) -> list[Mark]:
    """Name, total and grade of a unit: of its decision, before there is one, as recommended.

    A withdrawn result has its name from the organ record. On the unit's own page (``of_page``) the reason and the basis
    of each withdrawal stand where total and grade would stand.
    """
    result, decision = cycle.results.get(unit), cycle.decisions.get(unit)
    gone, undecided = cycle.gone.get(("unit-result", unit)), cycle.gone.get(("unit-decision", unit))
    marks: list[Mark] = []
    if result:
        marks.append((result.key, NAME))
        if result.body.total.shown is not None:
            marks.append((result.key, "/total/shown"))
    elif cycle.departments and unit in cycle.departments.body:
        marks.append((cycle.departments.key, f"/departments/{cycle.departments.body.index(unit)}/name"))
    if gone and of_page:
        marks += _marks_of_withdrawal(gone)
    if decision:
        marks.append((decision.key, "/grade"))
    elif undecided:
        marks += _marks_of_withdrawal(undecided) if of_page else []
    elif result and result.body.grade is not None:
        marks.append((result.key, "/grade"))
    return marks


def _marks_of_withdrawal(gone: Gone) -> list[Mark]:
    return [(gone.by.key, "/reason"), (gone.by.key, "/clause")]


def _parts(cycle: Cycle, unit: str) -> Iterator[Mark]:
    """The points of each family, followed by those of its indicators."""
    held = cycle.results.get(unit)
    if held is None:
        return
    for number, (family, points) in enumerate(held.body.families):
        if points.shown is not None:
            yield held.key, f"/families/{number}/shown"
        for i, item in enumerate(held.body.indicators):
            if item.family == family and item.points.shown is not None:
                yield held.key, f"/indicators/{i}/shown"


def _marks_of_people(cycle: Cycle) -> Iterator[Mark]:
    """The public numbers about people in the order of the cycle, then the size of every block."""
    for block in cycle.blocks.values():
        yield from ((block.key, pointer) for pointer, number in block.body.numbers() if number is not None)
    for block in cycle.blocks.values():
        yield block.key, "/size"


def _check_rows(path: str, page: Page, required: Sequence[Sequence[Mark]]) -> Iterator[Problem]:
    """Every mark that is required, once, none besides; each group in a row of its own, a unit's name as the heading."""
    of_unit = "/units/" in path
    if of_unit or path.endswith("/people.html"):
        rows = [[_mark(claim) for claim in page.claims]]
        in_place = not of_unit or not page.claims or page.claims[0].tag == "h1"
    else:
        rows = [[_mark(claim) for claim in group] for _, group in groupby(page.claims, key=lambda claim: claim.row)]
        in_place = all(claim.row for claim in page.claims)
    wanted, found = Counter(mark for row in required for mark in row), Counter(mark for row in rows for mark in row)
    for record, pointer in wanted - found:
        yield problem("A206", path, record=record, pointer=pointer)
    for record, pointer in found - wanted:
        yield problem("A212", path, record=_short(record), pointer=_short(pointer))
    if wanted == found and wanted and (rows != [list(row) for row in required] or not in_place):
        yield problem("A213", path)


def _mark(claim: Claim) -> Mark:
    if claim.kind == "grade":
        return claim.record, "/grade"
    pointer, _, last = claim.value.rpartition("/")
    return claim.record, pointer if last in FOLDERS else claim.value


def _short(text: str) -> str:
    """A text of the page for a message: what could steer a terminal is escaped, long texts are cut."""
    safe = "".join(char if char.isprintable() else "�" for char in text)
    return safe if len(safe) <= _SHOWN_AT_MOST else safe[: _SHOWN_AT_MOST - 1] + "…"
