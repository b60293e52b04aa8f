"""A run that was stopped ends as if it never had been."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest
import torch
from torch import Tensor

from backend.dataset.read import Dataset, open_dataset
from backend.errors import ConfigurationError
from backend.training.checkpoint import CHECKPOINT
from tests.training.runs import (
    PHASES,
    STEPS,
    Interrupted,
    Watched,
    differing,
    journal,
    run,
    tiny,
    weights,
)


@pytest.fixture(scope="module")
def whole(
    drawn: Dataset, mobilenet: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, Tensor]]:
    """The folder and the weights of a run that nothing stopped."""
    folder = tmp_path_factory.mktemp("whole")
    return folder, weights(run(tiny(mobilenet), drawn, folder))


@pytest.mark.parametrize("step", range(1, STEPS + 1))
def test_stopped_after_any_step_a_run_ends_with_the_very_same_weights(
    step: int,
    whole: tuple[Path, dict[str, Tensor]],
    drawn: Dataset,
    mobilenet: Path,
    tmp_path: Path,
) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(tiny(mobilenet), drawn, tmp_path, Interrupted(step=step))

    device = Interrupted()
    resumed = weights(run(tiny(mobilenet), drawn, tmp_path, device))

    assert device.steps == STEPS - step
    assert differing(resumed, whole[1]) == []
    told = [(row["phase"], row["step"], row["loss"]) for row in journal(tmp_path)]
    assert told == [(row["phase"], row["step"], row["loss"]) for row in journal(whole[0])]


def test_stopped_while_features_are_computed_a_run_goes_on_with_the_rest(
    whole: tuple[Path, dict[str, Tensor]], drawn: Dataset, mobilenet: Path, tmp_path: Path
) -> None:
    counting = Interrupted()
    run(tiny(mobilenet), drawn, tmp_path / "counting", counting)
    for look in (3, counting.looks - 2):  # in the first phase's, and in the last one's
        folder = tmp_path / f"{look}"
        with pytest.raises(KeyboardInterrupt):
            run(tiny(mobilenet), drawn, folder, Interrupted(look=look))

        device = Interrupted()
        resumed = weights(run(tiny(mobilenet), drawn, folder, device))

        assert device.looks == counting.looks - look
        assert differing(resumed, whole[1]) == []


def test_what_was_told_beyond_the_checkpoint_is_told_once(
    whole: tuple[Path, dict[str, Tensor]], drawn: Dataset, mobilenet: Path, tmp_path: Path
) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(tiny(mobilenet), drawn, tmp_path, Interrupted(step=4))
    early = (tmp_path / CHECKPOINT).read_bytes()
    run(tiny(mobilenet), drawn, tmp_path)
    (tmp_path / CHECKPOINT).write_bytes(early)  # as if the power had failed

    again = weights(run(tiny(mobilenet), drawn, tmp_path))

    assert differing(again, whole[1]) == []
    told = [(row["phase"], row["step"]) for row in journal(tmp_path)]
    assert told == [("0", "2"), ("1", "2"), ("2", "2")]


def test_a_run_that_is_done_is_not_done_again(
    whole: tuple[Path, dict[str, Tensor]], drawn: Dataset, mobilenet: Path
) -> None:
    device = Watched()

    again = weights(run(tiny(mobilenet), drawn, whole[0], device))

    assert device.batches == 0
    assert differing(again, whole[1]) == []


def test_another_seed_is_another_run(
    whole: tuple[Path, dict[str, Tensor]], drawn: Dataset, mobilenet: Path, tmp_path: Path
) -> None:
    other = weights(run(tiny(mobilenet, seed=2), drawn, tmp_path))

    assert len(differing(other, whole[1])) > 10


def test_a_folder_of_another_configuration_is_refused(
    whole: tuple[Path, dict[str, Tensor]], drawn: Dataset, mobilenet: Path
) -> None:
    with pytest.raises(ConfigurationError, match="another configuration, code or data"):
        run(tiny(mobilenet, margin=0.2), drawn, whole[0])


def test_a_folder_of_other_data_is_refused(
    whole: tuple[Path, dict[str, Tensor]], drawn: Dataset, mobilenet: Path, tmp_path: Path
) -> None:
    shutil.copytree(drawn.directory, tmp_path / "shop")
    listings = tmp_path / "shop" / "listings.jsonl"
    lines = listings.read_bytes().splitlines()
    train = next(at for at, line in enumerate(lines) if b'"train"' in line)
    row = msgspec.json.decode(lines[train])
    row["style"] = "boho" if row.get("style") != "boho" else "rustic"
    lines[train] = msgspec.json.encode(row)
    listings.write_bytes(b"\n".join(lines) + b"\n")

    with pytest.raises(ConfigurationError, match="another configuration, code or data"):
        run(tiny(mobilenet), open_dataset(tmp_path / "shop"), whole[0])


def test_features_of_another_configuration_are_not_taken_over(
    drawn: Dataset, mobilenet: Path, tmp_path: Path
) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(tiny(mobilenet), drawn, tmp_path, Interrupted(look=2))
    larger = tuple(msgspec.structs.replace(phase, size=64) for phase in PHASES)

    with pytest.raises(ConfigurationError, match="another configuration"):
        run(tiny(mobilenet, size=64, phases=larger), drawn, tmp_path)


def test_a_damaged_checkpoint_says_what_to_do(
    whole: tuple[Path, dict[str, Tensor]], drawn: Dataset, mobilenet: Path, tmp_path: Path
) -> None:
    content = (whole[0] / CHECKPOINT).read_bytes()
    for length in (0, 10, len(content) // 2, len(content) - 7):
        (tmp_path / CHECKPOINT).write_bytes(content[:length])

        with pytest.raises(ConfigurationError, match=r"cannot be read .* start again"):
            run(tiny(mobilenet), drawn, tmp_path)

    for other in (torch.zeros(3), {}, {"progress": 3}):
        torch.save(other, tmp_path / CHECKPOINT)

        with pytest.raises(ConfigurationError, match=r"cannot be read .* start again"):
            run(tiny(mobilenet), drawn, tmp_path)
