"""R22 to R28: signatures, history, the same bytes, catalogue and downloads, arithmetic, secrets, who decides."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from generator.audit.check_arithmetic import check_arithmetic
from generator.audit.evidence import Evidence
from generator.core.files import list_files
from generator.site.build import build
from tests.requirements.books import Books, Case
from tests.requirements.published import Published, flipped, gone


def test_r22_holds(published: Published) -> None:
    """Every statement has the signatures that the trust in force asks for."""
    assert published.verdict.check(2).status == published.verdict.check(4).status == "ok"


def test_r22_refuses(published: Published, books: Books) -> None:
    """Without one of its signatures a decision is not reached; a threshold that nobody can reach is none."""
    decision = next(found for found in published.statements if found["kind"] == "decision")
    signature = published.first(f"ledger/statements/{decision['index']}/signatures/")
    assert published.codes(4, signature, gone) == {"G306"}
    assert "G306" in published.codes(4, signature, flipped)
    books.refuses(Case("X157", "P1-A22", ("records/trust.yml", "leadership: 2", "leadership: 99")))


def test_r23_holds(published: Published) -> None:
    """Every statement is in the log under its index, and the log is signed."""
    assert [published.verdict.check(number).status for number in (3, 5, 6, 7)] == ["ok"] * 4


def test_r23_refuses(published: Published) -> None:
    """A statement edited after it was published is another one than was logged and signed; a record cannot just go."""
    path = "ledger/statements/3/statement.json"
    date = json.loads(published.text(path))["date"].encode()

    def another_day(data: bytes) -> bytes:
        return data.replace(date, b"2025-06-11")

    assert date != b"2025-06-11"
    assert "A131" in published.codes(7, path, another_day)
    assert "G123" in published.codes(4, path, another_day)
    assert published.codes(3, published.first("/records/unit-result/"), gone) == {"L305"}


def test_r23_refuses_a_hole_in_a_closed_year(books: Books) -> None:
    books.refuses(Case("X415", "P1-A23", ("procedure/closed.yml", "supervisor: demo-supervisor-2\n", "")))


def test_r24_holds(published: Published, tmp_path: Path) -> None:
    """The same ledger and configuration give the same bytes again."""
    out = tmp_path / "again"
    out.mkdir()
    build(published.export, out, time.perf_counter)
    assert list_files(out, "site") == published.files
    differing = [
        path for path in published.files if (out / path).read_bytes() != (published.folder / path).read_bytes()
    ]
    assert differing == []


def test_r24_refuses(published: Published) -> None:
    """A byte that the build did not write is found by the manifest."""
    assert "A223" in published.codes(12, "2025/scheme.html", lambda data: data + b" ")


def test_r25_holds(published: Published) -> None:
    """The records can be listed, looked up by clause and downloaded; each column is explained."""
    for path in ("statements/index.html", "clauses.html", "2025/data.html", "data/2025/results.csv"):
        assert path in published.files
    dictionary = published.text("2025/data.html")
    head = published.text("data/2025/results.csv").splitlines()[0]
    for column in re.findall(r"([a-z_0-9]+)(?:,|$)", head):
        assert column in dictionary


def test_r25_refuses(published: Published) -> None:
    assert published.codes(11, "data/2025/results.csv", gone) == {"A205"}


def test_r26_holds(published: Published) -> None:
    """Every step of every derivation comes out as it is written."""
    assert published.verdict.check(9).status == "ok"


def test_r26_refuses(published: Published) -> None:
    """Points that are off by a hundredth are no rounding of the exact ones."""
    statements, problems = published.evidence.survey
    report = next(found for found in statements if found.statement.kind == "report")
    path, (data, record) = next(item for item in report.records.items() if item[1][1].type == "unit-result")
    items = list(record.body["indicators"])
    at = next(at for at, item in enumerate(items) if item["exact"] is not None)
    items[at] = items[at] | {"shown": str(Decimal(items[at]["shown"]) + Decimal("0.01"))}
    spoiled = replace(record, body=record.body | {"indicators": items})
    held = replace(report, records={**report.records, path: (data, spoiled)})
    evidence = Evidence(published.site, published.root)
    evidence.__dict__["survey"] = [held if found is report else found for found in statements], problems
    found = check_arithmetic(evidence)
    assert found is not None
    assert "A162" in {problem.code for problem in found.problems}


def test_r27_holds(books: Books) -> None:
    """No file of the office bears a secrecy mark, not even a sealed one."""
    assert not any("密★" in text for text in books.texts.values())


def test_r27_refuses(books: Books) -> None:
    books.refuses(
        Case("R228", "P2-5.1", ("procedure/comments.yml", 'text: "', 'text: "【机密】')),
        Case("R228", "P2-5.1", ("procedure/closed.yml", 'findings: "', 'findings: "绝密★启用前 ')),
    )


def test_r28_holds(books: Books) -> None:
    """Every grade was written down by people who met, and some differ from what the score leads to."""
    decision = books.cycle.decision
    assert decision is not None and decision.record.deliberation.passed
    assert {entry.unit for entry in decision.record.grades} == set(books.cycle.assessed)
    assert any(entry.departs for entry in decision.record.grades)


def test_r28_refuses(books: Books) -> None:
    name, use = "procedure/application.yml", "  - {unit: permits, measure: reward, date: 2026-03-05"
    books.refuses(
        Case("X173", "P1-A18", ("procedure/decision.yml", "  - unit: personnel\n    grade: good\n", "")),
        Case("X388", "P1-A24", (name, use, use.replace("03-05", "02-20"))),
        Case("X389", "P1-A24", (name, 'document: "星事考〔2026〕3号"', 'document: "得分表"')),
        Case("X392", "P1-A19", (name, "{unit: discipline, measure", "{unit: planning, measure")),
    )
