from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from backend.errors import ConfigurationError
from backend.training.features import load_backbone
from backend.training.network import ATTRIBUTES, PIECE, ROOM, TONES, Matching, Network
from backend.training.projection import roots
from backend.training.trunk import Trunk


def saved(folder: Path, name: str, **settings: Any) -> Path:
    """A folder with a small model of random weights, of one of transformers' kinds."""
    import transformers

    torch.manual_seed(0)
    config = getattr(transformers, f"{name}Config")(**settings)
    getattr(transformers, f"{name}Model")(config).save_pretrained(folder)
    return folder


def network(weights: Path, **changes: Any) -> Network:
    sizes: dict[str, Any] = {"shape": 8, "color": 4, "style": 6, "bases": 3}
    torch.manual_seed(0)
    return Network(load_backbone(weights), **(sizes | changes))


def pictures(count: int = 3, size: int = 64) -> Tensor:
    random = np.random.default_rng(0)
    return torch.from_numpy(random.integers(0, 256, (count, size, size, 3), np.uint8))


OTHERS: dict[str, dict[str, Any]] = {
    "EfficientNet": {"width_coefficient": 0.1, "depth_coefficient": 0.2, "hidden_dim": 128},
    "ResNet": {"embedding_size": 8, "hidden_sizes": [8, 12, 16, 24], "depths": [1, 1, 2, 1]},
    "ConvNextV2": {"hidden_sizes": [8, 12, 16, 24], "depths": [1, 1, 2, 1]},
}


@pytest.fixture(params=["MobileNetV2", *OTHERS])
def backbone(request: pytest.FixtureRequest, mobilenet: Path, tmp_path: Path) -> Path:
    if request.param == "MobileNetV2":
        return mobilenet
    return saved(tmp_path, request.param, **OTHERS[request.param])


def test_any_backbone_of_convolutions_will_do(backbone: Path) -> None:
    made = network(backbone)

    outputs = made(pictures(size=96))

    assert [tuple(each.shape) for each in outputs[:3]] == [(3, 8), (3, 4), (3, 6)]
    for vectors in outputs[:3]:
        torch.testing.assert_close(vectors.norm(dim=1), torch.ones(3))
    widths = {name: logits.shape[1] for name, logits in outputs.logits.items()}
    assert widths == {name: len(values) for name, values in ATTRIBUTES.items()}
    low, middle, top = made.trunk(torch.zeros(1, 3, 96, 96))
    assert [each.shape[-1] for each in (low, middle, top)] == [12, 6, 3]
    assert [each.shape[1] for each in (low, middle, top)] == list(made.trunk.widths)


def test_the_parts_of_a_backbone_are_each_named_once_and_in_order(backbone: Path) -> None:
    trunk = Trunk(load_backbone(backbone))

    listed = [id(parameter) for block in trunk.blocks() for parameter in block]

    assert len(set(listed)) == len(listed)
    assert set(listed) == {id(parameter) for parameter in trunk.parameters()}
    first = next(iter(trunk.parameters()))
    assert id(first) in listed[:4]


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_only_the_blocks_that_were_released_are_trained(backbone: Path, share: float) -> None:
    made = network(backbone)
    before = {name: value.clone() for name, value in made.trunk.named_parameters()}
    released = made.trunk.release(share)
    parameters = [*released, *made.beside_the_backbone()]
    optimizer = torch.optim.AdamW(parameters, lr=1e-2, weight_decay=0.5)

    made.train()
    features, _ = made.features(pictures())
    (features.sum() + sum(each.sum() for each in made.heads(features)[:3])).backward()
    optimizer.step()

    moved = [
        name
        for name, value in made.trunk.named_parameters()
        if not torch.equal(value, before[name])
    ]
    wanted = {id(parameter) for parameter in released}
    assert set(moved) <= {n for n, p in made.trunk.named_parameters() if id(p) in wanted}
    count = len(made.trunk.blocks())
    blocks = made.trunk.blocks()[count - round(share * count) :]
    assert wanted == {id(parameter) for block in blocks for parameter in block}
    assert bool(moved) == (share > 0)


def test_what_is_not_released_again_stands_still(mobilenet: Path) -> None:
    trunk = Trunk(load_backbone(mobilenet))
    trunk.release(1.0)

    assert trunk.release(0.0) == []
    assert not any(parameter.requires_grad for parameter in trunk.parameters())


def test_statistics_of_batch_norms_never_move(mobilenet: Path) -> None:
    made = network(mobilenet)
    made.trunk.release(1.0)
    norms = [module for module in made.modules() if isinstance(module, nn.BatchNorm2d)]
    before = [
        (norm.running_mean.clone(), norm.running_var.clone())
        for norm in norms
        if norm.running_mean is not None and norm.running_var is not None
    ]

    made.train()
    made(pictures())

    assert made.heads.training
    assert len(before) == len(norms) > 10
    for norm, (mean, variance) in zip(norms, before, strict=True):
        assert not norm.training
        assert norm.running_mean is not None
        assert torch.equal(norm.running_mean, mean)
        assert norm.running_var is not None
        assert torch.equal(norm.running_var, variance)


def test_attention_is_uniform_at_first(backbone: Path) -> None:
    made = network(backbone)

    _, attention = made.features(pictures())

    assert attention.shape == (3, 4, 4)
    torch.testing.assert_close(attention, torch.full((3, 4, 4), 1 / 16))


def test_the_top_features_are_at_first_what_the_backbone_pools(mobilenet: Path) -> None:
    made = network(mobilenet).eval()
    shown = pictures()
    with torch.no_grad():
        pixels = shown.permute(0, 3, 1, 2).float() / 127.5 - 1
        pooled = load_backbone(mobilenet)(pixels).pooler_output
        features, _ = made.features(shown)

    first, end = made.pooling.spans["top"]
    expected = roots(pooled.clamp(min=1e-6).numpy())
    np.testing.assert_allclose(features[:, first:end].numpy(), expected, atol=1e-5)


def test_attention_adds_up_to_one_and_stays_within_its_bound(mobilenet: Path) -> None:
    made = network(mobilenet)
    random = torch.Generator().manual_seed(1)
    low, middle, top = (
        torch.randn(3, width, side, side, generator=random)
        for width, side in zip(made.trunk.widths, (8, 4, 2), strict=True)
    )
    with torch.no_grad():
        made.pooling.look_middle.weight.normal_(0, 50)
        made.pooling.look_top.weight.normal_(0, 50)

        features, attention = made.pooling(torch.zeros(3, 3, 64, 64), low, middle, top)

    torch.testing.assert_close(attention.sum(dim=(1, 2)), torch.ones(3))
    ratio = attention.amax(dim=(1, 2)) / attention.amin(dim=(1, 2))
    assert (ratio > 50).all()
    assert (ratio < np.exp(6.001)).all()
    assert torch.isfinite(features).all()


def test_pooling_weighs_maps_by_attention(mobilenet: Path) -> None:
    made = network(mobilenet)
    pooling = made.pooling
    low_width, middle_width, top_width = made.trunk.widths
    random = torch.Generator().manual_seed(1)
    low = torch.rand(1, low_width, 8, 8, generator=random)
    middle = torch.rand(1, middle_width, 4, 4, generator=random)
    top = torch.rand(1, top_width, 2, 2, generator=random)
    with torch.no_grad():
        pooling.look_middle.weight.normal_(0, 0.5)
        pooling.look_top.weight.normal_(0, 0.5)
        features, attention = pooling(torch.rand(1, 3, 64, 64, generator=random), low, middle, top)
    weights = attention[0].tolist()

    def weighed(maps: Tensor, channel: int, power: int) -> float:
        """Sum over cells; each cell of `middle` has so many of a finer map, or a part of one."""
        side = maps.shape[-1]
        total = 0.0
        for y in range(side):
            for x in range(side):
                cells = [
                    weights[i][j]
                    for i in range(4)
                    for j in range(4)
                    if i * side // 4 == y and j * side // 4 == x
                ]
                share = sum(cells) if side < 4 else weights[y * 4 // side][x * 4 // side]
                share /= max(1, side // 4) ** 2
                total += share * float(maps[0, channel, y, x]) ** power
        return total

    spans = pooling.spans
    found = {name: features[0, first:end].tolist() for name, (first, end) in spans.items()}
    pooled = np.array([weighed(top, channel, 1) for channel in range(top_width)])
    expected = np.sqrt(pooled) / np.linalg.norm(np.sqrt(pooled))
    np.testing.assert_allclose(found["top"], expected, rtol=1e-4)
    for name, maps in (("middle", middle), ("low", low)):
        width = maps.shape[1]
        means = [weighed(maps, channel, 1) for channel in range(width)]
        squares = [weighed(maps, channel, 2) for channel in range(width)]
        np.testing.assert_allclose(found[name][:width], means, rtol=1e-4)
        deviations = np.sqrt(np.maximum(np.array(squares) - np.square(means), 1e-6))
        np.testing.assert_allclose(found[name][width:], deviations, rtol=1e-2)
    assert len(found["tones"]) == TONES
    assert np.square(found["tones"]).sum() == pytest.approx(1, abs=1e-3)


def test_colors_are_counted_where_they_are_seen(mobilenet: Path) -> None:
    made = network(mobilenet).eval()
    halves = torch.zeros(2, 64, 64, 3, dtype=torch.uint8)
    halves[0, :, :32] = torch.tensor([200, 30, 30], dtype=torch.uint8)
    halves[1, :, 32:] = torch.tensor([200, 30, 30], dtype=torch.uint8)
    first, end = made.pooling.spans["tones"]

    with torch.no_grad():
        counted = made.features(halves)[0][:, first:end].square()

    torch.testing.assert_close(counted[0], counted[1])  # it does not matter where
    strongest = counted[0].topk(2).values
    torch.testing.assert_close(strongest, torch.full((2,), 0.5), atol=0.15, rtol=0)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        (
            "ViT",
            {
                "image_size": 64,
                "patch_size": 16,
                "hidden_size": 16,
                "num_hidden_layers": 1,
                "num_attention_heads": 2,
                "intermediate_size": 16,
            },
        ),
        (
            "ViT",
            {
                "image_size": 32,
                "patch_size": 16,
                "hidden_size": 16,
                "num_hidden_layers": 1,
                "num_attention_heads": 2,
                "intermediate_size": 16,
            },
        ),
        (
            "Bert",
            {
                "vocab_size": 20,
                "hidden_size": 16,
                "num_hidden_layers": 1,
                "num_attention_heads": 2,
                "intermediate_size": 16,
            },
        ),
        ("MobileNetV2", {"depth_multiplier": 0.1, "min_depth": 4, "output_stride": 8}),
    ],
)
def test_a_backbone_without_the_maps_is_refused(
    tmp_path: Path, name: str, settings: dict[str, Any]
) -> None:
    folder = saved(tmp_path, name, **settings)

    with pytest.raises(ConfigurationError, match="The backbone"):
        network(folder)


def test_a_pair_that_was_never_seen_has_the_shared_map() -> None:
    matching = Matching(6, 3)
    random = torch.Generator().manual_seed(2)
    styles = torch.randn(4, 6, generator=random)
    sources = torch.tensor([0, 1, 2, 0])
    assert torch.equal(matching(styles, sources, 5, PIECE), styles)  # itself, before any training
    with torch.no_grad():
        matching.shared.copy_(torch.randn(2, 3, generator=random))
        matching.own[PIECE, 0, 5] = torch.randn(3, generator=random)

    queries = matching(styles, sources, 5, PIECE)

    for row, source in enumerate(sources.tolist()):
        weights = matching.shared[PIECE] + matching.own[PIECE][source, 5]
        mapped = sum(
            w * (base @ styles[row]) for w, base in zip(weights, matching.bases, strict=True)
        )
        torch.testing.assert_close(queries[row], mapped)
    shared = torch.einsum("k,kij,nj->ni", matching.shared[PIECE], matching.bases, styles)
    torch.testing.assert_close(queries[1:3], shared[1:3])
    assert not torch.allclose(queries[0], shared[0])
    rooms = torch.einsum("k,kij,nj->ni", matching.shared[ROOM], matching.bases, styles)
    torch.testing.assert_close(matching(styles, sources, 5, ROOM), rooms)


def test_without_maps_of_pairs_only_the_shared_one_learns() -> None:
    matching = Matching(6, 3, pairs=False)

    matching(torch.ones(2, 6), torch.tensor([0, 1]), 3, PIECE).sum().backward()

    assert matching.own.grad is None
    assert matching.shared.grad is not None


def test_features_are_standardised_by_what_was_looked_at(mobilenet: Path) -> None:
    heads = network(mobilenet).heads
    heads.standardise(torch.full((len(heads.mean),), 2.0), torch.zeros(len(heads.mean)))

    assert (heads.mean == 2).all()
    assert (heads.deviation == 1e-4).all()  # what never differs does not divide by nothing
    assert {"mean", "deviation"} <= set(heads.state_dict())


def test_a_backbone_is_fed_what_its_own_preprocessing_says(mobilenet: Path, tmp_path: Path) -> None:
    folder = tmp_path / "imagenet"
    shutil.copytree(mobilenet, folder)
    mean, deviation = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
    (folder / "preprocessor_config.json").write_text(
        json.dumps({"image_mean": mean, "image_std": deviation, "size": 64})
    )
    pixels = torch.rand(2, 3, 64, 64)
    channels = [torch.tensor(each).view(3, 1, 1) for each in (mean, deviation)]

    with torch.no_grad():
        found = load_backbone(folder)(pixels * 2 - 1).pooler_output
        expected = load_backbone(mobilenet)((pixels - channels[0]) / channels[1]).pooler_output

    torch.testing.assert_close(found, expected, atol=1e-3, rtol=1e-3)
    assert not torch.allclose(found, load_backbone(mobilenet)(pixels * 2 - 1).pooler_output, 1e-2)
    assert network(folder).trunk.widths == network(mobilenet).trunk.widths
    (folder / "preprocessor_config.json").write_text("nonsense")
    with pytest.raises(ConfigurationError, match=r"preprocessor_config\.json"):
        load_backbone(folder)
