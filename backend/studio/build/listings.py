"""The first stage: designs become packshots, labels, titles and prices."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from PIL import Image

from backend.dataset.records import ListingRow, Share, Size, TruthRow
from backend.errors import ConfigurationError
from backend.studio.build.options import BuildOptions
from backend.studio.designs.design import Design
from backend.studio.designs.splits import split_of_design
from backend.studio.furniture.piece import Piece, mesh_of, piece_of
from backend.studio.geometry.mesh import MeshArrays
from backend.studio.labels.colors import NamedColor, color_of_each_material, named_colors
from backend.studio.labels.faults import as_told
from backend.studio.labels.materials import material_shares
from backend.studio.labels.mixture import style_weights
from backend.studio.labels.palette import palette
from backend.studio.labels.pattern import seen_pattern
from backend.studio.labels.prices import price_of, stock_of
from backend.studio.labels.text import Facts, write_texts
from backend.studio.labels.tones import metal_tone, wood_tone
from backend.studio.labels.visible import Visible
from backend.studio.materials.photographic import PhotoAtlas
from backend.studio.photos.packshot import View, packshot, studio, usual_view
from backend.studio.seeds import generator
from backend.studio.shoppers.popularity import is_cold

CURRENCY = "EUR"


class Made(Struct, frozen=True):
    """A listing as its merchant tells of it, and as it is."""

    listing: ListingRow
    truth: TruthRow


def make_design(
    design: Design, name: str, options: BuildOptions, folder: Path, atlas: PhotoAtlas
) -> list[Made]:
    """Render all finishes of a design into `folder` and describe them; `name` is what the shop
    calls the design."""
    mesh = mesh_of(design)
    size = size_of(mesh)
    views = design_views(design, options)
    seen = []
    for finish in range(len(design.finishes)):
        piece = piece_of(design, finish, mesh, atlas)
        seen.append(_photograph(piece, views, options, folder, atlas))
    colored = [named_colors(visible) for visible in seen]
    facts = [_facts(design, *each, size) for each in zip(seen, colored, strict=True)]
    texts = write_texts(name, design.shape, facts, options.seed)
    styles = style_weights(design)
    split = split_of_design(design.id, options.seed)
    made = []
    for finish, (visible, colors, fact, text) in enumerate(
        zip(seen, colored, facts, texts, strict=True)
    ):
        listing = design.listing_id(finish)
        materials = material_shares(visible)
        pattern = seen_pattern(visible)
        prices = {share.name: share.share for share in materials}
        true_row = ListingRow(
            id=listing,
            title=text.title,
            description=text.description,
            category=design.category,
            colors=fact.colors,
            materials=fact.materials,
            style=design.style,
            pattern=pattern.name,
            price=price_of(design.category, size, prices, styles, options.seed, design.id, finish),
            currency=CURRENCY,
            stock=stock_of(options.seed, listing),
            group=design.id,
            size_cm=size,
            images=tuple(picture_path(listing, k, options) for k in range(len(views))),
            split=split,
        )
        told = as_told(true_row, options.seed)
        truth = TruthRow(
            id=listing,
            group=design.id,
            category=design.category,
            style=design.style,
            styles=styles,
            colors=tuple(Share(name=color.name, share=color.share) for color in colors),
            palette=palette(visible),
            materials=materials,
            pattern=pattern.name,
            busy=pattern.busy,
            wood=wood_tone(visible),
            metal=metal_tone(visible),
            size_cm=size,
            missing=told.missing,
            wrong=told.wrong,
            cold=is_cold(design.id, options.seed),
        )
        made.append(Made(told.row, truth))
    return made


def design_views(design: Design, options: BuildOptions) -> tuple[View, ...]:
    """The packshots' views: the same for all finishes, as a shop takes them."""
    random = generator(options.seed, "views", design.id)
    return tuple(usual_view(design.category, random) for _ in range(options.views))


def size_of(mesh: MeshArrays) -> Size:
    """Outer measures in whole centimetres."""
    low, high = mesh.vertices.min(axis=0), mesh.vertices.max(axis=0)
    width, height, depth = (max(1.0, float(round(100 * each))) for each in high - low)
    return Size(width=width, depth=depth, height=height)


def picture_path(listing: str, view: int, options: BuildOptions) -> str:
    return f"images/packshots/{listing}-{view}.{options.suffix}"


def save_picture(image: NDArray[np.uint8], file: Path, options: BuildOptions) -> None:
    """Write a picture in the data set's format."""
    if options.picture_format == "jpeg":
        Image.fromarray(image).save(file, "JPEG", quality=options.quality, subsampling=0)
    else:
        Image.fromarray(image).save(file, "WEBP", quality=options.quality, method=4)


def _photograph(
    piece: Piece,
    views: tuple[View, ...],
    options: BuildOptions,
    folder: Path,
    atlas: PhotoAtlas,
) -> Visible:
    scene = studio(piece.mesh, piece.materials, atlas)
    frames = []
    for number, view in enumerate(views):
        frame = packshot(scene, view, options.size)
        save_picture(frame.image, folder / picture_path(piece.listing, number, options), options)
        frames.append(frame)
    try:
        return Visible.of(frames, piece.materials)
    except ValueError as error:
        raise ConfigurationError(f"{piece.listing} at {options.size} pixels: {error}.") from None


def _facts(design: Design, visible: Visible, colors: Sequence[NamedColor], size: Size) -> Facts:
    return Facts(
        category=design.category,
        style=design.style,
        second_style=design.second_style,
        colors=tuple(color.name for color in colors),
        materials=tuple(share.name for share in material_shares(visible)),
        color_of=color_of_each_material(visible),
        pattern=seen_pattern(visible).name,
        size=size,
    )
