"""The parts of the visual vector."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from backend.errors import ConfigurationError
from backend.training.config import Shares, TrainingConfig
from backend.training.network import ATTRIBUTES, Outputs
from backend.training.visual import visual_of, visual_output

SHARES = Shares(color=0.1, category=0.3)


def outputs(count: int = 5) -> Outputs:
    torch.manual_seed(0)

    def unit(width: int) -> Tensor:
        return F.normalize(torch.randn(count, width), dim=1)

    logits = {"category": 4 * torch.randn(count, len(ATTRIBUTES["category"]))}
    return Outputs(unit(8), unit(4), unit(6), logits)


def test_a_cosine_is_the_parts_cosines_each_by_its_share() -> None:
    seen = outputs()

    visual = visual_of(seen, SHARES)

    logs = seen.logits["category"].log_softmax(dim=1)
    even = logs - logs.mean(dim=1, keepdim=True)
    kinds = F.cosine_similarity(even[:, None], even[None], dim=-1)
    wanted = 0.6 * seen.shape @ seen.shape.T + 0.1 * seen.color @ seen.color.T + 0.3 * kinds
    torch.testing.assert_close(visual @ visual.T, wanted)
    torch.testing.assert_close(visual.norm(dim=1), torch.ones(len(visual)))


def test_a_temperature_of_the_category_changes_nothing() -> None:
    seen = outputs()
    cooler = seen._replace(logits={"category": seen.logits["category"] / 3})

    torch.testing.assert_close(visual_of(seen, SHARES), visual_of(cooler, SHARES))


def test_a_share_of_nothing_leaves_the_category_out() -> None:
    seen = outputs()

    visual = visual_of(seen, Shares(color=0.1, category=0.0))

    torch.testing.assert_close(
        visual, torch.cat([0.9**0.5 * seen.shape, 0.1**0.5 * seen.color], dim=1)
    )


def test_nothing_is_learned_of_categories_by_what_looks_alike() -> None:
    seen = outputs()
    for each in (seen.shape, seen.color, seen.logits["category"]):
        each.requires_grad_()

    visual_of(seen, SHARES).square()[:, ::2].sum().backward()  # type: ignore[no-untyped-call]

    assert seen.shape.grad is not None
    assert seen.logits["category"].grad is None


@pytest.mark.parametrize("share", [0.0, 0.2])
def test_the_manifest_says_where_each_part_lies(share: float) -> None:
    config = TrainingConfig(shape_dimension=8, color_dimension=4, category_share=share)

    told = visual_output(config)

    visual = visual_of(outputs(), config.shares)
    assert told.dimension == visual.shape[1]
    lengths = {
        name: float(visual[0, first:after].square().sum())
        for name, (first, after) in told.parts.items()
    }
    wanted = {"shape": 1 - 0.02 - share, "color": 0.02} | ({"category": share} if share else {})
    assert lengths == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("color", "category"), [(-0.1, 0.2), (0.1, -0.2), (0.5, 0.5), (float("nan"), 0.2)]
)
def test_shares_that_leave_nothing_to_shape_are_refused(color: float, category: float) -> None:
    with pytest.raises(ConfigurationError, match="Shares"):
        TrainingConfig(color_share=color, category_share=category)
