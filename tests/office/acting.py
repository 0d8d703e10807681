"""What an office does in these tests: draft, sign with demonstration keys, publish; and what its folder holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from generator.core.errors import KaoheError
from generator.disclosure.openings import seal
from generator.disclosure.salts import DerivedSalts
from generator.intake import repository
from generator.ledger.note import Signer
from generator.office.check import checked_office
from generator.office.drafts import Draft, add_signature, make_draft, read_draft
from generator.office.publish import publish
from generator.office.published_state import published_statements
from generator.office.workspace import Workspace
from generator.signing import demo, sshsig
from tests.example import course, review
from tests.example.course import COURSE, ROOT, SIGNERS
from tests.example.regenerate import IDENTITY

ORIGIN = "xinghe.example/kaohe"
LOG_KEY = Signer(ORIGIN, demo.log_seed())
CYCLE = "2025"


def draft(workspace: Workspace, kind: str, *, replace: bool = False) -> Draft:
    """A new draft from the inputs as they are."""
    cycle = "" if kind == "trust" else CYCLE
    published = published_statements(workspace)
    office = checked_office(workspace.root, [IDENTITY])
    folder, _ = make_draft(
        workspace, office, published, kind, cycle, DerivedSalts(cycle, demo.salt), seal, replace=replace
    )
    return read_draft(workspace, folder, len(published))


def sign(workspace: Workspace, made: Draft, seeds: Sequence[bytes]) -> Draft:
    """The draft with a signature by each of ``seeds`` beside it; nothing is recomputed."""
    for seed in seeds:
        armored = sshsig.sign(made.content.data, made.content.statement.namespace, seed)
        add_signature(made, sshsig.parse_signature(armored).public_key.fingerprint_hex, armored)
    return read_draft(workspace, made.folder, made.content.index)


def signed(workspace: Workspace, kind: str, holders: Sequence[str] | None = None) -> Draft:
    """A new draft signed by demonstration holders (those of the example, unless told)."""
    names = SIGNERS[kind] if holders is None else holders
    return sign(workspace, draft(workspace, kind), [demo.seed(name) for name in names])


def publish_now(workspace: Workspace, made: Draft, key: Signer = LOG_KEY, identity: str = "demo-office") -> int:
    """The index under which the draft was published."""
    done = publish(workspace, made.folder, key, [demo.age_identity(identity)], state_of(workspace))
    return done.statement.index


def state_of(workspace: Workspace) -> Path:
    """Where the publisher's machine remembers what it signed: beside the repository, not in it."""
    return workspace.root.with_name(f"{workspace.root.name}.state")


def snapshot(folder: Path) -> dict[str, bytes | None]:
    """Every path below ``folder`` with its bytes; None for folders."""
    return {
        path.relative_to(folder).as_posix(): None if path.is_dir() else path.read_bytes() for path in folder.rglob("*")
    }


def write_files(workspace: Workspace, act: str) -> None:
    """Put in place what the example writes for an act of its finished cycle, whose turn it is."""
    course.write_files(workspace.root, ROOT, next(at for at, entry in enumerate(COURSE) if entry.act == act))
    if act == "review":
        office, _ = repository.load(workspace.root, [IDENTITY])
        digits, drawn = review.sample(office.cycles[CYCLE], published_statements(workspace)[-1].sha256)
        (workspace.root / review.PATH).write_text(review.review(digits, drawn), "utf-8")


def edit(workspace: Workspace, path: str, old: str, new: str) -> None:
    """Replace a text that stands once in an input file."""
    file = workspace.root / path
    text = file.read_text("utf-8")
    assert text.count(old) == 1, f"{path}: {text.count(old)} times {old!r}"
    file.write_text(text.replace(old, new), "utf-8")


def set_log_key(workspace: Workspace, key: Signer) -> None:
    """Another log key in ``records/trust.yml``, in the place of the demonstration's."""
    file = workspace.root / "records/trust.yml"
    text = file.read_text("utf-8")
    assert text.count(demo.log_vkey(ORIGIN)) == 2, "as the log's key and in its policy"
    file.write_text(text.replace(demo.log_vkey(ORIGIN), key.verifier.text()), "utf-8")


def without_witnesses(workspace: Workspace) -> None:
    """A policy in ``records/trust.yml`` that asks for no cosignature."""
    file = workspace.root / "records/trust.yml"
    lines = file.read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(("  witness ", "  group "))]
    text = "".join("  quorum none\n" if line.startswith("  quorum ") else line for line in kept)
    assert len(kept) < len(lines) and "quorum none" in text
    file.write_text(text, "utf-8")


def codes(call: Callable[[], object], kind: type[KaoheError] = KaoheError) -> list[tuple[str, str]]:
    """Code and path of every problem with which ``call`` fails."""
    try:
        call()
    except kind as error:
        return [(problem.code, problem.place.path) for problem in error.problems]
    raise AssertionError(f"no {kind.__name__}")
