"""What git knows about the repository's files. Reads only, but for :func:`configure`."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from generator.core.errors import NotCheckedError
from generator.core.files import write_atomic

if TYPE_CHECKING:
    from git import Repo


def tracked(root: Path, ending: str) -> frozenset[str]:
    """The paths below ``root`` that are in git's index and end so; none where there is no git repository.

    Raises NotCheckedError F224 where git's files cannot be read.
    """
    repository = _repository(root)
    if repository is None:
        return frozenset()
    prefix = _prefix(repository, root)
    try:
        paths = [str(path) for path, _ in repository.index.entries]
    except Exception as error:
        # A damaged index makes the library fail in many ways, none of which is ours to tell apart.
        raise NotCheckedError.of("F224") from error
    finally:
        repository.close()
    return frozenset(path.removeprefix(prefix) for path in paths if path.startswith(prefix) and path.endswith(ending))


def ignored(root: Path, paths: Iterable[str]) -> frozenset[str]:
    """Those of ``paths`` (from ``root``) that git ignores; none where there is no repository.

    Raises NotCheckedError F224 where git does not answer.
    """
    wanted = sorted(paths)
    repository = _repository(root) if wanted else None
    if repository is None:
        return frozenset()
    prefix = _prefix(repository, root)
    try:
        found = repository.ignored(*(prefix + path for path in wanted))
    except Exception as error:
        raise NotCheckedError.of("F224") from error
    finally:
        repository.close()
    # git quotes names that are not ASCII; ours are.
    return frozenset(path.removeprefix(prefix) for path in found)


def configure(root: Path, settings: Iterable[tuple[str, str]], attributes: str) -> bool:
    """Set names in the repository's own configuration, and a line of attributes that only this clone has.

    False where there is no repository. Raises NotCheckedError F224 where git does not do it.
    """
    repository = _repository(root)
    if repository is None:
        return False
    try:
        for name, value in settings:
            repository.git.config("--local", name, value)
        path = Path(repository.working_dir) / str(repository.git.rev_parse("--git-path", "info/attributes"))
    except Exception as error:
        raise NotCheckedError.of("F224") from error
    finally:
        repository.close()
    lines = path.read_text("utf-8", "surrogateescape").splitlines() if path.exists() else []
    if attributes not in lines:
        path.parent.mkdir(exist_ok=True)
        write_atomic(path, "".join(f"{line}\n" for line in [*lines, attributes]).encode("utf-8", "surrogateescape"))
    return True


def attribute(root: Path, name: str, path: str) -> str:
    """What git's attributes say about ``path``: a value, ``set``, ``unset`` or ``unspecified``; empty without git.

    Raises NotCheckedError F224 where git does not answer.
    """
    repository = _repository(root)
    if repository is None:
        return ""
    prefix = _prefix(repository, root)
    try:
        return str(repository.git.check_attr(name, "--", prefix + path)).rpartition(": ")[2]
    except Exception as error:
        raise NotCheckedError.of("F224") from error
    finally:
        repository.close()


def _repository(root: Path) -> Repo | None:
    # Without this the library refuses to be imported where there is no git, even to read an index.
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
    import git

    try:
        repository = git.Repo(root, search_parent_directories=True)
    except (git.InvalidGitRepositoryError, git.NoSuchPathError):
        return None
    except Exception as error:
        raise NotCheckedError.of("F224") from error
    if repository.working_tree_dir is None:
        repository.close()
        return None
    return repository


def _prefix(repository: Repo, root: Path) -> str:
    """The way from the top of the work tree to ``root``, empty or with a slash at its end."""
    assert repository.working_tree_dir is not None
    inside = root.resolve().relative_to(Path(repository.working_tree_dir).resolve()).as_posix()
    return "" if inside == "." else f"{inside}/"
