"""What docs/spec/31-statements.md asks of the order of acts, and part 16 of every year that has a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tests.peers.by_spec.ledger import AGAIN, Reader, Statement
from tests.peers.by_spec.year import Year

BEFORE = {
    "goals": "scheme", "materials": "goals", "review": "materials", "preliminary": "review", "report": "preliminary",
    "decision": "report", "notice": "decision", "correction": "decision", "effective": "notice", "appeals": "effective",
    "application": "effective", "closed": "effective", "interpretation": "scheme", "feedback": "scheme",
    "rectification": "decision", "amendment": "scheme",
}  # fmt: skip
BEFORE_PLAIN = {
    "goals": "scheme", "report": "scheme", "decision": "report", "correction": "decision", "closed": "decision",
    "withdrawal": "scheme",
}  # fmt: skip
AFTER_CLOSED = {"feedback", "rectification", "withdrawal"}
ONLY_WITH_PLAN = {"plan", "office", "interpretation", "roster", "goals", "unit-correction"}
MAY_BE_ABSENT = {"unit-correction", "interpretation"}


def check(reader: Reader) -> Iterator[tuple[str, str, str]]:
    """Hold every cycle to the order of acts, those with a plan to the rest; gives cycle, period, what it comes to."""
    for before, statement in zip(reader.statements, reader.statements[1:], strict=False):
        reader.hold("dates", before.day <= statement.day, statement.index)
        reader.hold("root", statement.fields["root"] == reader.statements[0].digest, statement.index)
    for cycle in sorted({s.fields["cycle"] for s in reader.statements} - {""}):
        statements = [s for s in reader.statements if s.fields["cycle"] == cycle]
        order(reader, statements)
        if "plan" in statements[0].records:
            yield from ((cycle, name, status) for name, status in Year(reader, cycle, statements).check())


def order(reader: Reader, statements: Sequence[Statement]) -> None:
    """31: each act after the one it needs, once; what it rests on, its clauses, its records; the closure."""
    done: list[Statement] = []
    people, planned = "blocks" in statements[0].body("slots"), "plan" in statements[0].records
    before = {"withdrawal": "scheme"} | BEFORE if planned else BEFORE_PLAIN
    for one in statements:
        acts, row = {s.act for s in done}, reader.acts[one.act]
        reader.hold("order", one.act == "scheme" or before.get(one.act) in acts, f"{one.index} {one.act}")
        again = one.act in AGAIN and (planned or one.act == "withdrawal")
        reader.hold("order", again or one.act not in acts, f"{one.index} {one.act} twice")
        reader.hold("order", "closed" not in acts or one.act in AFTER_CLOSED, f"{one.index} after the end")
        rests_on = (
            (*row.rests_on, "effective", "appeals") if one.act == "correction" and one.act in acts else row.rests_on
        )
        rests_on = tuple(acts) if rests_on == ("every statement of the cycle",) else rests_on
        rests = [s.digest for s in done if s.act in rests_on]
        if one.act == "scheme":
            rests = [[s.digest for s in reader.statements[: one.index] if s.act == "trust"][-1]]
        reader.hold("builds_on", one.act == "withdrawal" or one.fields["builds_on"] == rests, one.index)
        reader.hold("clauses", tuple(one.fields["clauses"]) == (row.clauses if planned else row.plain), one.index)
        wanted = {kind for kind in row.records if people or not kind.startswith("people")}
        found, wanted = set(one.records), wanted if planned else wanted - ONLY_WITH_PLAN
        absent = MAY_BE_ABSENT | ({"goals"} if one.act == "materials" else set())
        reader.hold("records", found <= wanted and wanted - found <= absent, one.index)
        if one.act == "closed":
            reader.hold("closure", one.body("closure")["statements"] == [s.digest for s in done], one.index)
        done.append(one)


def findings(files: Mapping[str, bytes], page: str) -> tuple[list[tuple[str, str]], list[tuple[str, str, str]]]:
    """What is wrong with a ledger, by label; and the periods of its cycles."""
    reader = Reader(files, page)
    periods = list(check(reader))
    return reader.wrong, periods
