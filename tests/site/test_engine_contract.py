"""Golden pages: a filled frame is what the engine itself makes of the same content."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from generator.core.errors import FindingsError
from generator.core.messages import LANGS, Lang
from generator.ledger.statements import read_statements
from generator.site import engine, frame, staging
from generator.site.arrangement import arrange
from generator.site.configuration import read_configuration
from generator.site.context import Context
from generator.site.downloads import cycle_files
from generator.site.labels import Labels
from generator.site.pages import Templates, fragments, unit_fragments
from tests.site.conftest import Built
from tests.site.test_strict_html import page


class Tokens(HTMLParser):
    """A page as what it means: tags with their attributes in any order, texts with blanks folded."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[object] = []
        self._text: list[str] = []
        self.feed(text)
        self.close()
        self._end_of_text()

    def _end_of_text(self) -> None:
        if text := " ".join("".join(self._text).split()):
            self.found.append(text)
        self._text.clear()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_of_text()
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        self._end_of_text()
        self.found.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self._text.append(data)


@pytest.mark.parametrize("lang", LANGS)
def test_one_page_of_each_section_equals_the_engines_own(site: Built, tmp_path: Path, lang: Lang) -> None:
    configuration = read_configuration(site.export)
    view = arrange(read_statements(site.export / "ledger"))
    labels = {known: Labels(known, configuration.strings) for known in LANGS}
    context = Context(view, lang, labels, configuration.site_url)
    templates = Templates(context)
    cycles = [cycle.id for cycle in view.cycles]
    staging.stage(tmp_path / "staged", configuration, view, context.label)
    files = {cycle.id: cycle_files(context, cycle) for cycle in view.cycles}
    made = [
        *fragments(context, templates, files),
        *unit_fragments(context, templates, view.cycles[0], view.cycles[0].units),
    ]
    first = {fragment.section: fragment for fragment in reversed(made)}
    menus = {section.id: section.menu for section in staging.sections(cycles)}
    assert set(menus) - set(first) == {"units-2026"}, "the second cycle has no results yet"
    for section, fragment in first.items():
        text = staging.frame_markdown(menus[section], fragment.title, fragment.description, fragment.article)
        page = tmp_path / "staged" / "docs" / f"{context.folder}{fragment.path.replace('.html', '.md')}"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, "utf-8")
    engine.run_engine(tmp_path / "staged", tmp_path / "html", engine.epoch_of(view.date))
    for section, fragment in first.items():
        path = context.folder + fragment.path
        expected = (tmp_path / "html" / path).read_text("utf-8")
        assert Tokens(site.text(path)).found == Tokens(expected).found, section


def test_frame_refuses_a_theme_that_shows_a_marker_elsewhere() -> None:
    head = f"<title>{staging.TITLE}</title><i c='{staging.DESCRIPTION}'><b>{'x/f.html ' * 4}</b>"
    good = f"{head}<h1>{staging.TITLE}</h1>{staging.ARTICLE}</article>"
    page = frame.cut(good, "x/f").page("n.html", 'a<"', "b'", "<h1>c</h1>")
    assert page == f"<title>a&lt;&#34;</title><i c='b&#39;'><b>{'x/n.html ' * 4}</b><h1>c</h1></article>"
    for bad in (
        good + staging.TITLE,
        good + "f.html",
        good.replace("x/f.html", "", 1),
        good.replace("<h1", "<h2"),
        good.replace(staging.DESCRIPTION, ""),
        good + good,
    ):
        with pytest.raises(FindingsError, match="B170"):
            frame.cut(bad, "x/f")


def test_no_marker_is_left_in_any_page(site: Built) -> None:
    for path, text in site.pages.items():
        assert "goes-here" not in text, path
        assert staging.FRAME_PAGE not in text, path


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ('<img src="https://elsewhere.example/a.png">', "B162"),
        ('<link href="//elsewhere.example/a.css">', "B163"),
        ("<script>1</script>", "B163"),
        ('<p onclick="x()">', "B163"),
        ('<a href="javascript:x()">', "B162"),
    ],
)
def test_pages_that_fetch_or_run_are_refused(tmp_path: Path, html: str, code: str) -> None:
    for name in ("index.html", "404.html"):
        (tmp_path / name).write_text(page(html if name == "index.html" else ""), "utf-8")
    with pytest.raises(FindingsError, match=f"^{code}$"):
        engine.collect(tmp_path, ["index.html"], {})


def test_a_page_that_was_not_staged_is_refused(tmp_path: Path) -> None:
    for name in ("index.html", "404.html", "more.html"):
        (tmp_path / name).write_text("", "utf-8")
    with pytest.raises(FindingsError, match="B161"):
        engine.collect(tmp_path, ["index.html"], {})
