"""`credenza evaluate`: how good a release is."""

from __future__ import annotations

from pathlib import Path

import click

_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.option("--release", "release_dir", type=_FOLDER, required=True, help="A release's folder.")
@click.option("--dataset", "dataset_dir", type=_FOLDER, required=True, help="A data set's folder.")
@click.option(
    "--split", type=click.Choice(["validation", "test"]), default="test", show_default=True
)
@click.option(
    "--outside", type=_FOLDER, help="Studio pictures and phone photos of other furniture."
)
@click.option("--backbone", help="The network the release began with: a folder, or a hub's name.")
@click.option(
    "--ceiling",
    type=click.Path(dir_okay=False, path_type=Path),
    help="What whoever drew the rooms answers (see docs/evaluation.md).",
)
@click.option("--rooms", type=click.IntRange(0), default=1500, show_default=True, help="At most.")
@click.option("--threads", type=click.IntRange(1), default=1, show_default=True)
@click.option("--record", is_flag=True, help="Write the headline figures into the manifest.")
@click.option("--out", type=_FOLDER, required=True, help="Gets evaluation.json and index.html.")
def evaluate(
    release_dir: Path,
    dataset_dir: Path,
    split: str,
    outside: Path | None,
    backbone: str | None,
    ceiling: Path | None,
    rooms: int,
    threads: int,
    record: bool,
    out: Path,
) -> None:
    """Measure a release on a data set that it was not trained on, beside plain controls."""
    from backend.encoder.manifest import record_quality
    from backend.training.evaluation.evaluate import evaluate as measure
    from backend.training.evaluation.page import page
    from backend.training.evaluation.result import headlines

    found = measure(
        release_dir,
        dataset_dir,
        out,
        split="test" if split == "test" else "validation",
        outside=outside,
        backbone=backbone,
        ceiling=ceiling,
        rooms=rooms,
        threads=threads,
    )
    report = out / "index.html"
    report.write_text(page(found), encoding="utf-8")
    if record:
        record_quality(release_dir, headlines(found))
    click.echo(f"{report}: {len(found.figures)} figures of {found.release}.")
