"""The clauses as files: what the page says, and where the ledger bears it out."""

from __future__ import annotations

import csv
import io

import pytest

from generator.core import canonical
from generator.core.messages import LANGS
from generator.ledger.statements import read_statements
from generator.regulation import catalogue
from generator.regulation.carried_out import KEYS, carried_out
from generator.site.arrangement import arrange
from generator.site.clause_files import VERSION, clause_files
from generator.site.context import Context
from generator.site.labels import Labels
from tests.site.conftest import Built
from tests.site.synthetic import ROOT


def table(site: Built) -> list[dict[str, str]]:
    text = site.files["data/clauses.csv"].decode("utf-8-sig")
    return [
        {key.split(" ")[-1]: value for key, value in row.items()}
        for row in csv.DictReader(io.StringIO(text, newline=""))
    ]


def test_every_clause_has_a_row_with_all_that_carries_it_out(site: Built) -> None:
    rows = table(site)
    assert tuple(row["clause_id"] for row in rows) == catalogue.ids()
    for row in rows:
        by = carried_out()[row["clause_id"]]
        assert {name: tuple(row[name].split()) for name in KEYS} == {name: getattr(by, name) for name in KEYS}
        assert row["clause_title_en"] == catalogue.clause(row["clause_id"]).title.en


def test_an_example_leads_to_the_record_it_names(planned: Built) -> None:
    rows = [row for row in table(planned) if row["example_record"]]
    assert rows
    for row in rows:
        data = planned.files[f"ledger/statements/{row['example_record']}"]
        assert canonical.sha256_hex(data) == row["example_sha256"]
        assert row["example_record"].startswith(f"{row['example_statement']}/records/")


def test_the_document_says_the_same_as_the_table(planned: Built) -> None:
    document = canonical.decode(planned.files["data/clauses.json"])
    assert document["version"] == VERSION
    assert document["root"] == canonical.sha256_hex(planned.files["ledger/statements/0/statement.json"])
    for row, clause in zip(table(planned), document["clauses"], strict=True):
        assert (clause["id"], clause["title"]["zh"]) == (row["clause_id"], row["clause_title"])
        assert clause["demands"] == {"zh": row["clause_demands"], "en": row["clause_demands_en"]}
        assert [" ".join(clause[name]) for name in KEYS] == [row[name] for name in KEYS]
        shown = clause["example"] or {"statement": "", "record": None, "sha256": None}
        cells = [str(shown["statement"]), shown["record"] or "", shown["sha256"] or ""]
        assert cells == [row["example_statement"], row["example_record"], row["example_sha256"]]


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_of_the_clauses_leads_to_both_and_explains_their_columns(site: Built, lang: str) -> None:
    folder, up = ("", "") if lang == "zh" else ("en/", "../")
    text = site.text(f"{folder}clauses.html")
    for name in ("clauses.csv", "clauses.json"):
        assert f'href="{up}data/{name}" download' in text
    for column in table(site)[0]:
        assert f"<code>{column}</code>" in text


def test_both_are_the_same_whatever_language_asks() -> None:
    view = arrange(read_statements(ROOT / "records/ledger"))
    labels = {lang: Labels(lang) for lang in LANGS}
    first, second = (clause_files(Context(view, lang, labels, "")) for lang in LANGS)
    assert first == second
