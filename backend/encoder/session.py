"""A model release, served by ONNX Runtime. The only module that imports it."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol, Self

import numpy as np
import numpy.typing as npt
import structlog

from backend.encoder.batches import padded_size, slices
from backend.encoder.manifest import MODEL_FILE, PARITY_FILE, Manifest, read_manifest
from backend.encoder.outputs import checked
from backend.encoder.parity import demand_parity
from backend.encoder.port import Vectors
from backend.encoder.providers import Provider, ProviderOptions, demand_cuda, wanted_providers
from backend.errors import ConfigurationError, EncoderUnavailable
from backend.settings import ExecutionProvider

log = structlog.get_logger(__name__)


class Session(Protocol):
    """The part of `onnxruntime.InferenceSession` that is used once it is built."""

    def run(
        self, output_names: Sequence[str], input_feed: Mapping[str, npt.NDArray[np.uint8]]
    ) -> Sequence[npt.NDArray[Any]]: ...


class Encoder:
    """Implements `backend.encoder.port.Encodes`."""

    def __init__(self, manifest: Manifest, session: Session, provider: Provider) -> None:
        self._manifest = manifest
        self._session = session
        self._provider = provider
        size = manifest.preprocessing.size
        self._shape = (size, size, 3)

    @classmethod
    def load(
        cls, release_dir: Path, provider: ExecutionProvider = "auto", threads: int = 1
    ) -> Self:
        """Open a release; `threads` counts only where the CPU serves.

        A release that brings reference pictures is served only where it gives the answers that
        training had for them; `auto` leaves a GPU that gives others for the CPU.

        Raises `ConfigurationError` if the release is not as it must be, `EncoderUnavailable` if
        ONNX Runtime is not installed or a demanded GPU does not serve.
        """
        runtime = _runtime()
        manifest = read_manifest(release_dir)
        model = release_dir / MODEL_FILE
        wanted = wanted_providers(provider, runtime.get_available_providers())
        if len(wanted) > 1:
            try:
                session = _session(runtime, model, manifest, wanted, threads)
                return cls._on_gpu(manifest, session, release_dir)
            except (EncoderUnavailable, ConfigurationError) as error:
                if provider == "cuda":
                    raise
                log.warning("gpu_not_used", reason=error.detail)
        session = _session(runtime, model, manifest, wanted[-1:], threads)
        encoder = cls(manifest, session, "cpu")
        encoder._check_parity(release_dir)
        return encoder

    @classmethod
    def _on_gpu(cls, manifest: Manifest, session: Any, release_dir: Path) -> Self:
        demand_cuda(session.get_providers())
        encoder = cls(manifest, session, "cuda")
        # A GPU can load and still fail: no memory left, or too old for the kernels.
        encoder.encode([np.full(encoder._shape, 255, dtype=np.uint8)])
        encoder._check_parity(release_dir)
        return encoder

    def _check_parity(self, release_dir: Path) -> None:
        if PARITY_FILE in self._manifest.files:
            demand_parity(release_dir, self)

    @property
    def manifest(self) -> Manifest:
        return self._manifest

    @property
    def provider(self) -> Provider:
        """What really serves, whatever was asked for."""
        return self._provider

    def encode(self, pictures: Sequence[npt.NDArray[np.uint8]]) -> dict[str, Vectors]:
        """See `Encodes.encode`."""
        self._check_pictures(pictures)
        outputs = {
            name: np.empty((len(pictures), width), dtype=np.float32)
            for name, width in self._manifest.widths.items()
        }
        for part in slices(len(pictures)):
            for name, rows in self._run(np.stack(pictures[part])).items():
                outputs[name][part] = checked(self._manifest, name, rows)
        return outputs

    def _run(self, batch: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray[Any]]:
        count = len(batch)
        if self._provider == "cuda":
            missing = padded_size(count) - count
            batch = np.pad(batch, ((0, missing), (0, 0), (0, 0), (0, 0)))
        names = list(self._manifest.widths)
        try:
            results = self._session.run(names, {self._manifest.input: batch})
        except Exception as error:  # ONNX Runtime's exceptions share no other ancestor
            raise EncoderUnavailable(f"The model could not run: {_first_line(error)}") from error
        return {name: rows[:count] for name, rows in zip(names, results, strict=True)}

    def _check_pictures(self, pictures: Sequence[npt.NDArray[np.uint8]]) -> None:
        for position, picture in enumerate(pictures):
            if picture.dtype != np.uint8 or picture.shape != self._shape:
                raise ValueError(
                    f"picture {position} is {picture.dtype} {picture.shape}; "
                    f"this release takes uint8 {self._shape}"
                )


def _runtime() -> ModuleType:
    try:
        import onnxruntime
    except ImportError:
        raise EncoderUnavailable(
            "ONNX Runtime is not installed: install credenza[cpu] or credenza[gpu], never both."
        ) from None
    module: ModuleType = onnxruntime
    return module


def _session(
    runtime: ModuleType,
    model: Path,
    manifest: Manifest,
    providers: list[tuple[str, ProviderOptions]],
    threads: int,
) -> Any:
    options = runtime.SessionOptions()
    options.graph_optimization_level = runtime.GraphOptimizationLevel.ORT_ENABLE_ALL
    if len(providers) > 1:
        # Finds CUDA and cuDNN in the wheels that credenza[gpu] installs, not only system-wide.
        with redirect_stdout(sys.stderr):  # it prints what it misses
            runtime.preload_dlls()
    else:
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Threads that spin between calls would starve the decoders on the same cores.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        # Without enable_fallback=0 a failing provider is swapped for another behind our back.
        session = runtime.InferenceSession(
            str(model), options, providers=providers, enable_fallback=0
        )
    except Exception as error:  # ONNX Runtime's exceptions share no other ancestor
        message = f"{model} could not be loaded: {_first_line(error)}"
        if len(providers) > 1:
            raise EncoderUnavailable(message) from error
        raise ConfigurationError(message) from error
    _check_signature(session, manifest, model)
    return session


def _check_signature(session: Any, manifest: Manifest, model: Path) -> None:
    """Raise `ConfigurationError` unless the graph takes and gives what the manifest says."""
    size = manifest.preprocessing.size
    takes = {item.name: (item.type, item.shape[1:]) for item in session.get_inputs()}
    gives = {item.name: (item.type, item.shape[1:]) for item in session.get_outputs()}
    if takes != {manifest.input: ("tensor(uint8)", [size, size, 3])}:
        raise ConfigurationError(f"{model} does not take the input its manifest names.")
    for name, width in manifest.widths.items():
        if gives.get(name) != ("tensor(float)", [width]):
            raise ConfigurationError(f"{model} does not give the output {name} of its manifest.")


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
