"""Which designs a build has: all that its options say, before anything is drawn."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from backend.dataset.records import DatasetInfo
from backend.errors import InvalidInput
from backend.studio.build.options import STUDIO_VERSION, BuildOptions, textures_digest
from backend.studio.designs.design import Design
from backend.studio.designs.sample import plan
from backend.studio.furniture.builders import CATEGORIES

GENERATOR: Final = "credenza studio"
"""What `dataset.json` names as the maker."""


@cache
def planned_designs(options: BuildOptions) -> tuple[Design, ...]:
    """A process works on one build: made once for all of its shards."""
    shapes = {name: furniture.sample_shape for name, furniture in CATEGORIES.items()}
    return plan(options.listings, options.seed, shapes)


def options_of(info: DatasetInfo, textures: Path | None = None) -> BuildOptions:
    """The options that a data set was built with; `textures` is the folder that was mixed in.

    Raises `InvalidInput` if this version of the studio did not make it, or with a folder that is
    not given now.
    """
    made_by = info.generator
    if made_by is None or made_by.name != GENERATOR or made_by.seed is None:
        raise InvalidInput("The data set was not made by the studio.")
    if made_by.version != STUDIO_VERSION:
        raise InvalidInput(
            f"The data set was made by version {made_by.version} of the studio, this is"
            f" {STUDIO_VERSION}."
        )
    options = dict(made_by.options)
    options["textures"] = str(textures) if textures else None
    try:
        found = msgspec.convert(options | {"seed": made_by.seed}, BuildOptions)
    except msgspec.ValidationError as error:
        raise InvalidInput(f"The data set's options are not as they must be: {error}.") from None
    if textures_digest(found) != made_by.options.get("textures"):
        raise InvalidInput("The data set was built with another folder of textures, or none.")
    return found
