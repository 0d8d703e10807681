"""``kaohe deploy-config``: settings for the web server that serves the site."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli.context import Context
from generator.cli.main import kaohe, option_help
from generator.core.errors import UsageError
from generator.core.files import list_files, read_bounded
from generator.site.content_policy import content_security_policy
from generator.site.deployment import SERVERS, server_configuration
from generator.site.manifest import PATH as MANIFEST

MAX_PAGE = 4 * 1024 * 1024


@kaohe.command("deploy-config")
@click.argument("server", type=click.Choice(list(SERVERS)))
@click.option("--site", type=click.Path(path_type=Path), default=Path("site"), help=option_help("site"))
@click.option("--name", default="", help=option_help("host-name"))
@click.pass_obj
def deploy_config(context: Context, server: str, site: Path, name: str) -> None:
    """Replaced by the catalogue's text."""
    if not (site / MANIFEST).is_file():
        raise UsageError.of("U150", folder=site.name)
    pages = (
        read_bounded(site / path, path, MAX_PAGE).decode("utf-8", "replace")
        for path in list_files(site, site.name)
        if path.endswith(".html")
    )
    text = server_configuration(server, str(site.absolute()), name, content_security_policy(pages))
    context.show(text.rstrip("\n"))
    context.result({"status": "ok", "server": server, "configuration": text})
