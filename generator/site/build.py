"""The whole build of the site: configuration, ledger, staging, engine, fill, downloads, manifest.

Output depends on the bytes of the export and on nothing else (docs/spec/41-site.md, "Determinism").
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from pathlib import Path

from generator.core.errors import FindingsError, UsageError
from generator.core.files import list_files, read_bounded
from generator.core.messages import LANGS, Lang
from generator.ledger import timestamp
from generator.ledger.log import LogFiles, read_log
from generator.ledger.proofs import proof_files
from generator.ledger.statements import PublishedStatement, read_statements
from generator.ledger.trust_chain import TrustChain
from generator.ledger.witnessed_times import WitnessedTimes, witnessed_times
from generator.ledger.witnessing import read_witnesses
from generator.site import engine, frame, languages, manifest, sitemap, staging
from generator.site.arrangement import arrange
from generator.site.clause_files import clause_files
from generator.site.configuration import HOME, Configuration, read_configuration
from generator.site.context import Context
from generator.site.download_columns import CLAUSE_COLUMNS
from generator.site.downloads import cycle_files
from generator.site.edition import Edition
from generator.site.export import LEDGER_FOLDER, check_export
from generator.site.frame import Frame
from generator.site.labels import Labels
from generator.site.ledger_view import Cycle, LedgerView, UnitEntry
from generator.site.output import Output
from generator.site.pages import Templates, fragments, summary, unit_fragments
from generator.site.side_by_side import side_by_side
from generator.site.verify_page import signers_files
from generator.site.withdrawn_page import withdrawn_files

MAX_LOG_FILE = 64 * 1024 * 1024
RESERVED_CYCLES = frozenset({"assets", "data", "ledger", "proofs", "statements", *LANGS})
RESERVED_ENDINGS = (".html", ".xml", ".sha256", ".sig", *{Path(name).suffix for name in CLAUSE_COLUMNS})
"""How the names of files end that lie beside the folders of cycles; a cycle could take their place."""


@dataclass
class Summary:
    """What was built, for whoever called: counts and seconds by step."""

    pages: int = 0
    files: int = 0
    seconds: dict[str, float] = field(default_factory=dict)


def build(export: Path, out: Path, clock: Callable[[], float]) -> Summary:
    """Build the site of ``export`` into the empty folder ``out``; ``clock`` gives seconds for the summary only.

    Raises UsageError B183 (``out`` is not an empty folder), and what the steps raise.
    """
    if not out.is_dir() or any(out.iterdir()):
        raise UsageError.of("B183")
    done, output, last = Summary(), Output(out), clock()

    def lap(step: str) -> None:
        nonlocal last
        now = clock()
        done.seconds[step], last = round(now - last, 3), now

    check_export(export)
    configuration = read_configuration(export)
    view = arrange(read_statements(export / LEDGER_FOLDER))
    _check_names(configuration, view)
    labels = {lang: Labels(lang, configuration.strings) for lang in LANGS}
    lap("read")
    with tempfile.TemporaryDirectory(prefix="kaohe-site-") as temporary:
        staged: dict[str, Path] = {lang: Path(temporary) / "staged" / lang for lang in LANGS}
        made: dict[str, Path] = {lang: Path(temporary) / "html" / lang for lang in LANGS}
        pages = {lang: staging.stage(staged[lang], configuration, view, labels[lang]) for lang in LANGS}
        lap("stage")
        engine.run_engines(staged, made, engine.epoch_of(view.date))
        html, assets = _collected(configuration, staged, made, pages)
        lap("engine")
    ledger = list_files(export / LEDGER_FOLDER, LEDGER_FOLDER)
    log = read_log(export / LEDGER_FOLDER)
    witnessed = _witnessed(export / LEDGER_FOLDER, ledger, log, view)
    contexts = {lang: Context(view, lang, labels, configuration.site_url, witnessed) for lang in LANGS}
    editions = [
        Edition(contexts[lang], Templates(contexts[lang]), _frames(html, contexts[lang].folder, view)) for lang in LANGS
    ]
    units = [(edition, cycle, entry) for edition in editions for cycle in view.cycles for entry in cycle.units]
    with side_by_side(partial(_fill_units, out), units) as filled:
        _fill_others(output, editions, html, assets)
        _copy_ledger(export / LEDGER_FOLDER, ledger, output, view)
        for path, data in proof_files(view.statements, log).items():
            output.write(path, data)
        output.merge(filled())
    lap("fill")
    output.write(sitemap.PATH, sitemap.sitemap_bytes(manifest.page_dates(configuration, view), configuration.site_url))
    _check_complete(output, manifest.expected_of(configuration, view, ledger))
    output.write(manifest.PATH, manifest.manifest_bytes(output.digests))
    lap("finish")
    done.files = len(output.digests)
    done.pages = sum(path.endswith(".html") for path in output.digests)
    return done


def _collected(
    configuration: Configuration,
    staged: Mapping[str, Path],
    made: Mapping[str, Path],
    pages: Mapping[Lang, Sequence[str]],
) -> tuple[dict[str, str], dict[str, bytes]]:
    """Pages and assets of all languages; of the page for wrong addresses, which speaks them all, there is one."""
    html: dict[str, str] = {}
    assets: dict[str, bytes] = {}
    for lang in LANGS:
        sources = {languages.folder(lang) + page.url: page.text for page in configuration.words[lang].pages}
        found, kept = engine.collect(made[lang], pages[lang], _kept_files(configuration, staged[lang]), sources)
        if lang != languages.MAIN:
            del found[engine.NOT_FOUND]
        html |= found
        assets |= kept
    return html, assets


def _frames(html: dict[str, str], folder: str, view: LedgerView) -> dict[str, Frame]:
    """The frames of a language by section, taken out of ``html``."""
    sections = staging.sections([cycle.id for cycle in view.cycles])
    return {section.id: frame.cut(html.pop(f"{folder}{section.frame}.html"), section.frame) for section in sections}


def _fill_others(
    output: Output, editions: Sequence[Edition], html: dict[str, str], assets: Mapping[str, bytes]
) -> None:
    """Everything but the ledger and the pages of units."""
    for path, data in assets.items():
        output.write(path, data)
    main = next(edition.context for edition in editions if edition.context.lang == languages.MAIN)
    files = {cycle.id: cycle_files(main, cycle) for cycle in main.view.cycles}
    for found in (*files.values(), clause_files(main)):
        for path, data in found.items():
            output.write(path, data)
    for edition in editions:
        home = edition.path(HOME.replace(".md", ".html"))
        html[home] = frame.insert_summary(html[home], summary(edition.context, edition.templates), home)
        for fragment in fragments(edition.context, edition.templates, files):
            output.write(edition.path(fragment.path), edition.page(fragment))
    for path, text in html.items():
        output.write(path, text.encode("utf-8"))


def _fill_units(folder: Path, units: Sequence[tuple[Edition, Cycle, UnitEntry]]) -> dict[str, str]:
    """Write the pages of some units; the digests of what was written."""
    output = Output(folder)
    for _, group in groupby(units, key=lambda unit: (id(unit[0]), id(unit[1]))):
        members = list(group)
        edition, cycle, _ = members[0]
        entries = [entry for _, _, entry in members]
        for fragment in unit_fragments(edition.context, edition.templates, cycle, entries):
            output.write(edition.path(fragment.path), edition.page(fragment))
    return output.digests


def _copy_ledger(source: Path, paths: list[str], output: Output, view: LedgerView) -> None:
    """The ledger byte for byte, and beside it what people's own tools need to check it."""
    known = {path: data for found in view.statements for path, data in _statement_files(found)}
    for path in paths:
        data = known[path] if path in known else read_bounded(source / path, f"{LEDGER_FOLDER}/{path}", MAX_LOG_FILE)
        output.write(f"{LEDGER_FOLDER}/{path}", data)
    for path, data in (signers_files(view) | withdrawn_files(view)).items():
        output.write(path, data)


def _witnessed(folder: Path, paths: Sequence[str], log: LogFiles, view: LedgerView) -> tuple[WitnessedTimes, ...]:
    """Between which times others saw each statement come into the log, by index."""
    tokens = {
        path: read_bounded(folder / path, f"{LEDGER_FOLDER}/{path}", timestamp.MAX_BYTES)
        for path in paths
        if path.startswith(timestamp.FOLDER)
    }
    checkpoints = read_witnesses({**log.files, **tokens}, TrustChain(view.trusts)) or []
    sightings = [seen for checkpoint in checkpoints for seen in checkpoint.sightings]
    return tuple(witnessed_times(len(view.statements), sightings))


def _statement_files(found: PublishedStatement) -> Iterator[tuple[str, bytes]]:
    """The files of a statement by path in the ledger: read once already, and checked against their digests."""
    folder = f"statements/{found.index}"
    yield f"{folder}/statement.json", found.data
    yield f"{folder}/SHA256SUMS", found.sums
    for path, (data, _) in found.records.items():
        yield f"{folder}/{path}", data
    for fingerprint, data in found.signatures.items():
        yield f"{folder}/signatures/{fingerprint}.sig", data


def _kept_files(configuration: Configuration, staged: Path) -> dict[str, bytes]:
    files = dict(configuration.assets)
    files |= {f"assets/theme/{name}": data for name, data in configuration.styles.items()}
    files |= {name: (staged / "theme" / name).read_bytes() for name in staging.THEME_FILES}
    return files


def is_reserved(cycle: str) -> bool:
    """Whether a cycle of this name would lie where the site has something else."""
    return cycle in RESERVED_CYCLES or cycle.endswith(RESERVED_ENDINGS)


def _check_names(configuration: Configuration, view: LedgerView) -> None:
    for cycle in view.cycles:
        if is_reserved(cycle.id):
            raise FindingsError.of("B184", LEDGER_FOLDER, name=cycle.id)
    taken = {name for name in configuration.assets if name in staging.THEME_FILES}
    if taken:
        raise FindingsError.of("B185", f"site_config/pages/{min(taken)}")


def _check_complete(output: Output, expected: frozenset[str]) -> None:
    missing, extra = manifest.missing_and_extra(output.digests, expected - {manifest.PATH})
    if missing or extra:
        raise FindingsError.of("B186", (missing + extra)[0])


def remove_output(out: Path) -> None:
    """Empty the output folder after a failed build, so that half a site is never taken for one."""
    for item in out.iterdir():
        if item.is_dir() and not item.is_symlink():
            shutil.rmtree(item)
        else:
            item.unlink()
