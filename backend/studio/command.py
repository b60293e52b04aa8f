"""`credenza studio`: draw a catalogue."""

from __future__ import annotations

import os
from pathlib import Path

import click

from backend.errors import ConfigurationError


@click.group()
def studio() -> None:
    """Draw a furniture catalogue whose truth is known."""
    try:
        import numba  # noqa: F401
    except ImportError:
        raise ConfigurationError(
            "The studio needs numba: pip install 'credenza[studio]'."
        ) from None


@studio.command()
@click.option("--listings", type=click.IntRange(1), required=True, help="Listings to draw.")
@click.option("--rooms", type=click.IntRange(0), default=0, show_default=True)
@click.option(
    "--room-pictures",
    type=click.IntRange(0),
    help="How many of the rooms are drawn; the others are lists of what stands in them. All.",
)
@click.option(
    "--photos", type=click.IntRange(0), default=0, show_default=True, help="Phone photos."
)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder of the data set; an unfinished one is gone on with.",
)
@click.option("--workers", type=click.IntRange(1), default=None, help="Processes; one per core.")
@click.option(
    "--textures",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of photographic textures to mix in (see docs/studio.md).",
)
@click.option("--size", type=int, default=256, show_default=True, help="Pixels of a packshot.")
@click.option("--room-size", type=int, default=512, show_default=True, help="Width of a room.")
@click.option(
    "--photo-size", type=int, default=384, show_default=True, help="Longer side of a photo."
)
@click.option("--views", type=int, default=2, show_default=True, help="Packshots of a listing.")
@click.option("--picture-format", type=click.Choice(["jpeg", "webp"]), default="jpeg")
@click.option("--interactions/--no-interactions", default=True, help="Simulate shoppers.")
@click.option("--quality", type=int, default=90, show_default=True, help="Of the pictures' coder.")
def build(
    listings: int,
    rooms: int,
    room_pictures: int | None,
    photos: int,
    seed: int,
    out: Path,
    workers: int | None,
    textures: Path | None,
    size: int,
    room_size: int,
    photo_size: int,
    views: int,
    picture_format: str,
    quality: int,
    interactions: bool,
) -> None:
    """Draw listings, rooms and phone photos into a data set (docs/dataset.md).

    The same seed, options and version give the same pictures. Stopped by Ctrl-C, the same command
    goes on where it was.
    """
    from rich.console import Console

    from backend.studio.build.options import BuildOptions
    from backend.studio.build.run import build_dataset

    options = BuildOptions(
        listings=listings,
        rooms=rooms,
        room_pictures=room_pictures,
        photos=photos,
        seed=seed,
        size=size,
        room_size=room_size,
        photo_size=photo_size,
        views=views,
        picture_format=picture_format,
        quality=quality,
        interactions=interactions,
        textures=str(textures) if textures else None,
    )
    try:
        cores = len(os.sched_getaffinity(0))
        summary = build_dataset(options, out, workers or cores, Console(stderr=True))
    except KeyboardInterrupt:
        raise click.ClickException(
            "Stopped; what is drawn is kept, and the same command goes on from here."
        ) from None
    click.echo(summary)


@studio.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--of", "what", type=click.Choice(["listings", "rooms", "photos"]), default="listings"
)
@click.option("--category", help="Only listings of this category.")
@click.option("--style", help="Only listings of this style.")
@click.option("--most", type=click.IntRange(1), default=96, show_default=True)
@click.option("--columns", type=click.IntRange(1), default=8, show_default=True)
@click.option("--cell", type=click.IntRange(16), default=200, show_default=True, help="Pixels.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
def sheet(
    directory: Path,
    what: str,
    category: str | None,
    style: str | None,
    most: int,
    columns: int,
    cell: int,
    out: Path,
) -> None:
    """Put pictures of the data set DIRECTORY on one, to look through: a .webp, .jpg or .png."""
    from backend.dataset.read import open_dataset
    from backend.studio import contact_sheet as sheets

    dataset = open_dataset(directory)
    if what != "listings" and (category or style):
        raise click.UsageError("--category and --style are for listings only.")
    if what == "listings":
        entries = sheets.listings_of(dataset, category=category, style=style)
    else:
        entries = sheets.rooms_of(dataset) if what == "rooms" else sheets.photos_of(dataset)
    picture = sheets.contact_sheet(dataset, entries[:most], columns=columns, cell=cell)
    sheets.save_sheet(picture, out)
    click.echo(f"{out}: {min(most, len(entries))} of {len(entries)} pictures")
