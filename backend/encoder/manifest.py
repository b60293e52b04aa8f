"""A model release on disk: a folder with `model.onnx` and `manifest.json`.

The manifest is written last, so that its presence means that the release is complete.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from backend.errors import ConfigurationError
from backend.images.resize import Preprocessing

FORMAT: Final = 1
MODEL_FILE: Final = "model.onnx"
MANIFEST_FILE: Final = "manifest.json"

ReleaseId = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
FileName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$")]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]


class VectorOutput(Struct, frozen=True, kw_only=True):
    """An output of shape (batch, dimension); `unit` promises rows of length 1."""

    dimension: Annotated[int, Meta(ge=1, le=32_768)]
    unit: bool = True


class Provenance(Struct, frozen=True, kw_only=True):
    """Where the numbers in the model come from."""

    weights: str
    license: str
    projection: str
    fitted_on: str


class Manifest(Struct, frozen=True, kw_only=True):
    """Everything a program must know of a release to serve it, and a person to judge it.

    `files` maps file names to their SHA-256; `taxonomy` is the digest of the attribute values the
    model was taught, None if it was taught none; `quality` holds measured figures by name.
    """

    format: int
    release: ReleaseId
    created_at: datetime
    files: dict[FileName, Sha256]
    preprocessing: Preprocessing
    preprocessing_hash: Sha256
    input: str
    outputs: dict[str, VectorOutput]
    taxonomy: Sha256 | None
    provenance: Provenance
    quality: dict[str, float]


class _Versioned(Struct):
    format: int


def read_manifest(directory: Path) -> Manifest:
    """The manifest of a release that is complete, unaltered and served by this code.

    Raises `ConfigurationError` naming the file that is not as it must be.
    """
    path = directory / MANIFEST_FILE
    manifest = _parsed(path)
    if MODEL_FILE not in manifest.files:
        raise ConfigurationError(f"{path} does not list {MODEL_FILE}.")
    for name, expected in manifest.files.items():
        if _sha256(_read(directory / name)) != expected:
            raise ConfigurationError(
                f"{directory / name} is not the file that {MANIFEST_FILE} describes: "
                "its SHA-256 differs."
            )
    served = Preprocessing(size=manifest.preprocessing.size)
    if manifest.preprocessing != served or manifest.preprocessing_hash != served.digest:
        raise ConfigurationError(
            f"{path} asks for another picture preprocessing than this version of Credenza has; "
            "build the release again."
        )
    return manifest


def write_bundle(
    directory: Path,
    model: bytes,
    *,
    name: str,
    preprocessing: Preprocessing,
    input_name: str,
    outputs: Mapping[str, VectorOutput],
    provenance: Provenance,
    quality: Mapping[str, float],
    taxonomy: str | None = None,
    created_at: datetime | None = None,
) -> Manifest:
    """Write a release; its id is `name` and the first eight digits of the model's SHA-256.

    A reader sees the former release, none, or this one, never a mixture: the former manifest goes
    first and the new one comes last.
    """
    digest = _sha256(model)
    manifest = Manifest(
        format=FORMAT,
        release=f"{name}-{digest[:8]}",
        created_at=(created_at or datetime.now(UTC)).replace(microsecond=0),
        files={MODEL_FILE: digest},
        preprocessing=preprocessing,
        preprocessing_hash=preprocessing.digest,
        input=input_name,
        outputs=dict(outputs),
        taxonomy=taxonomy,
        provenance=provenance,
        quality=dict(quality),
    )
    encoded = msgspec.json.encode(manifest)
    msgspec.json.decode(encoded, type=Manifest)  # structs check their constraints when decoded
    directory.mkdir(parents=True, exist_ok=True)
    (directory / MANIFEST_FILE).unlink(missing_ok=True)
    _replace(directory / MODEL_FILE, model)
    _replace(directory / MANIFEST_FILE, msgspec.json.format(encoded, indent=2) + b"\n")
    return manifest


def _parsed(path: Path) -> Manifest:
    raw = _read(path)
    try:
        version = msgspec.json.decode(raw, type=_Versioned).format
        if version != FORMAT:
            raise ConfigurationError(
                f"{path} has manifest format {version}; this version of Credenza reads {FORMAT}."
            )
        return msgspec.json.decode(raw, type=Manifest)
    except msgspec.DecodeError as error:
        raise ConfigurationError(f"{path} is not a release manifest: {error}.") from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ConfigurationError(f"There is no {path}: the release is not complete.") from None
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.") from None


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _replace(path: Path, content: bytes) -> None:
    """Write beside and rename, with the bytes on disk before the name points at them."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
