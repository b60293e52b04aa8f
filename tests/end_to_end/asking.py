"""Asking a running demo what an exchange says."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import httpx
from msgspec import UNSET, Struct

from backend.api.exchanges import Exchange
from backend.embedded.config import DEFAULT_PORT, kept_credentials
from tests.fixtures.app import signed

USUAL: Final = f"http://127.0.0.1:{DEFAULT_PORT}"
"""Where the documents say that the demo is."""

REQUEST_ID: Final = "5f0c2d6e9b7a4e31"
PATIENCE: Final = 10
"""Requests of which one must find the demo not busy."""

_METHODS: Final = ("get", "post", "put", "delete")


class Operation(Struct, frozen=True):
    id: str
    method: str
    path: str
    creates: bool

    @property
    def turn(self) -> tuple[bool, int]:
        """What makes something that others name comes first; then what reads, what writes, and what
        deletes."""
        return not self.creates, _METHODS.index(self.method)


def operations(document: Any) -> list[Operation]:
    found = [
        Operation(each["operationId"], method, path, "201" in each["responses"])
        for path, item in document["paths"].items()
        for method, each in item.items()
        if method in _METHODS
    ]
    return sorted(found, key=lambda operation: operation.turn)


class Asker:
    """Knows the demo's key and secret, and what it calls that which has another name in each run,
    such as a photo."""

    def __init__(self, client: httpx.Client, data_dir: Path, demo_dir: Path) -> None:
        self._client = client
        self._base_url = str(client.base_url).rstrip("/")
        self._credentials = kept_credentials(data_dir)
        self._demo_dir = demo_dir
        self._names: dict[str, str] = {}

    def ask(self, operation: Operation, exchange: Exchange, spoil: str = "") -> httpx.Response:
        """Again where the demo is busy, as the documents advise. `spoil` names the shared problem
        that this request is to run into."""
        for _ in range(PATIENCE):
            answer = self.ask_once(operation, exchange, spoil)
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            time.sleep(int(answer.headers["retry-after"]))
        return answer

    def ask_once(self, operation: Operation, exchange: Exchange, spoil: str = "") -> httpx.Response:
        headers = {
            "x-request-id": REQUEST_ID,
            "authorization": f"Bearer {self._credentials.api_key}",
        }
        kind, content = self._content(operation, exchange)
        if spoil == "not-json":
            content = b"{"
        elif spoil in ("wants-json", "wants-a-form"):
            kind = "text/plain"
        elif spoil == "payload-too-large":
            content = bytes(20_100_000)
        elif spoil == "unauthorized":
            del headers["authorization"]
        if operation.path.startswith("/v1/webhooks"):
            headers |= self._signature(b"" if spoil == "unsigned" else content)
        return self._client.request(
            operation.method,
            operation.path.format(**self.here(exchange.path)),
            params=self.here(exchange.query),
            headers=headers | ({"content-type": kind} if kind else {}),
            content=content,
        )

    def here(self, value: Any) -> Any:
        """What the documents say, in the words of this run."""
        return _said(value, self._names, USUAL, self._base_url)

    def usual(self, answer: httpx.Response) -> Any:
        """What was answered, in the words of the documents; None for no body."""
        if not answer.content:
            return None
        is_json = "json" in answer.headers["content-type"]
        names = {here: usual for usual, here in self._names.items()}
        return _said(answer.json() if is_json else answer.text, names, self._base_url, USUAL)

    def learn(self, written: Any, answered: Any) -> None:
        """What was written down has these names in this run."""
        self._names |= dict(_renamed(written, answered))

    def _content(self, operation: Operation, exchange: Exchange) -> tuple[str, bytes]:
        if exchange.picture is not None:
            return "", (self._demo_dir / exchange.picture).read_bytes()
        if exchange.body is not UNSET:
            body = self.here(json.loads(bytes(exchange.body)))
            return "application/json", json.dumps(body).encode()
        if operation.id == "addPhoto":
            parts = [
                f'--b\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                for name, value in self.here(exchange.form).items()
            ]
            return "multipart/form-data; boundary=b", "".join([*parts, "--b--\r\n"]).encode()
        return "", b""

    def _signature(self, content: bytes) -> Mapping[str, str]:
        secret = base64.b64decode(self._credentials.webhook_secret.removeprefix("whsec_"))
        now = time.time_ns()
        return signed(
            content,
            delivery_id=f"msg_{now}",
            timestamp=str(now // 1_000_000_000),
            secrets=[secret],
        )


def _said(value: Any, names: Mapping[str, str], before: str, after: str) -> Any:
    if isinstance(value, dict):
        return {key: _said(each, names, before, after) for key, each in value.items()}
    if isinstance(value, list):
        return [_said(each, names, before, after) for each in value]
    if isinstance(value, str):
        for name, other in names.items():
            value = value.replace(name, other)
        return value.replace(before, after)
    return value


def _renamed(written: Any, answered: Any, top: bool = True) -> Iterator[tuple[str, str]]:
    """Cursors anywhere, and the id of the thing itself."""
    if isinstance(written, list) and isinstance(answered, list):
        for mine, theirs in zip(written, answered, strict=False):
            yield from _renamed(mine, theirs, top=False)
    if isinstance(written, dict) and isinstance(answered, dict):
        for key in written.keys() & answered.keys():
            mine, theirs = written[key], answered[key]
            if isinstance(mine, str) and isinstance(theirs, str):
                if mine != theirs and (key == "next" or (top and key == "id")):
                    yield mine, theirs
            else:
                yield from _renamed(mine, theirs, top=False)
