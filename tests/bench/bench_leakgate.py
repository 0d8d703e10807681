"""Speed of the leak gate, as a ratio to ``sha256sum`` over the same files in the same run.

    python tests/bench/bench_leakgate.py [--pages 400] [--values 5000]

The site is made here: pages of a realistic mix of markup, Chinese text and digests, their JSON records, and the
assets of the theme. Nothing in it is restricted, so the whole of every file is searched. All times are
processor times, since other work on the machine must not count.
"""

from __future__ import annotations

import argparse
import cProfile
import hashlib
import importlib.util
import json
import os
import pstats
import random
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from generator.leakgate.request import Request
from generator.leakgate.scan import Scanner, inspect

COMMON = "".join(chr(code) for code in range(0x4E00, 0x5E00))
RARE = "".join(chr(code) for code in range(0x6E00, 0x9F00))


def theme_assets() -> Path:
    """The folder of the theme's scripts and styles."""
    found = importlib.util.find_spec("material")
    if found is None or found.origin is None:
        raise SystemExit("mkdocs-material is not installed")
    return Path(found.origin).parent / "templates" / "assets"


def text(source: random.Random, characters: str, length: int) -> str:
    """Random text of the given characters."""
    return "".join(source.choices(characters, k=length))


def page(source: random.Random, number: int) -> str:
    """A page of about 30 kB: navigation, tables, a chart, digests and running text."""
    rows = "\n".join(
        f'<tr class="score-row"><th scope="row" id="i{row}">{text(source, COMMON, 8)}</th>'
        f'<td class="score-number">{source.randint(0, 9999) / 100}</td>'
        f'<td class="score-exact">{source.randint(1, 99)}/{source.randint(100, 999)}</td>'
        f'<td><a class="clause-link" href="/regulation/#P1-A{row}">'
        f"{text(source, COMMON, 12)}，{text(source, COMMON, 9)}。</a></td></tr>"
        for row in range(40)
    )
    bars = "".join(f'<rect x="0" y="{row * 18}" width="{source.random() * 400:.2f}" height="14"/>' for row in range(40))
    digests = "".join(
        f"<li><code>{hashlib.sha256(bytes([number % 256, row])).hexdigest()}</code></li>" for row in range(20)
    )
    prose = "".join(
        f"<p>{text(source, COMMON, 60)}，{text(source, COMMON, 40)}：&#34;{text(source, COMMON, 30)}&#34;。</p>\n"
        for _ in range(12)
    )
    navigation = "".join(
        f'<li class="md-nav__item"><a class="md-nav__link" href="/units/u{n}/">{text(source, COMMON, 6)}</a></li>\n'
        for n in range(60)
    )
    return (
        f'<!doctype html>\n<html lang="zh-Hans"><head><meta charset="utf-8"><title>{number}</title></head><body>'
        f'<nav><ul>{navigation}</ul></nav><table>{rows}</table><svg viewBox="0 0 400 720">{bars}</svg>'
        f"<ul>{digests}</ul>{prose}</body></html>\n"
    )


def make_site(folder: Path, pages: int) -> list[str]:
    """Write the site and return its files."""
    source = random.Random(1)
    for number in range(pages):
        place = folder / "units" / f"u{number}"
        place.mkdir(parents=True)
        (place / "index.html").write_text(page(source, number), "utf-8")
        record = {"name": text(source, COMMON, 8), "score": "88.50", "nonce": source.randbytes(16).hex()}
        (place / "record.json").write_text(json.dumps(record, ensure_ascii=False), "utf-8")
    shutil.copytree(theme_assets(), folder / "assets")
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--values", type=int, default=5000)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    source = random.Random(2)
    values = [text(source, RARE, source.choice((3, 4, 8, 16, 80))) for _ in range(options.values * 3 // 5)]
    values += [text(source, "0123456789", 18) for _ in range(options.values // 5)]
    values += [text(source, "abcdefghijklmnopqrstuvwxyz", 10) for _ in range(options.values - len(values))]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = make_site(folder, options.pages)
        request = Request(tuple(values), frozenset(files))
        size = sum((folder / file).stat().st_size for file in files)
        before = os.times()
        subprocess.run(["sha256sum", "--", *files], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        after = os.times()
        digest = after.children_user + after.children_system - before.children_user - before.children_system
        began = time.process_time()
        Scanner(request)
        building = time.process_time() - began
        profile = cProfile.Profile()
        if options.profile:
            profile.enable()
        began = time.process_time()
        report = inspect(folder, request)
        scanning = time.process_time() - began
        profile.disable()
        pages = [folder / file for file in files if file.endswith(".html")]
        scanner = Scanner(request)
        began = time.process_time()
        html = sum(len(file.read_bytes()) for file in pages)
        for file in pages:
            scanner.content(file.read_bytes())
        html_seconds = time.process_time() - began
    print(f"{len(files)} files, {size / 1e6:.1f} MB, {len(values)} values, result {report.result}")
    print(f"automata built in {building:.2f} s")
    print(f"whole gate, automata included: {scanning:.2f} s, {size / 1e6 / scanning:.1f} MB/s")
    print(f"HTML only: {html / 1e6 / html_seconds:.1f} MB/s")
    print(f"sha256sum {digest:.3f} s; ratio {scanning / digest:.0f}")
    for problem in report.problems[:10]:
        print(problem.code, problem.place.path, problem.params)
    if options.profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()
