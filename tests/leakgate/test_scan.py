"""The folder check, what cannot be checked, and the program's answers."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import os
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path

import pytest

from generator.core import messages
from generator.core.errors import NotCheckedError
from generator.leakgate import scan as scan_module
from generator.leakgate import tree
from generator.leakgate.__main__ import main
from generator.leakgate.packed import TooLargeError
from generator.leakgate.request import Allow, Request
from generator.leakgate.scan import inspect, scan

VALUE = "欧阳明月桂"


def found(folder: Path, request: Request) -> list[tuple[str, str]]:
    return [(problem.code, problem.place.path) for problem in scan(folder, request)]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "units").mkdir()
    (tmp_path / "index.html").write_text("<p>公开的内容</p>", "utf-8")
    (tmp_path / "units" / "a.json").write_text('{"score": "88.50"}', "utf-8")
    return tmp_path


REQUEST = Request((VALUE,), frozenset({"index.html", "units/a.json"}))


def test_clean(site: Path) -> None:
    report = inspect(site, REQUEST)
    assert (report.problems, report.exit_code) == ([], 0)
    assert report.summary == {
        "files": 2,
        "bytes": 40,
        "values": 1,
        "searchable": 1,
        "not_searchable": 0,
        "public": 0,
        "allowed": 0,
        "allow_unused": 0,
    }


def test_stray_and_missing(site: Path) -> None:
    (site / "units" / "a.json").rename(site / "units" / "a.json.bak")
    assert found(site, REQUEST) == [("K102", "units/a.json"), ("K101", "units/a.json.bak")]


def test_symbolic_links(site: Path) -> None:
    (site / "units" / "b.json").symlink_to(site / "index.html")
    (site / "folder").symlink_to(site / "units")
    (site / "index.html").unlink()
    (site / "index.html").symlink_to("/nowhere")
    assert found(site, REQUEST) == [("K103", "folder"), ("K103", "index.html"), ("K103", "units/b.json")]


def test_dot_names_even_if_expected(site: Path) -> None:
    (site / ".git").mkdir()
    (site / ".git" / "config").write_text("x", "utf-8")
    request = Request((VALUE,), REQUEST.expected | {".git/config"})
    assert found(site, request) == [("K104", ".git")]


def test_special_file_and_empty_folder(site: Path) -> None:
    os.mkfifo(site / "pipe")
    (site / "empty").mkdir()
    assert found(site, REQUEST) == [("K108", "empty"), ("K105", "pipe")]


def test_name_that_is_no_text(site: Path) -> None:
    os.close(os.open(os.fsencode(site) + b"/\xff\xfe", os.O_CREAT))
    (site / "a\u202eb").touch()
    codes = found(site, REQUEST)
    assert [code for code, _ in codes].count("K107") == 2
    assert all(path.startswith("[") for code, path in codes if code == "K107")


def test_large_file(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "MAX_FILE", 20)
    assert found(site, REQUEST) == [("K106", "index.html")]


def test_expected_path_with_value_is_not_shown(site: Path) -> None:
    problems = scan(site, Request((VALUE,), REQUEST.expected | {f"units/{VALUE}.html"}))
    assert [(problem.code, problem.place.path) for problem in problems] == [("K102", "[expected 3]")]


def test_names_in_folder_with_value_are_masked(site: Path) -> None:
    (site / VALUE).mkdir()
    (site / VALUE / "x.html").write_text(f"{VALUE}", "utf-8")
    codes = found(site, REQUEST)
    assert codes == [("K112", "[3]"), ("K101", "[3]/[1]"), ("K110", "[3]/[1]")]


def test_unreadable_file(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(file: Path) -> bytes:
        raise PermissionError

    monkeypatch.setattr(scan_module, "read", refuse)
    report = inspect(site, REQUEST)
    assert ([problem.code for problem in report.problems], report.exit_code) == (["K402", "K402"], 4)


def gzip_bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(100)) + packer.flush()


def zip_bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(f"{number}.xml", bytes(15 << 20))
    return stream.getvalue()


def encrypted_zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "text")
    data = bytearray(stream.getvalue())
    data[6] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.gz", gzip_bomb(), "K403"),
        ("nested.gz", gzip.compress(gzip_bomb()), "K403"),
        ("a.docx", zip_bomb(), "K403"),
        ("zeros.zlib", zlib.compress(bytes(80 << 20), 9), "K403"),
        ("secret.zip", encrypted_zip(), "K404"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(30), "K404"),
        ("a.zst", b"\x28\xb5\x2f\xfd" + bytes(30), "K404"),
        ("a.pdf", b"%PDF-1.7\n<< /Encrypt 5 0 R >>", "K404"),
    ],
)
def test_what_cannot_be_checked(site: Path, name: str, data: bytes, code: str) -> None:
    (site / name).write_bytes(data)
    report = inspect(site, Request((VALUE,), REQUEST.expected | {name}))
    assert ([(problem.code, problem.place.path) for problem in report.problems], report.exit_code) == (
        [(code, name)],
        4,
    )


def test_file_of_gzip_members_is_one(site: Path) -> None:
    data = gzip.compress(bytes(range(256)) * 64 + VALUE.encode()[:6]) + gzip.compress(VALUE.encode()[6:])
    (site / "index.html").write_bytes(data + data)
    assert found(site, REQUEST) == [("K110", "index.html")]


@pytest.mark.parametrize("unit", [b"\x1f\x8b\x08", b"<!--", b"&#x", b"%25", b"\x89PNG\r\n\x1a\n", b"<", b"=\n"])
def test_repeated_beginnings_take_no_time(unit: bytes) -> None:
    scanner = scan_module.Scanner(REQUEST)
    began = time.process_time()
    with contextlib.suppress(TooLargeError):
        scanner.content(unit * (400_000 // len(unit)))
    assert time.process_time() - began < 10


def test_decoded_text_is_bounded(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_module, "MAX_TEXT_BASE", 1000)
    monkeypatch.setattr(scan_module, "MAX_TEXT_FACTOR", 0)
    (site / "index.html").write_text("&amp;amp;amp; " * 200, "utf-8")
    assert found(site, REQUEST) == [("K403", "index.html")]


def test_leak_outweighs_not_checked(site: Path) -> None:
    (site / "index.html").write_text(VALUE, "utf-8")
    (site / "units" / "a.json").write_bytes(encrypted_zip())
    report = inspect(site, REQUEST)
    assert ([problem.code for problem in report.problems], report.exit_code) == (["K110", "K404"], 3)


def test_identical_files_are_reported_each(site: Path) -> None:
    for name in ("index.html", "units/a.json"):
        (site / name).write_text(f"<p>{VALUE}</p>", "utf-8")
    problems = scan(site, REQUEST)
    assert [problem.place.path for problem in problems] == ["index.html", "units/a.json"]
    assert problems[0].params == {"kind": "value", "form": "plain", "value": "0", "offset": "3"}


def test_run_known_as_clean_is_not_known_for_other_values(site: Path) -> None:
    """The memory of clean runs must not hide a run that another run stands beside."""
    token = "WmhvdXFpYW5nNw=="
    (site / "index.html").write_text("<p>c29tZSBvdGhlciB0ZXh0</p>", "utf-8")
    (site / "units" / "a.json").write_text(f'["c29tZSBvdGhlciB0ZXh0", "{token}"]', "utf-8")
    assert found(site, Request(("Zhouqiang7",), REQUEST.expected)) == [("K110", "units/a.json")]


def test_tags_known_as_clean_hide_nothing(site: Path) -> None:
    tag = '<img alt="x" src="/a.png">'
    (site / "index.html").write_text(f"<p>{tag}</p>", "utf-8")
    (site / "units" / "a.json").write_text(f'{tag}欧阳{tag}明月桂<img alt="{VALUE}">', "utf-8")
    problems = scan(site, REQUEST)
    assert {(problem.place.path, problem.params["form"], problem.params["offset"]) for problem in problems} == {
        ("units/a.json", "tags removed", "26"),
        ("units/a.json", "plain", "77"),
    }


def test_many_findings_are_counted(site: Path) -> None:
    values = tuple(f"value{number:06d}" for number in range(150))
    (site / "index.html").write_text("\n".join(values), "utf-8")
    problems = scan(site, Request(values, REQUEST.expected))
    assert len(problems) == 101
    assert [problem.params for problem in problems if problem.code == "K130"] == [{"count": "50"}]


def test_allow_excuses_only_its_kind_and_path(site: Path) -> None:
    (site / "index.html").write_text("office@bureau.example 13812345678", "utf-8")
    (site / "units" / "a.json").write_text("office@bureau.example", "utf-8")
    allow = (Allow("index.*", "email", "public office address"), Allow("nowhere", "mobile", "unused"))
    report = inspect(site, Request((), REQUEST.expected, allow))
    assert [(problem.code, problem.place.path) for problem in report.problems] == [
        ("K121", "index.html"),
        ("K122", "units/a.json"),
    ]
    assert (report.summary["allowed"], report.summary["allow_unused"]) == (1, 1)


def test_public_text_excuses_a_pattern(site: Path) -> None:
    (site / "index.html").write_text("office@bureau.example or 138-1234-5678", "utf-8")
    request = Request((), REQUEST.expected, public=("Office@bureau.example", "13812345678"))
    assert found(site, request) == []


def request_bytes(**changes: object) -> bytes:
    request: dict[str, object] = {
        "version": "kaohe/leakgate-request/v1",
        "values": [VALUE],
        "expected": ["index.html", "units/a.json"],
        "allow": [],
    }
    return json.dumps(request | changes).encode()


@pytest.mark.parametrize(
    ("data", "at"),
    [
        (b"", "JSON"),
        (b"[]", "JSON"),
        (b"\xff", "JSON"),
        (b"[" * 100_000, "JSON"),
        (b'{"version": "a", "version": "a"}', "JSON"),
        (request_bytes(version="kaohe/leakgate-request/v2"), "version"),
        (request_bytes(values=[1]), "values"),
        (request_bytes(values="secretvalue"), "values"),
        (request_bytes(expected=["../a"]), "expected"),
        (request_bytes(expected=["a", "a"]), "expected"),
        (request_bytes(expected=["/a"]), "expected"),
        (request_bytes(public=None), "public"),
        (request_bytes(allow={}), "allow"),
        (request_bytes(allow=[{"path": "*", "kind": "value", "reason": "no"}]), "allow[0]"),
        (request_bytes(allow=[{"path": "*", "kind": "canary", "reason": "no"}]), "allow[0]"),
        (request_bytes(allow=[{"path": "*", "kind": "email", "reason": " "}]), "allow[0]"),
        (request_bytes(more=1), "fields"),
    ],
)
def test_broken_request(data: bytes, at: str) -> None:
    with pytest.raises(NotCheckedError) as caught:
        Request.parse(data)
    assert [(problem.code, problem.params) for problem in caught.value.problems] == [("K401", {"at": at})]


def test_program_answers(site: Path) -> None:
    answer, code = main([str(site)], request_bytes())
    assert (answer["result"], answer["findings"], code) == ("clean", [], 0)
    assert main([str(site)], b"{")[1] == 4
    assert main([], request_bytes())[1] == 4
    assert main([str(site / "index.html")], request_bytes())[1] == 4
    assert main([str(site / "nowhere")], request_bytes())[0]["findings"][0]["code"] == "K405"


def test_unforeseen_error_is_not_clean_and_says_nothing(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(file: Path) -> bytes:
        raise RuntimeError(VALUE)

    monkeypatch.setattr(scan_module, "read", fail)
    answer, code = main([str(site)], request_bytes())
    assert (answer["result"], code) == ("not_checked", 4)
    assert VALUE not in repr(answer)


def test_program_depends_on_core_only() -> None:
    code = (
        "import sys, generator.leakgate.__main__;"
        "print([name for name in sys.modules if name.startswith('generator.')"
        " and name.split('.')[1] not in {'leakgate', 'core'}])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"


def test_every_code_has_its_message() -> None:
    source = "".join(path.read_text("utf-8") for path in Path(scan_module.__file__).parent.glob("*.py"))
    used = {
        word
        for word in source.replace('"', " ").replace(",", " ").split()
        if len(word) == 4 and word[0] == "K" and word[1:].isdigit()
    }
    assert {"K101", "K110", "K126", "K403"} <= used
    for code in used:
        assert messages.text(code, "zh") != code
        assert messages.text(code, "en") != code
