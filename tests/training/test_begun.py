"""A run that begins where a release is."""

from __future__ import annotations

import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import torch
from rich.console import Console
from torch import nn

from backend.dataset.read import Dataset
from backend.encoder.manifest import MATCHING_FILE, STATED_FILE, read_manifest
from backend.encoder.stated import StatedWords
from backend.errors import ConfigurationError
from backend.taxonomy import STYLES
from backend.training.begun import begin_from
from backend.training.checkpoint import BEGUN, BEGUN_STYLES, CHECKPOINT, kept_begun
from backend.training.config import TrainingConfig
from backend.training.network import Network
from backend.training.pictures import Pictures
from backend.training.release import make_release, pair_maps
from backend.training.run_config import Begun, begun_from
from backend.training.train import new_network
from tests.training.runs import PHASES, run, tiny

SHIPPED = Path(__file__).parents[2] / "demo" / "release"


@pytest.fixture(scope="module")
def trained(
    drawn: Dataset, mobilenet: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Network, Path]:
    """A network after a run that moved all of it, and its release."""
    folder = tmp_path_factory.mktemp("trained")
    phases = (msgspec.structs.replace(PHASES[1], trained=0.7, steps=6), PHASES[2])
    network = run(tiny(mobilenet, phases=phases), drawn, folder).network
    _release(network, mobilenet, drawn, folder)
    return network, folder / "release-float32"


def _release(
    network: Network,
    mobilenet: Path,
    drawn: Dataset,
    folder: Path,
    config: TrainingConfig | None = None,
    **more: Any,
) -> None:
    make_release(
        network,
        config or tiny(mobilenet),
        drawn,
        folder,
        license="none",
        origin="random",
        console=Console(quiet=True),
        **more,
    )


def _new(mobilenet: Path) -> Network:
    torch.manual_seed(7)
    return new_network(tiny(mobilenet))[0]


def test_the_network_answers_as_the_one_that_the_release_was_made_of(
    trained: tuple[Network, Path], mobilenet: Path
) -> None:
    network, release = trained
    begun = _new(mobilenet)
    pictures = torch.randint(0, 256, (3, 32, 32, 3), dtype=torch.uint8)

    begin_from(begun, release)

    with torch.no_grad():
        told, wanted = begun.eval()(pictures), network.eval()(pictures)
    for one, other in ((told.shape, wanted.shape), (told.color, wanted.color)):
        torch.testing.assert_close(one, other, atol=1e-4, rtol=1e-3)
    torch.testing.assert_close(told.style, wanted.style, atol=1e-4, rtol=1e-3)
    for name, logits in wanted.logits.items():
        torch.testing.assert_close(told.logits[name], logits, atol=1e-3, rtol=1e-3)
    ours, theirs = pair_maps(begun.matching), pair_maps(network.matching)
    assert theirs.pairs
    for room in (False, True):
        for pair in [*theirs.pairs, ("plant", "plant")]:
            one, other = (each.matrix(*pair, room=room) for each in (ours, theirs))
            np.testing.assert_allclose(one, other, atol=1e-5, rtol=1e-4)


def test_what_was_not_trained_is_the_untouched_backbones_to_the_last_bit(
    trained: tuple[Network, Path], mobilenet: Path
) -> None:
    begun, untouched = _new(mobilenet), _new(mobilenet)

    begin_from(begun, trained[1])

    both = list(zip(begun.trunk.blocks(), untouched.trunk.blocks(), strict=True))
    same = [all(map(torch.equal, ours, theirs)) for ours, theirs in both]
    frozen = len(same) - round(0.7 * len(same))
    assert all(same[:frozen])
    assert not any(same[frozen:-1])


def test_a_release_that_hears_a_channel_that_is_dead_here_is_refused(
    trained: tuple[Network, Path], mobilenet: Path
) -> None:
    begun = _new(mobilenet)
    norm = next(m for m in begun.trunk.modules() if isinstance(m, nn.BatchNorm2d))
    with torch.no_grad():
        norm.weight[0] = 0.0

    # Here the release lets something through, so it is not of this backbone.
    with pytest.raises(ConfigurationError, match="another backbone"):
        begin_from(begun, trained[1])
    assert all(torch.isfinite(each).all() for each in begun.state_dict().values())


def test_a_network_without_maps_of_pairs_is_refused_those_of_the_release(
    trained: tuple[Network, Path], mobilenet: Path
) -> None:
    network = new_network(tiny(mobilenet, pair_maps=False))[0]

    with pytest.raises(ConfigurationError, match="pair_maps"):
        begin_from(network, trained[1])


def test_what_a_run_began_from_may_be_gone_when_it_is_gone_on_with(
    mobilenet: Path, tmp_path: Path
) -> None:
    release = tmp_path / "release"
    shutil.copytree(SHIPPED, release)
    shipped, words = read_manifest(release), StatedWords.load(release / STATED_FILE)
    config = tiny(mobilenet, begin_from=str(release))
    before = begun_from(tmp_path / "run", config)
    (tmp_path / "run" / CHECKPOINT).write_bytes(b"reached")
    shutil.rmtree(release)

    again = begun_from(tmp_path / "run", config)
    for begun in (before, again):
        assert begun is not None
        assert begun.manifest == shipped
        assert begun.stated is not None
        assert begun.stated.packed() == words.packed()
    with pytest.raises(ConfigurationError, match="release"):
        begun_from(tmp_path / "another run", config)
    assert begun_from(tmp_path / "run", tiny(mobilenet)) is None


def test_a_release_whose_visual_vector_has_other_parts_can_be_begun_from(
    trained: tuple[Network, Path], drawn: Dataset, mobilenet: Path, tmp_path: Path
) -> None:
    without = tiny(mobilenet, category_share=0.0, color_share=0.1)
    _release(trained[0], mobilenet, drawn, tmp_path, config=without)
    begun = _new(mobilenet)

    begin_from(begun, tmp_path / "release-float32")

    told, wanted = (
        read_manifest(each).outputs["visual"] for each in (tmp_path / "release", trained[1])
    )
    assert (list(told.parts), list(wanted.parts)) == (
        ["shape", "color"],
        ["shape", "color", "category"],
    )


@pytest.mark.parametrize(
    ("changes", "named"),
    [({"shape_dimension": 16}, r"heads\.shape\.weight"), ({"bases": 4}, "4 of 8")],
)
def test_other_sizes_are_refused_by_name(
    changes: dict[str, Any], named: str, trained: tuple[Network, Path], mobilenet: Path
) -> None:
    network = new_network(tiny(mobilenet, **changes))[0]

    with pytest.raises(ConfigurationError, match=named):
        begin_from(network, trained[1])


def test_a_folder_without_a_release_is_refused(mobilenet: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        begin_from(_new(mobilenet), tmp_path)


def test_a_release_that_was_altered_is_refused(
    trained: tuple[Network, Path], mobilenet: Path, tmp_path: Path
) -> None:
    shutil.copytree(trained[1], tmp_path / "release")
    with (tmp_path / "release" / MATCHING_FILE).open("ab") as file:
        file.write(b"more")

    with pytest.raises(ConfigurationError, match=MATCHING_FILE):
        begin_from(_new(mobilenet), tmp_path / "release")


def test_all_weights_go_back_towards_the_release_at_the_end(
    trained: tuple[Network, Path], drawn: Dataset, mobilenet: Path, tmp_path: Path
) -> None:
    config = tiny(mobilenet, begin_from=str(trained[1]))
    begun = new_network(config)[0]
    begin_from(begun, trained[1])
    half = msgspec.structs.replace(config, begun_kept=0.5)
    folder = tmp_path / "half"

    there = run(config, drawn, tmp_path / "there").network
    halfway = run(half, drawn, folder).network
    again = run(half, drawn, folder).network  # of a run that is over

    moved = 0
    for name, wanted in there.named_parameters():
        start = begun.get_parameter(name)
        torch.testing.assert_close(halfway.get_parameter(name), start.lerp(wanted, 0.5))
        assert torch.equal(again.get_parameter(name), halfway.get_parameter(name))
        moved += int(not torch.equal(start, wanted))
    assert moved > 20


def test_styles_are_learned_as_the_release_sees_them(
    trained: tuple[Network, Path], drawn: Dataset, mobilenet: Path, tmp_path: Path
) -> None:
    config = tiny(mobilenet, begin_from=str(trained[1]), begun_style=0.5)
    begun = new_network(config)[0]
    begin_from(begun, trained[1])
    begun.eval()

    there = run(config, drawn, tmp_path / "seen")
    stated = run(msgspec.structs.replace(config, begun_style=0.0), drawn, tmp_path / "stated")

    styles = kept_begun(tmp_path / "seen" / BEGUN_STYLES)["styles"]
    corpus = there.corpus
    with ThreadPoolExecutor(1) as executor, torch.no_grad():
        pictures = Pictures(drawn, corpus, executor)
        for listing, packshots in enumerate(corpus.packshots[:5]):
            seen = pictures.load(packshots[:1], config.size, None)
            wanted = begun(seen.pictures).logits["style"].softmax(dim=1)
            torch.testing.assert_close(styles[listing : listing + 1], wanted)
    assert styles.shape == (len(corpus.ids), len(STYLES))
    head = "heads.attributes.style.weight"
    assert not torch.equal(there.network.get_parameter(head), stated.network.get_parameter(head))


@pytest.mark.parametrize(("keeps", "name"), [("begun_kept", BEGUN), ("begun_style", BEGUN_STYLES)])
def test_a_run_that_lacks_what_it_began_from_says_so_before_it_trains(
    trained: tuple[Network, Path],
    drawn: Dataset,
    mobilenet: Path,
    tmp_path: Path,
    keeps: str,
    name: str,
) -> None:
    with pytest.raises(ConfigurationError, match=f"{keeps} says what to keep"):
        run(tiny(mobilenet, **{keeps: 0.5}), drawn, tmp_path / "alone")
    assert not (tmp_path / "alone").exists()
    config = tiny(mobilenet, begin_from=str(trained[1]), **{keeps: 0.5})
    run(config, drawn, tmp_path / "run")
    (tmp_path / "run" / name).write_bytes(b"damaged")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        run(config, drawn, tmp_path / "run")
    (tmp_path / "run" / name).unlink()
    with pytest.raises(ConfigurationError, match=f"{re.escape(name)} is missing"):
        run(config, drawn, tmp_path / "run")


def test_a_run_goes_on_from_the_release_and_its_own_release_says_so(
    trained: tuple[Network, Path], drawn: Dataset, mobilenet: Path, tmp_path: Path
) -> None:
    gentle = tuple(
        msgspec.structs.replace(phase, steps=1, rate=1e-9, backbone_rate=1e-9) for phase in PHASES
    )
    config = tiny(mobilenet, begin_from=str(trained[1]), phases=gentle, kept=0.0, weight_decay=0.0)

    network = run(config, drawn, tmp_path).network

    pictures = torch.randint(0, 256, (2, 32, 32, 3), dtype=torch.uint8)
    with torch.no_grad():
        told, wanted = network.eval()(pictures), trained[0].eval()(pictures)
    torch.testing.assert_close(told.shape, wanted.shape, atol=1e-3, rtol=1e-2)

    before = read_manifest(trained[1])
    _release(network, mobilenet, drawn, tmp_path, begun=Begun(before, None))
    provenance = read_manifest(tmp_path / "release").provenance
    assert provenance.config["begin_from"] == before.release
    before_that = f"; before that, as {before.release}: {before.provenance.trained_on}"
    assert provenance.trained_on.endswith(before_that)
