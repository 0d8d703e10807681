"""What git knows about the repository's files. Reads only, but for :func:`configure`."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from generator.core.errors import NotCheckedError
from generator.core.files import write_atomic

if TYPE_CHECKING:
    from git import Repo

_SHA1_DIGITS = 40


def tracked(root: Path, ending: str) -> frozenset[str]:
    """The paths below ``root`` that are in git's index and end so; none where there is no git repository.

    Raises NotCheckedError F224 where git's files cannot be read.
    """
    repository = open_repository(root)
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
    repository = open_repository(root) if wanted else None
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


def committed(root: Path, paths: Iterable[str]) -> dict[str, str] | None:
    """The files at or below ``paths`` (from ``root``) as the last commit has them: git's digest by path.

    None where git does not keep ``root``: there is no repository, or it ignores the whole folder. Raises
    NotCheckedError F224 where git does not answer.
    """
    repository = open_repository(root)
    if repository is None:
        return None
    prefix = _prefix(repository, root)
    try:
        if prefix and repository.ignored(prefix):
            return None
        if not repository.head.is_valid():
            return {}
        listed = repository.git.ls_tree("-r", "-z", "--full-tree", "HEAD", "--", *(prefix + path for path in paths))
    except Exception as error:
        raise NotCheckedError.of("F224") from error
    finally:
        repository.close()
    found: dict[str, str] = {}
    for line in str(listed).split("\0"):
        about, _, path = line.partition("\t")
        if path:
            found[path.removeprefix(prefix)] = about.split(" ")[2]
    return found


def digest(data: bytes, like: str) -> str:
    """What git would call ``data``, with the hash function that made ``like``."""
    content = b"blob %d\0" % len(data) + data
    if len(like) == _SHA1_DIGITS:
        return hashlib.sha1(content, usedforsecurity=False).hexdigest()
    return hashlib.sha256(content).hexdigest()


def configure(root: Path, settings: Iterable[tuple[str, str]], attributes: str) -> bool:
    """Set names in the repository's own configuration, and a line of attributes that only this clone has.

    False where there is no repository. Raises NotCheckedError F224 where git does not do it.
    """
    repository = open_repository(root)
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
    repository = open_repository(root)
    if repository is None:
        return ""
    prefix = _prefix(repository, root)
    try:
        return str(repository.git.check_attr(name, "--", prefix + path)).rpartition(": ")[2]
    except Exception as error:
        raise NotCheckedError.of("F224") from error
    finally:
        repository.close()


def open_repository(root: Path) -> Repo | None:
    """The repository whose work tree ``root`` is in, to be closed; None where there is none.

    Raises NotCheckedError F224 where git cannot open it.
    """
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
