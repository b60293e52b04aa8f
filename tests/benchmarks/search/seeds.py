"""The demo catalogue as the shipped release sees it: what larger catalogues are grown from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from backend.catalogue.attributes import Predictions
from backend.dataset.read import open_dataset
from backend.dataset.records import ListingRow
from backend.encoder.session import Encoder
from backend.images.decode import DecodeLimits
from backend.images.load import prepare
from backend.images.palette import palette
from backend.images.resize import Picture
from backend.ingest.predict import predictions_of
from backend.listing import Listing
from backend.settings import Settings

Vectors = NDArray[np.float32]

_LIMITS = DecodeLimits(max_bytes=20_000_000, max_pixels=50_000_000)
_BATCH = 32


class Seeds(Struct, frozen=True, kw_only=True):
    """Real vectors by field name: of `listings`, row by row, and of phone photos of some of them.
    `parts` are the spans that a vector is put together from."""

    release: str
    listings: list[Listing]
    predictions: list[Predictions]
    vectors: dict[str, Vectors]
    photos: dict[str, Vectors]
    photo_files: list[str]
    parts: dict[str, list[tuple[int, int]]]


def seeds(demo: Path, kept: Path) -> Seeds:
    """Looks at every picture of the demo once, and keeps what it saw in the folder `kept`."""
    encoder = Encoder.load(demo / "release", "cpu", threads=2)
    file = kept / f"seeds-{encoder.manifest.release}.msgpack"
    if file.is_file():
        return msgspec.msgpack.decode(file.read_bytes(), type=Seeds, dec_hook=_unpacked)
    found = _look(demo, encoder)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(msgspec.msgpack.encode(found, enc_hook=_packed))
    return found


def _look(demo: Path, encoder: Encoder) -> Seeds:
    dataset = open_dataset(demo)
    size = encoder.manifest.preprocessing.size
    rows, photos = list(dataset.listings()), list(dataset.photos())
    sure = Settings.model_fields["prediction_min_confidence"].default

    def picture(path: str) -> Picture:
        return prepare(dataset.image(path).read_bytes(), limits=_LIMITS, size=size)

    predicted: list[Predictions] = []
    parts: list[dict[str, Vectors]] = []
    for start in range(0, len(rows), _BATCH):
        pictures = [picture(row.images[0]) for row in rows[start : start + _BATCH]]
        outputs = encoder.encode(pictures)
        parts.append({name: outputs[name] for name in encoder.manifest.outputs})
        predicted += [
            msgspec.structs.replace(
                predictions_of(encoder.manifest, outputs, at, min_confidence=sure),
                palette=palette(each),
            )
            for at, each in enumerate(pictures)
        ]
    of_photos = encoder.encode([picture(photo.image) for photo in photos])
    return Seeds(
        release=encoder.manifest.release,
        listings=[_listing(row) for row in rows],
        predictions=predicted,
        vectors={name: _joined(parts, name) for name in encoder.manifest.outputs},
        photos={name: of_photos[name] for name in encoder.manifest.outputs},
        photo_files=[str(dataset.image(photo.image)) for photo in photos],
        parts={
            name: sorted(output.parts.values()) or [(0, output.dimension)]
            for name, output in encoder.manifest.outputs.items()
        },
    )


def _listing(row: ListingRow) -> Listing:
    size = row.size_cm
    return Listing(
        id=row.id,
        version=1,
        title=row.title or row.id,
        description=row.description or "",
        url=f"https://shop.example/{row.id}",
        images=tuple(f"https://shop.example/{image}" for image in row.images),
        category=row.category,
        colors=row.colors,
        materials=row.materials,
        style=row.style,
        width_mm=None if size is None else _millimetres(size.width),
        depth_mm=None if size is None else _millimetres(size.depth),
        height_mm=None if size is None else _millimetres(size.height),
        price_cents=None if row.price is None else round(row.price * 100),
        currency=row.currency,
        stock=row.stock,
        group=row.group,
    )


def _millimetres(centimetres: float | None) -> int | None:
    return None if centimetres is None else round(centimetres * 10)


def _joined(parts: Sequence[dict[str, Vectors]], name: str) -> Vectors:
    return np.concatenate([part[name] for part in parts])


def _packed(value: object) -> object:
    if isinstance(value, np.ndarray):
        return (value.shape, value.astype(np.float32).tobytes())
    raise NotImplementedError


def _unpacked(kind: type, value: object) -> object:
    assert isinstance(value, list)
    shape, raw = value
    return np.frombuffer(raw, np.float32).reshape(shape)
