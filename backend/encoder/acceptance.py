"""Whether a release may take the place of the one before it, by the figures in its manifest.

The rule: a headline figure loses to another figure that lies above the high end of its own
bootstrap interval. So chance alone does not refuse a release, and a figure with a wide interval
proves little: what decides is how many questions were asked. A release is refused if any headline
loses to a control that uses no training, or to the same headline of the other release; and if a
headline, its interval or one of its controls was not measured at all. What the other release never
measured is not compared with it.

In `Manifest.quality` a headline X stands beside `X.low` and `X.high`, its interval,
`X.control.NAME`, its controls, and `X.ceiling`, the most that can be reached, where that is known.
More is better in all of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Final, Literal

from msgspec import Struct

CONTROL: Final = ".control."


class Headline(Struct, frozen=True):
    """A figure by which releases are judged, with the controls that must stand beside it."""

    name: str
    controls: tuple[str, ...]


MAJORITY: Final = ("majority",)
UNTRAINED: Final = ("backbone", "color_histogram")
NO_MODEL: Final = ("popularity", "category", "mean_color")

HEADLINES: Final = (
    Headline("attributes.category.studio", MAJORITY),
    Headline("attributes.category.phone", MAJORITY),
    Headline("attributes.colors.studio", MAJORITY),
    Headline("attributes.materials.studio", MAJORITY),
    Headline("attributes.style.studio", MAJORITY),
    Headline("retrieval.phone.hit_at_1", UNTRAINED),
    Headline("retrieval.phone.hit_at_10", UNTRAINED),
    Headline("retrieval.other_finish.hit_at_1", UNTRAINED),
    Headline("outside.phone.hit_at_1", UNTRAINED),
    Headline("outside.phone.hit_at_10", UNTRAINED),
    Headline("outside.category_at_1", UNTRAINED),
    Headline("compatibility.auc", NO_MODEL),
    Headline("compatibility.fitb", NO_MODEL),
    Headline("popularity.cold_share", ("half_share",)),
)


class Measured(Struct, frozen=True, kw_only=True):
    """What a manifest says of one headline; `controls` by name, without its prefix."""

    figure: float
    low: float | None
    high: float | None
    ceiling: float | None
    controls: dict[str, float]


class Refusal(Struct, frozen=True, kw_only=True):
    """One reason against a release. `rival` is the control or release that did better, with its
    figure, or the control that is missing."""

    headline: str
    reason: Literal["not measured", "no interval", "no control", "loses"]
    figure: float | None = None
    low: float | None = None
    high: float | None = None
    rival: str | None = None
    rival_figure: float | None = None

    def __str__(self) -> str:
        match self.reason:
            case "not measured":
                return f"{self.headline} was not measured."
            case "no interval":
                return f"{self.headline} = {self.figure:.4g} has no interval around it."
            case "no control":
                return f"{self.headline} = {self.figure:.4g} has no figure of {self.rival}."
            case "loses":
                return (
                    f"{self.headline} = {self.figure:.4g} ({self.low:.4g} to {self.high:.4g}) "
                    f"loses to {self.rival} with {self.rival_figure:.4g}."
                )


def measured(quality: Mapping[str, float], name: str) -> Measured | None:
    """What `quality` holds of the headline `name`; None if there is no such figure."""
    figure = _finite(quality, name)
    if figure is None:
        return None
    prefix = f"{name}{CONTROL}"
    controls = {key.removeprefix(prefix): quality[key] for key in quality if key.startswith(prefix)}
    return Measured(
        figure=figure,
        low=_finite(quality, f"{name}.low"),
        high=_finite(quality, f"{name}.high"),
        ceiling=_finite(quality, f"{name}.ceiling"),
        controls={key: value for key, value in controls.items() if math.isfinite(value)},
    )


def refusals(
    quality: Mapping[str, float], other: Mapping[str, float] | None = None, *, other_name: str = ""
) -> list[Refusal]:
    """Every reason not to accept a release with these figures, in the order of `HEADLINES`.

    `other` holds the figures of the release it would replace, called `other_name`.
    """
    return [
        refusal
        for headline in HEADLINES
        for refusal in _refusals(headline, quality, other or {}, other_name)
    ]


def _refusals(
    headline: Headline, quality: Mapping[str, float], other: Mapping[str, float], other_name: str
) -> Iterator[Refusal]:
    own = measured(quality, headline.name)
    if own is None:
        yield Refusal(headline=headline.name, reason="not measured")
        return
    if own.low is None or own.high is None or not own.low <= own.figure <= own.high:
        yield Refusal(headline=headline.name, reason="no interval", figure=own.figure)
        return
    for control in headline.controls:
        if control not in own.controls:
            yield Refusal(
                headline=headline.name, reason="no control", figure=own.figure, rival=control
            )
    rivals = dict(own.controls)
    former = _finite(other, headline.name)
    if former is not None:
        rivals[other_name] = former
    for rival, figure in rivals.items():
        if figure > own.high:
            yield Refusal(
                headline=headline.name,
                reason="loses",
                figure=own.figure,
                low=own.low,
                high=own.high,
                rival=rival,
                rival_figure=figure,
            )


def _finite(quality: Mapping[str, float], name: str) -> float | None:
    figure = quality.get(name)
    return figure if figure is not None and math.isfinite(figure) else None
