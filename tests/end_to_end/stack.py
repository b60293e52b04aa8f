"""The real embedded stack, started from outside as a person would, on a small catalogue."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import httpx

from backend.dataset.read import open_dataset
from backend.dataset.records import ListingRow
from backend.dataset.write import DatasetWriter
from backend.embedded.load_demo import DemoLoader
from backend.settings import PREFIX

SHIPPED_DEMO = Path(__file__).parents[2] / "demo"
PORTS = 3
"""So many, one after another, a stack takes."""
SERVICES = ("valkey", "milvus", "worker", "beat", "api")
PATIENCE_SECONDS = 240.0

T = TypeVar("T")


def small_demo(folder: Path, listings: int) -> list[ListingRow]:
    """Copy the shipped demo's release, and that many of its listings with their pictures."""
    shipped = open_dataset(SHIPPED_DEMO)
    catalogue = list(shipped.listings())
    chosen = catalogue[:: len(catalogue) // listings][:listings]
    shutil.copytree(SHIPPED_DEMO / "release", folder / "release")
    with DatasetWriter(folder, name="small demo", licence=shipped.info.licence) as writer:
        for listing in chosen:
            for image in listing.images:
                shutil.copy(shipped.image(image), writer.image_file(image))
            writer.listing(listing)
    return chosen


def until(look: Callable[[], T], what: str) -> T:
    """What `look` returns, once that is true. An API that is away for a moment is not yet."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            if seen := look():
                return seen
        except httpx.TransportError:
            pass
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.2)


def group_is_alive(group: int) -> bool:
    """Whether any process is left in this process group."""
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


class Stack:
    """`credenza demo` in a process of its own, and what can be seen of it from outside; `settings`
    differ from the usual ones."""

    def __init__(self, data_dir: Path, demo_dir: Path, port: int, **settings: object) -> None:
        self.data_dir = data_dir
        self.base_url = f"http://127.0.0.1:{port}"
        self.client = httpx.Client(base_url=self.base_url, timeout=30.0, trust_env=False)
        data_dir.mkdir(exist_ok=True)
        descriptor, path = tempfile.mkstemp(prefix="output-", dir=data_dir)
        self._output = Path(path)
        with os.fdopen(descriptor, "wb") as output:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "backend.cli", "demo", "--port", str(port)),
                    *("--data-dir", str(data_dir), "--demo-dir", str(demo_dir)),
                ],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=os.environ
                | {f"{PREFIX}{name.upper()}": str(value) for name, value in settings.items()},
            )

    def output(self) -> str:
        return self._output.read_text()

    def until_ready(self) -> None:
        """Wait for the line that says where the shop is, which comes after loading."""

        def said_so() -> bool:
            assert self.process.poll() is None, self.output()
            return "Credenza is ready" in self.output()

        until(said_so, "the stack to be ready")

    def send(self, listings: Sequence[ListingRow]) -> None:
        """Post signed webhooks for these, going on where the API was away."""

        async def post() -> None:
            async with httpx.AsyncClient(
                base_url=self.base_url, timeout=30.0, trust_env=False
            ) as client:
                loader = DemoLoader(
                    client,
                    base_url=self.base_url,
                    secret=(self.data_dir / "webhook-secret").read_text().strip(),
                    memory=self.data_dir / f"sent-{listings[0].id}.json",
                )
                await loader.send(listings, lambda _done, _total: None)

        asyncio.run(post())

    def get(self, path: str, **parameters: str | int) -> Any:
        """The JSON at this path, asked for again while the stack is busy; None where the answer is
        anything but 200."""

        def answered() -> httpx.Response | None:
            response = self.client.get(path, params=parameters)
            busy = response.status_code == httpx.codes.SERVICE_UNAVAILABLE
            return None if busy else response

        response = until(answered, f"an answer at {path}")
        assert response is not None
        return response.json() if response.status_code == httpx.codes.OK else None

    def similar(self, listing: str) -> list[str]:
        """Ids of what is found beside this listing, nearest first; none while it has no vector."""
        found = self.get(f"/v1/listings/{listing}/similar", limit=12)
        return [result["listing"]["id"] for result in found["results"]] if found else []

    def all_searchable(self, count: int) -> bool:
        """Whether just this many listings are there and none is on its way."""
        status = self.get("/v1/status")
        if not status:
            return False
        assert status["parked"] == 0, status
        return (status["listings"], status["indexed"], status["pending"]) == (count, count, 0)

    def pids(self) -> dict[str, int]:
        """The process of each service that runs just now."""
        pids = {}
        for name in SERVICES:
            path = self.data_dir / "run" / f"{name}.pid"
            with suppress(FileNotFoundError):  # it ends just now
                if text := path.read_text():
                    pids[name] = int(text)
        return pids

    def kill(self, name: str) -> None:
        """SIGKILL the service and return when another process has taken its place."""
        victim = self.pids()[name]
        os.kill(victim, signal.SIGKILL)
        until(lambda: self.pids().get(name, victim) != victim, f"another {name}")

    def stop(self, number: signal.Signals) -> int:
        """Send the signal to `credenza demo` and return its exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)

    def close(self) -> None:
        """Whatever happened, leave nothing behind."""
        self.client.close()
        if self.process.poll() is None:
            self.stop(signal.SIGTERM)
