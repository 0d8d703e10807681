"""The settings do what they say: read by the servers themselves, asked over a real connection."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.core.errors import UsageError
from generator.site.content_policy import content_security_policy
from generator.site.deployment import SERVERS, security_headers, server_configuration
from generator.site.headers import ASK_AGAIN, FOREVER, TYPES, headers_of
from tests.site.conftest import Built
from tests.site.servers import Server, running

LATER = {
    f"manifest.sha256.{'a' * 64}.sig": b"-----BEGIN SSH SIGNATURE-----\n",
    "ledger/timestamps/3.tsr": b"\x30\x00",
    "ledger/withdrawn": b"",
    "ledger/tile/0/x001/000": bytes(32),
    "proofs/3.tlog-proof": b"c2sp.org/tlog-proof@v1\n",
    "proofs/consistency/3": b"old 0\n",
    "proofs/3/unit-result/a.json": b"{}",
}
"""Files that a site can have and this one does not."""


@pytest.fixture(scope="module")
def files(site: Built, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """A folder with a Chinese name and a blank, as people make them, with every kind of file."""
    folder = Path(shutil.copytree(site.folder, tmp_path_factory.mktemp("served") / "考核 site"))
    for path, data in LATER.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    (folder / ".hidden").write_bytes(b"hidden")
    return folder, {**site.files, **LATER}


@pytest.fixture(scope="module")
def policy(site: Built) -> str:
    return content_security_policy(site.pages.values())


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def server(
    request: pytest.FixtureRequest,
    files: tuple[Path, dict[str, bytes]],
    policy: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Server]:
    text = server_configuration(request.param, str(files[0]), "", policy)
    with running(request.param, text, tmp_path_factory.mktemp("server") / "run") as found:
        yield found


@pytest.mark.peers
def test_every_file_with_its_bytes_and_headers(
    server: Server, files: tuple[Path, dict[str, bytes]], policy: str
) -> None:
    for path, data in files[1].items():
        answer = server.get(f"/{path}")
        assert (answer.status, answer.body) == (200, data), path
        expected = headers_of(path)
        assert answer.headers["content-type"] == expected.content_type, path
        assert answer.headers["cache-control"] == expected.cache_control, path
        for name, value in security_headers(policy).items():
            assert answer.headers[name.lower()] == value, (path, name)


@pytest.mark.peers
@pytest.mark.parametrize(("path", "page"), [("/", "index.html"), ("/en/", "en/index.html")])
def test_a_folder_shows_its_page(
    server: Server, files: tuple[Path, dict[str, bytes]], policy: str, path: str, page: str
) -> None:
    answer = server.get(path)
    assert (answer.status, answer.body) == (200, files[1][page])
    assert answer.headers["content-type"] == TYPES["html"]
    assert answer.headers["content-security-policy"] == policy


@pytest.mark.peers
@pytest.mark.parametrize(
    "path",
    ["/ledger/tile/0/999", "/ledger/statements/99/statement.json", "/ledger/", "/nothing", "/.hidden", "/../secret"],
)
def test_what_is_not_there_is_not_kept(
    server: Server, files: tuple[Path, dict[str, bytes]], policy: str, path: str
) -> None:
    """A reader who asks too early for what will be there must not be told for a year that it is not."""
    answer = server.get(path)
    assert answer.status in (400, 404)
    if answer.status == 404:
        assert answer.body == files[1]["404.html"]
        assert answer.headers["cache-control"] == ASK_AGAIN
        assert answer.headers["content-type"] == TYPES["html"]
        assert answer.headers["content-security-policy"] == policy


@pytest.mark.peers
def test_an_unchanged_page_is_not_sent_again(server: Server) -> None:
    first = server.get("/ledger/checkpoint")
    again = server.get("/ledger/checkpoint", If_None_Match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")


@pytest.mark.peers
def test_nothing_can_be_sent_to_it(server: Server) -> None:
    assert server.get("/index.html", "POST").status in (404, 405)


def rules(text: str) -> list[tuple[re.Pattern[str], dict[str, str]]]:
    """A ``_headers`` file as hosts read it: ``:name`` up to a slash, ``*`` anything, once in a path."""
    found: list[tuple[re.Pattern[str], dict[str, str]]] = []
    for line in text.splitlines():
        if line.startswith("/"):
            assert line.count("*") <= 1
            parts = re.split(r"(:[a-z0-9]+|\*)", line)
            expression = "".join(
                ".*" if part == "*" else "[^/]+" if part.startswith(":") else re.escape(part) for part in parts
            )
            found.append((re.compile(expression), {}))
        else:
            name, _, value = line.strip().partition(": ")
            found[-1][1][name] = value
    return found


def test_hosts_of_static_pages(files: tuple[Path, dict[str, bytes]], policy: str) -> None:
    made = rules(server_configuration("pages", "/srv/site", "", policy))
    assert len(made) <= 100
    for path in files[1]:
        said: dict[str, str] = {}
        for pattern, headers in made:
            if pattern.fullmatch(f"/{path}"):
                assert not said.keys() & headers.keys(), path
                said |= headers
        assert security_headers(policy).items() <= said.items()
        expected = headers_of(path)
        # Where nothing is said the host knows the type by the ending, and has copies asked for again.
        assert said.get("Cache-Control", ASK_AGAIN) == expected.cache_control, path
        known = TYPES.get(path.rpartition(".")[2], "")
        assert said.get("Content-Type", known) == expected.content_type, path
        if expected.cache_control == FOREVER:
            assert "Cache-Control" in said


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize(
    "name", ["kaohe.example:80", "Kaohe.example", "a b", "a;b", "-a.example", "https://a", "a..b", "x\n"]
)
def test_names_that_are_none(server: str, name: str) -> None:
    with pytest.raises(UsageError) as caught:
        server_configuration(server, "/srv/site", name, "")
    assert [problem.code for problem in caught.value.problems] == ["U151"]


@pytest.mark.parametrize("folder", ['/srv/"', "/srv/$site", "/srv/{site}", "/srv/a\nb", "/srv/a\\", "/srv/`"])
def test_folders_that_settings_would_misread(folder: str) -> None:
    with pytest.raises(UsageError) as caught:
        server_configuration("nginx", folder, "", "")
    assert [problem.code for problem in caught.value.problems] == ["U152"]


def test_the_name_is_used() -> None:
    assert "server_name kaohe.example;" in server_configuration("nginx", "/srv/site", "kaohe.example", "")
    assert server_configuration("caddy", "/srv/site", "kaohe.example", "").startswith("kaohe.example {")
