"""A model release on disk: a folder with `model.onnx`, `manifest.json` and what goes with them.

The manifest is written last, so that its presence means that the release is complete. The other
files may be missing from a release that has no use for them: `matching.npz` (`matching`),
`stated.npz` (`stated`), `calibration.json` (`calibration`) and `parity.npz` (`parity`).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta, Struct, structs

from backend.errors import ConfigurationError
from backend.images.resize import Preprocessing
from backend.taxonomy import CATEGORIES, COLORS, MATERIALS, PATTERNS, STYLES

FORMAT: Final = 3
READABLE: Final = (2, FORMAT)
"""Releases of the former format go by pictures alone: none of them has a `stated.npz`, which would
have gone unheard in what read that format."""
MODEL_FILE: Final = "model.onnx"
MANIFEST_FILE: Final = "manifest.json"
MATCHING_FILE: Final = "matching.npz"
STATED_FILE: Final = "stated.npz"
CALIBRATION_FILE: Final = "calibration.json"
PARITY_FILE: Final = "parity.npz"
OPTIONAL_FILES: Final = (MATCHING_FILE, STATED_FILE, CALIBRATION_FILE, PARITY_FILE)

ATTRIBUTE_PREFIX: Final = "attribute_"
KNOWN_VALUES: Final[Mapping[str, frozenset[str]]] = {
    "category": frozenset(CATEGORIES),
    "colors": frozenset(COLORS),
    "materials": frozenset(MATERIALS),
    "style": frozenset(STYLES),
    "pattern": frozenset(PATTERNS),
}
"""The attributes a release may predict, with the values that this version knows."""

ReleaseId = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
FileName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$")]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]


Share = Annotated[float, Meta(ge=0, le=1)]


class VectorOutput(Struct, frozen=True, kw_only=True):
    """An output of shape (batch, dimension); `unit` promises rows of length 1.

    `parts` names stretches of a row by their first number and the one after their last.
    """

    dimension: Annotated[int, Meta(ge=1, le=32_768)]
    unit: bool = True
    parts: dict[str, tuple[int, int]] = {}


class AttributeOutput(Struct, frozen=True, kw_only=True):
    """An output of shape (batch, len(values)): how probable each value is, in [0, 1].

    Of a single-valued attribute a row adds up to one. Of one with `several` each value has a
    probability of its own, and counts from its threshold on.
    """

    values: Annotated[tuple[str, ...], Meta(min_length=1)]
    several: bool = False
    thresholds: tuple[Share, ...] = ()


class Provenance(Struct, frozen=True, kw_only=True):
    """Where the numbers in the model come from.

    `weights` and `license` are those of the network it began with, `trained_on` says which pictures
    it learned from, and `config` holds every setting of the run.
    """

    weights: str
    license: str
    trained_on: str
    config: dict[str, Any] = {}


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
    attributes: dict[str, AttributeOutput] = {}
    taxonomy: Sha256 | None
    provenance: Provenance
    quality: dict[str, float]

    @property
    def widths(self) -> dict[str, int]:
        """Numbers in a row of each of the graph's outputs, vectors and attributes, by its name."""
        vectors = {name: output.dimension for name, output in self.outputs.items()}
        return vectors | {
            attribute_output(key): len(output.values) for key, output in self.attributes.items()
        }


def attribute_output(key: str) -> str:
    """What the graph calls its output of the attribute `key`."""
    return f"{ATTRIBUTE_PREFIX}{key}"


class _Versioned(Struct):
    format: int


def read_manifest(directory: Path) -> Manifest:
    """The manifest of a release that is complete, unaltered and served by this code.

    Raises `ConfigurationError` naming the file that is not as it must be.
    """
    path = directory / MANIFEST_FILE
    manifest = _parsed(path)
    _check(manifest, path)
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


def _check(manifest: Manifest, path: Path) -> None:
    """Raise `ConfigurationError` for the first thing in it that contradicts another."""
    if MODEL_FILE not in manifest.files:
        raise ConfigurationError(f"{path} does not list {MODEL_FILE}.")
    if not manifest.outputs:
        raise ConfigurationError(f"{path} names no vector that the model gives.")
    for name, output in manifest.outputs.items():
        if name.startswith(ATTRIBUTE_PREFIX):
            raise ConfigurationError(f"{path} names the vector {name} like an attribute's output.")
        end = 0
        for part, (first, after) in sorted(output.parts.items(), key=lambda item: item[1]):
            if not end <= first < after <= output.dimension:
                raise ConfigurationError(
                    f"{path} places the part {part} of {name} at {first} to {after}, outside its "
                    f"{output.dimension} numbers or inside another part."
                )
            end = after
    for key, attribute in manifest.attributes.items():
        _check_attribute(key, attribute, path)


def _check_attribute(key: str, attribute: AttributeOutput, path: Path) -> None:
    if key not in KNOWN_VALUES:
        raise ConfigurationError(
            f"{path} predicts {key!r}, which is none of {', '.join(KNOWN_VALUES)}."
        )
    if unknown := [value for value in attribute.values if value not in KNOWN_VALUES[key]]:
        raise ConfigurationError(
            f"{path} predicts {key} that this version of Credenza does not know: "
            f"{', '.join(unknown)}. Build the release again."
        )
    if len(set(attribute.values)) < len(attribute.values):
        raise ConfigurationError(f"{path} lists a value of {key} twice.")
    wanted = len(attribute.values) if attribute.several else 0
    if len(attribute.thresholds) != wanted:
        raise ConfigurationError(
            f"{path} has {len(attribute.thresholds)} thresholds for {key}, not {wanted}: one for "
            "each value if a listing may have several, else none."
        )


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
    attributes: Mapping[str, AttributeOutput] | None = None,
    extra: Mapping[str, bytes] | None = None,
    taxonomy: str | None = None,
    created_at: datetime | None = None,
) -> Manifest:
    """Write a release with the files of `extra` beside its model.

    Its id is `name` and eight digits of a SHA-256 over all that decides what it answers: the same
    for the same files, vectors, attributes and preprocessing, whatever was measured of them.

    A reader sees the former release, none, or this one, never a mixture: the former manifest goes
    first and the new one comes last. Raises `ConfigurationError`, before anything is written, for
    what `read_manifest` would refuse.
    """
    contents = {**(extra or {}), MODEL_FILE: model}
    files = {file: _sha256(content) for file, content in sorted(contents.items())}
    served = (files, preprocessing, dict(outputs), dict(attributes or {}))
    digest = _sha256(msgspec.json.encode(served, order="sorted"))
    manifest = Manifest(
        format=FORMAT,
        release=f"{name}-{digest[:8]}",
        created_at=(created_at or datetime.now(UTC)).replace(microsecond=0),
        files=files,
        preprocessing=preprocessing,
        preprocessing_hash=preprocessing.digest,
        input=input_name,
        outputs=dict(outputs),
        attributes=dict(attributes or {}),
        taxonomy=taxonomy,
        provenance=provenance,
        quality={figure: float(value) for figure, value in quality.items()},
    )
    path = directory / MANIFEST_FILE
    if MODEL_FILE in (extra or {}) or MANIFEST_FILE in files:
        raise ConfigurationError(f"{MODEL_FILE} and {MANIFEST_FILE} are no extra files.")
    encoded = msgspec.json.encode(manifest)
    try:
        msgspec.json.decode(encoded, type=Manifest)  # structs check their constraints when decoded
    except msgspec.ValidationError as error:
        raise ConfigurationError(f"{path} cannot be written: {error}.") from None
    _check(manifest, path)
    directory.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    for file in OPTIONAL_FILES:
        (directory / file).unlink(missing_ok=True)
    for file, content in contents.items():
        _replace(directory / file, content)
    _replace(path, msgspec.json.format(encoded, indent=2) + b"\n")
    return manifest


def record_quality(directory: Path, quality: Mapping[str, float]) -> Manifest:
    """Put measured figures into a release's manifest, in place of those that are there; the release
    and its id stay. Raises `ConfigurationError` as `read_manifest` does."""
    manifest = structs.replace(
        read_manifest(directory),
        quality={figure: float(value) for figure, value in quality.items()},
    )
    encoded = msgspec.json.encode(manifest)
    _replace(directory / MANIFEST_FILE, msgspec.json.format(encoded, indent=2) + b"\n")
    return manifest


def _parsed(path: Path) -> Manifest:
    raw = _read(path)
    try:
        version = msgspec.json.decode(raw, type=_Versioned).format
        if version not in READABLE:
            raise ConfigurationError(
                f"{path} has manifest format {version}; this version of Credenza reads "
                f"{' and '.join(map(str, READABLE))}."
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
