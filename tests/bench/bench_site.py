"""How fast result pages are rendered: our builder against the stock engine rendering the same pages, in one run.

    python -m tests.bench.bench_site [UNITS]

In turn (ours, stock, stock), wall clock, the best of several runs; every result in both languages on both sides. The
stock engine runs once per language, one run after the other, as it and its language plugins do. It gets every page as
Markdown that holds our finished article as raw HTML, then as equivalent Markdown (headings, tables, lists, links; no
charts or attributes, which favours it), with the same theme and template, without search and without navigation.

Three ratios:
  render   staging, engine and filling by our builder (which copies the ledger and makes the downloads meanwhile),
           against the engine's process
  cpu      processor time of our whole process against the engine's: what remains on a machine that others use too
  whole    our process from ledger to manifest, against reading the ledger, writing the Markdown and the engine
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from generator.core.files import list_files
from generator.core.messages import LANGS
from generator.ledger.statements import read_statements
from generator.site import staging
from generator.site.arrangement import arrange
from generator.site.configuration import read_configuration
from generator.site.context import Context
from generator.site.engine import environment
from generator.site.labels import Labels
from generator.site.pages import Templates, unit_fragments
from tests.site.synthetic import make_export

TARGET = 5
REPEATS = 3


def main(arguments: list[str]) -> int:
    units = int(arguments[0]) if arguments else 1000
    names = ("render", "whole", "html", "markdown", "staged", "cpu", "html_cpu", "markdown_cpu")
    runs: dict[str, list[float]] = {name: [] for name in names}
    with tempfile.TemporaryDirectory(prefix="kaohe-bench-") as temporary:
        folder = Path(temporary)
        export = make_export(folder / "export", units)
        for number in range(REPEATS):
            before = processor_time()
            whole, render = run_ours(export, folder / f"ours-{number}")
            runs["whole"].append(whole)
            runs["render"].append(render)
            runs["cpu"].append(processor_time() - before)
            start = time.perf_counter()
            stage_stock(export, folder / f"stock-html-{number}", as_markdown=False)
            runs["staged"].append(time.perf_counter() - start)
            for name in ("html", "markdown"):
                if name == "markdown":
                    stage_stock(export, folder / f"stock-{name}-{number}", as_markdown=True)
                before = processor_time()
                runs[name].append(run_stock(folder / f"stock-{name}-{number}", folder / f"{name}-{number}"))
                runs[f"{name}_cpu"].append(processor_time() - before)
        made = sum(path.endswith(".html") for path in list_files(folder / "ours-0", "site"))
        theirs = sum(path.endswith(".html") for path in list_files(folder / "html-0", "site"))
        theirs -= len(LANGS) - 1  # each run writes a page for wrong addresses
    middle = {name: min(values) for name, values in runs.items()}
    ratios = {
        "render_html": middle["html"] / middle["render"],
        "render_markdown": middle["markdown"] / middle["render"],
        "cpu_html": middle["html_cpu"] / middle["cpu"],
        "cpu_markdown": middle["markdown_cpu"] / middle["cpu"],
        "whole_html": (middle["staged"] + middle["html"]) / middle["whole"],
        "whole_markdown": (middle["staged"] + middle["markdown"]) / middle["whole"],
    }
    print(f"{units} results in {len(LANGS)} languages; wall seconds, best of {REPEATS} in turn")
    print(f"  ours: staging, engine, fill ({made} pages)     {middle['render']:8.2f}")
    print(f"  ours: whole process                          {middle['whole']:8.2f}")
    print(f"  stock engine, raw HTML ({theirs} pages)          {middle['html']:8.2f}")
    print(f"  stock engine, equivalent Markdown            {middle['markdown']:8.2f}")
    print(f"  reading the ledger, writing their Markdown   {middle['staged']:8.2f}")
    for name, ratio in ratios.items():
        print(f"  ratio {name:16} {ratio:5.1f}")
    print(json.dumps({"units": units, "seconds": runs, "ratios": ratios, "target": TARGET}))
    return 0 if min(ratios["render_html"], ratios["render_markdown"]) >= TARGET else 1


def run_ours(export: Path, out: Path) -> tuple[float, float]:
    """Seconds of the whole process, and of staging, engine and fill as it reports them."""
    out.mkdir()
    command = [sys.executable, "-I", "-m", "generator.site", str(export), str(out)]
    start = time.perf_counter()
    done = subprocess.run(command, cwd=export, env=environment(1_770_000_000), check=True, capture_output=True)
    whole = time.perf_counter() - start
    seconds = json.loads(done.stdout)["seconds"]
    return whole, seconds["stage"] + seconds["engine"] + seconds["fill"]


def run_stock(staged: Path, out: Path) -> float:
    start = time.perf_counter()
    for lang in LANGS:
        config = str(staged / lang / "mkdocs.yml")
        command = [sys.executable, "-I", "-m", "mkdocs", "build", "-q", "-f", config, "-d", str(out / lang)]
        subprocess.run(command, cwd=staged, env=environment(1_770_000_000), check=True, capture_output=True)
    return time.perf_counter() - start


def processor_time() -> float:
    """Seconds that finished child processes, and theirs, have used so far."""
    used = os.times()
    return used.children_user + used.children_system


def stage_stock(export: Path, folder: Path, *, as_markdown: bool) -> int:
    """What our builder gives the engine, plus one Markdown page for each unit and language; the number of those."""
    configuration = read_configuration(export)
    view = arrange(read_statements(export / "ledger"))
    labels = {lang: Labels(lang, configuration.strings) for lang in LANGS}
    pages = 0
    for lang in LANGS:
        context = Context(view, lang, labels, configuration.site_url)
        staging.stage(folder / lang, configuration, view, context.label)
        for cycle in view.cycles:
            for fragment in unit_fragments(context, Templates(context), cycle, cycle.units):
                body = markdown_of(fragment.article) if as_markdown else fragment.article
                text = staging.frame_markdown(fragment.section, fragment.title, fragment.description, body)
                target = folder / lang / "docs" / f"{context.folder}{fragment.path.replace('.html', '.md')}"
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, "utf-8")
                pages += 1
    return pages


def markdown_of(article: str) -> str:
    """The article's text as plain Markdown: headings, tables, lists, links; charts and attributes are dropped."""
    text = re.sub(r"<svg.*?</svg>", "", article, flags=re.DOTALL)
    text = re.sub(r"<(table|caption|thead|tbody|tfoot|dl|div|section|nav|ol|ul|span|time)\b[^>]*>", "", text)
    text = re.sub(r"</(table|caption|thead|tbody|tfoot|dl|div|section|nav|ol|ul|span|time)>", "", text)
    text = re.sub(r"<tr[^>]*>(.*?)</tr>", lambda row: row_of(row[1]), text, flags=re.DOTALL)
    text = re.sub(
        r"<h([123])[^>]*>(.*?)</h\1>", lambda head: f"\n\n{'#' * int(head[1])} {head[2]}\n\n", text, flags=re.DOTALL
    )
    text = re.sub(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', r"[\2](\1)", text, flags=re.DOTALL)
    text = re.sub(r"<(?:li|dd)[^>]*>", "\n- ", text)
    text = re.sub(r"<dt[^>]*>", "\n\n", text)
    text = re.sub(r"</?(?:b|strong)\b[^>]*>", "**", text)
    text = re.sub(r"</?code\b[^>]*>", "`", text)
    text = re.sub(r"</?p\b[^>]*>", "\n\n", text)
    return re.sub(r"<[^>]+>", "", text)


def row_of(cells: str) -> str:
    values = [value.strip() for value in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", cells, flags=re.DOTALL)]
    line = "| " + " | ".join(values) + " |\n"
    return "\n" + line + "|" + " --- |" * len(values) + "\n" if '<th scope="col"' in cells else line


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
