"""Age files: what opens them, what shows without a key, and that each kind of damage is told from the others."""

from __future__ import annotations

import base64
import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.core.errors import FindingsError, KaoheError, NotCheckedError
from generator.intake import sealed
from generator.intake.models.inputs import Data
from generator.intake.repository import Office, load
from generator.intake.texts import public_values, restricted_values
from generator.signing import demo

BASE = Path(__file__).parents[1] / "broken" / "_base"
SECRET = "计票人甲的笔记".encode()
NAMES = ("demo-office", "demo-auditor")
RECIPIENTS = [demo.age_recipient(name) for name in NAMES]
IDENTITIES = [demo.age_identity(name) for name in NAMES]
FIRST, SECOND = (sealed.parse_identities([text]) for text in IDENTITIES)
STRANGER = sealed.parse_identities([demo.age_identity("stranger")])
DATA = "records/cycles/2025/inputs/data/budget-execution.yml"


def refusal(call: Callable[[], object]) -> str:
    """Code and exit code of the one problem; neither it nor the error says anything of text or key."""
    with pytest.raises(KaoheError) as caught:
        call()
    (problem,) = caught.value.problems
    said = repr(caught.value) + repr(problem) + repr(caught.value.__cause__)
    assert SECRET.decode() not in said
    assert "AGE-SECRET" not in said
    return f"{problem.code}/{caught.value.exit_code}"


def opening(data: bytes, keys: sealed.Identities = FIRST) -> str:
    """How it is refused to open ``data``."""
    return refusal(lambda: sealed.unseal(data, keys, "x"))


def regions(data: bytes) -> dict[str, range]:
    """Where the parts of an age file for two recipients are."""
    second = data.index(b"\n-> X25519", 30) + 1
    third = data.index(b"\n-> ", second) + 1 if b"-grease" in data else data.index(b"\n--- ") + 1
    end = data.index(b"\n--- ") + 1
    return {
        "intro": range(21),
        "first": range(22, second - 1),
        "second": range(second, third - 1),
        "mac": range(end + 4, end + 47),
        "nonce": range(end + 48, end + 64),
        "payload": range(end + 64, len(data)),
    }


def flipped(data: bytes, at: int, bit: int = 1) -> bytes:
    changed = bytearray(data)
    changed[at] ^= bit
    return bytes(changed)


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 200_000])
def test_every_recipient_opens_what_was_sealed(size: int) -> None:
    data = random.Random(size).randbytes(size)
    made = sealed.seal(data, RECIPIENTS)
    assert sealed.count_stanzas(made, "x") == 2
    for keys in (FIRST, SECOND, [*STRANGER, *FIRST]):
        assert sealed.unseal(made, keys, "x") == data


def test_nobody_else_opens_it() -> None:
    made = sealed.seal(SECRET, RECIPIENTS)
    assert SECRET not in made
    assert opening(made, STRANGER) == "F221/4"
    assert opening(made, []) == "F220/4"


@pytest.mark.parametrize(
    ("region", "code", "also"),
    [
        ("intro", "F201/1", set()),
        ("first", "F221/4", {"F201/1"}),
        ("second", "F204/1", {"F201/1"}),
        ("mac", "F204/1", {"F201/1"}),
        ("nonce", "F205/1", set()),
        ("payload", "F205/1", set()),
    ],
)
def test_a_flipped_bit_is_named_by_its_region(region: str, code: str, also: set[str]) -> None:
    """Where the bit makes a character that no header has, it is no header any more (F201)."""
    made = sealed.seal(SECRET, RECIPIENTS)
    seen = {opening(flipped(made, at, bit)) for at in regions(made)[region] for bit in (1, 4, 0x20, 0x80)}
    assert code in seen
    assert seen <= {code, *also}


@pytest.mark.parametrize(("keys", "intact"), [(FIRST, "F205/1"), (STRANGER, "F221/4"), ([], "F220/4")])
def test_a_file_that_is_cut_off_is_noticed_with_and_without_a_key(keys: sealed.Identities, intact: str) -> None:
    made = sealed.seal(SECRET, RECIPIENTS)
    payload = regions(made)["nonce"].start
    assert {opening(made[:n], keys) for n in range(payload)} == {"F201/1"}
    assert {opening(made[:n], keys) for n in range(payload, payload + 32)} == {"F205/1"}
    assert opening(made[:-1], keys) == intact
    assert opening(made + b"x", keys) == intact


def test_a_later_chunk_that_is_missing_is_noticed() -> None:
    made = sealed.seal(bytes(3 * 65_536), RECIPIENTS)
    start = regions(made)["payload"].start
    assert opening(made[: start + 65_536 + 16], FIRST) == "F205/1"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"schema: kaohe/data/v1\n",
        b"age-encryption.org/v2\n-> X25519 a\nb\n--- " + b"A" * 43 + b"\n" + bytes(32),
        b"age-encryption.org/v1\n--- " + b"A" * 43 + b"\n" + bytes(32),
        b"age-encryption.org/v1\n-> X25519 a\n" + b"A" * 65 + b"\n--- " + b"A" * 43 + b"\n" + bytes(32),
        b"age-encryption.org/v1\n-> X25519 a\n-> X25519 a\nb\n--- " + b"A" * 43 + b"\n" + bytes(32),
        b"age-encryption.org/v1\n-> \nb\n--- " + b"A" * 43 + b"\n" + bytes(32),
        b"age-encryption.org/v1\n-> X25519 a\nb\n--- " + b"A" * 42 + b"\n" + bytes(32),
        b"age-encryption.org/v1\n-> X25519 a\nb\n--- " + b"A" * 42 + b"B\n" + bytes(32),
        b"age-encryption.org/v1\r\n-> X25519 a\r\nb\r\n--- " + b"A" * 43 + b"\r\n" + bytes(32),
        b"age-encryption.org/v1\n" + b"-> X25519 a\nb\n" * 10_000 + b"--- " + b"A" * 43 + b"\n" + bytes(32),
    ],
)
def test_what_is_no_header_is_refused(data: bytes) -> None:
    assert refusal(lambda: sealed.count_stanzas(data, "x")) == "F201/1"


def test_random_bytes_never_get_further_than_a_refusal() -> None:
    chance = random.Random(7)
    made = sealed.seal(SECRET, RECIPIENTS)
    for _ in range(300):
        data = bytearray(made)
        for _ in range(chance.randrange(1, 5)):
            at = chance.randrange(len(data))
            data[at : at + chance.randrange(3)] = chance.randbytes(chance.randrange(3))
        if bytes(data) != made:
            assert opening(bytes(data))[:3] in ("F20", "F22")


def test_a_file_too_large_is_not_opened() -> None:
    made = sealed.seal(SECRET, RECIPIENTS)
    assert refusal(lambda: sealed.unseal(made, FIRST, "x", limit=len(made) - 1)) == "F214/1"
    assert sealed.unseal(made, FIRST, "x", limit=len(made)) == SECRET


@pytest.mark.parametrize("text", ["", "AGE-SECRET-KEY-1", IDENTITIES[0][:-1], RECIPIENTS[0], "秘密"])
def test_a_malformed_identity_is_not_shown(text: str) -> None:
    assert refusal(lambda: sealed.parse_identities([IDENTITIES[0], text])) == "F223/4"


@pytest.mark.parametrize("recipients", [[], [RECIPIENTS[0], ""], [RECIPIENTS[0][:-1]], IDENTITIES[:1]])
def test_a_bad_recipient_is_refused(recipients: list[str]) -> None:
    assert refusal(lambda: sealed.seal(b"x", recipients)) == "D120/1"


def test_grease_is_no_recipient() -> None:
    """The library adds a stanza of an unknown type to some files; it counts for nobody."""
    made = [sealed.seal(b"x", RECIPIENTS) for _ in range(40)]
    assert any(b"grease" in data for data in made)
    assert {sealed.count_stanzas(data, "x") for data in made} == {2}


@pytest.mark.peers
@pytest.mark.parametrize("name", [*NAMES, "stranger"])
def test_age_opens_what_we_seal(require: Callable[[str], str], tmp_path: Path, name: str) -> None:
    (tmp_path / "identity").write_text(demo.age_identity(name) + "\n")
    opened = subprocess.run(
        [require("age"), "-d", "-i", tmp_path / "identity"],
        input=sealed.seal(SECRET, RECIPIENTS),
        capture_output=True,
        check=False,
    )
    assert (opened.returncode == 0) == (name in NAMES)
    assert opened.stdout == (SECRET if name in NAMES else b"")


@pytest.mark.peers
def test_we_open_what_age_seals(require: Callable[[str], str]) -> None:
    command = [require("age"), "-r", RECIPIENTS[0], "-r", RECIPIENTS[1]]
    made = subprocess.run(command, input=SECRET, stdout=-1, check=True).stdout
    assert sealed.count_stanzas(made, "x") == 2
    assert sealed.unseal(made, SECOND, "x") == SECRET
    assert opening(made, STRANGER) == "F221/4"
    armored = subprocess.run([*command, "-a"], input=SECRET, stdout=-1, check=True).stdout
    assert refusal(lambda: sealed.unseal(armored, FIRST, "x")) == "F201/1"


@pytest.mark.peers
def test_age_refuses_the_damage_that_we_refuse(require: Callable[[str], str], tmp_path: Path) -> None:
    (tmp_path / "identity").write_text(IDENTITIES[0] + "\n")
    made = sealed.seal(SECRET, RECIPIENTS)
    for region, places in regions(made).items():
        damaged = flipped(made, places[len(places) // 2])
        command = [require("age"), "-d", "-i", str(tmp_path / "identity")]
        assert subprocess.run(command, input=damaged, capture_output=True, check=False).returncode, region


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The valid office with one record sealed."""
    shutil.copytree(BASE / "records", tmp_path / "records")
    path = tmp_path / DATA
    (tmp_path / f"{DATA}.age").write_bytes(sealed.seal(path.read_bytes(), RECIPIENTS))
    path.unlink()
    return tmp_path


def opened(root: Path) -> Office:
    office, problems = load(root, IDENTITIES[:1])
    assert problems == []
    return office


def test_a_sealed_record_is_read_with_an_identity(root: Path) -> None:
    office = opened(root)
    assert office.unread == {}
    data = office.cycles["2025"].data["budget-execution"]
    assert isinstance(data.record, Data)
    assert data.path == f"{DATA}.age"
    assert office.cycles["2025"].has("inputs/data/<indicator>.yml", indicator="budget-execution")


def test_sealing_changes_neither_digests_nor_what_is_looked_for(root: Path) -> None:
    clear, _ = load(BASE)
    office = opened(root)
    assert office.files == clear.files
    assert office.cycles["2025"].inputs == clear.cycles["2025"].inputs
    assert restricted_values(office) == restricted_values(clear)
    assert public_values(office) == public_values(clear)


def test_sealing_again_changes_no_digest(root: Path) -> None:
    before = opened(root).files
    path = root / f"{DATA}.age"
    old = path.read_bytes()
    path.write_bytes(sealed.seal((BASE / DATA).read_bytes(), RECIPIENTS))
    assert path.read_bytes() != old
    assert opened(root).files == before


@pytest.mark.parametrize(
    ("identities", "code"), [([], "F220"), ([demo.age_identity("stranger")], "F221")], ids=["none", "wrong"]
)
def test_without_the_key_it_is_unread_and_nothing_else(root: Path, identities: list[str], code: str) -> None:
    office, problems = load(root, identities)
    assert problems == []
    assert {path: problem.code for path, problem in office.unread.items()} == {DATA: code}
    assert DATA not in office.files
    cycle = office.cycles["2025"]
    assert "budget-execution" not in cycle.data
    assert cycle.has("inputs/data/<indicator>.yml", indicator="budget-execution")


def test_a_malformed_identity_ends_the_reading(root: Path) -> None:
    with pytest.raises(NotCheckedError):
        load(root, ["AGE-SECRET-KEY-1"])


def test_a_damaged_file_is_a_finding_and_not_missing(root: Path) -> None:
    path = root / f"{DATA}.age"
    path.write_bytes(path.read_bytes()[:-1])
    office, problems = load(root, IDENTITIES)
    assert [(problem.code, problem.place.path) for problem in problems] == [("F205", f"{DATA}.age")]
    assert office.unread == {}


def test_positions_count_in_the_text_and_show_no_value(root: Path) -> None:
    text = (BASE / DATA).read_text("utf-8").replace("signed_off_by: 签发人甲", "signed_off_by: ''")
    (root / f"{DATA}.age").write_bytes(sealed.seal(text.encode(), RECIPIENTS))
    _, problems = load(root, IDENTITIES)
    assert [(p.code, p.place.path, p.place.line) for p in problems] == [("M150", f"{DATA}.age", 7)]


def test_what_is_about_to_be_written_can_be_read_instead(root: Path) -> None:
    text = (BASE / DATA).read_bytes().replace(b"97.5", b"98.5")
    office, problems = load(root, [], {DATA: text})
    assert (problems, dict(office.unread)) == ([], {})
    assert office.cycles["2025"].data["budget-execution"].record.values[1].value == 98.5
    new = DATA.replace("budget-execution", "new-one")
    office, problems = load(root, IDENTITIES, {new: text})
    assert problems == []
    assert new in office.files


def test_sealed_files_for_other_numbers_of_recipients_are_findings(root: Path) -> None:
    path = root / f"{DATA}.age"
    more = [*RECIPIENTS, demo.age_recipient("stranger")]
    for recipients, code in ((RECIPIENTS[:1], "F202"), (more, "F203")):
        path.write_bytes(sealed.seal((BASE / DATA).read_bytes(), recipients))
        for identities in ([], IDENTITIES[:1]):
            _, problems = load(root, identities)
            assert [problem.code for problem in problems] == [code]


def test_messages_of_refusals_hold_the_path_alone() -> None:
    made = sealed.seal(SECRET, RECIPIENTS)
    with pytest.raises(FindingsError) as caught:
        sealed.unseal(made[:-1], FIRST, "records/a.yml.age")
    (problem,) = caught.value.problems
    assert (problem.place.path, problem.params) == ("records/a.yml.age", {})
    assert base64.b64encode(made[-40:-1]).decode() not in repr(caught.value)
