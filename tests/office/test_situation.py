"""What the standing of a cycle goes by, gathered from a real ledger and its drafts."""

from __future__ import annotations

import datetime
import shutil

from generator.ledger import log
from generator.ledger.note import parse_note
from generator.office.check import checked_office
from generator.office.published_state import published_statements
from generator.office.situation import situation
from generator.office.workspace import Workspace
from generator.procedure.standing import Situation
from generator.published.vocabulary import ACTS
from generator.signing import demo
from tests.conftest import Practice
from tests.example.regenerate import IDENTITY, SIGNERS
from tests.office.acting import draft, edit, sign

ORDER = "records/cycles/2025/procedure/rectification/finance.yml"


def gathered(workspace: Workspace, cycle: str = "2025") -> Situation:
    office = checked_office(workspace.root, [IDENTITY])
    return situation(workspace, office, office.cycles[cycle], published_statements(workspace))


def test_before_anything_is_published(practice: Practice) -> None:
    found = gathered(practice(""))
    assert (found.begun, list(found.published), found.announced, found.newest_seen) == (False, [], None, None)
    assert found.thresholds == {"trust": {"leadership": 2, "supervision": 1}}
    assert {2025, 2026} <= set(found.years)


def test_statements_come_with_what_witnesses_saw(practice: Practice) -> None:
    found = gathered(practice("report"))
    acts = [statement.act for statement in found.published]
    assert acts[:3] == ["scheme", "goals", "interpretation"] and acts[-1] == "report"
    assert [statement.index for statement in found.published] == list(range(1, len(acts) + 1))
    assert all(statement.cosigned and statement.seen == statement.date for statement in found.published)
    assert found.newest_seen == found.published[-1].date == datetime.date(2026, 1, 30)
    assert found.announced is True


def test_a_checkpoint_without_cosignatures_vouches_for_nothing(practice: Practice) -> None:
    workspace = practice("scheme")
    newest = workspace.ledger / log.NEWEST
    note = parse_note(newest.read_bytes())
    bare = note.encode().replace(b"".join(line.text().encode() for line in note.lines[1:]), b"")
    assert bare != newest.read_bytes()
    for path in (newest, workspace.ledger / f"{log.PUBLISHED}2"):
        path.write_bytes(bare)
    (scheme,) = gathered(workspace).published
    assert (scheme.act, scheme.seen, scheme.cosigned) == ("scheme", None, False)


def test_who_signs_an_act_is_what_the_trust_in_force_says_of_its_step(practice: Practice) -> None:
    found = gathered(practice("trust"))
    assert found.thresholds.keys() == {*ACTS, "trust"}
    assert found.thresholds["review"] == {"expert": 2, "supervision": 1}
    assert found.thresholds["goals"] == {"office": 2}


def test_drafts_say_whose_signature_is_missing(practice: Practice) -> None:
    workspace = practice("scheme")
    assert gathered(workspace).drafts == []
    made = draft(workspace, "goals")
    (found,) = gathered(workspace).drafts
    assert (found.act, found.folder, found.missing) == ("goals", "records/drafts/2025-goals", {"office": 2})
    sign(workspace, made, [demo.seed(SIGNERS["goals"][0])])
    (found,) = gathered(workspace).drafts
    assert found.missing == {"office": 1}
    # It is a draft of this cycle only.
    assert gathered(workspace, "2026").drafts == []
    # What cannot be read is left to the commands that say why.
    (made.folder / "statement" / "statement.json").write_text("{}", "utf-8")
    assert gathered(workspace).drafts == []


def test_what_is_new_since_it_was_published(practice: Practice) -> None:
    workspace = practice("open")
    assert not any(gathered(workspace).fresh.values())
    edit(workspace, ORDER, "due: 2026-04-30", "due: 2026-05-31")
    shutil.copy(
        workspace.root / "records/cycles/2025/procedure/feedback/hall-outage.yml",
        workspace.root / "records/cycles/2025/procedure/feedback/hall-queue.yml",
    )
    edit(workspace, "records/cycles/2025/procedure/feedback/hall-queue.yml", "id: hall-outage", "id: hall-queue")
    found = gathered(workspace).fresh
    assert (found["rectification"], found["feedback"], found["interpretation"]) == (["finance"], ["hall-queue"], [])
