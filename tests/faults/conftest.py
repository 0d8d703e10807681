"""Offices about to publish, made once; every test works on copies."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from generator.office.workspace import Workspace
from generator.signing import demo
from tests.conftest import Stages
from tests.example import course, regenerate
from tests.example.course import ORDER as PUBLISHED
from tests.faults.publishing import OWN, Case, publication
from tests.office.acting import ORIGIN, signed, snapshot, write_files

Cases = Callable[[str], Case]

ORDER = PUBLISHED[: PUBLISHED.index("report") + 1]
"""What is published one after another, each with all before it."""


@pytest.fixture(scope="session")
def cases(stages: Stages, tmp_path_factory: pytest.TempPathFactory) -> Cases:
    """The example office with a log key of its own and a signed draft of a kind. Not to be changed."""
    made: dict[str, Case] = {}

    def case(kind: str) -> Case:
        if kind not in made:
            folder = tmp_path_factory.mktemp(f"before-{kind}") / "case"
            if kind == ORDER[0]:
                regenerate.copy_inputs(regenerate.ROOT, folder / "office")
                course.set_back(folder / "office")
                trust = folder / "office/records/trust.yml"
                trust.write_text(trust.read_text("utf-8").replace(demo.log_vkey(ORIGIN), OWN.verifier.text()), "utf-8")
                (folder / "state").mkdir()
            else:
                earlier = case(ORDER[ORDER.index(kind) - 1])
                earlier.copy(folder)
                publication(folder, earlier.kind, earlier.cycle)()
                if kind != "scheme":
                    write_files(Workspace(folder / "office"), kind)
            signed(Workspace(folder / "office"), kind)
            cycle = "" if kind == "trust" else "2025"
            undisturbed = Case(folder, kind, cycle, snapshot(folder), {})
            after = undisturbed.copy(tmp_path_factory.mktemp(f"after-{kind}") / "case")
            publication(after, kind, cycle)()
            made[kind] = Case(folder, kind, cycle, undisturbed.old, snapshot(after))
        return made[kind]

    return case
