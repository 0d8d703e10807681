"""What the standing of a cycle goes by, gathered from ledger, drafts and inputs (docs/spec/16-procedure.md)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from generator.core.errors import KaoheError
from generator.core.files import read_bounded
from generator.core.problem import Problem
from generator.disclosure.public_form import public_form
from generator.intake.bind import Bound
from generator.intake.models import afterwards, plan
from generator.intake.repository import Cycle, Office
from generator.ledger import timestamp
from generator.ledger.durations import Moment
from generator.ledger.log import read_log
from generator.ledger.statements import PublishedStatement
from generator.ledger.trust_chain import read_chain
from generator.ledger.witnessed_times import WitnessedTimes, witnessed_times
from generator.ledger.witnessing import WitnessedCheckpoint, read_witnesses
from generator.office.drafts import Draft as DraftOnDisk
from generator.office.drafts import read_draft, trust_in_force
from generator.office.trust_statements import trust_set_by
from generator.office.workspace import Workspace
from generator.procedure.calendars import working_years
from generator.procedure.limits import Published
from generator.procedure.standing import Draft, Situation
from generator.published.trust import Trust
from generator.published.vocabulary import ACTS, PLAN, act_of
from generator.published.withdrawal import RECORD_TYPE
from generator.signing.threshold import check_signatures


def situation(
    workspace: Workspace,
    office: Office,
    cycle: Cycle,
    published: Sequence[PublishedStatement],
    problems: Sequence[Problem] = (),
) -> Situation:
    """The situation of ``cycle``; ``problems`` are those that the check of ``office`` found.

    A draft that cannot be read or was signed wrongly counts as one that nobody has signed: signing and publishing say
    what is wrong with it. Raises what reading the log and the trust raise (L1xx, L165, G351, C110, G301).
    """
    own = [statement for statement in published if statement.statement.cycle == cycle.name]
    trust = trust_in_force(published) if published else None
    checkpoints = _witnessed(workspace, published)
    sightings = [seen for one in checkpoints for seen in one.sightings]
    newest = max((seen.time for seen in sightings), default=None)
    return Situation(
        published=_published(own, checkpoints, witnessed_times(len(published), sightings)),
        begun=bool(published),
        newest_seen=Moment(datetime.date.min, WitnessedTimes(None, newest)).latest,
        thresholds=_thresholds(office, trust),
        drafts=_drafts(workspace, cycle.name, published),
        problems=problems,
        fresh=_fresh(cycle, own),
        announced=next((bool(item.of_type(PLAN)) for item in own if item.statement.kind == "scheme"), None),
        years=working_years(office.calendars),
    )


def _published(
    own: Sequence[PublishedStatement], checkpoints: Sequence[WitnessedCheckpoint], times: Sequence[WitnessedTimes]
) -> list[Published]:
    found = []
    for item in own:
        moment = Moment(datetime.date.fromisoformat(item.statement.date), times[item.index])
        found.append(
            Published(
                act=act_of(item.statement.kind, item.statement.step),
                index=item.index,
                date=moment.date,
                seen=moment.latest,
                cosigned=any(one.reached and one.size > item.index and one.sightings for one in checkpoints),
            )
        )
    return found


def _witnessed(workspace: Workspace, published: Sequence[PublishedStatement]) -> list[WitnessedCheckpoint]:
    """What others vouch for in the ledger; nothing where it has not begun or names no witnesses."""
    if not published:
        return []
    ledger = workspace.ledger
    tokens = {
        name: read_bounded(path, f"records/ledger/{name}", timestamp.MAX_BYTES)
        for path in sorted((ledger / timestamp.FOLDER).glob(f"*{timestamp.SUFFIX}"))
        if (name := path.relative_to(ledger).as_posix())
    }
    return read_witnesses({**read_log(ledger).files, **tokens}, read_chain(published, "records/ledger")) or []


def _thresholds(office: Office, trust: Trust | None) -> dict[str, Mapping[str, int]]:
    """Holders by role for every act: by the trust in force, before the first one by the office's own."""
    found: dict[str, Mapping[str, int]] = {}
    if trust is not None:
        found = {act: trust.threshold(kind, step) for act, (kind, step) in ACTS.items()}
    if office.trust is not None:
        found["trust"] = dict(office.trust.record.thresholds.get("trust", {}).items())
    return found


def _drafts(workspace: Workspace, cycle: str, published: Sequence[PublishedStatement]) -> list[Draft]:
    if not workspace.drafts.is_dir():
        return []
    found = []
    for folder in sorted(workspace.drafts.iterdir()):
        if folder.name.startswith(".") or not (folder / "statement" / "statement.json").is_file():
            continue
        try:
            made = read_draft(workspace, folder, len(published))
        except KaoheError:
            continue
        statement = made.content.statement
        if statement.cycle in ("", cycle):
            act = act_of(statement.kind, statement.step)
            found.append(Draft(act, made.name, _missing(made, published)))
    return found


def _missing(made: DraftOnDisk, published: Sequence[PublishedStatement]) -> Mapping[str, int]:
    content = made.content
    trust, successor = trust_in_force(published, content), trust_set_by(published, content)
    signed, _ = check_signatures(
        trust, content.statement, content.data, content.signatures, f"{made.name}/statement", successor
    )
    return signed.missing


def _fresh(cycle: Cycle, own: Sequence[PublishedStatement]) -> dict[str, list[str]]:
    """By repeatable act the names of its files that no statement holds as they are now."""
    files: dict[str, Mapping[str, Bound[Any]]] = {
        "amendment": cycle.each(plan.AMENDMENTS),
        "interpretation": cycle.each(plan.INTERPRETATIONS),
        "rectification": cycle.each(afterwards.RECTIFICATIONS),
        "feedback": cycle.each(afterwards.FEEDBACK),
    }
    found = {
        act: [name for name, bound in bounds.items() if not _is_published(bound, _newest(own, act, bound.record.id))]
        for act, bounds in files.items()
    }
    withdrawn = {(record.body["index"], record.body["path"]) for item in own for record in item.of_type(RECORD_TYPE)}
    found["withdrawal"] = [
        name
        for name, bound in cycle.withdrawals.items()
        if (bound.record.statement, f"records/{bound.record.type}/{bound.record.name}.json") not in withdrawn
    ]
    return found


def _newest(own: Sequence[PublishedStatement], record_type: str, name: str) -> Mapping[str, Any] | None:
    """The body of the last published record of that type and name."""
    found = [record.body for item in own for record in item.of_type(record_type) if record.name == name]
    return found[-1] if found else None


def _is_published(bound: Bound[Any], body: Mapping[str, Any] | None) -> bool:
    form = public_form(bound.record, leave_out=("schema", "cycle"))
    return body is not None and all(key in body and body[key] == value for key, value in form.items())
