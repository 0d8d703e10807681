"""Style sheets of the owner: colours, type and spacing are accepted, everything else is refused with its line."""

from __future__ import annotations

import pytest

from generator.site.strict_css import style_problem

ALLOWED = """/* 机关配色 @import */
:root { --k-seal: #9b2d20; --k-serif: "Noto Serif CJK SC", serif; }
body, .md-typeset h1 { color: rgb(20, 30, 40); background-color: #fff }
.md-typeset a:hover > em { color: var(--k-seal); border-bottom: 1px solid currentcolor; }
@media (prefers-color-scheme: dark) {
  :root { --k-seal: #ef8d7d; }
}
.md-typeset p.k-lead { margin: 0 auto; padding: .5em 2px 1rem; font-size: .9rem; line-height: 1.8; max-width: 44em; }
@media print { p { font-weight: 700; font-family: "Songti SC", serif; border: 0 } }
"""


def test_colours_type_and_spacing_are_allowed() -> None:
    assert style_problem("theme/own.css", ALLOWED.encode()) is None
    assert style_problem("theme/own.css", b"") is None


@pytest.mark.parametrize(
    "text",
    [
        # Fetch something, also behind escapes.
        "@import 'x.css';",
        '@\\69mport "x";',
        "p{background:url(x.png)}",
        "p{background-color:u\\72l(x)}",
        'p{background:image-set("https:\\2f\\2f a.example/x" 1x)}',
        "@font-face { font-family: x; src: url(x) }",
        "p{font-family:url(x)}",
        # Hide, move or add something.
        ".k-page,[data-kaohe-field]{color:red}",
        ".k-demo{color:#fff}",
        "p{display:none}",
        "p{visibility:hidden}",
        "p{opacity:0}",
        "p{color:transparent}",
        "p{color:#fff0}",
        "p{color:rgba(0,0,0,0)}",
        ":root{--k-ink:transparent}",
        ":root{--md-typeset-color:red}",
        "p::after{color:red}",
        'p{content:"99"}',
        "p{font-size:0}",
        "p{font-size:1px}",
        "p{font-size:.4rem}",
        "p{font-size:.1em}",
        "p{font:0 x}",
        "p{margin:-99px}",
        "p{margin-left:999px}",
        "p{max-width:0}",
        "p{line-height:0}",
        "p{position:fixed}",
        "p{color:red !important}",
        "*{color:red}",
        "#content{color:red}",
        "p:has(a){color:red}",
        "p:not(a){color:red}",
        # What is not closed or belongs to no rule.
        "p{color:red",
        "p{color:red}}",
        "@media print{p{color:red}",
        "@media (width > 1px){p{color:red}}",
        "/* x",
        "p{p{color:red}}",
        "<!-- p{color:red} -->",
        "p{color:expression(x)}",
    ],
)
def test_everything_else_is_refused(text: str) -> None:
    problem = style_problem("theme/own.css", text.encode())
    assert problem is not None
    assert problem.code == "B150"


def test_the_place_is_that_of_the_declaration() -> None:
    problem = style_problem("theme/own.css", b"/* a\n b */ p {\n  color: red;\n  display: none;\n}\n")
    assert problem is not None
    assert (problem.place.line, problem.place.col, problem.params["what"]) == (4, 3, "display")


@pytest.mark.parametrize("text", ["p { content: '秘密' }", ".秘密 { }", "/* 秘密", "p { 秘密: 1 }", "@import '秘密';"])
def test_only_names_are_said(text: str) -> None:
    assert "秘密" not in repr(style_problem("theme/own.css", text.encode()))


def test_bytes_that_are_no_text_are_refused() -> None:
    assert style_problem("theme/own.css", b"\xff") is not None
