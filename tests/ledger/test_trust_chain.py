"""Which trust rules at which position."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.core.errors import FindingsError
from generator.ledger.statements import survey_files
from generator.ledger.trust_chain import TrustChain, read_chain, trust_of
from generator.published.trust import Trust
from tests.audit.trusts import FIRST, LOG, NEW_LOG, SECOND, A, B, C, TrustLedger

CHAIN = TrustChain(((0, FIRST), (3, SECOND)))


@pytest.mark.parametrize(("index", "trust"), [(0, FIRST), (1, FIRST), (3, FIRST), (4, SECOND), (99, SECOND)])
def test_the_last_one_before_it_rules(index: int, trust: Trust) -> None:
    assert CHAIN.in_force(index) == trust


def test_what_a_statement_sets_and_what_was_before_it() -> None:
    assert [CHAIN.set_at(index) for index in range(5)] == [None, None, None, SECOND, None]
    assert [CHAIN.before(index) for index in (0, 1, 3, 4)] == [[], [FIRST], [FIRST], [FIRST, SECOND]]


@pytest.mark.parametrize("chain", [TrustChain(()), TrustChain(((1, FIRST),))])
def test_nothing_rules_where_the_ledger_does_not_begin_with_a_trust(chain: TrustChain) -> None:
    assert chain.in_force(0) is None
    assert chain.in_force(9) is None


def test_the_log_s_keys() -> None:
    moved = replace(SECOND, log_key=NEW_LOG.verifier.text())
    keys = TrustChain(((0, FIRST), (3, moved))).log_keys()
    assert [keys.for_size(size) for size in (3, 4)] == [LOG.verifier, NEW_LOG.verifier]
    for chain, code in ((TrustChain(()), "G352"), (TrustChain(((0, replace(FIRST, log_key="x")),)), "L111")):
        with pytest.raises(FindingsError) as caught:
            chain.log_keys()
        assert [problem.code for problem in caught.value.problems] == [code]


def test_a_chain_is_read_from_statements() -> None:
    ledger = TrustLedger().set_trust(FIRST, [A, B]).scheme([A, B]).set_trust(SECOND, [B, C])
    files = {f"statements/{i}/{path}": data for i, made in enumerate(ledger.statements) for path, data in made.items()}
    statements, problems = survey_files(files)
    assert problems == []
    assert read_chain(statements, "ledger") == TrustChain(((0, FIRST), (2, SECOND)))
    with pytest.raises(FindingsError) as caught:
        trust_of(statements[1], "ledger")
    assert [(p.code, p.place.path) for p in caught.value.problems] == [("G351", "ledger/statements/1")]
