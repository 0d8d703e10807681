"""Cosigned checkpoints, receipts and witness requests: two other programs accept and refuse what we do."""

from __future__ import annotations

import base64
import hashlib
import itertools
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from generator.core import ed25519
from generator.core.errors import FindingsError
from generator.ledger import log, merkle, note
from generator.ledger.checkpoint import Checkpoint as Head
from generator.ledger.checkpoint import open_checkpoint, sign_checkpoint
from generator.ledger.cosignature import Cosigner, add_cosignature, with_first_lines
from generator.ledger.policy import Policy, parse_canonical_policy
from generator.ledger.receipt import make_receipt, parse_receipt, verify_receipt
from generator.ledger.witness_request import make_request, parse_request, verify_request
from tests.peers.judges import Judge, Question, aics_judge, go_judge
from tests.shared import Shared

pytestmark = pytest.mark.peers

ORIGIN = "example.org/log"
SIGNER = note.Signer(ORIGIN, hashlib.sha256(b"log").digest())
LOG = SIGNER.verifier.text()
WITNESSES = [Cosigner(f"witness.example/{number}", hashlib.sha256(b"%d" % number).digest()) for number in (1, 2, 3)]
KEYS = [witness.key.text() for witness in WITNESSES]
SIZES = [1, 2, 5, 8, 13]
ENTRIES = [b'{"index":%d}' % i for i in range(SIZES[-1])]
TREE = merkle.Tree(merkle.leaf_hash(entry) for entry in ENTRIES)
TIME = 1767225600


def policy(quorum: int) -> Policy:
    """At least ``quorum`` of the three."""
    lines = [f"witness w{i} {key}\n" for i, key in enumerate(KEYS)]
    rule = f"group g {quorum} w0 w1 w2\nquorum g\n" if quorum else "quorum none\n"
    return parse_canonical_policy(f"log {LOG}\n{''.join(lines)}{rule}", LOG)


def signed(size: int, *who: Cosigner) -> bytes:
    """The log's checkpoint of a size, cosigned."""
    data = sign_checkpoint(Head(ORIGIN, size, TREE.root(size)), SIGNER)
    for witness in who:
        data = add_cosignature(data, witness.sign(note.parse_note(data).text, TIME), witness.key)
    return data


def ours(question: Question) -> bool:
    """Our own answer."""
    checking: dict[str, Callable[[], bytes]] = {
        "checkpoint": lambda: question.data,
        "receipt": lambda: _receipt(question),
        "request": lambda: _request(question),
    }
    try:
        checkpoint = checking[question.kind]()
        open_checkpoint(checkpoint, SIGNER.verifier, ORIGIN)
        return policy(question.quorum).judge(checkpoint)
    except FindingsError:
        return False


def _receipt(question: Question) -> bytes:
    receipt = parse_receipt(question.data)
    verify_receipt(receipt, question.entry, SIGNER.verifier, ORIGIN)
    return receipt.checkpoint


def _request(question: Question) -> bytes:
    request = parse_request(question.data)
    verify_request(request, question.old_root, SIGNER.verifier, ORIGIN)
    return request.checkpoint


def checkpoint(data: bytes, quorum: int = 2) -> Question:
    return Question("checkpoint", data, LOG, KEYS, quorum)


def sound() -> Iterator[Question]:
    """What every program must accept."""
    for size in SIZES:
        for quorum in range(4):
            yield checkpoint(signed(size, *WITNESSES[:quorum]), quorum)
        for index in range(size):
            data = make_receipt(index, TREE.inclusion_proof(index, size), signed(size, *WITNESSES[:2]))
            yield Question("receipt", data, LOG, KEYS, 2, entry=ENTRIES[index])
    for old, size in itertools.pairwise(SIZES):
        data = make_request(old, TREE.consistency_proof(old, size), signed(size))
        yield Question("request", data, LOG, KEYS, 0, old_root=TREE.root(old))
    stranger = Cosigner("witness.example/4", bytes(32))
    yield checkpoint(signed(5, WITNESSES[0], WITNESSES[1], stranger))
    yield checkpoint(signed(5, Cosigner(WITNESSES[2].name, bytes(32)), *WITNESSES[:2]))
    extra = make_receipt(3, TREE.inclusion_proof(3, 5), signed(5), b"free text")
    yield Question("receipt", extra, LOG, KEYS, 0, entry=ENTRIES[3])


def false() -> Iterator[Question]:
    """What no program may accept: moved, malformed, too few."""
    text = note.parse_note(signed(5)).text
    one, two = WITNESSES[:2]
    for quorum in range(1, 4):
        yield checkpoint(signed(5, *WITNESSES[: quorum - 1]), quorum)
    moved = [two.sign(note.parse_note(signed(8)).text, TIME), two.sign(text.replace("log", "other"), TIME)]
    line = two.sign(text, TIME)
    early = note.Signer(two.name, two.seed).sign(text)
    for wrong in (
        *moved,
        line._replace(signature=line.signature[:-1]),
        line._replace(signature=line.signature + b"\0"),
        line._replace(signature=(TIME + 1).to_bytes(8, "big") + line.signature[8:]),
        line._replace(signature=(TIME).to_bytes(8, "big") + early),
    ):
        # One true cosignature and the log's own do not help.
        yield checkpoint(signed(5, one) + wrong.text().encode(), 1)
    yield checkpoint(signed(5, one, Cosigner("witness.example/4", bytes(32))))
    for other in (signed(5).replace(b"\n5\n", b"\n6\n"), signed(5, one).split(b"\n\n")[0] + b"\n\n"):
        yield checkpoint(other, 0)
    alone = note.Note(text, (one.sign(text, TIME), two.sign(text, TIME))).encode()
    yield checkpoint(alone)
    proof = TREE.inclusion_proof(3, 5)
    for index, hashes, entry in [
        (4, proof, ENTRIES[3]),
        (3, proof, ENTRIES[4]),
        (3, proof[:-1], ENTRIES[3]),
        (3, [*proof, bytes(32)], ENTRIES[3]),
        (5, proof, ENTRIES[3]),
        (3, TREE.inclusion_proof(3, 8), ENTRIES[3]),
    ]:
        yield Question("receipt", make_receipt(index, hashes, signed(5)), LOG, KEYS, 0, entry=entry)
    consistency = TREE.consistency_proof(5, 8)
    for old, hashes, root in [
        (5, consistency, TREE.root(4)),
        (4, consistency, TREE.root(4)),
        (5, consistency[::-1], TREE.root(5)),
        (5, consistency[1:], TREE.root(5)),
        (9, consistency, TREE.root(9)),
    ]:
        yield Question("request", make_request(old, hashes, signed(8)), LOG, KEYS, 0, old_root=root)


def unchanged() -> list[Question]:
    """One sound file of each kind."""
    both = signed(5, *WITNESSES[:2])
    receipt = make_receipt(3, TREE.inclusion_proof(3, 5), both)
    request = make_request(2, TREE.consistency_proof(2, 5), both)
    return [
        checkpoint(both),
        Question("receipt", receipt, LOG, KEYS, 2, entry=ENTRIES[3]),
        Question("request", request, LOG, KEYS, 2, old_root=TREE.root(2)),
    ]


def decoded_loosely(data: bytes) -> tuple[bytes, ...]:
    """The file's lines with the base64 of signature lines decoded, unused bits dropped."""
    found = []
    for line in data.split(b"\n"):
        before, _, encoded = line.rpartition(b" ")
        found.append(before + base64.b64decode(encoded) if line.startswith("— ".encode()) else line)
    return tuple(found)


def flipped() -> Iterator[Question]:
    """Every byte of a checkpoint, and of what stands before one in the other kinds, changed."""
    for question in unchanged():
        end = len(question.data) if question.kind == "checkpoint" else question.data.index(b"\n\n") + 2
        for position in range(end):
            changed = bytearray(question.data)
            changed[position] ^= 1 << position % 7
            yield replace(question, data=bytes(changed))


def looked_again(size: int, *who: Cosigner) -> bytes:
    """The log's checkpoint of a size, cosigned, and a day later once more."""
    data = signed(size, *who)
    for witness in who:
        data = add_cosignature(data, witness.sign(note.parse_note(data).text, TIME + 86400), witness.key)
    return data


def again() -> Iterator[Question]:
    """Sound checkpoints with a second line of a witness."""
    yield checkpoint(looked_again(5, WITNESSES[0]), 1)
    yield checkpoint(looked_again(8, *WITNESSES), 3)
    mixed = add_cosignature(
        signed(5, *WITNESSES), WITNESSES[1].sign(note.parse_note(signed(5)).text, TIME + 7200), WITNESSES[1].key
    )
    yield checkpoint(mixed, 3)


def repeated() -> Iterator[Question]:
    """One witness with lines that are all true, and not a first and a later one."""
    text = note.parse_note(signed(5)).text
    for times in ((0, 0), (1, 0), (0, 1, 2)):
        lines = [WITNESSES[0].sign(text, TIME + later).text().encode() for later in times]
        yield checkpoint(signed(5) + b"".join(lines), 1)


def timeless() -> Iterator[Question]:
    """True signatures over times that the standard or we do not allow."""
    text = note.parse_note(signed(5)).text
    for time in (0, 2**63, 2**64 - 1):
        signature = ed25519.sign(WITNESSES[0].seed, f"cosignature/v1\ntime {time}\n{text}".encode())
        line = note.SignatureLine(WITNESSES[0].name, WITNESSES[0].key.key_id, time.to_bytes(8, "big") + signature)
        yield checkpoint(signed(5) + line.text().encode(), 1)


@pytest.fixture(scope="module", params=["go", "aics"])
def judge(request: pytest.FixtureRequest, shared: Shared) -> Judge:
    """Each of the other programs."""
    return go_judge(shared) if request.param == "go" else aics_judge()


def test_what_is_sound_is_accepted_by_all(judge: Judge) -> None:
    questions = list(sound())
    assert [ours(question) for question in questions] == [True] * len(questions)
    assert judge.ask(questions) == [True] * len(questions)


def test_what_is_false_is_refused_by_all(judge: Judge) -> None:
    questions = list(false())
    assert [ours(question) for question in questions] == [False] * len(questions)
    assert judge.ask(questions) == [False] * len(questions)


def test_every_changed_byte_is_answered_alike(judge: Judge) -> None:
    questions = list(flipped())
    assert not any(ours(question) for question in questions)
    accepted = [question.data for question, answer in zip(questions, judge.ask(questions), strict=True) if answer]
    if judge.name == "go":
        # Its base64 takes several texts for the same bytes of a signature: nothing else was changed there.
        sound = {decoded_loosely(question.data) for question in unchanged()}
        accepted = [data for data in accepted if decoded_loosely(data) not in sound]
    assert accepted == []


def test_where_we_are_stricter(judge: Judge) -> None:
    """Go drops the second line of a key; the library takes any time. Neither is a way to more witnesses."""
    assert not any(ours(question) for question in (*repeated(), *timeless()))
    is_go = judge.name == "go"
    assert judge.ask(list(repeated())) == [is_go] * 3
    assert judge.ask(list(timeless())) == [not is_go] * 3
    more = [replace(question, quorum=2) for question in repeated()]
    assert judge.ask(more) == [False] * 3


def test_a_witness_that_looked_again(judge: Judge) -> None:
    """Go takes the first line of a key. The library takes no key twice: it reads the form that receipts have."""
    questions = list(again())
    assert [ours(question) for question in questions] == [True] * len(questions)
    assert judge.ask(questions) == [judge.name == "go"] * len(questions)
    assert judge.ask([replace(one, data=with_first_lines(one.data)) for one in questions]) == [True] * len(questions)
    more = [replace(question, quorum=question.quorum + 1) for question in questions]
    assert not any(judge.ask(more))
    assert not any(ours(question) for question in more if question.quorum <= len(WITNESSES))
    # A second line that is false is no business of those who stop at the first: nothing hangs on it there.
    text = note.parse_note(signed(5)).text
    line = WITNESSES[0].sign(text, TIME)
    forged = line._replace(signature=(TIME + 86400).to_bytes(8, "big") + line.signature[8:])
    question = checkpoint(signed(5, WITNESSES[0]) + forged.text().encode(), 1)
    assert not ours(question)
    assert judge.ask([question]) == [judge.name == "go"]


def test_a_cosigned_log_is_still_the_logs(log_driver: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The checker of whole logs ignores cosignatures and proves each published state from the one before."""
    folder = tmp_path_factory.mktemp("log")
    files: dict[str, bytes] = {}
    for before, size in zip([0, *SIZES], SIZES, strict=False):
        files |= log.append(ENTRIES[:before], ENTRIES[before:size], SIGNER, ORIGIN, [before] if before else [])
        files[f"checkpoints/{size}"] = files["checkpoint"] = looked_again(size, *WITNESSES)
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    done = subprocess.run([str(log_driver), folder, LOG], capture_output=True, text=True, check=False, timeout=120)
    assert done.stdout == "ok: 13 entries, 5 checkpoints\n", done.stderr
