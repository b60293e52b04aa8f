"""Heads trained anew without one ingredient, on the backbone of a tiny finished run."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch
from click.testing import CliRunner
from msgspec import structs
from rich.console import Console

from backend.cli import main
from backend.dataset.read import Dataset
from backend.encoder.acceptance import HEADLINES
from backend.errors import ConfigurationError
from backend.training.ablation import ablate, learned, manifest_of
from backend.training.bank import CHUNK
from backend.training.calibrate import HeadCalibration
from backend.training.checkpoint import Progress, save_checkpoint
from backend.training.config import LOSSES, Draws, LossWeights, Phase, TrainingConfig
from backend.training.device import Device
from backend.training.diagnosis.ablation import Variant, read_ablation
from backend.training.finished_run import FinishedRun, open_run
from backend.training.fitting import weighed
from backend.training.network import ATTRIBUTES, SEVERAL, Network
from backend.training.release import Served, pair_maps
from backend.training.remembered import FeatureMemory, NetworkEncoder, Remembering
from backend.training.run_config import CONFIG_FILE, keep_config
from backend.training.sampling import Sampler
from backend.training.train import train
from backend.training.variants import VARIANTS, Without, chosen_variants
from tests.unit.training_evaluation.shop import build_shop

QUIET = Console(quiet=True)
STEPS = 3
SIZE = 64
DRAWS = Draws(designs=4, pictures_each=2, of_attribute=1, pair_categories=2, pairs=4, rooms=3)
FULL = VARIANTS[0]


def named(name: str) -> Without:
    return next(each for each in VARIANTS if each.name == name)


def config_of(backbone: Path) -> TrainingConfig:
    phase = Phase(name="settle", steps=2, size=SIZE, draws=DRAWS, versions=2)
    return TrainingConfig(
        backbone=str(backbone),
        size=SIZE,
        shape_dimension=8,
        color_dimension=4,
        style_dimension=6,
        bases=2,
        phases=(phase,),
    )


@pytest.fixture(scope="module")
def folder(mobilenet: Path, drawn: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a finished run."""
    folder = tmp_path_factory.mktemp("ablated") / "run"
    device = Device(rank=0, processes=1, cuda=False)
    train(config_of(mobilenet), drawn, folder, device=device, console=QUIET)
    return folder


@pytest.fixture(scope="module")
def finished(folder: Path, drawn: Dataset) -> FinishedRun:
    return open_run(folder, drawn, QUIET)


@pytest.fixture
def copied(folder: Path, tmp_path: Path) -> Path:
    shutil.copytree(folder, tmp_path / "run")
    return tmp_path / "run"


def measured(
    folder: Path, drawn: Dataset, file: Path, *names: str, steps: int = STEPS
) -> list[Variant]:
    return ablate(
        folder,
        drawn,
        file,
        variants=[named(name) for name in names],
        split="test",
        steps=steps,
        rooms=20,
        console=QUIET,
    )


def heads_of(network: Network) -> torch.Tensor:
    return torch.cat([each.detach().flatten() for each in network.heads.parameters()])


def test_each_variant_leaves_out_what_its_name_says_and_nothing_else() -> None:
    told = TrainingConfig()
    left_out = {
        "full": set(),
        "no category head": {"category", "kind"},
        "no colors head": {"colors", "color"},
        "no triplets nor contrast": {"triplet", "contrast"},
        "no rooms": {"room"},
        "no pair maps": set(),
    }
    for name, losses in left_out.items():
        weights = named(name).config(told).weights
        assert {loss for loss in LOSSES if getattr(weights, loss) == 0} == losses, name
    assert named("full").config(told) == told
    assert not named("no pair maps").config(told).pair_maps
    assert named("no popularity weights").config(told).sampling.debias == 0
    assert len({each.name for each in VARIANTS}) == len(VARIANTS)
    assert {f"no {name} head" for name in ATTRIBUTES} < {each.name for each in VARIANTS}


def test_the_document_names_the_variants() -> None:
    document = (Path(__file__).parents[2] / "docs" / "diagnosis.md").read_text()
    heads = {f"no {name} head" for name in ATTRIBUTES}
    for variant in VARIANTS:
        assert f"`{variant.name}`" in document or variant.name in heads


def test_what_is_compared_with_is_always_there() -> None:
    assert [each.name for each in chosen_variants(["no triplets"])] == ["full", "no triplets"]
    assert chosen_variants(None) == VARIANTS
    with pytest.raises(ConfigurationError, match="no variant 'no sofas'; there are full, no cat"):
        chosen_variants(["no triplets", "no sofas"])


def test_pairs_come_from_what_is_left(finished: FinishedRun) -> None:
    assert finished.corpus.rooms
    assert finished.corpus.orders
    for name, left in (("no rooms", "orders"), ("no co-orders", "rooms")):
        without = named(name)
        corpus = without.corpus(finished.corpus)
        together = {tuple(sorted(set(each.tolist()))) for each in getattr(corpus, left)}
        sampler = Sampler(corpus, without.config(finished.config).sampling, 1)
        batches = [sampler.batch(DRAWS, 0, at, 0) for at in range(6)]
        pairs = [
            (int(batch.listings[anchor]), int(batch.listings[blanks.positives[asked]]))
            for batch in batches
            for blanks in batch.pairs
            for anchor, asked in zip(blanks.anchors, blanks.asked, strict=True)
        ]
        assert pairs
        for pair in pairs:
            assert any(set(pair) <= set(each) for each in together), name
        assert any(batch.rooms for batch in batches) == (left == "rooms")


def test_the_backbone_is_the_runs_and_the_heads_have_learned_nothing(
    folder: Path, finished: FinishedRun
) -> None:
    state = torch.load(folder / "checkpoint.pt", weights_only=True)["network"]
    own = finished.network.state_dict()
    for name, rows in state.items():
        if name.startswith(("trunk.", "pooling.")):
            assert torch.equal(own[name], rows), name
    assert not torch.equal(own["heads.trunk.weight"], state["heads.trunk.weight"])
    assert not own["matching.own"].any()


def test_a_variant_starts_like_the_others_and_learns_the_same_each_time(
    finished: FinishedRun,
) -> None:
    before = heads_of(finished.network).clone()
    once, again, without = (
        learned(finished, variant, STEPS, "", QUIET)
        for variant in (FULL, FULL, named("no category head"))
    )
    assert torch.equal(heads_of(finished.network), before)
    assert torch.equal(heads_of(once), heads_of(again))
    assert not torch.equal(heads_of(once), heads_of(without))
    head = without.heads.attributes["category"]
    assert isinstance(head, torch.nn.Linear)
    start = finished.network.heads.state_dict()["attributes.category.bias"]
    assert torch.equal(head.bias, start)


def test_without_pair_maps_all_pairs_have_the_shared_one(finished: FinishedRun) -> None:
    assert pair_maps(learned(finished, FULL, STEPS, "", QUIET).matching).pairs
    shared = pair_maps(learned(finished, named("no pair maps"), STEPS, "", QUIET).matching)
    assert not shared.pairs
    assert not shared.room_pairs


def test_a_remembering_network_answers_as_the_network_does(finished: FinishedRun) -> None:
    network = finished.network
    pictures = np.random.default_rng(0).integers(0, 256, (CHUNK, SIZE, SIZE, 3), np.uint8)
    shown = torch.from_numpy(pictures)
    memory = FeatureMemory(network)
    remembering = Remembering(memory, network.heads).eval()
    with torch.no_grad():
        features, _ = network.features(shown)
        wanted = network.heads(features.half().float())
        for _ in range(2):
            told = remembering(shown)
            assert torch.equal(told.shape, wanted.shape)
            assert torch.equal(told.color, wanted.color)
            assert torch.equal(told.style, wanted.style)
            for name, logits in wanted.logits.items():
                assert torch.equal(told.logits[name], logits)


def test_each_picture_is_looked_at_once_and_found_again_in_any_company(
    finished: FinishedRun,
) -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (20, SIZE, SIZE, 3), np.uint8)
    shown = torch.from_numpy(pictures)
    memory = FeatureMemory(finished.network)

    rows = memory.features(torch.cat([shown, shown[:5]]))

    assert memory.looked == 20
    assert torch.equal(rows[20:], rows[:5])
    assert torch.equal(memory.features(shown.flip(0)).flip(0), rows[:20])
    assert memory.looked == 20
    assert memory.features(shown[:0]).shape == (0, finished.network.pooling.width)


def test_a_variant_is_served_as_an_encoder_must_serve(finished: FinishedRun) -> None:
    config, even = finished.config, dict.fromkeys(ATTRIBUTES, 1.0)
    calibration = HeadCalibration(
        temperatures=even, thresholds={name: (0.5,) * len(ATTRIBUTES[name]) for name in SEVERAL}
    )
    manifest = manifest_of(config, calibration, "ablation-full", "drawn")
    network = Remembering(FeatureMemory(finished.network), finished.network.heads)
    encoder = NetworkEncoder(Served(network, calibration, config.shares), manifest)
    pictures = list(np.random.default_rng(1).integers(0, 256, (3, SIZE, SIZE, 3), np.uint8))

    for count in (3, 0):
        told = encoder.encode(pictures[:count])
        assert {name: rows.shape for name, rows in told.items()} == {
            name: (count, width) for name, width in manifest.widths.items()
        }
        for name in manifest.outputs:
            np.testing.assert_allclose(np.linalg.norm(told[name], axis=1), 1, rtol=1e-5)
    with pytest.raises(ValueError, match="Pictures are uint8"):
        encoder.encode([pictures[0][:32]])


def test_figures_are_the_headlines_with_their_intervals(mobilenet: Path, tmp_path: Path) -> None:
    shop = build_shop(tmp_path / "shop")
    device = Device(rank=0, processes=1, cuda=False)
    train(config_of(mobilenet), shop, tmp_path / "run", device=device, console=QUIET)

    (full,) = measured(tmp_path / "run", shop, tmp_path / "ablation.json", "full")

    names = {each.name for each in HEADLINES if not each.name.startswith("outside.")}
    assert set(full.figures) == names
    for name, figure in full.figures.items():
        assert full.low[name] <= figure <= full.high[name]


def test_every_variant_is_measured_for_itself(folder: Path, drawn: Dataset, tmp_path: Path) -> None:
    file = tmp_path / "reports" / "ablation.json"

    found = measured(folder, drawn, file, "full", "no style head", "no rooms", steps=60)

    assert read_ablation(file) == found
    assert [each.variant for each in found] == ["full", "no style head", "no rooms"]
    full, *others = (each.figures for each in found)
    assert full not in others
    assert list(file.parent.iterdir()) == [file]


def test_what_is_measured_is_not_measured_again(
    folder: Path, drawn: Dataset, tmp_path: Path
) -> None:
    file = tmp_path / "ablation.json"
    (full,) = measured(folder, drawn, file, "full")
    marked = structs.replace(full, figures={"compatibility.auc": 0.123})
    file.write_bytes(msgspec.json.encode([marked]))

    found = measured(folder, drawn, file, "full", "no triplets")

    assert found[0] == marked
    assert [each.variant for each in found] == ["full", "no triplets"]
    assert read_ablation(file) == found


def test_figures_of_fewer_steps_are_not_mixed_with_these(
    folder: Path, drawn: Dataset, tmp_path: Path
) -> None:
    file = tmp_path / "ablation.json"
    measured(folder, drawn, file, "full")
    before = file.read_bytes()

    with pytest.raises(ConfigurationError, match="would not compare"):
        measured(folder, drawn, file, "full", steps=STEPS + 1)
    assert file.read_bytes() == before

    file.write_text('[{"variant": "full", "figures": {}}]')
    with pytest.raises(ConfigurationError, match="an unknown run"):
        measured(folder, drawn, file, "full")


def test_a_run_that_is_not_finished_is_refused(copied: Path, drawn: Dataset) -> None:
    state = torch.load(copied / "checkpoint.pt", weights_only=True)
    progress = Progress(0, 1, state.pop("progress")[2])
    save_checkpoint(copied, progress, state)
    with pytest.raises(ConfigurationError, match="not finished"):
        open_run(copied, drawn, QUIET)

    (copied / "checkpoint.pt").unlink()
    with pytest.raises(ConfigurationError, match="not finished"):
        open_run(copied, drawn, QUIET)

    (copied / "features-0-settle.npy").unlink()
    with pytest.raises(ConfigurationError, match="not finished"):
        open_run(copied, drawn, QUIET)


def test_a_folder_without_a_run_is_refused(drawn: Dataset, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"config\.json cannot be read"):
        open_run(tmp_path, drawn, QUIET)


def test_features_that_are_not_all_there_are_refused(copied: Path, drawn: Dataset) -> None:
    (copied / "features-0-settle.done").write_text("1")
    with pytest.raises(ConfigurationError, match="does not hold the features of all"):
        open_run(copied, drawn, QUIET)

    (copied / "features-0-settle.npy").write_bytes(b"no array")
    with pytest.raises(ConfigurationError, match="does not hold the features of all"):
        open_run(copied, drawn, QUIET)


def test_a_run_of_another_configuration_is_refused(copied: Path, drawn: Dataset) -> None:
    config = msgspec.json.decode((copied / CONFIG_FILE).read_bytes(), type=TrainingConfig)
    keep_config(copied, structs.replace(config, seed=2))
    with pytest.raises(ConfigurationError, match="another configuration"):
        open_run(copied, drawn, QUIET)


def test_a_loss_of_weight_0_cannot_spoil_the_others() -> None:
    losses = {"style": torch.tensor(2.0), "room": torch.tensor(torch.nan)}
    assert weighed(losses, LossWeights(style=3.0, room=0.0)) == 6.0


def test_the_command_writes_what_diagnose_reads(
    folder: Path, drawn: Dataset, tmp_path: Path
) -> None:
    file = tmp_path / "ablation.json"
    arguments = ["--run", folder, "--dataset", drawn.directory, "--out", file]
    options = ["--steps", 2, "--split", "validation", "--variants", "no co-orders", "--threads", 1]
    result = CliRunner().invoke(main, ["train", "ablate", *map(str, [*arguments, *options])])
    assert result.exit_code == 0, result.output
    assert [each.variant for each in read_ablation(file)] == ["full", "no co-orders"]


def test_the_command_names_the_variants_that_there_are(tmp_path: Path) -> None:
    arguments = ["--run", tmp_path, "--dataset", tmp_path, "--out", tmp_path / "ablation.json"]
    result = CliRunner().invoke(
        main, ["train", "ablate", *map(str, arguments), "--variants", "sofas"]
    )
    assert result.exit_code == 1
    assert "no pair maps" in result.output
