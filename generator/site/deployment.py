"""Settings for a web server that serves a built site: nginx, Caddy, and hosts of static pages that read ``_headers``.

All of them say what :mod:`generator.site.headers` says (docs/spec/43-deployment.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from generator.core.errors import UsageError
from generator.site.headers import ASK_AGAIN, BINARY, BYTES, FOREVER, IMMUTABLE, PLAIN, TEXT, TYPES, expression

_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9-]{1,63}(?<!-))*", re.ASCII)
_MAX_NAME = 253
_UNQUOTABLE = frozenset('"\\`${}')


def security_headers(policy: str) -> dict[str, str]:
    """What every answer says, whatever file it is about; ``policy`` is the Content-Security-Policy."""
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
    }


def server_configuration(server: str, folder: str, name: str, policy: str) -> str:
    """The settings for one of ``SERVERS``.

    ``folder`` is the absolute path of the site on the server, ``name`` its host name, empty for every name. Raises
    UsageError U151 (not a host name), U152 (a folder whose name the settings could misread).
    """
    if name and not (len(name) <= _MAX_NAME and _NAME.fullmatch(name)):
        raise UsageError.of("U151", name=name)
    if not folder.isprintable() or _UNQUOTABLE & set(folder):
        raise UsageError.of("U152")
    return SERVERS[server](folder, name, security_headers(policy))


def _nginx(folder: str, name: str, headers: Mapping[str, str]) -> str:
    """A file for nginx's ``http`` section."""
    # One list of headers at one level: nginx forgets the outer ones wherever a location adds its own.
    forever = "\n".join(f'    "~^/{expression(pattern)}$" "{FOREVER}";' for pattern in IMMUTABLE)
    types = "\n".join(f'        "{media}" {ending};' for ending, media in TYPES.items())
    added = "\n".join(f'    add_header {key} "{value}" always;' for key, value in headers.items())
    binary = "\n".join(
        f'    location ~ "^/{expression(pattern)}$" {{\n        types {{ }}\n        default_type {BYTES};\n    }}'
        for pattern in BINARY
    )
    return f"""map $uri $kaohe_cache {{
    default "{ASK_AGAIN}";
{forever}
}}

server {{
    listen 80;
    server_name {name or "_"};
    root "{folder}";
    index index.html;
    error_page 403 404 =404 /404.html;

    autoindex off;
    server_tokens off;
    absolute_redirect off;
    disable_symlinks on from=$document_root;

{added}
    add_header Cache-Control $kaohe_cache always;

    charset off;
    types {{
{types}
    }}
    default_type "{TEXT}";

{binary}
    location ~ "/\\." {{
        return 404;
    }}
}}
"""


def _caddy(folder: str, name: str, headers: Mapping[str, str]) -> str:
    """A Caddyfile; Caddy fetches a certificate where a host name is given."""
    added = "\n".join(f'\t\t{key} "{value}"' for key, value in headers.items())
    # Caddy forgets them where it answers with an error.
    indented = added.replace("\t\t", "\t\t\t")
    # The conditions exclude one another: Caddy decides itself in which order it applies headers.
    classes = [("immutable", IMMUTABLE, "Cache-Control", FOREVER), ("binary", BINARY, "Content-Type", BYTES)]
    classes.append(("plain", PLAIN, "Content-Type", TEXT))
    rules = []
    for label, patterns, key, value in classes:
        rules += [f"\t@{label} path_regexp {_any_of(patterns)}", f'\theader @{label} {key} "{value}"']
    rules += [f"\t@fresh not path_regexp {_any_of(IMMUTABLE)}", f'\theader @fresh Cache-Control "{ASK_AGAIN}"']
    for ending, media in TYPES.items():
        rules += [f"\t@{ending} path *.{ending}", f'\theader @{ending} Content-Type "{media}"']
    listed = "\n".join(rules)
    return f"""{name or ":80"} {{
	root * "{folder}"
	header {{
{added}
		-Server
	}}
{listed}
	@writing not method GET HEAD
	error @writing 405
	file_server {{
		hide .*
	}}
	handle_errors {{
		rewrite * /404.html
		header {{
{indented}
			-Server
		}}
		header Cache-Control "{ASK_AGAIN}"
		header Content-Type "{TYPES["html"]}"
		file_server
	}}
}}
"""


def _pages(_folder: str, _name: str, headers: Mapping[str, str]) -> str:
    """A file ``_headers``, as hosts of static pages read it.

    No two rules for one path say the same header: hosts join what they find instead of choosing. Where nothing is said
    about copies, these hosts have them asked for again.
    """
    rules: dict[str, dict[str, str]] = {"/*": dict(headers)}
    for patterns, key, value in (
        (IMMUTABLE, "Cache-Control", FOREVER),
        (("ledger/checkpoint", "ledger/checkpoints/*"), "Cache-Control", ASK_AGAIN),
        (BINARY, "Content-Type", BYTES),
        (PLAIN, "Content-Type", TEXT),
    ):
        for pattern in patterns:
            rules.setdefault(_host_pattern(pattern), {})[key] = value
    return "".join(
        f"{path}\n" + "".join(f"  {key}: {value}\n" for key, value in said.items()) for path, said in rules.items()
    )


def _any_of(patterns: tuple[str, ...]) -> str:
    # Between back quotes Caddy takes every character as it is.
    return f"`^/(?:{'|'.join(expression(pattern) for pattern in patterns)})$`"


def _host_pattern(pattern: str) -> str:
    """``:part`` is anything up to the next slash, ``*`` anything at all and at most once."""
    parts = pattern.replace("**", "*").split("/")
    named = [f":part{at}" if part == "*" and at + 1 < len(parts) else part for at, part in enumerate(parts)]
    return "/" + "/".join(named)


SERVERS: Mapping[str, Callable[[str, str, Mapping[str, str]], str]] = {
    "nginx": _nginx,
    "caddy": _caddy,
    "pages": _pages,
}
"""What can be configured, by the name that the command takes."""
