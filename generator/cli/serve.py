"""A local preview that rebuilds when the ledger or the site configuration changes. Not for the internet."""

from __future__ import annotations

import functools
import http.server
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

from generator.cli.context import Context
from generator.core.errors import KaoheError
from generator.office.workspace import Workspace

POLL_SECONDS = 0.5


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing; never cached, so that a reload shows the last build."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""

    def end_headers(self) -> None:
        """Every answer is to be asked for again."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()


def serve_folder(context: Context, workspace: Workspace, port: int, rebuild: Callable[[], object]) -> None:
    """Build, serve on this machine only, and rebuild after every change until interrupted.

    A failed rebuild is reported and leaves the last good site in place.
    """
    seen = _state(workspace)
    rebuild()
    handler = functools.partial(QuietHandler, directory=str(workspace.root / "site"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        context.say("cli.serve.ready", port=server.server_address[1])
        try:
            while True:
                time.sleep(POLL_SECONDS)
                now = _state(workspace)
                if now == seen:
                    continue
                seen = now
                try:
                    rebuild()
                    context.say("cli.serve.rebuilt")
                except KaoheError as error:
                    context.report(error.problems)
        except KeyboardInterrupt:
            context.say("cli.serve.end")
        finally:
            server.shutdown()


def _state(workspace: Workspace) -> frozenset[tuple[str, int, int]]:
    folders = [workspace.ledger, workspace.root / "site_config"]
    files = [workspace.root / "mkdocs.yml"]
    for folder in folders:
        for here, _, names in os.walk(folder):
            files += [Path(here) / name for name in names]
    state = []
    for file in files:
        try:
            info = file.stat()
        except OSError:
            continue
        state.append((str(file), info.st_mtime_ns, info.st_size))
    return frozenset(state)
