"""The one encoder of a process, loaded when it is first needed.

A worker that loaded it at start would spend those seconds again after each crash, before it could
say that it lives; a command that needs no model should not wait for one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from backend.encoder.manifest import Manifest
from backend.encoder.port import Encodes
from backend.errors import ConfigurationError


class EncoderSource:
    """Hands out the encoder of the release that the catalogue says is live."""

    def __init__(self, load: Callable[[], Encodes], read_manifest: Callable[[], Manifest]) -> None:
        self._load = load
        self._read_manifest = read_manifest
        self._lock = threading.Lock()
        self._encoder: Encodes | None = None

    def get(self, release_id: str) -> Encodes:
        """The encoder of this release. Raises `ConfigurationError` if another one is configured.

        When the live release has changed since, the configured folder is looked at again.
        """
        encoder = self._encoder
        if encoder is not None and encoder.manifest.release == release_id:
            return encoder
        with self._lock:
            if self._encoder is None or self._encoder.manifest.release != release_id:
                configured = self._read_manifest().release
                if configured != release_id:
                    raise ConfigurationError(
                        f"The catalogue is served by release {release_id}, but "
                        f"CREDENZA_RELEASE_DIR holds {configured}: run `credenza release activate`."
                    )
                self._encoder = self._load()
            return self._encoder

    def configured(self) -> Manifest:
        """The manifest of the release in the configured folder, loaded or not."""
        return self._read_manifest()

    @property
    def loaded(self) -> Encodes | None:
        """The encoder, if one has been loaded."""
        return self._encoder
