"""V11 and V13: pages show what the records say, and a demonstration says on every page that it is one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import groupby
from typing import TypeAlias

from generator.audit.check_clauses import check_clauses
from generator.audit.check_data import check_data
from generator.audit.check_proofs import check_proofs
from generator.audit.cycles import Cycle
from generator.audit.evidence import Evidence, problem
from generator.audit.html_claims import Claim, Page, collapsed
from generator.audit.pointer import PointerError, resolve
from generator.audit.required_marks import FOLDERS, ROOT, Mark, Required, required_marks
from generator.audit.site_paths import check_paths
from generator.audit.verdict import Fact, Findings
from generator.core.exact import plain
from generator.core.problem import Place, Problem
from generator.published.record import PublicRecord
from generator.published.shapes import EXACT, MAX_NUMBER

_SHOWN_AT_MOST = 60

GradeNames: TypeAlias = Mapping[str, Mapping[str, str]]
"""Names of grades by id and language."""


def check_pages(evidence: Evidence) -> Findings:
    """Marks agree with their records and stand where they must and nowhere else (A200 to A218, A230 to A238)."""
    problems = list(check_paths(evidence))
    records = {
        f"{found.index}/{path}": record for found in evidence.statements for path, (_, record) in found.records.items()
    }
    names = {cycle.id: _grade_names(cycle) for cycle in evidence.cycles}
    required = required_marks(evidence)
    claims = 0
    for path, page in evidence.site.pages.items():
        if page.broken:
            place = Place(path, page.broken.line, page.broken.column)
            problems.append(Problem(page.broken.code, place, dict(page.broken.params)))
        lang = _language(path)
        if page.claims and page.lang != lang:
            problems.append(problem("A216", path, found=_short(page.lang) or "—", expected=lang))
        for claim in page.claims:
            if claim.kind == "root":
                problems += _check_root(claim, path, evidence.root)
            else:
                problems += _check_claim(claim, path, lang, records, names)
            claims += 1
        if not page.broken:
            problems += _check_marks(path, page, required.get(path, Required()))
    problems += [*check_clauses(evidence), *check_data(evidence)]
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


def _check_root(claim: Claim, path: str, root: str | None) -> Iterator[Problem]:
    if claim.text != root:
        yield Problem("A218", Place(path, claim.line, 1), {"found": _short(claim.text), "expected": root or "—"})


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
    if said is None or claim.text not in _spellings(said):
        params = {"record": claim.record, "pointer": claim.value, "found": _short(claim.text)}
        yield Problem("A203", place, params | {"expected": _short("…" if said is None else said)})


def _spellings(said: str) -> tuple[str, ...]:
    """How a page may write a value: as the record has it, an exact fraction also as a decimal or in percent."""
    if "/" not in said or len(said) > MAX_NUMBER or not EXACT.fullmatch(said):
        return (collapsed(said),)
    number = Fraction(said)
    percent = plain(number * 100)
    return (said, plain(number), f"{percent}%")


def _language(path: str) -> str:
    return next((lang for lang, folder in FOLDERS.items() if folder and path.startswith(folder)), "zh")


def _grade_names(cycle: Cycle) -> GradeNames:
    """The names of every grade of a cycle's scheme by language, as a page may write them."""
    grades = cycle.scheme.body.grades if cycle.scheme else ()
    return {grade.id: {lang: collapsed(name) for lang, name in grade.names.items()} for grade in grades}


def _check_marks(path: str, page: Page, required: Required) -> Iterator[Problem]:
    """Every mark that is required, once, none besides; each group in a row of its own, a unit's name as the heading."""
    anywhere = set(required.course)
    ordered = [mark for claim in page.claims if (mark := _mark(claim)) not in anywhere]
    rows = [ordered] if ordered else []
    in_place = "/units/" not in path or not page.claims or page.claims[0].tag == "h1"
    if required.tables:
        rows = [[_mark(c) for c in group] for row, group in groupby(page.claims, key=lambda claim: claim.row) if row]
    wanted = Counter(mark for group in (*required.rows, required.course) for mark in group)
    found = Counter(_mark(claim) for claim in page.claims)
    for record, pointer in wanted - found:
        yield problem("A206", path, record=record, pointer=pointer)
    for record, pointer in found - wanted:
        yield problem("A212", path, record=_short(record), pointer=_short(pointer))
    if wanted == found and wanted and (rows != required.rows or not in_place):
        yield problem("A213", path)


def _mark(claim: Claim) -> Mark:
    if claim.kind == "root":
        return ROOT
    if claim.kind == "grade":
        return claim.record, "/grade"
    pointer, _, last = claim.value.rpartition("/")
    return claim.record, pointer if last in FOLDERS else claim.value


def _short(text: str) -> str:
    """A text of the page for a message: what could steer a terminal is escaped, long texts are cut."""
    safe = "".join(char if char.isprintable() else "�" for char in text)
    return safe if len(safe) <= _SHOWN_AT_MOST else safe[: _SHOWN_AT_MOST - 1] + "…"
