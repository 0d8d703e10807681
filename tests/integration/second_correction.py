"""The example's year with appeals that changed results, so that a correction has to come after the first one."""

from __future__ import annotations

import datetime
from pathlib import Path

from generator.disclosure.salts import DerivedSalts
from generator.ledger.note import Signer
from generator.office.check import checked_office
from generator.office.drafts import add_signature, make_draft, open_draft, read_draft, require_recomputed
from generator.office.publish import publish
from generator.office.published_state import published_statements
from generator.office.workspace import Workspace
from generator.signing import demo, ssh_keygen, sshsig
from tests.example import course, regenerate, sealing
from tests.example.course import COURSE, SIGNERS
from tests.example.people_procedure import appeals as first_appeals

FOLDER = "records/cycles/2025/"
APPEALS = FOLDER + "procedure/appeals.yml"
SECOND = FOLDER + "procedure/correction-2.yml"
SECOND_OF_PEOPLE = FOLDER + "people/correction-2.yml"

_APPEAL = """\
  - id: {id}
    kind: reconsideration
    about: {about}
    known: {known}
    received: 2026-03-03
    body: 复核
    deciders: [demo-supervisor-2]
    decided: 2026-03-05
    outcome: changed
    before: {before}
    after: {after}
    reason: 复核属实
"""
UNITS = """\
schema: kaohe/correction/v1
cycle: 2025
date: 2026-03-06
corrections:
  - unit: finance
    reason: objection_upheld
    explanation: {zh: "等次偏离的理由不成立。", en: "The reason for another grade did not hold."}
    clause: P1-A18
    figures: []
    grade: good
    departs: {zh: "复核认定应当为良好。", en: "The reconsideration found that it should be good."}
    departs_clause: P1-A23
    objection: r3
    entered_by: demo-office-2
    approved_by: [demo-leader-1, demo-leader-2]
  - unit: community
    reason: objection_upheld
    explanation: {zh: "又有一件不应计入。", en: "One more case should not have counted."}
    clause: P1-A14
    figures:
      - {indicator: satisfaction.efficiency, value: 5}
    grade: excellent
    departs: {zh: "复核认定应当为优秀。", en: "The reconsideration found that it should be excellent."}
    departs_clause: P1-A23
    objection: r4
    entered_by: demo-office-2
    approved_by: [demo-leader-1, demo-leader-2]
"""
PEOPLE = """\
schema: kaohe/people-correction/v1
cycle: 2025
date: 2026-03-06
corrections:
  - person: p019
    reason: objection_upheld
    clause: P1-A23
    explanation: 复核改变了等次
    grade: competent
    entered_by: demo-office-2
    approved_by: [demo-leader-1, demo-leader-2]
  - person: p023
    reason: data_error
    clause: P1-A14
    explanation: 核定单又有一处抄错
    figures:
      - {indicator: goals.attainment, value: 89.4, evidence: [核定单原件]}
    entered_by: demo-office-2
    approved_by: [demo-leader-1, demo-leader-2]
"""


def appeals() -> str:
    """The example's appeals, of which three now changed a result."""
    text = first_appeals()
    for given in (
        {"id": "r3", "about": "finance", "known": "2026-02-26", "before": "fair", "after": "good"},
        {"id": "r4", "about": "community", "known": "2026-03-02", "before": "good", "after": "excellent"},
        {"id": "r5", "about": "p019", "known": "2026-02-27", "before": "basic", "after": "competent"},
    ):
        text += _APPEAL.format(**given)
    return text


def write_sealed(root: Path, path: str, text: str) -> None:
    """Seal ``text`` for the office's recipients as the record at ``path``."""
    sealing.seal(root, {path: text})


def carry_out(root: Path, act: str, again: str, keys: Path) -> None:
    """Draft, sign, publish and cosign a statement on ``act``; ``again`` stands before the names of its secrets."""
    workspace = Workspace(root)
    published = published_statements(workspace)
    office = checked_office(root, [regenerate.IDENTITY])
    assert office.trust is not None
    salts = DerivedSalts("2025", lambda of: demo.salt(again + of))
    seal = regenerate._seal_for(f"{again}{act}", "2025")
    folder, _ = make_draft(workspace, office, published, act, "2025", salts, seal, replace=False)
    draft = read_draft(workspace, folder, len(published))
    require_recomputed(draft, open_draft(draft, [regenerate.IDENTITY]), office, published)
    for holder in SIGNERS[act]:
        key = regenerate._key_file(keys, holder)
        armored = ssh_keygen.sign(draft.content.data, draft.content.statement.namespace, key, regenerate._quiet)
        add_signature(draft, sshsig.parse_signature(armored).public_key.fingerprint_hex, armored)
    signer = Signer(office.trust.record.origin, demo.log_seed())
    publish(workspace, folder, signer, [regenerate.IDENTITY], keys / "state")
    regenerate.cosign(workspace, datetime.date.fromisoformat(draft.content.statement.date))


def to_the_end(root: Path, source: Path, keys: Path) -> None:
    """What the example does after the appeals, until the cycle is closed."""
    for stage in ("application", "rectification", "closed"):
        index = next(at for at, entry in enumerate(COURSE) if entry.stage == stage)
        course.write_files(root, source, index)
        carry_out(root, stage, "", keys)
