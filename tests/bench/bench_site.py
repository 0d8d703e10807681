"""How fast result pages are rendered: our builder against the stock engine rendering the same pages, in one run.

    python tests/bench/bench_site.py [UNITS]

Both are whole processes, measured by the wall clock, in turn (ours, stock, ours, stock). Both make the same pages: the
stock engine gets every page as Markdown that holds our finished article as raw HTML, with the same theme, the same overriding
template, no search and no navigation, so that it need not lay anything out and only does what it does for every page.
A second stock run gets equivalent Markdown (tables, headings, lists) instead of HTML. Our time includes reading and
checking the ledger, copying it, downloads and manifest, which the stock engine does not do.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from generator.core.files import list_files
from generator.ledger.statements import read_statements
from generator.site import staging
from generator.site.configuration import read_configuration
from generator.site.context import Context
from generator.site.engine import environment
from generator.site.labels import Labels
from generator.site.ledger_view import arrange
from generator.site.pages import Templates, unit_fragments
from tests.site.synthetic import make_export

TARGET = 5
REPEATS = 2


def main(arguments: list[str]) -> int:
    units = int(arguments[0]) if arguments else 1000
    with tempfile.TemporaryDirectory(prefix="kaohe-bench-") as temporary:
        folder = Path(temporary)
        export = make_export(folder / "export", units)
        html_pages = stage_stock(export, folder / "stock-html", as_markdown=False)
        stage_stock(export, folder / "stock-markdown", as_markdown=True)
        ours, stock, stock_markdown = [], [], []
        for number in range(REPEATS):
            ours.append(run_ours(export, folder / f"ours-{number}"))
            stock.append(run_stock(folder / "stock-html", folder / f"html-{number}"))
            stock_markdown.append(run_stock(folder / "stock-markdown", folder / f"markdown-{number}"))
        made = len([path for path in list_files(folder / "ours-0", "site") if path.endswith(".html")])
        theirs = len([path for path in list_files(folder / "html-0", "site") if path.endswith(".html")])
    ratio = statistics.median(stock) / statistics.median(ours)
    ratio_markdown = statistics.median(stock_markdown) / statistics.median(ours)
    print(f"{units} result pages, wall seconds of whole processes, median of {REPEATS} in turn")
    print(f"  ours (read, engine, fill, ledger, downloads, manifest; {made} pages)  {statistics.median(ours):8.2f}")
    print(f"  stock engine, articles as raw HTML ({theirs} pages)                   {statistics.median(stock):8.2f}")
    print(
        f"  stock engine, equivalent Markdown                                {statistics.median(stock_markdown):8.2f}"
    )
    print(f"  ratio {ratio:.1f} (raw HTML), {ratio_markdown:.1f} (Markdown); must be at least {TARGET}")
    print(
        json.dumps(
            {"units": units, "ours": ours, "stock_html": stock, "stock_markdown": stock_markdown, "pages": html_pages}
        )
    )
    return 0 if min(ratio, ratio_markdown) >= TARGET else 1


def run_ours(export: Path, out: Path) -> float:
    out.mkdir()
    return timed([sys.executable, "-I", "-m", "generator.site", str(export), str(out)], export)


def run_stock(staged: Path, out: Path) -> float:
    config = str(staged / "mkdocs.yml")
    return timed([sys.executable, "-I", "-m", "mkdocs", "build", "-q", "-f", config, "-d", str(out)], staged)


def timed(command: list[str], folder: Path) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment(1_770_000_000), check=True, capture_output=True)
    return time.perf_counter() - start


def stage_stock(export: Path, folder: Path, *, as_markdown: bool) -> int:
    """What our builder gives the engine, plus one Markdown page for each unit; the number of those."""
    configuration = read_configuration(export)
    view = arrange(read_statements(export / "ledger"))
    label = Labels("zh", configuration.strings)
    context = Context(view, label, configuration.site_name, configuration.site_url)
    staging.stage(folder, configuration, [cycle.id for cycle in view.cycles], view.demo, label)
    pages = 0
    cycle = view.cycles[-1]
    for fragment in unit_fragments(context, Templates(context), cycle, cycle.units):
        body = markdown_of(fragment.article) if as_markdown else fragment.article
        text = staging.frame_markdown(fragment.section, fragment.title, fragment.description, body)
        target = folder / "docs" / fragment.path.replace(".html", ".md")
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
