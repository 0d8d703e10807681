"""A whole cycle by hand: what docs/WALKTHROUGH.md tells a new office to type leads from nothing to a closed cycle."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.published.vocabulary import ORDER, REQUIRED
from tests.conftest import Require
from tests.docs.readme import ROOT, WALKTHROUGHS, disagreements, walked
from tests.docs.test_readme import calls, unknown
from tests.docs.transcript import sections

PROGRAMS = ("bash", "git", "sed", "sha256sum", "ssh-keygen")
both = pytest.mark.parametrize("name", WALKTHROUGHS)


def page(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@pytest.mark.slow
@pytest.mark.peers
@both
def test_every_command_does_what_the_page_says(name: str, tmp_path: Path, require: Require) -> None:
    for program in PROGRAMS:
        require(program)
    found = disagreements(name, dict(walked(page(name), WALKTHROUGHS[name], tmp_path)))
    assert found == [], "\n\n".join(["run python -m tests.docs.readme and read what changed", *found])


def test_both_languages_run_the_same_commands() -> None:
    english, chinese = (
        [[step.command for step in part.steps] for part in sections(page(name))] for name in WALKTHROUGHS
    )
    assert english == chinese


@both
def test_it_publishes_what_a_cycle_needs_in_order(name: str) -> None:
    commands = [step.command for part in sections(page(name)) for step in part.steps]
    acts = [match[1] for command in commands if (match := re.match(r"act (\w+) '", command))]
    assert {*REQUIRED, "correction", "application", "rectification", "closed"} <= set(acts)
    ordered = [act for act in acts if act in ORDER]
    assert ordered == sorted(ordered, key=ORDER.index)
    assert "kaohe draft trust" in commands
    assert commands[0].startswith("kaohe init ")


@both
def test_every_command_and_option_it_names_exists(name: str) -> None:
    named = [call for call in calls(page(name)) if "$1" not in " ".join(call)]
    assert named
    assert [(call, wrong) for call in named if (wrong := unknown(call))] == []


@both
def test_it_shows_where_the_cycle_stands(name: str) -> None:
    shown = [step for part in sections(page(name)) for step in part.steps if step.command.startswith("kaohe status ")]
    assert len(shown) >= 3
    assert all(len(step.expected) > 1 for step in shown)
