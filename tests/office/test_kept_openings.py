"""Where the openings of a published statement lie: by act, by digest, or by number."""

from __future__ import annotations

from pathlib import Path

from generator.office.kept_openings import kept_openings
from generator.office.published_state import published_statements
from generator.office.workspace import Workspace
from tests.conftest import Stages


def test_every_statement_of_the_example_finds_its_openings(stages: Stages) -> None:
    workspace = Workspace(stages("closed"))
    published = published_statements(workspace)
    paths = [kept_openings(workspace, found, published) for found in published]
    assert all(path.is_file() for path in paths) and len(set(paths)) == len(paths)


def test_a_later_correction_has_its_number(stages: Stages) -> None:
    workspace = Workspace(Path("office"))
    published = published_statements(Workspace(stages("correction")))
    first = published[-1]
    assert kept_openings(workspace, first, published).name == "correction.openings.age"
    assert kept_openings(workspace, first, published[:-1]).name == "correction.openings.age"
    # The same act once more, of which the digest is another.
    second = type(first)(**{name: getattr(first, name) for name in first.__slots__} | {"data": first.data + b" "})
    assert kept_openings(workspace, second, published).name == "correction-2.openings.age"
    assert kept_openings(workspace, second, [*published, second]).name == "correction-2.openings.age"
