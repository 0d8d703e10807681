"""The public mirror: a git clone that holds the released ledger and site, and every earlier state in its history.

It is only ever moved forward: what it holds must be a beginning of what is released (docs/spec/41-site.md, "Mirror").
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from generator.core.errors import FindingsError, NotCheckedError, UsageError
from generator.core.files import list_files
from generator.ledger.checkpoint import open_checkpoint
from generator.ledger.log import NEWEST, PUBLISHED, LogFiles
from generator.ledger.log_keys import LogKeys
from generator.ledger.merkle import Tree
from generator.office import git_state
from generator.office.build import exchange
from generator.office.scratch import scratch_in

if TYPE_CHECKING:
    from git import Repo

LEDGER = "ledger"
SITE = "site"
_KEPT = (LEDGER, SITE)


def require_beginning(mirror: Path, office: Path, tree: Tree, keys: LogKeys) -> None:
    """Bring ``mirror`` up to date with where it was cloned from, and refuse what is not a beginning of our log.

    ``tree`` is over our entries, ``keys`` sign its checkpoints. Of the mirror only its commits count; what a run that
    was cut off left in its ``ledger/`` and ``site/`` is put back.
    Raises UsageError U155 (not a clone of its own, or not on a branch), U156 (it and its origin went different ways),
    FindingsError A330 (a checkpoint in it that is not one of our log), NotCheckedError U157 (git failed).
    """
    with _repository(mirror, office) as repository:
        _tidy(repository)
        if _upstream(repository):
            with _git("fetch"):
                repository.git.fetch("-q")
            _fast_forward(repository)
        for path, data in _checkpoints(repository).items():
            _require_ours(path, data, tree, keys)


def advance(mirror: Path, office: Path, ledger: Path, site: Path, message: str) -> bool:
    """Commit ``ledger`` and ``site`` into the mirror and push, where it has somewhere to push to.

    Whether anything was new. Raises as :func:`require_beginning`, and A331 where git would not keep the bytes as they
    are; then nothing was pushed.
    """
    with _repository(mirror, office) as repository:
        with scratch_in(mirror) as scratch:
            for name, source in ((LEDGER, ledger), (SITE, site)):
                shutil.copytree(source, scratch / name)
                exchange(scratch / name, mirror / name)
        with _git("commit"):
            # Whatever the settings of this machine ignore or rewrite, here it is published as it is.
            repository.git.add("--all", "--force", "--", *_KEPT)
            begun = _begun(repository)
            new = not begun or bool(repository.git.diff("--cached", "--name-only", "HEAD", "--", *_KEPT))
            if new:
                repository.git.commit("-q", "-m", message, "--", *_KEPT)
        _require_bytes(mirror)
        if _upstream(repository):
            with _git("push"):
                repository.git.push("-q")
    return new


@contextmanager
def _repository(mirror: Path, office: Path) -> Iterator[Repo]:
    repository = git_state.open_repository(mirror)
    ours = git_state.open_repository(office)
    try:
        top = Path(str(repository.working_dir)).resolve() if repository else None
        same = ours is not None and Path(str(ours.working_dir)).resolve() == top
        if repository is None or top != mirror.resolve() or same or repository.head.is_detached:
            raise UsageError.of("U155", folder=mirror.name)
        repository.git.update_environment(GIT_TERMINAL_PROMPT="0")
        yield repository
    finally:
        for opened in (repository, ours):
            if opened is not None:
                opened.close()


@contextmanager
def _git(step: str) -> Iterator[None]:
    """What git says may hold an address with a password in it, so only the step is named."""
    from git import GitError

    try:
        yield
    except (GitError, OSError, ValueError) as error:
        raise NotCheckedError.of("U157", step=step) from error


def _begun(repository: Repo) -> bool:
    return bool(repository.head.is_valid())


def _upstream(repository: Repo) -> str:
    """The branch that this one follows, empty where it follows none or that one has no commit yet."""
    with _git("status"):
        tracking = repository.active_branch.tracking_branch()
    return "" if tracking is None else str(tracking)


def _tidy(repository: Repo) -> None:
    """Put ``ledger/`` and ``site/`` back to the last commit; everything else in the folder is left alone."""
    with _git("checkout"):
        if not _begun(repository):
            repository.git.rm("-q", "-r", "--cached", "--ignore-unmatch", "--", *_KEPT)
        else:
            repository.git.reset("-q", "HEAD", "--", *_KEPT)
            if there := [name for name in _KEPT if repository.git.ls_tree("HEAD", "--", name)]:
                repository.git.checkout("-q", "--force", "HEAD", "--", *there)
        repository.git.clean("-q", "--force", "-d", "-x", "--", *_KEPT)


def _fast_forward(repository: Repo) -> None:
    with _git("status"):
        upstream = _upstream(repository)
        published = repository.git.for_each_ref("--format=%(objectname)", f"refs/remotes/{upstream}")
    if not published:
        # The clone of an empty repository: its branch will be made by the first push.
        return
    with _git("merge"):
        if not _begun(repository) or repository.is_ancestor(repository.head.commit, published):
            repository.git.merge("-q", "--ff-only", published)
            return
        ahead = repository.is_ancestor(published, repository.head.commit)
    if not ahead:
        raise UsageError.of("U156")


def _checkpoints(repository: Repo) -> dict[str, bytes]:
    """The checkpoints in the mirror's last commit, by path inside its ledger."""
    if not _begun(repository):
        return {}
    with _git("show"):
        listed = str(repository.git.ls_tree("-r", "-z", "--name-only", "HEAD", "--", LEDGER)).split("\0")
        names = [path.removeprefix(f"{LEDGER}/") for path in listed if path]
        wanted = [name for name in names if name == NEWEST or name.startswith(PUBLISHED)]
        return {name: repository.head.commit.tree[f"{LEDGER}/{name}"].data_stream.read() for name in wanted}


def _require_ours(path: str, data: bytes, tree: Tree, keys: LogKeys) -> None:
    shown = f"{LEDGER}/{path}"
    sizes = LogFiles({path: data}).sizes
    try:
        size = sizes[0] if sizes else int(data.split(b"\n")[1])
        verifier = keys.for_size(size)
        checkpoint = open_checkpoint(data, verifier, verifier.name, shown)
    except (FindingsError, ValueError, IndexError) as error:
        raise FindingsError.of("A330", shown) from error
    if checkpoint.size != size or size > tree.size or tree.root(size) != checkpoint.root:
        raise FindingsError.of("A330", shown)


def _require_bytes(mirror: Path) -> None:
    """What git has committed is what lies there, byte for byte."""
    kept = git_state.committed(mirror, _KEPT) or {}
    there: Sequence[str] = [f"{name}/{path}" for name in _KEPT for path in list_files(mirror / name, name)]
    for path in sorted({*kept, *there}):
        if path not in kept or git_state.digest((mirror / path).read_bytes(), kept[path]) != kept[path]:
            raise FindingsError.of("A331", path)
