"""The policy allows what the pages hold and nothing else."""

from __future__ import annotations

import base64
import hashlib

from generator.site.content_policy import content_security_policy
from tests.site.conftest import Built


def source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def directive(policy: str, name: str) -> list[str]:
    (found,) = (part.split(" ")[1:] for part in policy.split("; ") if part.split(" ")[0] == name)
    return found


def test_our_pages_run_nothing(site: Built) -> None:
    policy = content_security_policy(site.pages.values())
    assert directive(policy, "default-src") == ["'none'"]
    assert directive(policy, "script-src") == ["'none'"]
    assert directive(policy, "style-src") == ["'self'"]
    assert directive(policy, "frame-ancestors") == ["'none'"]
    assert "unsafe" not in policy


def test_inline_elements_are_named_by_the_digest_of_their_exact_text() -> None:
    script, style = "\n if (a < b && c) { 核验(); }\n", "p > a { color: red }"
    pages = [f"<p><script>{script}</script><style>{style}</style>", "<script>one()</script><p>x &amp; y</p>"]
    policy = content_security_policy(pages)
    assert directive(policy, "script-src") == sorted([source(script), source("one()")])
    assert directive(policy, "style-src") == ["'self'", source(style)]


def test_linked_scripts_need_the_site_itself() -> None:
    policy = content_security_policy(['<script src="a.js"></script><script>two()</script>'])
    assert directive(policy, "script-src") == ["'self'", source("two()")]


def test_the_order_of_pages_does_not_matter() -> None:
    pages = [f"<script>f({number})</script>" for number in range(5)]
    assert content_security_policy(pages) == content_security_policy(reversed([*pages, pages[0]]))
