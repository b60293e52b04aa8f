"""What a training run is told. The whole of it is stored in the release that comes out."""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import Struct

from backend.errors import ConfigurationError

LOSSES: Final = (
    "category",
    "colors",
    "materials",
    "style",
    "pattern",
    "design",
    "listing",
    "relation",
    "kind",
    "color",
    "triplet",
    "contrast",
    "room",
    "distillation",
    "attention",
)


class LossWeights(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much each loss counts; 0 leaves it out.

    Heads: `category`, `colors`, `materials`, `style`, `pattern`. `design` ties the pictures of a
    design, phone photos among them, together by their shapes, `listing` those of one finish by all
    of the visual vector, `color` what has the same colour by its part for that. `relation` keeps
    which shapes are near each other as the backbone has it, and `kind` those of a category.
    `triplet` and `contrast` learn "goes with" from the same pairs, `room` what completes a room.
    `distillation` keeps the backbone near the untouched one; `attention` looks for the piece where
    its box is known.
    """

    category: float = 1.0
    colors: float = 6.0
    materials: float = 4.0
    style: float = 1.0
    pattern: float = 0.3
    design: float = 0.6
    listing: float = 0.3
    relation: float = 3.0
    kind: float = 0.1
    color: float = 0.2
    triplet: float = 0.3
    contrast: float = 0.5
    room: float = 0.5
    distillation: float = 4.0
    attention: float = 0.1

    def __post_init__(self) -> None:
        weights = [getattr(self, name) for name in LOSSES]
        if min(weights) < 0 or not any(weights):
            raise ConfigurationError("Weights of losses are 0 or more, and not all of them 0.")


class Draws(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a batch is made of: pictures of designs, of each attribute's values, of pairs.

    `designs` x `pictures_each` pictures for retrieval, `of_attribute` pictures for each of the five
    attributes whatever their data sets' sizes, `pairs` pairs that go together and `rooms` whole
    rooms in each of `pair_categories` target categories; `distilled` of the pictures are shown to
    the untouched backbone too.
    """

    designs: int = 12
    pictures_each: int = 3
    of_attribute: int = 4
    pair_categories: int = 1
    pairs: int = 4
    rooms: int = 0
    distilled: int = 16


class Phase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stretch of training.

    `trained` is the part, in [0, 1], of the backbone's blocks that is trained, counted from the
    top; at 0 the backbone stands still, its features are computed once (`versions` of each
    picture, all but the first altered) and the heads alone are trained on them. `size` is the side
    in pixels that pictures have meanwhile. Rates rise over `warm_up` of the steps and fall along a
    cosine to a hundredth.
    """

    name: str
    steps: int
    size: int
    draws: Draws
    trained: float = 0.0
    versions: int = 1
    rate: float = 1e-3
    backbone_rate: float = 1e-4
    warm_up: float = 0.05

    def __post_init__(self) -> None:
        if self.steps < 1 or not 0 <= self.trained <= 1 or self.versions < 1:
            raise ConfigurationError(f"The phase {self.name!r} is not as a phase must be.")
        if self.size % 32 or self.size < 32:
            raise ConfigurationError(f"{self.name}: the size must be a multiple of 32 pixels.")


class Sampling(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which pictures a listing is shown by, where pairs come from, and how popularity is fought.

    `photos` in [0, 1] is the share of photos among the pictures that a value of an attribute is
    learned from, if there are any. `rooms` in [0, 1] is the share of pairs that come from rooms,
    the others come from orders. A listing is drawn in proportion to its pairs ** (1 - `debias`): 0
    leaves popularity as it is, 1 takes all of it out. `cold` in [0, 1] is the share of designs (for
    retrieval) and of pairs that cold listings get at least, if there are any; `per_design` caps the
    pairs that a design's listings bring to the pool of their category.
    """

    photos: float = 0.4
    rooms: float = 0.8
    debias: float = 0.7
    cold: float = 0.2
    per_design: int = 400

    def __post_init__(self) -> None:
        for name in ("photos", "rooms", "debias", "cold"):
            if not 0 <= getattr(self, name) <= 1:
                raise ConfigurationError(f"{name} must be in [0, 1].")


class Shares(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much of a cosine of visual vectors, in [0, 1], is colour's and how much the category's;
    the rest is shape's. A `category` of 0 leaves that part out of the vector."""

    color: float
    category: float


_BANKED: Final = Draws(
    designs=96, of_attribute=32, pair_categories=8, pairs=32, rooms=24, distilled=0
)

PHASES: Final = (
    Phase(name="warm", steps=600, size=160, draws=_BANKED),
    Phase(name="upper", steps=300, size=160, draws=Draws(), trained=0.35, rate=5e-4),
    Phase(
        name="deeper",
        steps=1800,
        size=160,
        draws=Draws(),
        trained=0.7,
        rate=5e-4,
        backbone_rate=2e-4,
    ),
    Phase(name="settle", steps=2400, size=224, draws=_BANKED, versions=2),
)


class TrainingConfig(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A run. `begin_from` is the folder of a release whose weights it begins with, beside the
    untouched `backbone`. `size` is what is served; `kept` in [0, 1] is how far the backbone goes
    back towards the untouched one before the last phase (Wortsman et al., "Robust fine-tuning of
    zero-shot models", 2022), which keeps what it knew of pictures unlike the data set's;
    `begun_kept` is how far all weights go back, at the end, towards the release that the run began
    with: what was learned from few pictures is learned less by heart. `begun_style` in [0, 1] is
    how much of the style that is learned is what that release sees in the listing's first packshot,
    the rest what is said of the listing (Bagherinezhad et al., "Label Refinery", 2018): a style
    that no picture shows could only be learned by heart."""

    backbone: str = "google/mobilenet_v2_1.0_224"
    begin_from: str | None = None
    seed: int = 1
    size: int = 224
    shape_dimension: int = 96
    color_dimension: int = 32
    style_dimension: int = 64
    color_share: float = 0.02
    category_share: float = 0.2
    bases: int = 8
    kept: float = 0.3
    begun_kept: float = 0.0
    begun_style: float = 0.0
    dropout: float = 0.3
    weight_decay: float = 0.05
    temperature: float = 0.07
    margin: float = 0.1
    bad_rows: float = 0.02
    pair_maps: bool = True
    weights: LossWeights = LossWeights()
    sampling: Sampling = Sampling()
    phases: tuple[Phase, ...] = PHASES

    def __post_init__(self) -> None:
        if not self.phases or self.phases[-1].trained > 0:
            raise ConfigurationError("The last phase must leave the backbone as it is.")
        if self.phases[-1].size != self.size:
            raise ConfigurationError("The last phase must see pictures of the size that is served.")
        for name in ("kept", "begun_kept", "begun_style"):
            if not 0 <= getattr(self, name) <= 1:
                raise ConfigurationError(f"{name} must be in [0, 1].")
        shares = self.color_share, self.category_share
        if not (min(shares) >= 0 and sum(shares) < 1):
            raise ConfigurationError("Shares are 0 or more, and something must be left to shape.")
        if len({phase.name for phase in self.phases}) != len(self.phases):
            raise ConfigurationError("Two phases have one name.")

    @property
    def shares(self) -> Shares:
        """Of the parts of the visual vector."""
        return Shares(color=self.color_share, category=self.category_share)

    @property
    def digest_fields(self) -> bytes:
        """What tells one run's checkpoints from another's."""
        return msgspec.json.encode(self, order="sorted")


def read_config(content: bytes) -> TrainingConfig:
    """A configuration from JSON; what it leaves out is as by default.

    Raises `ConfigurationError` naming what is not as it must be.
    """
    try:
        return msgspec.json.decode(content, type=TrainingConfig)
    except msgspec.DecodeError as error:
        raise ConfigurationError(
            f"The training configuration is not as it must be: {error}."
        ) from None
