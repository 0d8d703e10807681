"""Nothing restricted is in the built site, says a search that is not the leak gate's."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.integration import restricted
from tests.integration.command import files_of
from tests.integration.search import gzip_of, search
from tests.leakgate.forms import FILE_FORMS, TEXT_FORMS, zip_member

pytestmark = pytest.mark.slow

FORMS = {
    name: form
    for name, form in {**TEXT_FORMS, **FILE_FORMS}.items()
    # Written for the leak gate, which undoes more than this search knows.
    if name
    in (
        "plain",
        "upper case",
        "full width",
        "zero width",
        "soft hyphen and variation selector",
        "spaces",
        "decimal entities",
        "hexadecimal entities",
        "json escapes",
        "css escapes",
        "percent",
        "percent in lower case",
        "base64",
        "base64 at offset 1",
        "base64 at offset 2",
        "base64url",
        "base64 in lines",
        "base64 of utf-16",
        "hex",
        "gzip",
        "gzip after other bytes",
        "zlib",
        "zip member name",
        "png text",
        "utf-16 with mark",
        "utf-16-le",
        "utf-16-be",
        "gb18030",
        "utf-16 between other bytes",
        "gb18030 between other bytes",
    )
}
INTERPRETATIONS = ("in-advance", "timely", "widely", "several-ways", "as-fit", "team-grade")
TEXT = "会议用时两小时十分"


def test_every_input_that_has_secrets_has_canaries(repository: Path) -> None:
    found, public = restricted.texts(repository)
    canaries = [canary for text in found for canary in restricted.CANARY.findall(text)]
    assert len(canaries) == len(set(canaries)) > 100
    assert len(public) > 100
    without = [
        path for path in restricted.input_files(repository) if restricted.PREFIX not in restricted.read_input(path)
    ]
    public_files = (
        "calendar/2025.yml",
        "calendar/2026.yml",
        *(f"cycles/{year}/roster.yml" for year in (2025, 2026)),
        *(f"cycles/{year}/procedure/{name}.yml" for year in (2025, 2026) for name in ("plan", "office")),
        *(f"cycles/{year}/procedure/interpretations/{name}.yml" for year in (2025, 2026) for name in INTERPRETATIONS),
        "cycles/2025/procedure/preliminary.yml",
        "cycles/2026/procedure/amendments/lottery-day.yml",
        "cycles/2025/procedure/notice.yml",
        "organ.yml",
        "trust.yml",
        # Numbers, which are no text: tests/office/test_people_compose.py shows that no statement gives them away.
        *(f"cycles/{year}/people/roster.yml.age" for year in (2025, 2026)),
        *(f"cycles/{year}/scheme.yml" for year in (2025, 2026)),
        *(f"cycles/{year}/people/{name}.yml" for year in (2025, 2026) for name in ("scheme", "leaders", "staff")),
    )
    assert {path.relative_to(repository / "records").as_posix() for path in without} <= set(public_files)


def test_no_canary_is_in_the_site_in_any_form(repository: Path, site: Path) -> None:
    files = files_of(site)
    assert len(files) > 100
    assert search(files, [restricted.PREFIX]) == []
    marks = {
        c.removeprefix(restricted.PREFIX) for t in restricted.texts(repository)[0] for c in restricted.CANARY.findall(t)
    }
    everything = b"\n".join(files.values())
    assert [mark for mark in sorted(marks) if mark.encode() in everything] == []


def test_no_restricted_text_is_in_the_site_in_any_form(repository: Path, site: Path) -> None:
    sentences = restricted.sentences(repository)
    assert len(sentences) > 100
    assert any(TEXT in sentence for sentence in sentences)
    assert search(files_of(site), sentences) == []


@pytest.mark.parametrize("name", sorted(FORMS))
@pytest.mark.parametrize("place", ["about.html", "ledger/**/unit-result/hotline.json", "new.png"])
def test_the_search_finds_each_form(site: Path, name: str, place: str) -> None:
    place = next((path.relative_to(site).as_posix() for path in site.glob(place)), place)
    assert "*" not in place
    for text in (f"{restricted.PREFIX}0123456789abcdef", TEXT):
        data = (site / place).read_bytes() if (site / place).exists() else b"\x89PNG\r\n\x1a\n"
        half = len(data) // 2
        form = FORMS[name](text)
        assert search({place: data}, [text]) == []
        if name in ("utf-16 with mark", "zip member name"):
            files = {"planted": form}
        else:
            files = {place: data[:half] + form + data[half:]}
        assert {hit.path for hit in search(files, [text])} == set(files), name


def test_the_search_looks_at_names(site: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(site, tmp_path / "site"))
    (copy / "2025" / f"{TEXT}.html").write_bytes(b"")
    (copy / "assets" / "kaohe-canary-0123.css").write_bytes(b"")
    assert {(hit.path, hit.text) for hit in search(files_of(copy), [TEXT, restricted.PREFIX])} == {
        ("(names)", 0), ("(names)", 1),
    }  # fmt: skip


def test_packed_files_inside_packed_files_are_opened() -> None:
    assert search({"a": zip_member(gzip_of(TEXT))}, [TEXT])
    assert search({"a": zip_member(gzip_of("别的内容"))}, [TEXT]) == []
