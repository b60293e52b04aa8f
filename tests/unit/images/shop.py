"""A merchant's web server on loopback that behaves as badly as a test asks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Answer = Callable[["Visit"], None]


class Visit(BaseHTTPRequestHandler):
    """One connection; `reply` answers with a body, and a length unless told not to."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        shop = self.server.shop
        with shop.lock:
            shop.requests.append((self.path, dict(self.headers.items())))
            shop.clients.add(self.client_address)
        answer = shop.answers.get(self.path)
        if answer is None:
            self.reply(404, b"no such picture")
        else:
            answer(self)

    def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def reply_until_left(self, head: bytes, piece: bytes, pause: float = 0.0) -> None:
        """Send `piece` again and again until the client hangs up or the shop closes."""
        self.close_connection = True
        self.wfile.write(head)
        while not self.server.shop.closing.wait(pause):
            self.wfile.write(piece)
            self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: what matters is in `Shop.requests`."""


class Server(ThreadingHTTPServer):
    shop: Shop

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what many tests want."""


class Shop:
    """Serves `answers` by path; remembers each request and each client connection."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.clients: set[tuple[str, int]] = set()
        self.lock = threading.Lock()
        self.closing = threading.Event()
        self._server = Server(("127.0.0.1", 0), Visit)
        self._server.shop = self
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def shows(self, path: str, body: bytes) -> str:
        """Put a picture in the window; its URL."""
        self.answers[path] = lambda visit: visit.reply(200, body)
        return self.url(path)

    def answers_with(self, path: str, status: int, **headers: str) -> str:
        self.answers[path] = lambda visit: visit.reply(status, b"", **headers)
        return self.url(path)

    def redirects(self, path: str, location: str, status: int = 302) -> str:
        return self.answers_with(path, status, Location=location)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
