from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from backend.dataset.read import Dataset
from backend.errors import ConfigurationError
from backend.taxonomy import STYLES
from backend.training.config import (
    LOSSES,
    Draws,
    LossWeights,
    Phase,
    Sampling,
    TrainingConfig,
    read_config,
)
from backend.training.corpus import read_corpus
from backend.training.journal import Journal
from backend.training.network import Outputs
from backend.training.phases import rate_at
from backend.training.pictures import Seen
from backend.training.sampling import Sampler
from backend.training.step import Step
from backend.training.train import new_network
from tests.training.corpora import corpus, unlabelled
from tests.training.runs import BANKED, SHOWN, SIZE, journal, run, tiny


def losses_of(row: dict[str, str]) -> dict[str, float]:
    return {name: float(row[name]) for name in ("loss", *LOSSES) if row[name]}


def test_a_few_pictures_are_learned_by_heart(
    drawn: Dataset, mobilenet: Path, tmp_path: Path
) -> None:
    draws = msgspec.structs.replace(SHOWN, designs=8, of_attribute=4)
    phases = (
        Phase(name="begin", steps=1, size=SIZE, draws=draws, trained=0.7),
        Phase(name="learn", steps=12, size=SIZE, draws=draws, trained=0.7, rate=3e-3),
        Phase(name="bank", steps=60, size=SIZE, draws=BANKED, rate=3e-3),
    )
    config = tiny(mobilenet, phases=phases, dropout=0.0, kept=0.0)

    run(config, drawn, tmp_path)

    rows = journal(tmp_path)
    begin, last = losses_of(rows[0]), losses_of(rows[-1])
    assert set(begin) == {"loss", *LOSSES}
    for row in rows:
        assert all(np.isfinite(value) for value in losses_of(row).values())
    attributes = ("category", "colors", "materials", "style", "pattern")
    assert sum(last[name] for name in attributes) < 0.8 * sum(begin[name] for name in attributes)
    assert "attention" not in last  # of a bank there is nothing to look at
    banked = [float(row["loss"]) for row in rows if row["phase"] == "2"]
    assert banked[-1] < banked[0] < begin["loss"]


def test_a_frozen_backbone_ends_with_no_gradients_of_an_earlier_phase(
    drawn: Dataset, mobilenet: Path, tmp_path: Path
) -> None:
    """They would count where gradients are clipped, but not in a run that was resumed."""
    trained = run(tiny(mobilenet), drawn, tmp_path)

    assert all(parameter.grad is None for parameter in trained.network.trunk.parameters())


@pytest.mark.parametrize("kept", [0.0, 0.25, 1.0])
def test_the_backbone_goes_back_part_of_the_way(
    kept: float, drawn: Dataset, mobilenet: Path, tmp_path: Path
) -> None:
    phases = (
        Phase(name="deeper", steps=2, size=SIZE, draws=SHOWN, trained=0.7, backbone_rate=1e-2),
        Phase(name="settle", steps=1, size=SIZE, draws=BANKED),
    )

    def ended(share: float) -> dict[str, torch.Tensor]:
        config = tiny(mobilenet, phases=phases, kept=share)
        return dict(run(config, drawn, tmp_path / f"{share}").network.trunk.named_parameters())

    untouched = dict(new_network(tiny(mobilenet))[1].trunk.named_parameters())
    far, back = ended(0.0), ended(kept)

    assert any(not torch.equal(far[name], untouched[name]) for name in far)
    for name, value in back.items():
        torch.testing.assert_close(value, far[name].lerp(untouched[name], kept))


def test_a_loss_that_counts_for_nothing_teaches_nothing(
    drawn: Dataset, mobilenet: Path, tmp_path: Path
) -> None:
    weights = LossWeights(**(dict.fromkeys(LOSSES, 0.0) | {"category": 1.0}))
    phase = Phase(name="one", steps=2, size=SIZE, draws=BANKED)
    config = tiny(mobilenet, phases=(phase,), weights=weights, weight_decay=0.0)

    trained = run(config, drawn, tmp_path)

    torch.manual_seed(config.seed)
    started = new_network(config)[0]
    same = torch.equal
    assert same(trained.network.matching.bases, started.matching.bases)
    heads, before = trained.network.heads.attributes, started.heads.attributes
    assert same(heads["style"].weight, before["style"].weight)  # type: ignore[arg-type]
    assert not same(heads["category"].weight, before["category"].weight)  # type: ignore[arg-type]


def test_too_few_pictures_for_components_are_learned_from_all_the_same(
    drawn: Dataset, mobilenet: Path, tmp_path: Path
) -> None:
    phase = Phase(name="one", steps=1, size=SIZE, draws=BANKED)

    trained = run(tiny(mobilenet, phases=(phase,), shape_dimension=400), drawn, tmp_path)

    assert trained.network.heads.shape.weight.shape[0] == 400


def test_the_shape_vector_starts_as_the_principal_components(
    drawn: Dataset, mobilenet: Path, tmp_path: Path
) -> None:
    phase = Phase(name="one", steps=1, size=SIZE, draws=BANKED, rate=1e-12)
    config = tiny(mobilenet, phases=(phase,), weight_decay=0.0)
    trained = run(config, drawn, tmp_path)
    spread = trained.network.heads.shape
    bank = np.load(tmp_path / "features-0-one.npy")[0].astype(np.float32)

    first, end = trained.network.pooling.spans["top"]
    with torch.no_grad():
        shapes = spread(torch.from_numpy(bank[:, first:end])).numpy()

    covariance = np.cov(shapes.T)
    np.testing.assert_allclose(shapes.mean(axis=0), 0, atol=0.1 * shapes.std())
    off = covariance - np.diag(np.diag(covariance))
    assert np.abs(off).max() < 0.1 * np.diag(covariance).max()


def step_of(
    made_from: dict[str, Any],
    mobilenet: Path,
    *,
    styles: torch.Tensor | None = None,
    **changes: Any,
) -> dict[str, torch.Tensor]:
    """The losses of one batch of random pictures."""
    made = corpus(24, **made_from)
    config = tiny(mobilenet, **changes)
    torch.manual_seed(0)
    network, untouched = new_network(config)
    batch = Sampler(made, Sampling(), 1).batch(SHOWN, 0, 0, 0)
    random = np.random.default_rng(0)
    shown = random.integers(0, 256, (len(batch.pictures), SIZE, SIZE, 3), np.uint8)
    seen = Seen(torch.from_numpy(shown), torch.full((len(shown), 4), torch.nan))
    step = Step(network, untouched, made, config, styles=styles)
    found: dict[str, torch.Tensor] = step(batch, seen, None)
    return found


def test_a_step_tells_every_loss_that_a_weight_can_name(mobilenet: Path) -> None:
    found = step_of({}, mobilenet)

    assert set(found) == set(LOSSES)
    assert all(torch.isfinite(value) for value in found.values())
    assert float(found["attention"].detach()) == 0  # no box is known
    assert float(found["distillation"].detach()) == pytest.approx(0, abs=1e-5)  # not moved yet


def test_styles_count_as_somebody_saw_them_for_their_share(mobilenet: Path) -> None:
    styles = torch.rand(24, len(STYLES)).softmax(dim=1)
    random = torch.get_rng_state()
    found = {}
    for share in (0.0, 0.25, 1.0):
        torch.set_rng_state(random)
        told = step_of({}, mobilenet, styles=styles, begun_style=share)
        found[share] = {name: float(value.detach()) for name, value in told.items()}

    style = {share: told.pop("style") for share, told in found.items()}
    assert found[0.25] == found[0.0]
    assert found[1.0] == found[0.0]
    assert style[1.0] != pytest.approx(style[0.0])
    assert style[0.25] == pytest.approx(0.75 * style[0.0] + 0.25 * style[1.0], rel=1e-5)


def test_without_labels_and_rooms_there_is_still_something_to_learn(mobilenet: Path) -> None:
    found = step_of({**unlabelled(24), "rooms": ()}, mobilenet)

    silent = {"category", "style", "pattern", "colors", "materials", "color", "kind"}
    assert all(float(found[name].detach()) == 0 for name in silent)
    assert float(found["design"].detach()) > 0
    assert not {"triplet", "contrast", "room"} & set(found)


def test_the_scores_of_a_room_are_the_sum_over_its_pieces(mobilenet: Path) -> None:
    made = corpus(24)
    config = tiny(mobilenet)
    network, untouched = new_network(config)
    step = Step(network, untouched, made, config)
    batch = Sampler(made, Sampling(), 1).batch(SHOWN, 0, 3, 0)
    with torch.no_grad():
        network.matching.own.normal_()
        network.matching.shared.normal_()
    random = torch.Generator().manual_seed(0)
    style = torch.randn(len(batch.pictures), config.style_dimension, generator=random)
    outputs = Outputs(style, style, style, {})
    (room,) = batch.rooms

    scores, negative = step._scores(outputs, room, torch.from_numpy(batch.listings), 1)

    for question in range(len(room.positives)):
        for answer, at in enumerate(room.positives.tolist()):
            total = 0.0
            for anchor in room.anchors[room.asked == question].tolist():
                source = torch.tensor([made.category[batch.listings[anchor]]])
                query = network.matching(style[anchor : anchor + 1], source, room.target, 1)
                total += float((query[0] @ style[at]).detach())
            assert float(scores[question, answer].detach()) == pytest.approx(total, abs=1e-3)
    assert (negative.numpy() == room.negative).all()


@given(
    steps=st.integers(1, 500),
    warm_up=st.floats(0, 0.9),
)
def test_rates_rise_and_then_fall_to_a_hundredth(steps: int, warm_up: float) -> None:
    phase = Phase(name="one", steps=steps, size=32, draws=Draws(), warm_up=warm_up)

    rates = [rate_at(step, steps, phase.warm_up) for step in range(steps)]

    assert all(0 < rate <= 1 for rate in rates)
    top = rates.index(max(rates))
    assert rates[: top + 1] == sorted(rates[: top + 1])
    assert rates[top:] == sorted(rates[top:], reverse=True)
    assert rate_at(steps, steps, phase.warm_up) <= max(0.0101, rates[-1])


def test_a_configuration_is_what_it_leaves_out_by_default() -> None:
    assert read_config(b'{"seed": 5}') == TrainingConfig(seed=5)
    stored = tiny(Path("backbone"))
    assert read_config(stored.digest_fields) == stored


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"sead": 5}', "sead"),
        (b'{"weights": {"categories": 1}}', "categories"),
        (b'{"sampling": {"cold": 2}}', "cold must be in"),
        (b'{"size": "big"}', "size"),
        (b'{"size": 160}', "size that is served"),
        (b'{"phases": []}', "last phase"),
        (b"{", "training configuration is not as it must be"),
    ],
)
def test_a_configuration_that_is_not_as_it_must_be_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        read_config(content)


@pytest.mark.parametrize("weights", [dict.fromkeys(LOSSES, 0.0), {"style": -1.0}])
def test_losses_that_teach_nothing_or_the_opposite_are_refused(weights: dict[str, float]) -> None:
    with pytest.raises(ConfigurationError, match="Weights of losses"):
        LossWeights(**weights)


@pytest.mark.parametrize(
    "change", [{"steps": 0}, {"size": 40}, {"size": 0}, {"trained": 1.5}, {"versions": 0}]
)
def test_a_phase_that_cannot_be_is_refused(change: dict[str, float]) -> None:
    fields = {"name": "one", "steps": 1, "size": 32, "draws": Draws()} | change
    with pytest.raises(ConfigurationError):
        Phase(**fields)  # type: ignore[arg-type]


def test_a_journal_takes_back_what_is_done_again(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    first = Journal(path, keep=(0, 0))
    for phase, step in ((0, 19), (0, 39), (1, 19), (1, 39)):
        first.write({"phase": phase, "step": step, "loss": 1 / 3})

    Journal(path, keep=(1, 20)).write({"phase": 1, "step": 29, "loss": 0.25, "room": 0.5})

    rows = journal(tmp_path)
    assert [(row["phase"], row["step"]) for row in rows] == [
        ("0", "19"),
        ("0", "39"),
        ("1", "19"),
        ("1", "29"),
    ]
    assert (rows[0]["loss"], rows[-1]["loss"], rows[-1]["room"]) == ("0.333333", "0.25", "0.5")


def test_a_line_cut_short_is_taken_back_too(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    Journal(path, keep=(0, 0)).write({"phase": 0, "step": 19, "loss": 1.0})
    with path.open("a") as file:
        file.write("0")

    Journal(path, keep=(0, 40))

    assert [row["step"] for row in journal(tmp_path)] == ["19"]


def test_what_cannot_be_learned_from_is_told_before_anything_is_written(
    drawn: Dataset, mobilenet: Path, tmp_path: Path
) -> None:
    with pytest.raises(ConfigurationError, match="There is no model at"):
        run(tiny(tmp_path / "nowhere"), drawn, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
    assert read_corpus(drawn, "train", bad_rows=0.0, console=Console(quiet=True)).skipped == ()
