"""The page of the clauses: everything in the table is on it, and its examples are the newest of the ledger."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from generator.core.messages import LANGS, Lang, catalogue
from generator.ledger.statements import PublishedStatement, read_statements
from generator.published.record import TYPES
from generator.published.vocabulary import ACTS
from generator.regulation import catalogue as regulation
from generator.regulation.carried_out import PAGES, carried_out
from generator.regulation.errata import errata
from generator.site.arrangement import arrange
from generator.site.clause_matrix import act_name, clauses_context, example, page_of, sentence
from generator.site.context import Context, anchor
from generator.site.labels import Labels
from generator.site.ledger_view import LedgerView
from generator.site.pages import Templates
from tests.site.conftest import Built
from tests.site.synthetic import ROOT

LABELS = {lang: Labels(lang) for lang in LANGS}


@pytest.fixture(scope="module")
def view(site: Built) -> LedgerView:
    return arrange(read_statements(site.export / "ledger"))


def context_of(view: LedgerView, lang: Lang = "zh") -> Context:
    return Context(view, lang, LABELS, "")


@pytest.mark.parametrize("lang", LANGS)
def test_every_clause_stands_on_the_page_with_all_that_carries_it_out(view: LedgerView, lang: Lang) -> None:
    context = context_of(view, lang)
    article = Templates(context).render("clauses.html", clauses_context(context))
    for clause, by in carried_out().items():
        assert article.count(f'id="{anchor(clause)}"') == 1
        described = article.split(f'id="{anchor(clause)}"')[1].split("<dt id=")[0]
        developers = article.split('id="developers"')[1].split(f'<dt><a href="#{anchor(clause)}">')[1].split("<dt>")[0]
        for code in by.checks:
            assert f"<code>{code}</code>" in developers
        for name in by.tests:
            assert f"<code>{name}</code>" in developers
        for name in by.acts:
            assert act_name(context, name) in described
        for name in by.pages:
            assert LABELS[lang](f"clauses.page.{name}") in described
    assert errata().sha256 in article
    assert len(re.findall(r"<tr><th scope=\"row\"><a href=\"#P[12]-", article)) == len(regulation.ids())


def test_every_name_in_the_table_has_words() -> None:
    known = {key for key in catalogue() if key.startswith("site.")}
    types = {name for by in carried_out().values() for name in by.records}
    assert types <= set(TYPES)
    assert {f"site.record.type.{name}" for name in types} <= known
    assert {f"site.clauses.page.{name}" for name in PAGES} <= known
    assert {f"site.kind.{kind}.{step}" if step else f"site.kind.{kind}" for kind, step in ACTS.values()} <= known


def test_a_sentence_names_nothing() -> None:
    for by in carried_out().values():
        for code in by.checks:
            for lang in LANGS:
                said = sentence(code, lang)
                assert said
                assert not {"{", "…"} & set(said)


def test_the_newest_statement_that_names_a_clause_is_the_example(view: LedgerView) -> None:
    found = example(context_of(view), "P1-A12")
    newest = next(s for s in reversed(view.statements) if "P1-A12" in s.statement.clauses and _holds(s, "scheme"))
    assert found is not None
    assert found.statement.href == f"statements/{newest.index}.html"
    assert found.page.href == f"{newest.statement.cycle}/scheme.html"
    assert found.record == f"{newest.index}/records/scheme/{_name(newest, 'scheme')}.json"


def _holds(found: PublishedStatement, record_type: str) -> bool:
    return any(record.type == record_type for _, record in found.records.values())


def _name(found: PublishedStatement, record_type: str) -> str:
    return next(record.name for _, record in found.records.values() if record.type == record_type)


def test_where_the_ledger_has_none_the_page_says_so(view: LedgerView) -> None:
    beginning = replace(view, statements=view.statements[:1], cycles=())
    context = context_of(beginning, "en")
    values = clauses_context(context)
    there = {row["id"] for _, rows in values["parts"] for row in rows if row["example"]}
    assert there == {clause for clause, by in carried_out().items() if "trust" in by.records}
    article = Templates(context).render("clauses.html", values)
    assert article.count("none in this ledger yet") >= 2 * (len(regulation.ids()) - len(there))
    assert f"{len(regulation.ids()) - len(there)} clauses have no example" in article


def test_records_of_a_statement_without_a_cycle_have_no_page(view: LedgerView) -> None:
    found = view.statements[0]
    record = next(iter(found.records.values()))[1]
    assert page_of(context_of(view), found, record) == ""


def test_every_clause_has_a_live_example_in_the_example_office() -> None:
    view = arrange(read_statements(ROOT / "records/ledger"))
    context = context_of(view)
    assert clauses_context(context)["missing"] == []
    for clause in regulation.ids():
        found = example(context, clause)
        assert found is not None
        named = view.statements[int(found.statement.href.removeprefix("statements/").removesuffix(".html"))]
        assert clause in named.statement.clauses, f"the example of {clause} does not name it"
