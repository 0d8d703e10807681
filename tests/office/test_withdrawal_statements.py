"""From what an office writes to the statement that withdraws records."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.cli.presentation import presentation
from generator.core.canonical import sha256_hex
from generator.core.errors import FindingsError
from generator.core.messages import LANGS
from generator.core.render import problems_text
from generator.ledger.merkle import leaf_hash
from generator.office.check import checked_office
from generator.office.drafts import open_draft, require_recomputed
from generator.office.published_state import published_statements
from generator.office.workspace import Workspace
from generator.published.withdrawal import read_withdrawal
from tests.conftest import Practice
from tests.example.regenerate import IDENTITY
from tests.office.acting import CYCLE, codes, draft
from tests.office.withdrawing import DECISION, MEETING, RESULT, index_of, withdraw, write_withdrawal

FILE = "records/cycles/2025/procedure/withdrawals/first.yml"


@pytest.fixture
def office(practice: Practice) -> Workspace:
    return practice("decision")


def refused(office: Workspace) -> list[tuple[str, str]]:
    """Why there is no draft; each reason in words, in both languages, with nothing left to fill in."""
    found = codes(lambda: draft(office, "withdrawal"))
    with pytest.raises(FindingsError) as caught:
        draft(office, "withdrawal")
    for lang in LANGS:
        assert "{" not in problems_text(caught.value.problems, lang)
        assert "…" not in problems_text(caught.value.problems, lang)
    return found


def test_a_draft_names_the_record_by_all_its_digests(office: Workspace) -> None:
    write_withdrawal(office, RESULT)
    made = draft(office, "withdrawal")
    index = index_of(office, "report")
    report = published_statements(office)[index]
    data = report.records["records/unit-result/service-hall.json"][0]
    ((_, record),) = made.content.records.values()
    said = read_withdrawal(record, "x")
    assert made.folder.name == "2025-withdrawal"
    assert (said.statement, said.index, said.path) == (report.sha256, index, "records/unit-result/service-hall.json")
    assert (said.sha256, said.leaf) == (sha256_hex(data), leaf_hash(data).hex())
    assert (said.reason, said.clause, record.name) == ("personal_data", "P2-5.1", f"{index}-unit-result-service-hall")
    statement = made.content.statement
    assert (statement.kind, statement.step, statement.cycle) == ("change", "withdrawal", CYCLE)
    assert (statement.date, statement.clauses) == ("2026-06-01", ("P1-A23", "P2-5.1"))
    assert (statement.builds_on, statement.counts) == ((report.sha256,), {"withdrawal": 1})


def test_a_signer_recomputes_it(office: Workspace) -> None:
    path = write_withdrawal(office, RESULT, explanation="what is wrong with it")
    made = draft(office, "withdrawal")
    openings = open_draft(made, [IDENTITY])
    published = published_statements(office)
    require_recomputed(made, openings, checked_office(office.root, [IDENTITY]), published)
    assert [item.name.rpartition("/inputs/withdrawal/1/")[2] for item in openings.inputs] == [FILE]
    path.write_text(path.read_text("utf-8").replace("what is wrong", "something else"), "utf-8")
    found = codes(
        lambda: require_recomputed(made, openings, checked_office(office.root, [IDENTITY]), published), FindingsError
    )
    assert found[0] == ("G312", FILE)


def test_nothing_of_the_explanation_goes_out(office: Workspace) -> None:
    write_withdrawal(office, RESULT, explanation="what is wrong with it")
    made = draft(office, "withdrawal")
    for path in made.statement_folder.rglob("*"):
        assert path.is_dir() or b"what is wrong" not in path.read_bytes()


def test_several_at_once_are_one_statement(office: Workspace) -> None:
    for name, record in (("b", RESULT), ("a", DECISION), ("c", MEETING)):
        write_withdrawal(office, record, name)
    statement = draft(office, "withdrawal").content.statement
    published = published_statements(office)
    assert statement.counts == {"withdrawal": 3}
    assert statement.builds_on == tuple(published[index_of(office, kind)].sha256 for kind in ("report", "decision"))


def test_only_what_is_not_withdrawn_yet(office: Workspace) -> None:
    withdraw(office, [RESULT])
    write_withdrawal(office, DECISION, date="2026-06-02")
    statement = draft(office, "withdrawal").content.statement
    assert (statement.counts, statement.date) == ({"withdrawal": 1}, "2026-06-02")


def test_nothing_to_withdraw(office: Workspace) -> None:
    assert refused(office) == [("P147", "records/cycles/2025/procedure/withdrawals")]
    withdraw(office, [RESULT])
    assert [code for code, _ in refused(office)] == ["P147"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"statement": "99"}, "P143"),
        ({"statement": "0"}, "P143"),
        ({"statement": "1"}, "P144"),
        ({"type": "unit-decision"}, "P144"),
        ({"type": "deliberation", "name": "people-2024"}, "P144"),
        ({"date": "2025-06-01"}, "P145"),
    ],
)
def test_what_the_ledger_does_not_have(office: Workspace, changes: dict[str, str], code: str) -> None:
    write_withdrawal(office, RESULT, **changes)
    assert refused(office) == [(code, FILE)]


def test_it_is_dated_after_everything_that_is_published(office: Workspace) -> None:
    last = published_statements(office)[-1].statement.date
    report = published_statements(office)[index_of(office, "report")].statement.date
    assert report < last
    write_withdrawal(office, RESULT, date=report)
    assert [code for code, _ in refused(office)] == ["P103"]


def test_a_published_withdrawal_is_not_changed(office: Workspace) -> None:
    index = withdraw(office, [RESULT])
    path = next((office.root / FILE).parent.iterdir())
    path.write_text(path.read_text("utf-8").replace("personal_data", "court_order"), "utf-8")
    with pytest.raises(FindingsError) as caught:
        draft(office, "withdrawal")
    (problem,) = caught.value.problems
    assert (problem.code, problem.params["index"], problem.params["reason"]) == ("P146", str(index), "personal_data")


def test_the_same_record_cannot_be_withdrawn_again_under_another_name(office: Workspace) -> None:
    withdraw(office, [RESULT])
    path = next((office.root / FILE).parent.iterdir())
    path.rename(Path(path.parent, "other.yml"))
    assert [code for code, _ in refused(office)] == ["P147"]


@pytest.mark.parametrize("lang", LANGS)
def test_nobody_signs_blind(office: Workspace, lang: str) -> None:
    write_withdrawal(office, RESULT, reason="court_order")
    made = draft(office, "withdrawal")
    records = [record for _, record in made.content.records.values()]
    text = presentation(records, published_statements(office), "zh" if lang == "zh" else "en")
    assert "records/unit-result/service-hall.json" in text
    assert {"zh": "法院", "en": "court"}[lang] in text
    assert {"zh": "不能恢复", "en": "for good"}[lang] in text


def test_a_decision_rests_on_a_result_that_was_withdrawn(practice: Practice) -> None:
    office = practice("report")
    whole = draft(office, "decision").content
    withdraw(office, [RESULT], date=published_statements(office)[-1].statement.date)
    made = draft(office, "decision", replace=True).content
    path = "records/unit-decision/service-hall.json"
    assert made.records[path][1].body == whole.records[path][1].body


def test_a_withdrawal_is_no_correction(practice: Practice) -> None:
    """The closing of a cycle that had withdrawals only says what was decided, and lists them."""
    office = practice("rectification")
    withdraw(office, [RESULT], date=published_statements(office)[-1].statement.date)
    closing = draft(office, "closed").content
    of_cycle = [found.sha256 for found in published_statements(office) if found.statement.cycle == CYCLE]
    assert list(closing.statement.builds_on) == of_cycle
    (record,) = closing.of_type("closure")
    assert record.body["statements"] == of_cycle
    (people,) = closing.of_type("people")
    assert people.revision == 1 + sum(len(found.of_type("people")) for found in published_statements(office))
