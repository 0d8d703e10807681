"""The pages for readers in both languages, followed in copies of the repository, never in the repository itself.

python -m tests.docs.readme    write the outputs of all pages anew, from what the commands print
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from generator.signing import demo
from tests.docs.quick_kaohe import quick_kaohe
from tests.docs.transcript import Outcome, Section, matches, renewed, run, sections, with_outputs

ROOT = Path(__file__).resolve().parents[2]
READMES = {"README.md": "en", "README.zh.md": "zh"}
WALKTHROUGHS = {"docs/WALKTHROUGH.md": "en", "docs/WALKTHROUGH.zh.md": "zh"}
"""Pages that are one way from an empty folder to the end: all their sections share a shell."""

IN_SITE = "sha256sum ledger/"
"""How the first command of a section begins whose reader has opened a terminal in the downloaded site."""


def copy_repository(target: Path) -> Path:
    """The files that a clone would have, and an installation that is ready for ``make``."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in listed.stdout.decode("utf-8").split("\0"):
        if name and (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    environment = target / ".venv"
    environment.mkdir()
    for entry in Path(sys.prefix).iterdir():
        if entry.name not in ("ready", "demo-identity"):
            (environment / entry.name).symlink_to(entry)
    (environment / "ready").touch()
    return target


def settings(repository: Path, lang: str) -> dict[str, str]:
    """The environment of a reader: the installation on PATH, what opens the example's sealed records, the language."""
    # One for each process of a test run: what is at home is written to.
    home = repository.parent / f"home{os.environ.get('PYTEST_XDIST_WORKER', '')}"
    home.mkdir(exist_ok=True)
    identity = home / "demo-identity"
    identity.write_text(demo.age_identity("demo-office") + "\n", encoding="ascii")
    return {
        "PATH": f"{repository / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "KAOHE_LANG": lang,
        "KAOHE_IDENTITY": str(identity),
        # A terminal shows output in the order in which it is written; without this, one of two streams comes late.
        "PYTHONUNBUFFERED": "1",
    }


def outcomes(page: str, lang: str, folder: Path) -> Iterator[tuple[Section, list[Outcome]]]:
    """Follow every section of a page, each in a copy of its own below ``folder``."""
    for number, section in enumerate(sections(page)):
        repository = copy_repository(folder / str(number) / "kaohe")
        environment = settings(repository, lang)
        start = repository
        if section.steps[0].command.startswith(IN_SITE):
            subprocess.run(["kaohe", "build"], cwd=repository, env=environment, capture_output=True, check=True)
            start = repository / "site"
        yield section, run(section.steps, start, environment, folder / str(number) / "results")


def walked(page: str, lang: str, folder: Path) -> Iterator[tuple[Section, list[Outcome]]]:
    """Follow a whole page in one shell, beginning in an empty folder below ``folder``."""
    parts = sections(page)
    start, programs = folder / "start", folder / "bin"
    for made in (start, programs, folder / "home"):
        made.mkdir(parents=True)
    environment = {
        "PATH": os.pathsep.join([str(programs), str(Path(sys.prefix) / "bin"), os.environ["PATH"]]),
        "HOME": str(folder / "home"),
        "LC_ALL": "C.UTF-8",
        "KAOHE_LANG": lang,
    }
    with quick_kaohe(programs):
        results = iter(run([step for part in parts for step in part.steps], start, environment, folder / "results"))
    for part in parts:
        yield part, [next(results) for _ in part.steps]


def disagreements(name: str, followed: Mapping[Section, list[Outcome]]) -> list[str]:
    """What a page promises and the commands do not keep; where it promises no output, the command must succeed."""
    found = []
    for section, results in followed.items():
        for step, result in zip(section.steps, results, strict=True):
            if not matches(step.expected, result.output) or (not step.expected and result.exit_code):
                found.append(
                    "\n".join(
                        [
                            f"{name}:{step.line}: $ {step.command}",
                            *(f"- {line}" for line in step.expected),
                            *(f"+ {line}" for line in result.output),
                            f"exit code {result.exit_code}",
                        ]
                    )
                )
    return found


def with_root(page: str, root: str) -> str:
    """The page with ``root`` wherever a command names the root."""
    return re.sub(r"(--root )[0-9a-f]{64}", rf"\g<1>{root}", page)


def main() -> int:
    """See the module's text."""
    root = (ROOT / "records/root").read_text("ascii").strip()
    for name, lang in {**READMES, **WALKTHROUGHS}.items():
        page = with_root((ROOT / name).read_text("utf-8"), root)
        follow = outcomes if name in READMES else walked
        new: dict[int, list[str]] = {}
        with tempfile.TemporaryDirectory() as folder:
            for section, results in follow(page, lang, Path(folder)):
                for step, result in zip(section.steps, results, strict=True):
                    if not matches(step.expected, result.output):
                        new[step.line] = renewed(step.expected, result.output)
        (ROOT / name).write_text(with_outputs(page, new), encoding="utf-8")
        sys.stdout.write(f"{name}: {len(new)} outputs changed; read them before you commit\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
