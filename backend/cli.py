"""The command line. Every error it can name ends in one sentence and exit code 1."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from backend.dataset.command import dataset
from backend.embedded.config import DEFAULT_DATA_DIR, DEFAULT_DEMO_DIR, DEFAULT_PORT
from backend.encoder.command import check as check_release
from backend.encoder.command import show as show_release
from backend.errors import CredenzaError
from backend.settings import load_settings
from backend.studio.command import studio
from backend.training.command import train
from backend.training.diagnosis.command import diagnose
from backend.training.evaluation.command import evaluate

if TYPE_CHECKING:
    from backend.bootstrap import Services
    from backend.catalogue.database import Database


class _OneSentence(click.Group):
    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except CredenzaError as error:
            raise click.ClickException(error.detail) from None
        except Exception as error:
            if type(error).__module__ != "sqlalchemy.exc":
                raise
            reason = str(error).strip().splitlines()[0]
            raise click.ClickException(f"The catalogue's database failed: {reason}") from None


@click.group(cls=_OneSentence)
@click.version_option(package_name="credenza")
def main() -> None:
    """Visual search and style matching for furniture storefronts."""


main.add_command(dataset)
main.add_command(studio)
main.add_command(train)
main.add_command(evaluate)
main.add_command(diagnose)


# Most commands need little: what takes a second to import is imported where it is used.


@contextmanager
def _services() -> Iterator[Services]:
    from backend.bootstrap import build
    from migrations.schema import check

    services = build(load_settings())
    try:
        check(services.database)
        yield services
    finally:
        services.close()


@contextmanager
def _catalogue() -> Iterator[Database]:
    from backend.catalogue.database import Database

    database = Database(load_settings().database_url)
    try:
        yield database
    finally:
        database.close()


@main.command()
def migrate() -> None:
    """Bring the catalogue's database up to date."""
    from migrations.schema import migrate as upgrade

    with _catalogue() as database:
        before, after = upgrade(database)
    if before == after:
        click.echo(f"The catalogue is up to date (revision {after}).")
    else:
        click.echo(f"The catalogue was brought from revision {before or 'none'} to {after}.")


def _check_schema() -> None:
    from migrations.schema import check

    with _catalogue() as database:
        check(database)


@main.command()
@click.option("--processes", default=1, show_default=True, help="API processes.")
def api(processes: int) -> None:
    """Serve the API (CREDENZA_HOST, CREDENZA_PORT)."""
    import uvicorn

    settings = load_settings()
    _check_schema()
    uvicorn.run(
        "backend.api.application:from_environment",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=processes,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=10,
        server_header=False,
    )


def _celery(*arguments: str) -> None:
    """Become a Celery program; this package does not import the workers."""
    settings = load_settings()
    # Celery's soft shutdown puts a task that does not end in time back into the queue.
    os.environ.setdefault("REMAP_SIGTERM", "SIGQUIT")
    command = [sys.executable, "-m", "celery", "-A", "workers.app:app", *arguments]
    command += ["--loglevel", settings.log_level]
    sys.stdout.flush()
    os.execv(sys.executable, command)  # noqa: S606  # our own interpreter, fixed arguments


@main.command()
@click.option("--concurrency", default=1, show_default=True, help="Processes; one per GPU.")
def worker(concurrency: int) -> None:
    """Embed and index listings as they arrive."""
    _check_schema()
    _celery("worker", "--concurrency", str(concurrency), "--without-gossip", "--without-mingle")


@main.command()
@click.option(
    "--schedule",
    default=str(DEFAULT_DATA_DIR / "beat-schedule"),
    show_default=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where it remembers what ran when.",
)
def beat(schedule: Path) -> None:
    """Send the scheduled tasks: relay, reconciliation, housekeeping. Run exactly one."""
    schedule.parent.mkdir(parents=True, exist_ok=True)
    _celery("beat", "--schedule", str(schedule))


@main.group()
def release() -> None:
    """Model releases."""


release.add_command(check_release)
release.add_command(show_release)


@release.command()
def activate() -> None:
    """Make the release in CREDENZA_RELEASE_DIR the live one; listings are indexed anew for it."""
    from sqlalchemy.exc import IntegrityError

    from backend.catalogue import releases
    from backend.clock import utc_now
    from backend.encoder.manifest import read_manifest

    _check_schema()
    manifest = read_manifest(load_settings().release_dir)
    dimensions = {name: output.dimension for name, output in manifest.outputs.items()}
    try:
        with _catalogue() as database, database.write() as session:
            live, owed = releases.activate(session, manifest.release, dimensions, now=utc_now())
    except IntegrityError:
        raise CredenzaError(
            "Another process made a release live at the same moment: look which, and run it again."
        ) from None
    click.echo(f"Release {live.id} is live; {owed} listings are to be indexed for it.")


@main.group()
def parked() -> None:
    """Listings whose indexing failed for good."""


@parked.command("list")
def list_parked() -> None:
    """Show them, the newest first, with the reason."""
    from backend.catalogue.parked import parked as all_parked

    with _services() as services, services.database.read() as session:
        found = all_parked(session)
    for item in found:
        click.echo(
            f"{item.parked_at:%Y-%m-%d %H:%M:%S}  {item.listing_id}  {item.reason}  "
            f"after {item.attempts} attempts: {item.detail}  (request {item.request_id})"
        )
    click.echo(f"{len(found)} parked.")


@parked.command()
@click.argument("listing_ids", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Replay all of them.")
def replay(listing_ids: tuple[str, ...], everything: bool) -> None:
    """Try parked listings again."""
    from backend.catalogue.parked import replay as owe_again

    if bool(listing_ids) == everything:
        raise click.UsageError("Name listings, or say --all.")
    with _services() as services:
        with services.database.write() as session:
            count = owe_again(
                session,
                None if everything else listing_ids,
                now=services.clock(),
                request_id="replay",
            )
        services.dispatcher.nudge()
    click.echo(f"{count} listings will be tried again.")


@main.command()
def reconcile() -> None:
    """Compare catalogue and index now, and owe whatever repairs are needed."""
    from backend.ingest.reconcile import reconcile as compare

    with _services() as services:
        repairs = compare(services)
    click.echo(f"{repairs.owed} listings owed again, {repairs.deleted} orphans deleted.")


@main.command()
def settings() -> None:
    """Print every setting with its default and its meaning."""
    from backend.settings_table import settings_table

    click.echo(settings_table())


@main.command()
@click.option("--port", default=DEFAULT_PORT, show_default=True, help="And the two after it.")
@click.option(
    "--data-dir",
    default=DEFAULT_DATA_DIR,
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
)
@click.option(
    "--demo-dir",
    default=DEFAULT_DEMO_DIR,
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
)
@click.option("--no-load", is_flag=True, help="Do not send the demo catalogue.")
@click.option("--exit-after-load", is_flag=True, help="Stop once everything is searchable.")
def demo(port: int, data_dir: Path, demo_dir: Path, no_load: bool, exit_after_load: bool) -> None:
    """Run the whole system on this machine with the demo catalogue in it."""
    from backend.embedded.config import EmbeddedConfig
    from backend.embedded.demo import run_demo

    config = EmbeddedConfig(data_dir=data_dir, demo_dir=demo_dir, port=port)
    sys.exit(run_demo(config, load=not no_load, exit_after_load=exit_after_load))


if __name__ == "__main__":
    main()
