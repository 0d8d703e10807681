"""Witness policies: the specification's example, every way to be wrong, and counting against a second evaluator."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.core.errors import FindingsError
from generator.ledger import note
from generator.ledger.cosignature import Cosigner
from generator.ledger.policy import Group, Member, Policy, parse_canonical_policy, parse_policy
from tests.ledger.witnesses import NEWEST, SIGNER, VECTORS, A, B, code_of, cosigned

TEXT = VECTORS["policy"]
LOG = SIGNER.verifier.text()
LOG_LINE, WITNESS_A, WITNESS_B = TEXT.splitlines()[:3]
MANY = [Cosigner(f"witness.example/{number}", bytes([number] * 32)) for number in range(1, 34)]


def test_the_example_of_the_specification() -> None:
    policy = parse_canonical_policy(TEXT, LOG)
    members: dict[str, Member] = {"a": A.key, "b": B.key, "auditors": Group("any", ("a", "b"))}
    assert policy == Policy((SIGNER.verifier,), members, "auditors")
    assert policy.text() == TEXT
    assert not policy.judge(NEWEST)
    assert policy.judge(cosigned(NEWEST, A))
    assert policy.judge(cosigned(NEWEST, B))
    assert list(policy.cosignatures(cosigned(NEWEST, B))) == ["b"]


def test_a_false_cosignature_of_a_named_witness_spoils_the_quorum_of_the_others() -> None:
    false = B.sign("another\n1\nAAAA\n", 1).text().encode()
    with pytest.raises(FindingsError) as error:
        parse_policy(TEXT).judge(cosigned(NEWEST, A) + false)
    assert code_of(error) == "L174"


def test_without_a_quorum_no_cosignature_is_needed_but_a_false_one_is_still_false() -> None:
    policy = parse_canonical_policy(f"{LOG_LINE}\n{WITNESS_A}\nquorum none\n", LOG)
    assert policy.judge(NEWEST)
    with pytest.raises(FindingsError):
        policy.judge(NEWEST + A.sign("another\n1\nAAAA\n", 1).text().encode())


def test_the_general_form_means_the_same() -> None:
    text = (
        "# who watches\n\n \twitness a  "
        + A.key.text()
        + "\thttps://witness.example/a\n"
        + WITNESS_B
        + "\ngroup auditors any a b \n  quorum auditors\nlog "
        + LOG
        + " https://log.example/\n\n"
    )
    assert parse_policy(text) == parse_policy(TEXT)
    with pytest.raises(FindingsError) as error:
        parse_canonical_policy(text, LOG)
    assert code_of(error) == "L198"


def test_a_policy_may_name_no_log_or_several_but_not_ours() -> None:
    other = note.Signer("example.org/other", bytes(32)).verifier.text()
    for text in ("quorum none\n", f"log {other}\nquorum none\n", f"log {LOG}\nlog {other}\nquorum none\n"):
        assert parse_policy(text).quorum is None
        with pytest.raises(FindingsError) as error:
            parse_canonical_policy(text, LOG)
        assert code_of(error) == "L200"


def lines(*more: str) -> str:
    return "\n".join((LOG_LINE, WITNESS_A, WITNESS_B, *more)) + "\n"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "L190", 0),
        (TEXT[:-1], "L190", 0),
        (TEXT.replace("\n", "\r\n"), "L190", 0),
        (TEXT.replace("auditors", "aud\0itors"), "L190", 0),
        (TEXT.replace("auditors", "aud\x7fitors"), "L190", 0),
        (TEXT.replace("auditors", "aud\ud800itors"), "L190", 0),
        ("#" * 65536 + "\n", "L190", 0),
        (lines("quorum"), "L191", 4),
        (lines("quorum a b"), "L191", 4),
        (lines("witness c"), "L191", 4),
        (lines("group g any"), "L191", 4),
        (lines("Quorum a"), "L191", 4),
        (lines("log"), "L191", 4),
        (lines(f"log {LOG} a b"), "L191", 4),
        (lines("group a any b"), "L192", 4),
        (lines("group none any a"), "L192", 4),
        (lines("group \u200b any a"), "L192", 4),
        (lines("group g\u3000h any a"), "L192", 4),
        (lines(f"group {'g' * 256} any a"), "L192", 4),
        (lines(f"witness a {MANY[0].key.text()}"), "L192", 4),
        (lines("group g any c"), "L193", 4),
        (lines("group g any none"), "L193", 4),
        (lines("group g any g"), "L193", 4),
        (lines("group g any h", "group h any g"), "L193", 4),
        (lines("quorum c"), "L193", 4),
        (lines("quorum any"), "L193", 4),
        (lines("group g 0 a b"), "L194", 4),
        (lines("group g 3 a b"), "L194", 4),
        (lines("group g -1 a b"), "L194", 4),
        (lines("group g 01 a b"), "L194", 4),
        (lines("group g １ a b"), "L194", 4),
        (lines("group g most a b"), "L194", 4),
        (lines(f"group g {'9' * 5000} a b"), "L194", 4),
        (lines("group g 2 a a"), "L195", 4),
        (lines("group g any a", "group h all a b"), "L195", 5),
        (lines("group g any a", "group h any g", "group i any g"), "L195", 6),
        (lines(f"witness c {Cosigner('other.example', A.seed).key.text()}"), "L196", 4),
        (lines(f"witness c {Cosigner('other.example', SIGNER.seed).key.text()}"), "L196", 4),
        (lines(f"log {LOG}"), "L196", 4),
        (lines(), "L197", 0),
        (lines("quorum a", "quorum b"), "L197", 5),
        (lines(f"witness c {LOG}"), "L170", 4),
        (lines(f"log {MANY[0].key.text()}"), "L113", 4),
        (lines("witness c nonsense"), "L111", 4),
        (lines(f"witness c {A.key.text().replace('example/a', 'example/c')}"), "L112", 4),
        (lines(*(f"witness w{i} {one.key.text()}" for i, one in enumerate(MANY))), "L199", 34),
        (lines("group g0 any a", *(f"group g{i} any g{i - 1}" for i in range(1, 33))), "L199", 36),
        ("".join(f"log {note.Signer(one.name, one.seed).verifier.text()}\n" for one in MANY), "L199", 33),
    ],
)
def test_every_way_to_be_wrong_has_its_code_and_line(text: str, code: str, line: int) -> None:
    with pytest.raises(FindingsError) as error:
        parse_policy(text, "trust")
    problem = error.value.problems[0]
    assert (problem.code, problem.place.path, problem.place.line) == (code, "trust", line)


@pytest.mark.parametrize(
    "text",
    [
        TEXT + "\n",
        "# comment\n" + TEXT,
        TEXT.replace(" any", "  any"),
        TEXT.replace(" any", "\tany"),
        TEXT.replace("quorum", " quorum"),
        TEXT.replace("quorum auditors\n", "") + "quorum auditors \n",
        TEXT.replace(LOG_LINE, f"{LOG_LINE} https://log.example/"),
        "".join(sorted(TEXT.splitlines(keepends=True), key=lambda line: line.startswith("log"))),
        lines("quorum a", "group auditors any a b"),
    ],
)
def test_one_policy_has_one_text(text: str) -> None:
    parse_policy(text)
    with pytest.raises(FindingsError) as error:
        parse_canonical_policy(text, LOG)
    assert code_of(error) == "L198"


@given(st.text(max_size=200))
def test_any_text_is_answered(text: str) -> None:
    try:
        parse_policy(text + "\n")
    except FindingsError:
        return
    # Without a well-formed quorum line there is no policy.
    assert "quorum" in text


@st.composite
def policies(draw: st.DrawFn) -> str:
    """A policy over six witnesses in which groups may contain groups."""
    count = draw(st.integers(1, 6))
    free = [f"w{i}" for i in range(count)]
    text = [f"witness w{i} {MANY[i].key.text()}" for i in range(count)]
    for number in range(draw(st.integers(0, 4))):
        if not free:
            break
        size = draw(st.integers(1, len(free)))
        members = draw(st.permutations(free))[:size]
        free = [name for name in free if name not in members] + [f"g{number}"]
        word = draw(st.sampled_from(["all", "any", *map(str, range(1, size + 1))]))
        text.append(f"group g{number} {word} {' '.join(members)}")
    quorum = draw(st.sampled_from([*free, "none"]))
    return "\n".join([f"log {LOG}", *text, f"quorum {quorum}"]) + "\n"


def second_opinion(text: str, name: str, cosigned_by: set[str]) -> bool:
    """Whether ``name`` is reached, straight from the lines and from the top down."""
    if name == "none":
        return True
    words = next(line.split(" ") for line in text.splitlines() if line.split(" ")[1] == name and line[:1] in "wg")
    if words[0] == "witness":
        return name in cosigned_by
    reached = [second_opinion(text, one, cosigned_by) for one in words[3:]]
    if words[2] in ("all", "any"):
        return all(reached) if words[2] == "all" else any(reached)
    return sum(reached) >= int(words[2])


@given(policies(), st.sets(st.integers(0, 5)))
def test_counting(text: str, who: set[int]) -> None:
    policy = parse_canonical_policy(text, LOG)
    quorum = text.splitlines()[-1].split(" ")[1]
    expected = second_opinion(text, quorum, {f"w{i}" for i in who})
    assert policy.is_reached([MANY[i].key for i in who]) == expected
