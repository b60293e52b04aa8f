"""The one encoder of a process, loaded when it is first needed.

A worker that loaded it at start would spend those seconds again after each crash, before it could
say that it lives; a command that needs no model should not wait for one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from backend.encoder.manifest import Manifest
from backend.encoder.port import Encodes
from backend.encoder.release import Release
from backend.errors import ConfigurationError


class EncoderSource:
    """Hands out the encoder of the release that the catalogue says is live."""

    def __init__(
        self,
        load: Callable[[], Encodes],
        read_manifest: Callable[[], Manifest],
        read_bundle: Callable[[], Release],
    ) -> None:
        self._load = load
        self._read_manifest = read_manifest
        self._read_bundle = read_bundle
        self._lock = threading.Lock()
        self._encoder: Encodes | None = None
        self._bundle: Release | None = None

    def get(self, release_id: str) -> Encodes:
        """The encoder of this release. Raises `ConfigurationError` if another one is configured.

        When the live release has changed since, the configured folder is looked at again.
        """
        encoder = self._encoder
        if encoder is not None and encoder.manifest.release == release_id:
            return encoder
        with self._lock:
            if self._encoder is None or self._encoder.manifest.release != release_id:
                self._demand(release_id)
                self._encoder = self._load()
            return self._encoder

    def bundle(self, release_id: str) -> Release:
        """The maps and the calibration of this release; errors as of `get`."""
        bundle = self._bundle
        if bundle is not None and bundle.manifest.release == release_id:
            return bundle
        with self._lock:
            if self._bundle is None or self._bundle.manifest.release != release_id:
                self._demand(release_id)
                self._bundle = self._read_bundle()
            return self._bundle

    def configured(self) -> Manifest:
        """The manifest of the release in the configured folder, loaded or not."""
        return self._read_manifest()

    def _demand(self, release_id: str) -> None:
        configured = self._read_manifest().release
        if configured != release_id:
            raise ConfigurationError(
                f"The catalogue is served by release {release_id}, but CREDENZA_RELEASE_DIR holds "
                f"{configured}: run `credenza release activate`."
            )

    @property
    def loaded(self) -> Encodes | None:
        """The encoder, if one has been loaded."""
        return self._encoder
