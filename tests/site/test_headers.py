"""One table says what is true of every file, whatever server reads it."""

from __future__ import annotations

import pytest

from generator.site.headers import ASK_AGAIN, BYTES, FOREVER, TEXT, headers_of
from tests.site.conftest import Built

EXPECTED = {
    "index.html": ("text/html; charset=utf-8", ASK_AGAIN),
    "en/2025/units/a.html": ("text/html; charset=utf-8", ASK_AGAIN),
    "data/2025/results.csv": ("text/csv; charset=utf-8", ASK_AGAIN),
    "assets/kaohe.svg": ("image/svg+xml", ASK_AGAIN),
    "manifest.sha256": (TEXT, ASK_AGAIN),
    f"manifest.sha256.{'a' * 64}.sig": (TEXT, ASK_AGAIN),
    "ledger/checkpoint": (TEXT, ASK_AGAIN),
    "ledger/checkpoints/7": (TEXT, ASK_AGAIN),
    "ledger/timestamps/7.tsr": ("application/timestamp-reply", ASK_AGAIN),
    "ledger/allowed_signers.3": (TEXT, ASK_AGAIN),
    "ledger/log.vkey": (TEXT, ASK_AGAIN),
    "ledger/tile/0/000": (BYTES, FOREVER),
    "ledger/tile/0/x001/000.p/7": (BYTES, FOREVER),
    "ledger/tile/entries/000.p/7": (BYTES, FOREVER),
    "ledger/statements/3/statement.json": ("application/json", FOREVER),
    "ledger/statements/3/SHA256SUMS": (TEXT, FOREVER),
    f"ledger/statements/3/signatures/{'a' * 64}.sig": (TEXT, FOREVER),
    "ledger/statements/3/records/unit-result/a.json": ("application/json", ASK_AGAIN),
    "proofs/3.tlog-proof": (TEXT, ASK_AGAIN),
    "proofs/consistency/7": (TEXT, ASK_AGAIN),
    "proofs/3/unit-result/a.json": ("application/json", ASK_AGAIN),
}


@pytest.mark.parametrize("path", EXPECTED)
def test_each_kind_of_file(path: str) -> None:
    found = headers_of(path)
    assert (found.content_type, found.cache_control) == EXPECTED[path]


def test_only_what_can_never_change_is_kept_for_good(site: Built) -> None:
    """A copy of a record that was withdrawn, or of a checkpoint before it was cosigned, must not be kept."""
    kept = {path for path in site.files if headers_of(path).cache_control == FOREVER}
    assert {path.split("/")[1] for path in kept} == {"tile", "statements"}
    assert not any("/records/" in path for path in kept)


def test_no_name_beside_a_pattern_is_taken_for_it() -> None:
    for path in ("ledger/tileX", "ledger/statements/3/x/statement.json", "x/ledger/tile/0/000", "ledger/tile/"):
        assert headers_of(path).cache_control == ASK_AGAIN
    assert headers_of("ledger/statements/3/statementXjson").cache_control == ASK_AGAIN
