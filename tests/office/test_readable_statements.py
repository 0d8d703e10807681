"""The ledger as far as it can be read: what is damaged or foreign is left out, and nothing stops."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.core.canonical import sha256_hex
from generator.office.published_state import published_statements
from generator.office.readable_statements import digest_of, readable_statements
from generator.office.workspace import Workspace
from generator.published.statement import MAX_BYTES, Statement
from generator.published.vocabulary import act_of
from tests.conftest import Stages

LEDGER = "records/ledger/statements"


def statement(kind: str, cycle: str, step: str = "", day: str = "2026-01-20") -> bytes:
    return Statement("o", "0" * 64, kind, cycle, day, (), (), "0" * 64, "0" * 64, "0" * 64, {}, step).encode()


def put(root: Path, name: str, data: bytes) -> Path:
    path = root / LEDGER / name / "statement.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    return path


def test_the_example(stages: Stages) -> None:
    workspace = Workspace(stages("review"))
    published = published_statements(workspace)
    found = readable_statements(workspace.root)
    assert found == {item.sha256: (item.index, item.statement) for item in published}
    assert len(found) == len(published) == 6
    for item in published:
        act = act_of(item.statement.kind, item.statement.step)
        assert digest_of(workspace.root, act, item.statement.cycle) == item.sha256


def test_where_there_is_no_ledger_nothing_is_found(tmp_path: Path) -> None:
    assert readable_statements(tmp_path) == {}
    assert digest_of(tmp_path, "scheme", "2025") is None


def test_a_statement_is_found_by_its_act_and_cycle(tmp_path: Path) -> None:
    goals, review = statement("inputs", "2025", "goals"), statement("inputs", "2025", "review")
    scheme, next_scheme = statement("scheme", "2025"), statement("scheme", "2026")
    for index, data in enumerate((scheme, goals, review, next_scheme)):
        put(tmp_path, str(index), data)
    assert digest_of(tmp_path, "goals", "2025") == sha256_hex(goals)
    assert digest_of(tmp_path, "review", "2025") == sha256_hex(review)
    assert digest_of(tmp_path, "scheme", "2026") == sha256_hex(next_scheme)
    assert digest_of(tmp_path, "goals", "2026") is None
    # The kind of a step is no act, and a change of another step is not this one.
    assert digest_of(tmp_path, "inputs", "2025") is None
    assert digest_of(tmp_path, "appeals", "2025") is None


def test_the_index_is_that_of_the_folder(tmp_path: Path) -> None:
    data = statement("scheme", "2025")
    put(tmp_path, "10", data)
    ((digest, (index, read)),) = readable_statements(tmp_path).items()
    assert (digest, index, read.encode()) == (sha256_hex(data), 10, data)


@pytest.mark.parametrize("name", ["01", "-1", "x", "1.new", ".1.new", "1000000", "１"])
def test_another_name_is_no_index(tmp_path: Path, name: str) -> None:
    put(tmp_path, name, statement("scheme", "2025"))
    assert readable_statements(tmp_path) == {}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"\xff\xfe",
        b"[" * 100_000,
        statement("scheme", "2025") + b" ",
        statement("scheme", "2025")[:-1],
        statement("scheme", "2025") + b"\n" * MAX_BYTES,
    ],
    ids=["empty", "no fields", "no text", "nested", "one byte more", "cut short", "too long"],
)
def test_what_cannot_be_read_is_left_out_and_the_rest_is_found(tmp_path: Path, data: bytes) -> None:
    kept = statement("inputs", "2025", "goals")
    put(tmp_path, "1", data)
    put(tmp_path, "2", kept)
    assert list(readable_statements(tmp_path)) == [sha256_hex(kept)]


def test_neither_a_folder_nor_a_pipe_stops_it(tmp_path: Path) -> None:
    (tmp_path / LEDGER / "1" / "statement.json").mkdir(parents=True)
    (tmp_path / LEDGER / "2").mkdir()
    os.mkfifo(tmp_path / LEDGER / "2" / "statement.json")
    (tmp_path / LEDGER / "3").mkdir()
    (tmp_path / LEDGER / "3" / "statement.json").symlink_to("nowhere")
    assert readable_statements(tmp_path) == {}
