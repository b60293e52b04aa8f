"""What the README promises: its commands exist, its links lead somewhere, its shell runs."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

import pytest

from backend.settings_table import settings_table
from tests.fixtures.app import KEY, SECRET, Shop, as_secret
from tests.unit.commands import parse

ROOT: Final = Path(__file__).parents[2]
DOCUMENTS: Final = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
PICTURE: Final = "http://127.0.0.1:8700/demo/images/packshots/sofa-0001-a-0.webp"
PASSED_ON: Final = ("authorization", "content-type")
COMMAND: Final = re.compile(r"(?:`|\n|exec \S+ )credenza((?: [\w<>./-]+)+)")


def readme() -> str:
    return (ROOT / "README.md").read_text()


def section(title: str) -> str:
    """What stands under a heading of the second level."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", readme(), re.M | re.S)
    assert found, title
    return found[1]


def shell_of(text: str) -> list[str]:
    return re.findall(r"^```sh\n(.*?)^```$", text, re.M | re.S)


@contextmanager
def served(shop: Shop) -> Iterator[str]:
    """The shop's application at an address of its own."""

    class PassOn(BaseHTTPRequestHandler):
        def _pass_on(self) -> None:
            length = int(self.headers.get("content-length", 0))
            answer = shop.client.request(
                self.command,
                self.path,
                content=self.rfile.read(length),
                headers={
                    name: value
                    for name, value in self.headers.items()
                    if name.lower() in PASSED_ON or name.lower().startswith("webhook-")
                },
            )
            self.send_response(answer.status_code)
            self.send_header("content-length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        do_GET = do_POST = do_PUT = _pass_on  # noqa: N815  # the names that http.server looks for

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), PassOn) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def run(script: str, folder: Path, host: str) -> str:
    """Run it as a person would, in a folder where the demo has been; what it printed."""
    environment = {"PATH": os.environ["PATH"], "HOST": host, "no_proxy": "127.0.0.1"}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.shell
def test_the_quick_start_makes_a_listing_that_is_found(shop: Shop, tmp_path: Path) -> None:
    webhook, put, search = shell_of(section("Quick start for a shop"))
    secrets = tmp_path / ".credenza"
    secrets.mkdir()
    (secrets / "webhook-secret").write_text(as_secret(SECRET).get_secret_value() + "\n")
    (secrets / "api-key").write_text(KEY + "\n")
    shop.workshop.clock.now = datetime.now(UTC)
    picture = shop.workshop.picture()
    assert PICTURE in webhook
    assert PICTURE in put

    with served(shop) as host:
        sent = run(webhook.replace(PICTURE, picture), tmp_path, host)
        assert '"outcome":"created"' in sent
        assert shop.get("/v1/listings/my-sofa")["price"] == 899

        script = f"HOST={host}\n" + put.replace(PICTURE, picture)
        assert '"outcome":"updated"' in run(script, tmp_path, host)
        assert shop.get("/v1/listings/my-sofa")["price"] == 799

        shop.offer("another", category="sofa", colors=["blue"], price=1000)
        shop.offer("too-dear", category="sofa", colors=["blue"], price=1300)
        shop.offer("of-another-color", category="sofa", colors=["red"], price=1000)
        shop.index()
        found = run(search, tmp_path, host)
    assert re.findall(r'"listing":\{"id":"([^"]+)"', found) == ["another"]


def test_the_picture_of_the_quick_start_is_in_the_demo() -> None:
    assert (ROOT / "demo" / PICTURE.partition("/demo/")[2]).is_file()


def test_the_settings_are_those_of_the_code() -> None:
    table = re.search(r"<!-- settings:.*?-->\n\n(.*?)\n\n<!-- /settings -->", readme(), re.S)
    assert table, "the README has no settings between its markers"
    assert table[1] == settings_table(), "put the output of `credenza settings` in its place"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_commands_exist(document: Path) -> None:
    for found in COMMAND.finditer(document.read_text()):
        parse(shlex.split(found[1]))


def test_commands_are_looked_for_where_they_are() -> None:
    assert {" migrate", " parked list", " reconcile"} <= {
        found[1] for found in COMMAND.finditer(readme())
    }


def test_the_targets_exist() -> None:
    targets = set(re.findall(r"^make (\w+)", "\n".join(shell_of(readme())), re.M))
    defined = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.M)
    assert targets == {"demo", "test"}
    assert targets <= set(defined)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", document.read_text())
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_services_that_are_named_are_those_of_the_compose_file() -> None:
    commands = [line for block in shell_of(readme()) for line in block.splitlines()]
    volumes = {
        name
        for line in commands
        if line.startswith("docker volume rm")
        for name in re.findall(r"credenza_(\w+)", line)
    }
    assert volumes == {"etcd", "minio", "milvus"}
    compose = (ROOT / "compose.yaml").read_text()
    for name in volumes | {"worker", "worker-gpu"}:
        assert re.search(rf"^  {name}:", compose, re.M), name
