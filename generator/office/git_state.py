"""What git knows about the repository's files. Reads only, but for :func:`configure`."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from generator.core.errors import NotCheckedError

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


def configure(root: Path, settings: Iterable[tuple[str, str]]) -> bool:
    """Set names in the repository's own configuration; False where there is no repository.

    Raises NotCheckedError F224 where git does not do it.
    """
    repository = _repository(root)
    if repository is None:
        return False
    try:
        for name, value in settings:
            repository.git.config("--local", name, value)
    except Exception as error:
        raise NotCheckedError.of("F224") from error
    finally:
        repository.close()
    return True


def diff_driver(root: Path, path: str) -> str:
    """The diff driver that git's attributes give ``path``; empty where there is none.

    Raises NotCheckedError F224 where git does not answer.
    """
    repository = _repository(root)
    if repository is None:
        return ""
    prefix = _prefix(repository, root)
    try:
        answer = str(repository.git.check_attr("diff", "--", prefix + path))
    except Exception as error:
        raise NotCheckedError.of("F224") from error
    finally:
        repository.close()
    value = answer.rpartition(": ")[2]
    return "" if value in ("unspecified", "unset", "set") else value


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
