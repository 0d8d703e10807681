"""``kaohe draft``, ``kaohe sign`` and ``kaohe publish``: from inputs to an entry in the log."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from generator.cli.context import Context
from generator.cli.identities import IDENTITY, read_identities, read_key_file
from generator.cli.main import kaohe, option_help
from generator.cli.presentation import presentation
from generator.cli.presentation_changes import Earlier
from generator.cli.presentation_people import RECORD_TYPE, OpenedBlock, opened_people
from generator.cli.status import say_next
from generator.core import messages
from generator.core.errors import FindingsError, UsageError
from generator.disclosure.openings import Openings, seal
from generator.disclosure.salts import FreshSalts
from generator.ledger.statements import PublishedStatement
from generator.office import drafts
from generator.office.check import checked_office, load_and_check
from generator.office.compose import DRAFTED
from generator.office.drafts import (
    Draft,
    make_draft,
    open_draft,
    read_draft,
    require_openings,
    require_recomputed,
    require_verifiable,
    trust_in_force,
)
from generator.office.earlier_openings import last_openings
from generator.office.last_signed import state_folder
from generator.office.publish import publish as publish_draft
from generator.office.publish import read_log_key
from generator.office.published_state import published_statements
from generator.office.trust_statements import trust_set_by
from generator.office.workspace import Workspace
from generator.published.statement import SELF
from generator.published.vocabulary import PEOPLE_ACTS, act_of
from generator.signing import ssh_keygen, sshsig
from generator.signing.threshold import check_demo_keys, check_signatures, counted, holder_of, needed

DRAFT = click.argument("folder", metavar="DRAFT", type=click.Path(path_type=Path))


@kaohe.command("draft")
@click.argument("act", type=click.Choice(DRAFTED), metavar="ACT")
@click.argument("cycle", required=False, default="")
@click.option("--replace", is_flag=True, help=option_help("replace"))
@IDENTITY
@click.pass_obj
def draft(context: Context, act: str, cycle: str, replace: bool, identity: Path | None) -> None:
    """Replaced by the catalogue's text."""
    if bool(cycle) == (act == "trust"):
        raise UsageError.of("U115", kind=act)
    workspace = context.workspace()
    identities = read_identities(identity)
    # A new statement would rest on other inputs than those before it.
    office = load_and_check(workspace.root, identities, against_published=True).require()
    published = published_statements(workspace)
    salts = FreshSalts(os.urandom)
    folder, composition = make_draft(workspace, office, published, act, cycle, salts, seal, replace=replace)
    name = workspace.name(folder)
    if not context.quiet:
        people = _people(workspace, published, act, cycle, composition.openings, identities)
        context.show(presentation([item.record for item in composition.records], published, context.lang, people))
    context.say("cli.draft.made", draft=name, records=len(composition.records), digest=composition.openings.statement)
    content = read_draft(workspace, folder, len(published)).content
    trust, successor = trust_in_force(published, content), trust_set_by(published, content)
    thresholds = needed(trust, content.statement.kind, successor, step=content.statement.step)
    context.say("cli.draft.next", draft=name, needed=counted(thresholds))
    context.result({"status": "ok", "draft": name, "statement": composition.openings.statement})


@kaohe.command("sign")
@DRAFT
@click.option("--key", required=True, type=click.Path(path_type=Path), help=option_help("key"))
@IDENTITY
@click.option("--yes", is_flag=True, help=option_help("yes"))
@click.pass_obj
def sign(context: Context, folder: Path, key: Path, identity: Path | None, yes: bool) -> None:
    """Replaced by the catalogue's text."""
    if not yes and (context.quiet or context.as_json):
        raise UsageError.of("U124")
    if identity is None:
        raise UsageError.of("U117")
    identities = read_identities(identity)
    workspace = context.workspace()
    office = checked_office(workspace.root, identities)
    published = published_statements(workspace)
    made = read_draft(workspace, folder, len(published))
    openings = open_draft(made, identities)
    require_openings(made, openings)
    require_recomputed(made, openings, office, published)
    require_verifiable(workspace, made)
    act, cycle = act_of(made.content.statement.kind, made.content.statement.step), made.content.statement.cycle
    _present(context, made, published, _people(workspace, published, act, cycle, openings, identities))
    if not yes:
        click.confirm(messages.text("cli.sign.confirm", context.lang), abort=True, err=True)
    statement = made.content.statement
    armored = ssh_keygen.sign(made.content.data, statement.namespace, key)
    signature = sshsig.parse_signature(armored)
    fingerprint = signature.public_key.fingerprint_hex
    trust, successor = trust_in_force(published, made.content), trust_set_by(published, made.content)
    problems = check_demo_keys(trust, made.name)
    data = made.content.data
    _, more = check_signatures(trust, statement, data, {fingerprint: armored}, made.name, successor)
    if problems or more:
        raise FindingsError([*problems, *more, *FindingsError.of("G313", made.name).problems])
    path = drafts.add_signature(made, fingerprint, armored)
    found = holder_of(trust, fingerprint) or holder_of(successor or trust, fingerprint)
    assert found is not None
    holder = found[0]
    together = {**made.content.signatures, fingerprint: armored}
    signed, _ = check_signatures(trust, statement, data, together, made.name, successor)
    context.say("cli.sign.done", holder=holder.id, role=holder.role, path=workspace.name(path))
    if trust.demo:
        context.say("cli.demo")
    if signed.missing:
        context.say("cli.sign.missing", missing=counted(signed.missing))
    else:
        context.say("cli.sign.enough", draft=made.name)
    context.result({"status": "ok", "holder": holder.id, "missing": dict(signed.missing)})


@kaohe.command("publish")
@DRAFT
@click.option("--log-key", type=click.Path(path_type=Path), help=option_help("log-key"), envvar="KAOHE_LOG_KEY")
@IDENTITY
@click.pass_obj
def publish(context: Context, folder: Path, log_key: Path | None, identity: Path | None) -> None:
    """Replaced by the catalogue's text."""
    if log_key is None:
        raise UsageError.of("U116")
    if identity is None:
        raise UsageError.of("U117")
    identities = read_identities(identity)
    workspace = context.workspace()
    office = checked_office(workspace.root, identities)
    signer = read_log_key(read_key_file(log_key))
    state = state_folder(os.environ, Path.home())
    done = publish_draft(workspace, folder, signer, identities, state)
    statement = done.statement.statement
    index, digest = done.statement.index, done.statement.sha256
    context.say("cli.publish.done", index=index, kind=act_of(statement.kind, statement.step), digest=digest)
    if index == 0:
        context.say("cli.publish.root", root=digest)
    if index == 0:
        context.say("cli.next.trust")
    elif statement.cycle:
        say_next(context, workspace, office, statement)
    if done.demonstration:
        context.say("cli.demo")
    context.result({"status": "ok", "index": index, "statement": digest})


def _people(
    workspace: Workspace,
    published: Sequence[PublishedStatement],
    act: str,
    cycle: str,
    openings: Openings,
    identities: Sequence[str],
) -> OpenedBlock:
    """The people of a draft, and those of the block before it as far as it opens."""
    before = last_openings(workspace, published, cycle, RECORD_TYPE, identities)
    earlier = None
    if before is not None:
        statement, held = before
        earlier = Earlier(statement.index, opened_people(held) if held is not None else None)
    return OpenedBlock(PEOPLE_ACTS.get(act, act), opened_people(openings), earlier)


def _present(context: Context, made: Draft, published: Sequence[PublishedStatement], people: OpenedBlock) -> None:
    """Nobody signs blind: what the statement says, in words, before the key is touched."""
    content = made.content
    statement = content.statement
    context.say(
        "cli.sign.summary",
        kind=act_of(statement.kind, statement.step),
        cycle=statement.cycle or "-",
        organ=statement.organ,
        date=statement.date,
        clauses=" ".join(statement.clauses),
        digest=content.sha256,
        namespace=statement.namespace,
    )
    if statement.root == SELF:
        context.say("cli.sign.becomes-root")
    else:
        context.say("cli.sign.root", root=statement.root)
    # Who is quiet has said --yes: looked at elsewhere.
    if not context.quiet:
        context.show(presentation([record for _, record in content.records.values()], published, context.lang, people))
