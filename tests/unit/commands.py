"""Whether a command line of ours, as documents and compose files write it, can be run."""

from __future__ import annotations

from collections.abc import Sequence

import click

from backend.cli import main


def parse(arguments: Sequence[str]) -> None:
    """Parse what stands behind `credenza`, without running it. Raises `click.ClickException`."""
    command: click.Command = main
    rest = list(arguments)
    context: click.Context | None = None
    while isinstance(command, click.Group):
        context = click.Context(command, parent=context, info_name=command.name)
        name, found, rest = command.resolve_command(context, rest)
        if found is None:
            raise click.UsageError(f"There is no command {name!r}.")
        command = found
    with command.make_context(command.name, rest, parent=context):
        pass
