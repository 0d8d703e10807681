"""Random changes to published bytes: every one is found, by a numbered check, without a traceback, quickly."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from generator.audit.verify import verify
from tests.audit.mutate import OPERATIONS, mutate
from tests.audit.office import Office, write_manifest

LIMIT_SECONDS = 10
"""Of processor time: many times what it takes, so that only what hangs is found."""


def attacked(good: Office, folder: Path, seed: int, below: str = "") -> tuple[Path, str]:
    site = Path(shutil.copytree(good.folder, folder / "site"))
    return site, mutate(site, seed, below)


@pytest.mark.parametrize("seed", range(100))
def test_every_mutation_of_the_site_is_found(good: Office, tmp_path: Path, seed: int) -> None:
    site, done = attacked(good, tmp_path, seed)
    began = time.process_time()
    verdict = verify(site, good.root)
    assert time.process_time() - began < LIMIT_SECONDS, done
    assert verdict.exit_code == 1, done
    assert any(check.status == "failed" for check in verdict.checks), done
    assert not any(problem.code == "A104" for check in verdict.checks for problem in check.problems), done


@pytest.mark.parametrize("seed", range(1000, 1100))
def test_every_mutation_of_the_ledger_is_found_without_the_manifest(good: Office, tmp_path: Path, seed: int) -> None:
    """Whoever can change files can also write a manifest: the ledger must hold by itself."""
    site, done = attacked(good, tmp_path, seed, "ledger/")
    write_manifest(site)
    verdict = verify(site, good.root)
    numbers = {check.number for check in verdict.checks if check.status == "failed"}
    assert numbers & set(range(1, 8)), done
    assert 12 not in numbers, done
    assert not any(problem.code == "A104" for check in verdict.checks for problem in check.problems), done


def test_a_seed_gives_the_same_change_every_time(good: Office, tmp_path: Path) -> None:
    first, done = attacked(good, tmp_path / "a", 7)
    second, again = attacked(good, tmp_path / "b", 7)
    assert done == again
    for path in first.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (second / path.relative_to(first)).read_bytes()


def test_all_operations_occur_and_all_change_something(good: Office, tmp_path: Path) -> None:
    before = snapshot(good.folder)
    seen = set()
    for seed in range(40):
        site, done = attacked(good, tmp_path / str(seed), seed)
        seen.add(done.split(" ")[0])
        assert snapshot(site) != before, done
    assert seen == set(OPERATIONS)


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
