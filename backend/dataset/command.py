"""`credenza dataset`: check a data set, and make one from somebody's catalogue."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from backend.errors import ConfigurationError, InvalidInput

if TYPE_CHECKING:
    from backend.dataset.importers.rows import RowError
    from backend.dataset.importers.run import Progress, Report, Target

SHOWN: Final = 20

Command = TypeVar("Command", bound=Callable[..., Any])
FILE: Final = click.Path(dir_okay=False, path_type=Path)
FOLDER: Final = click.Path(file_okay=False, path_type=Path)


@click.group()
def dataset() -> None:
    """Data sets: listings and pictures in a folder, to learn from."""


@dataset.command()
@click.argument("directory", type=FOLDER)
@click.option("--no-images", is_flag=True, help="Do not open the pictures: much faster.")
def check(directory: Path, no_images: bool) -> None:
    """Name everything that is wrong with a data set, by file and line."""
    from backend.dataset.check import problems
    from backend.dataset.read import open_dataset

    opened = open_dataset(directory)
    count = 0
    with _progress() as tell:
        found = problems(
            opened, images=not no_images, progress=lambda rows: tell("rows", rows, None)
        )
        for problem in found:
            count += 1
            click.echo(str(problem))
    if count:
        raise InvalidInput(f"{directory} has {_counted(count, 'problem')}.")
    click.echo(f"{directory} is as it must be.")


def _writing(command: Command) -> Command:
    """The options that both importers have."""
    options = (
        click.option("--images", required=True, type=FOLDER, help="The folder of pictures."),
        click.option("--out", required=True, type=FOLDER, help="Where the data set goes."),
        click.option("--link", is_flag=True, help="Make hard links of pictures, not copies."),
        click.option(
            "--max-bad-share",
            default=0.05,
            show_default=True,
            type=click.FloatRange(0, 1),
            help="Write nothing if more of the rows than this cannot be taken.",
        ),
        click.option("--seed", default=0, show_default=True, help="Of the splits."),
        click.option("--errors", type=FILE, help="Write all errors to this CSV file."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@dataset.command("import")
@click.argument("file", type=FILE)
@click.option("--mapping", required=True, type=FILE, help="What their columns mean (TOML).")
@_writing
def import_file(file: Path, mapping: Path, errors: Path | None, **options: Any) -> None:
    """Make a data set of a catalogue in a CSV, JSON Lines or Parquet file."""
    from backend.dataset.importers.mapping import read_mapping
    from backend.dataset.importers.run import import_table

    columns = read_mapping(mapping)
    target = _target(name=columns.name, licence=columns.licence, **options)
    with _progress() as tell:
        report = _reported(lambda: import_table(file, columns, target, tell), errors)
    _say(report, target)


@dataset.command("import-abo")
@click.argument("listings", nargs=-1, required=True, type=FILE)
@click.option("--images-csv", required=True, type=FILE, help="ABO's images.csv or images.csv.gz.")
@click.option(
    "--licence",
    default="CC BY 4.0, Amazon.com",
    show_default=True,
    help="As the licence file of your copy says.",
)
@_writing
def import_abo(
    listings: tuple[Path, ...],
    images_csv: Path,
    licence: str,
    errors: Path | None,
    **options: Any,
) -> None:
    """Make a data set of Amazon Berkeley Objects (listings_*.json.gz)."""
    from backend.dataset.importers import abo
    from backend.dataset.importers.run import write

    target = _target(name="Amazon Berkeley Objects", licence=licence, **options)
    paths = abo.read_images(images_csv)
    with _progress() as tell:
        report = _reported(lambda: write(abo.candidates(listings, paths), target, tell), errors)
    _say(report, target)


def _target(
    *, name: str, licence: str, images: Path, out: Path, link: bool, max_bad_share: float, seed: int
) -> Target:
    from backend.dataset.importers.run import Target

    return Target(
        directory=out,
        name=name,
        licence=licence,
        images=images,
        link=link,
        max_bad_share=max_bad_share,
        seed=seed,
    )


def _reported(work: Callable[[], Report], file: Path | None) -> Report:
    """The report of the work; what could not be taken is told even if nothing was written."""
    from backend.dataset.importers.run import TooManyBadRows

    try:
        report = work()
    except TooManyBadRows as error:
        _tell(error.errors, file)
        raise
    _tell(report.errors, file)
    return report


def _tell(errors: Sequence[RowError], file: Path | None) -> None:
    for error in errors[:SHOWN]:
        click.echo(str(error))
    if len(errors) > SHOWN:
        hint = "" if file else " (--errors FILE writes them all)"
        click.echo(f"… and {len(errors) - SHOWN:,} more{hint}.")
    if file is None:
        return
    try:
        with file.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.writer(opened)
            writer.writerow(("row", "column", "value", "why", "nearest"))
            writer.writerows(
                (error.row, error.column, error.value, error.why, " ".join(error.nearest))
                for error in errors
            )
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be written: {error.strerror}.") from None


def _say(report: Report, target: Target) -> None:
    for kind, count in report.skipped.items():
        click.echo(f"Skipped {count:,}: {kind}")
    click.echo(
        f"{_counted(report.written, 'listing')} and {_counted(report.images, 'picture')} written "
        f"to {target.directory}; {_counted(report.bad, 'row')} could not be taken."
    )


def _counted(count: int, thing: str) -> str:
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar on the terminal's error stream; nothing at all where there is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, disable=not console.is_terminal, transient=True
    ) as bars:
        tasks = {}

        def tell(what: str, done: int, total: int | None) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, total=total)

        yield tell
