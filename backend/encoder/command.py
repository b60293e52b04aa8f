"""`credenza release show` and `credenza release check`: what a release is, and whether it is good
enough. `activate`, which needs the catalogue, is with the other commands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from backend.errors import InvalidInput

if TYPE_CHECKING:
    from backend.encoder.acceptance import Measured, Refusal
    from backend.encoder.manifest import Manifest

SHIPPED: Final = Path("demo/release")
FOLDER: Final = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.argument("directory", type=FOLDER)
@click.option(
    "--against",
    type=FOLDER,
    help=f"The release it would replace.  [default: {SHIPPED}, where there is one]",
)
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
def check(directory: Path, against: Path | None, as_json: bool) -> None:
    """Refuse a release whose figures lose to a control or to the release it would replace."""
    from backend.encoder.acceptance import HEADLINES, refusals
    from backend.encoder.manifest import read_manifest
    from backend.encoder.release import open_release

    manifest = open_release(directory).manifest
    against = against or _shipped(directory)
    other = None if against is None else read_manifest(against)
    found = refusals(
        manifest.quality,
        None if other is None else other.quality,
        other_name="" if other is None else other.release,
    )
    if as_json:
        _print_json(manifest, other, found)
    else:
        for refusal in found:
            click.echo(str(refusal))
    if found:
        headlines = len({refusal.headline for refusal in found})
        raise InvalidInput(
            f"Release {manifest.release} is refused for {headlines} of its {len(HEADLINES)} "
            "headline figures."
        )
    if not as_json:
        rival = "" if other is None else f" and to release {other.release}"
        click.echo(f"Release {manifest.release} is accepted: it loses to no control{rival}.")


@click.command()
@click.argument("directory", type=FOLDER)
def show(directory: Path) -> None:
    """Print what a release is, where it comes from, and its headline figures."""
    from rich.console import Console
    from rich.table import Table

    from backend.encoder.acceptance import HEADLINES, measured
    from backend.encoder.release import open_release

    manifest = open_release(directory).manifest
    console = Console(highlight=False, markup=False)
    facts = Table.grid(padding=(0, 2))
    for label, value in _facts(manifest):
        facts.add_row(label, value)
    console.print(facts)
    table = Table("headline", "figure", "95 % interval", "controls", "ceiling")
    for headline in HEADLINES:
        found = measured(manifest.quality, headline.name)
        if found is not None:
            table.add_row(headline.name, *_cells(found))
    if table.row_count:
        console.print(table)
    else:
        console.print("None of the headline figures was measured.")


def _shipped(directory: Path) -> Path | None:
    """The release that comes with Credenza, unless that is the one being checked."""
    from backend.encoder.manifest import MANIFEST_FILE

    if not (SHIPPED / MANIFEST_FILE).is_file() or SHIPPED.resolve() == directory.resolve():
        return None
    return SHIPPED


def _print_json(manifest: Manifest, other: Manifest | None, found: list[Refusal]) -> None:
    import msgspec

    verdict: dict[str, Any] = {
        "release": manifest.release,
        "against": None if other is None else other.release,
        "accepted": not found,
        "refusals": found,
    }
    click.echo(msgspec.json.format(msgspec.json.encode(verdict), indent=2))


def _facts(manifest: Manifest) -> list[tuple[str, str]]:
    source = manifest.provenance
    size = manifest.preprocessing.size
    vectors = [f"{name} ({output.dimension})" for name, output in manifest.outputs.items()]
    attributes = [f"{key} ({len(each.values)})" for key, each in manifest.attributes.items()]
    return [
        ("release", manifest.release),
        ("made", f"{manifest.created_at:%Y-%m-%d %H:%M} UTC"),
        ("pictures", f"{size} x {size} pixels"),
        ("vectors", ", ".join(vectors)),
        ("attributes", ", ".join(attributes) or "none"),
        ("files", ", ".join(manifest.files)),
        ("weights", source.weights),
        ("license", source.license),
        ("trained on", source.trained_on),
        *((f"  {name}", str(value)) for name, value in source.config.items()),
    ]


def _cells(found: Measured) -> tuple[str, str, str, str]:
    interval = "none"
    if found.low is not None and found.high is not None:
        interval = f"{found.low:.3f} to {found.high:.3f}"
    controls = "\n".join(f"{name} {value:.3f}" for name, value in found.controls.items())
    ceiling = "" if found.ceiling is None else f"{found.ceiling:.3f}"
    return f"{found.figure:.3f}", interval, controls or "none", ceiling
