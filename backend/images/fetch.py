"""Bring a picture's bytes: from the web within limits, or from the store of uploads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from ipaddress import ip_address
from typing import Final

import httpcore
import httpx
from msgspec import Struct

from backend.errors import ImageRefused, ImageUnavailable
from backend.images.addresses import Network
from backend.images.network import GuardedNetwork, Resolve, system_resolve
from backend.images.store import SCHEME, ImageStore

USER_AGENT: Final = "credenza/0.1"
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
PASSING: Final = frozenset({408, 425, 429})
KEPT_CONNECTIONS: Final = 16
KEPT_SECONDS: Final = 15.0

# Compression is declined, so that bytes on the wire are bytes in memory; JPEG is preferred because
# it decodes fastest and shops that convert on request would otherwise send AVIF.
HEADERS: Final = (
    (b"User-Agent", USER_AGENT.encode()),
    (b"Accept", b"image/jpeg, image/webp;q=0.9, image/png;q=0.9, image/avif;q=0.5, */*;q=0.1"),
    (b"Accept-Encoding", b"identity"),
)

LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
LONGEST_HOST: Final = 253
HIGHEST_PORT: Final = 65_535


class FetchLimits(Struct, frozen=True, kw_only=True):
    """How much one picture may cost, redirects included: seconds in all, bytes of the body."""

    timeout_seconds: float
    max_bytes: int
    max_redirects: int
    allowed_networks: tuple[Network, ...] = ()


class ImageFetcher:
    """Fetches for any number of threads at once; a fetch holds at most `max_bytes` of body.

    Proxies and credentials of the environment are not used: through a proxy, the address that is
    connected to could not be checked.
    """

    def __init__(
        self, limits: FetchLimits, store: ImageStore, *, resolve: Resolve = system_resolve
    ) -> None:
        self._limits = limits
        self._store = store
        self._network = GuardedNetwork(limits.allowed_networks, resolve)
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=None,
            max_keepalive_connections=KEPT_CONNECTIONS,
            keepalive_expiry=KEPT_SECONDS,
            network_backend=self._network,
        )

    def close(self) -> None:
        self._pool.close()

    def fetch(self, ref: str) -> bytes:
        """The bytes behind `http(s)://…` or `store://…`, not looked at.

        Raises `ImageRefused` when it can never work (`malformed-url`, `unsupported-scheme`,
        `credentials-in-url`, `forbidden-address`, `too-many-redirects`, `too-many-bytes`,
        `compressed-response`, `http-404` and the like, and those of the store), and
        `ImageUnavailable` when another time it may.
        """
        if ref.startswith(SCHEME):
            return self._store.read(ref)
        url = parse_url(ref)
        with self._network.deadline.within(self._limits.timeout_seconds):
            for _ in range(self._limits.max_redirects + 1):
                answer = self._get(url)
                if isinstance(answer, bytes):
                    return answer
                url = answer
        raise ImageRefused(
            "too-many-redirects", f"More than {self._limits.max_redirects} redirects."
        )

    def _get(self, url: httpx.URL) -> bytes | httpx.URL:
        """One exchange: the body, or where to look instead."""
        target = httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        )
        headers = [(b"Host", url.netloc), *HEADERS]
        host = url.raw_host.decode()
        with (
            _passing_faults(host, self._limits.timeout_seconds),
            self._pool.stream("GET", target, headers=headers) as response,
        ):
            fields = {name.lower(): value for name, value in response.headers}
            location = fields.get(b"location")
            if response.status in REDIRECTS and location is not None:
                return parse_url(location.decode("utf-8", "replace"), base=url)
            _check_status(response.status, host)
            return self._body(response, fields)

    def _body(self, response: httpcore.Response, fields: dict[bytes, bytes]) -> bytes:
        if fields.get(b"content-encoding", b"identity").strip().lower() != b"identity":
            raise ImageRefused(
                "compressed-response", "The server compressed the picture although asked not to."
            )
        limit = self._limits.max_bytes
        too_many = ImageRefused("too-many-bytes", f"The picture has more than {limit:,} bytes.")
        if int(fields.get(b"content-length", b"0")) > limit:
            raise too_many
        body = bytearray()
        for chunk in response.iter_stream():
            if len(body) + len(chunk) > limit:
                raise too_many
            body += chunk
        return bytes(body)


def parse_url(text: str, *, base: httpx.URL | None = None) -> httpx.URL:
    """An absolute http(s) URL that means the same to every reader; relative to `base` if given.

    Raises `ImageRefused`: `malformed-url`, `unsupported-scheme`, `credentials-in-url`.
    """
    try:
        url = httpx.URL(text) if base is None else base.join(text)
    except httpx.InvalidURL:
        raise ImageRefused("malformed-url", "The picture's address is not a URL.") from None
    if url.scheme not in ("http", "https"):
        if not url.scheme:
            raise ImageRefused("malformed-url", "The picture's address is not a full URL.")
        raise ImageRefused("unsupported-scheme", f"Pictures cannot come from {url.scheme}://.")
    if url.userinfo:
        raise ImageRefused("credentials-in-url", "The picture's URL carries a user name.")
    if not _is_plain_host(url.raw_host.decode()):
        raise ImageRefused("malformed-url", "The picture's URL names no valid host.")
    if url.port is not None and not 1 <= url.port <= HIGHEST_PORT:
        raise ImageRefused("malformed-url", "The picture's URL names no valid port.")
    return url


def _is_plain_host(host: str) -> bool:
    """An IP address in its usual spelling, or a name. False for what resolvers and URL parsers
    read differently, such as 0x7f.1 or 2130706433."""
    try:
        ip_address(host)
    except ValueError:
        labels = host.removesuffix(".").split(".")
        return (
            len(host) <= LONGEST_HOST
            and all(LABEL.fullmatch(label) for label in labels)
            and NUMBER.fullmatch(labels[-1]) is None
        )
    return True


def _check_status(status: int, host: str) -> None:
    if status == HTTPStatus.OK:
        return
    detail = f"{host} answered {status} instead of the picture."
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in PASSING:
        raise ImageUnavailable(detail)
    raise ImageRefused(f"http-{status}", detail)


@contextmanager
def _passing_faults(host: str, seconds: float) -> Iterator[None]:
    """Turn the HTTP client's faults into `ImageUnavailable`."""
    try:
        yield
    except httpcore.TimeoutException:
        raise ImageUnavailable(f"{host} did not deliver within {seconds:g} s.") from None
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise ImageUnavailable(f"{host} could not be reached: {error}") from error
