"""The sampler of the spot check: the vectors of its page, its recipe for the shell, and what makes it consistent."""

from __future__ import annotations

import hashlib
import re
import subprocess
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.core.errors import FindingsError
from generator.published import sampling

ROOT = Path(__file__).parents[2]
NOTHING = hashlib.sha256(b"").hexdigest()
SEED = f"3052147,{NOTHING}"

names = st.from_regex(r"[a-z]{1,4}", fullmatch=True)


def page() -> str:
    """The page of the specification that has the sampler."""
    pages = [path.read_text("utf-8") for path in sorted((ROOT / "docs/spec").rglob("*.md"))]
    (found,) = [text for text in pages if "<!-- recipe: sample -->" in text]
    return found


def vectors() -> list[tuple[str, str]]:
    """Tickets and items of the page, in the order of the tickets."""
    return re.findall(r"\| `([0-9a-f]{64})` \| `((?:data|votes)/[^`]+)` \|", page())


def test_the_vectors_of_the_page() -> None:
    listed = vectors()
    assert len(listed) == 6 and SEED in page()
    assert [(sampling.ticket(SEED, item), item) for _, item in listed] == listed
    items = sorted(item for _, item in listed)
    assert sampling.draw(SEED, items, 6) == [item for _, item in listed]
    assert sampling.draw(SEED, items, 2) == ["votes/served/planning", "data/budget-execution/planning"]


def test_the_recipe_of_the_page_draws_the_same(tmp_path: Path) -> None:
    (recipe,) = re.findall(r"<!-- recipe: sample -->\n```sh\n(.*?)\n```", page(), re.DOTALL)
    items = sampling.items([f"data/i{n}" for n in range(8)] + ["votes/g1"], ["a", "b-c", "d.e"], ["data/i3/a"])
    (tmp_path / "items.txt").write_text("".join(f"{item}\n" for item in items), "utf-8")
    environment = {"PATH": "/usr/bin:/bin", "SEED": SEED, "K": "5", "LANG": "C.UTF-8"}
    made = subprocess.run(
        ["/bin/sh", "-c", recipe], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    drawn = sampling.draw(SEED, items, 5)
    assert made.stdout.splitlines() == [f"{sampling.ticket(SEED, item)} {item}" for item in drawn]
    assert len(drawn) == 5


def test_the_population_is_every_pair_but_the_absent_ones() -> None:
    made = sampling.items(["votes/g", "data/i"], ["b", "a"], ["data/i/a", "data/other/a"])
    assert made == ["data/i/b", "votes/g/a", "votes/g/b"]


@pytest.mark.parametrize(
    ("share", "minimum", "size", "expected"),
    [
        ("1/10", 1, 130, 13),
        ("1/10", 1, 131, 14),
        ("1/10", 20, 130, 20),
        ("1/10", 20, 12, 12),
        ("1/3", 0, 3, 1),
        ("1/3", 0, 4, 2),
        ("1", 0, 7, 7),
        ("1/10", 5, 0, 0),
    ],
)
def test_how_many_are_drawn(share: str, minimum: int, size: int, expected: int) -> None:
    assert sampling.sample_size(Fraction(share), minimum, size) == expected


def test_the_seed_holds_the_digits_and_the_statement() -> None:
    assert sampling.seed_of("3052147", NOTHING) == SEED
    assert sampling.seed_of("0" * sampling.MAX_DIGITS, NOTHING).startswith("0" * sampling.MAX_DIGITS + ",")


@pytest.mark.parametrize(
    ("digits", "digest"),
    [
        ("", NOTHING),
        ("12 34", NOTHING),
        ("12,34", NOTHING),
        ("１２", NOTHING),
        ("1\n", NOTHING),
        ("0" * (sampling.MAX_DIGITS + 1), NOTHING),
        ("1", NOTHING.upper()),
        ("1", NOTHING[:-1]),
    ],
)
def test_a_seed_of_another_form_is_refused(digits: str, digest: str) -> None:
    with pytest.raises(FindingsError) as caught:
        sampling.seed_of(digits, digest)
    assert [problem.code for problem in caught.value.problems] == ["X441"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("data/budget", True),
        ("votes/served.a-b", True),
        ("people/budget", False),
        ("data/", False),
        ("data/Budget", False),
        ("data/a/b", False),
        ("data/a\n", False),
    ],
)
def test_strata(text: str, expected: bool) -> None:
    assert sampling.is_stratum(text) is expected


@given(st.sets(names, min_size=1), st.integers(0, 10), st.text("0123456789", min_size=1, max_size=8))
def test_a_larger_sample_begins_with_the_smaller_one(items: set[str], count: int, digits: str) -> None:
    seed = sampling.seed_of(digits, NOTHING)
    whole = sampling.draw(seed, items, len(items))
    assert sorted(whole) == sorted(items)
    assert sampling.draw(seed, items, count) == whole[:count]


@given(st.sets(names, min_size=2), st.text("0123456789", min_size=1, max_size=8))
def test_what_is_taken_out_moves_nothing_else(items: set[str], digits: str) -> None:
    seed = sampling.seed_of(digits, NOTHING)
    whole = sampling.draw(seed, items, len(items))
    assert sampling.draw(seed, items - {whole[0]}, len(items)) == whole[1:]
