"""Real web servers on a loopback port, run by whoever runs the tests."""

from __future__ import annotations

import http.client
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import require_tool

NGINX = """\
daemon off;
master_process off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""
CADDY = "{\n\tadmin off\n\tauto_https off\n}\n"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Server:
    port: int

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, headers={key.replace("_", "-"): value for key, value in headers.items()})
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()


@contextmanager
def running(kind: str, configuration: str, folder: Path) -> Iterator[Server]:
    """A server with our settings, apart from the port that it listens on."""
    program = require_tool(kind)
    port = _free_port()
    ours = {
        "nginx": ("    listen 80;\n", f"    listen 127.0.0.1:{port};\n"),
        "caddy": (":80 {\n", f":{port} {{\n\tbind 127.0.0.1\n"),
    }
    before, after = ours[kind]
    assert configuration.count(before) == 1
    changed = configuration.replace(before, after)
    folder.mkdir()
    if kind == "nginx":
        (folder / "site.conf").write_text(changed, "utf-8")
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder), "utf-8")
        arguments = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"]
        check = [*arguments, "-t", "-q"]
    else:
        (folder / "Caddyfile").write_text(CADDY + changed, "utf-8")
        arguments = [program, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
        check = [program, "validate", *arguments[2:]]
    environment = {"HOME": str(folder), "PATH": "/usr/bin:/bin"}
    checked = subprocess.run(check, env=environment, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(arguments, env=environment, stdout=log, stderr=log) as server,
    ):
        try:
            _wait(port, server, folder / "log")
            yield Server(port)
        finally:
            server.terminate()


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _wait(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        assert server.poll() is None, log.read_text("utf-8", "replace")
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(log.read_text("utf-8", "replace"))
