"""The grammar takes what the builder writes and refuses, at its place and quickly, everything besides."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.audit.html_claims import Broken, read_page
from generator.audit.html_grammar import MAX_DEPTH, MAX_TAGS, SECURITY_POLICY
from generator.audit.site_files import MAX_PAGE
from tests.audit.pages import HEAD

ROOT = Path(__file__).resolve().parents[2]
MARKED = '<b data-kaohe-field="/total/shown">94.99</b>'
RATIO = 8
"""Four times the page may take this many times as long: what is quadratic takes sixteen."""
NOISE = 0.1
"""Seconds that count for nothing, on a machine that does other things as well."""


def broken(body: str) -> Broken | None:
    return read_page(f"{HEAD}<body>{body}</body></html>".encode()).broken


ELSEWHERE = {
    "comment that ends at once": "<p><!-->99.99<!-- -- >94.99<!-- --></p>",
    "comment that ends with a bang": "<p><!-- --!>99.99<!-- --></p>",
    "shadow root": f'<p><template shadowrootmode="open">99.99</template>{MARKED}</p>',
    "text turned round": '<p><bdo dir="rtl">94.99</bdo></p>',
    "closed details": f"<details><summary>99.99</summary>{MARKED}</details>",
    "dialog": f"<dialog>{MARKED}</dialog>",
    "description of a drawing": f"<svg><desc>{MARKED}</desc></svg>",
    "text in a drawing": "<svg><text>99.99</text></svg>",
    "foreign content": f"<svg><foreignObject>{MARKED}</foreignObject></svg>",
    "formula": f"<math><annotation-xml>{MARKED}</annotation-xml></math>",
    "unclosed shape": '<svg><rect width="1"></svg>',
    "stroke in HTML": "<p/>",
    "script": "<script></script>",
    "style": "<style>p{}</style>",
    "style attribute": '<b style="display:none">1</b>',
    "hidden": "<b hidden>1</b>",
    "hidden with a value": '<b hidden="">1</b>',
    "popover": "<b popover>1</b>",
    "direction": '<p dir="rtl">1</p>',
    "event": '<p onclick="x()">1</p>',
    "event after a stroke": '<img/src="x"/onerror="x()">',
    "script in a link": '<a href="javascript:x()">1</a>',
    "script in a link behind references": '<a href="java&#115;cript:x()">1</a>',
    "script in a link behind a blank": '<a href="java&#10;script:x()">1</a>',
    "data in a link": '<a href="data:text/html,x">1</a>',
    "picture from elsewhere": '<img src="https://x.example/a.png" alt="">',
    "picture from the same scheme": '<img src="//x.example/a.png" alt="">',
    "picture behind backslashes": '<img src="/\\x.example/a.png" alt="">',
    "other text of a marked element": f'<p aria-label="99.99">{MARKED}</p>',
    "field": '<p><input value="99.99"></p>',
    "refresh in the body": '<meta http-equiv="refresh" content="0">',
    "attribute twice": '<p class="a" class="b">1</p>',
    "attribute without quotes": "<p class=a>1</p>",
    "attribute in other quotes": "<p class='a'>1</p>",
    "attribute in capitals": '<p CLASS="a">1</p>',
    "element in capitals": "<P>1</P>",
    "attribute without a value": "<p class>1</p>",
    "value where none belongs": '<p data-kaohe-demo="">演示</p>',
    "bracket in an attribute": '<p class="a>b">1</p>',
    "tag never closed": "<p>1",
    "tags crossed": "<p><b>1</p></b>",
    "end tag of nothing": "</p>",
    "end tag of an empty element": "<br></br>",
    "declaration": "<!x>",
    "instruction": "<?x 99?>",
    "character data": "<![CDATA[x]]>",
    "lone bracket": "<p>1 < 2</p>",
    "lone ampersand": "<p>A & B</p>",
    "reference without its end": "<p>&amp</p>",
    "unknown reference": "<p>&nothing;</p>",
    "reference to nothing": "<p>&#0;</p>",
    "reference beyond Unicode": "<p>&#x110000;</p>",
    "reference to half a character": "<p>&#xd800;</p>",
    "block in a paragraph": "<p><div>1</div></p>",
    "link in a link": '<a href="x"><b><a href="y">1</a></b></a>',
    "text beside rows": "<table>99.99<tbody><tr><td>1</td></tr></tbody></table>",
    "element beside rows": "<table><p>99.99</p></table>",
    "row outside a table": "<div><tr><td>1</td></tr></div>",
    "text beside items": "<ul>1</ul>",
    "item outside a list": "<li>1</li>",
    **{
        f"element {tag}": f"<p><{tag}>{MARKED}</{tag}></p>"
        for tag in (
            *("audio", "button", "canvas", "datalist", "embed", "fieldset", "form", "frameset", "iframe", "marquee"),
            *("meter", "noembed", "noframes", "noscript", "object", "option", "plaintext", "portal", "progress"),
            *("rp", "select", "slot", "template", "textarea", "video", "x-y", "xmp"),
        )
    },
    **{
        f"character U+{ord(char):04X}": f"<p>9{char}4</p>"
        for char in "\x00\x0b\x0c\x1b\x7f\x85\xad\u061c\u200b\u200e\u200f\u202e\u2028\u2066\u2060\ufeff\ue000\U000e0041"
    },
    "referenced character": "<p>9&#x202e;4</p>",
    "referenced character by name": "<p>9&zwj;4</p>",
    "character in an attribute": '<p class="&#x202e;">1</p>',
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_what_the_builder_does_not_write_is_refused(name: str) -> None:
    found = broken(ELSEWHERE[name])
    assert found is not None
    assert found.code in {"A230", "A231", "A232", "A233", "A234"}
    assert found.line == HEAD.count("\n") + 1
    assert found.column > len("<body>") or found.code == "A230"


WRITTEN = {
    "links": '<p><a href="../a/b.html#x">1</a> <a href="https://x.example/?a=1&amp;b=2">1</a></p>'
    '<p><a href="#fn:1">1</a></p>',
    "list": '<ol start="3"><li>1<ul><li>2</li></ul></li></ol>',
    "definitions": "<dl><dt>1</dt><dd><p>2</p></dd></dl>",
    "table": '<table><thead><tr><th style="text-align: right;">1</th></tr></thead></table>',
    "footnotes": '<p>1<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup></p><div class="footnote"><hr>'
    '<ol><li id="fn:1"><p>1&#160;<a class="footnote-backref" href="#fnref:1" title="x">&#8617;</a></p></li></ol></div>',
    "note": '<div class="admonition note"><p class="admonition-title">x</p></div>',
    "code": '<pre tabindex="0"><code>a &lt; b &gt; c\n</code></pre><p><code>x</code></p>',
    "strokes": '<p>1<br />2</p><hr /><p><img alt="" src="assets/a.png" /></p>',
    "drawing": '<svg class="a" viewBox="0 0 9 9" preserveAspectRatio="none" role="img" aria-label="x">'
    '<rect width="1.5" height="1"/></svg>',
    "abbreviation": '<p><abbr title="x">y</abbr></p>',
    "variant of a character": "<p>\u2665\ufe0f \u845b\U000e0100</p>",
}


@pytest.mark.parametrize("name", WRITTEN)
def test_what_the_builder_writes_is_taken(name: str) -> None:
    assert broken(WRITTEN[name]) is None


def test_place_of_the_first_fault() -> None:
    assert broken("\n<p>\n  <u>1</u></p>") == Broken("A231", HEAD.count("\n") + 3, 3, {"tag": "u", "parent": "p"})


def test_policy_is_the_one_that_the_theme_writes() -> None:
    theme = (ROOT / "generator/site/theme/main.html").read_text("utf-8")
    assert re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', theme) == [SECURITY_POLICY]


def test_depth_is_bounded() -> None:
    fits = MAX_DEPTH - 2
    assert broken("<div>" * fits + "</div>" * fits) is None
    assert broken("<div>" * (fits + 1) + "</div>" * (fits + 1)) is not None


HOSTILE: dict[str, Callable[[int], str]] = {
    "elements": lambda size: "<b></b>" * (size // 7),
    "open and never closed": lambda size: "<b>" * (size // 3),
    "nested to the limit": lambda size: ("<i>" * 200 + "</i>" * 200) * (size // 1400),
    "lists": lambda size: "<ul><li>1</li></ul>" * (size // 19),
    "nested marks": lambda size: '<b data-kaohe-field="a">' * (size // 24),
    "marks": lambda size: '<p data-kaohe-field="a">1</p>\n' * (size // 33),
    "bangs": lambda size: "<!" * (size // 2),
    "comments": lambda size: "<!--" * (size // 4),
    "tags without end": lambda size: "<a " * (size // 3),
    "one tag without end": lambda size: "<a" + " class" * (size // 6),
    "blanks in a tag": lambda size: "<a" + " " * size,
    "a long name": lambda size: "<" + "a" * size,
    "ampersands": lambda size: "&" * size,
    "references": lambda size: "&amp;" * (size // 5),
    "long references": lambda size: "&" + "a" * size,
    "attributes": lambda size: "<a " + 'class="1" ' * (size // 10) + ">",
    "many attributes": lambda size: "<a " + " ".join(f'a{i}="1"' for i in range(size // 12)) + ">",
    "one attribute": lambda size: '<a class="' + "x " * (size // 2) + '">',
    "open quotes": lambda size: '<a class="' * (size // 10),
    "text": lambda size: "x" * size,
    "blank text": lambda size: " " * size,
    "marked blanks": lambda size: '<p data-kaohe-field="a">' + " \n" * (size // 2) + "</p>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_no_faster_than_a_hostile_page(name: str) -> None:
    def seconds(size: int) -> float:
        data = f"{HEAD}<body>{HOSTILE[name](size)}</body></html>".encode()
        assert len(data) <= MAX_PAGE
        began = time.process_time()
        read_page(data)
        return time.process_time() - began

    largest = MAX_PAGE - 2000
    assert seconds(largest) < RATIO * (seconds(largest // 4) + NOISE)


def test_number_of_tags_is_bounded() -> None:
    fits = MAX_TAGS - HEAD.count("<") - 20
    assert broken("<hr>" * fits) is None
    assert broken("<hr>" * MAX_TAGS) is not None
