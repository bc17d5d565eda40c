"""Views of a pair stay aligned, faults come on the input alone, and the split is its own."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from core.cores import usable_cores
from training.augment import PairAugment
from training.data import EvenSampler, PairedImageDataModule, read_square
from training.errors import DataInvalid
from training.images import split
from training.pairs import PairFiles, find_pairs
from training.settings.data import AugmentConfig

_PERFECT_CAMERA = AugmentConfig(brightness=0, contrast=0, saturation=0, hue=0, blur=0, noise=0, jpeg=0)


def marked() -> torch.Tensor:
    """A gray picture with a white disc off its centre."""
    rows, columns = torch.meshgrid(torch.arange(160), torch.arange(160), indexing="ij")
    disc = (rows - 70) ** 2 + (columns - 90) ** 2 < 144
    return torch.where(disc, 255, 90).to(torch.uint8).expand(3, -1, -1).contiguous()


def centre(view: torch.Tensor) -> torch.Tensor:
    rows, columns = torch.nonzero(view.mean(0) > 0.8, as_tuple=True)
    return torch.stack([rows.float().mean(), columns.float().mean()])


def test_both_pictures_of_a_pair_get_the_same_framing():
    torch.manual_seed(0)
    augment = PairAugment(96, replace(_PERFECT_CAMERA, scale=(0.8, 1.3)))
    seen = []
    for _ in range(20):
        photo, target = augment(marked(), 255 - marked())
        assert photo.shape == target.shape == (3, 96, 96)
        assert torch.allclose(photo, 1 - target, atol=2 / 255)
        seen.append(centre(photo))
    positions = torch.stack([p for p in seen if torch.isfinite(p).all()])
    assert positions.std(0).min() > 3, "the framing does not vary"


def test_the_faults_of_the_camera_are_on_the_input_alone():
    torch.manual_seed(0)
    still = replace(_PERFECT_CAMERA, scale=(1, 1), rotation_deg=0, flip=0)
    plain = PairAugment(96, still)
    faulty = PairAugment(96, replace(still, noise=1.0, jpeg=1.0, brightness=0.3))
    torch.manual_seed(5)
    photo, target = plain(marked(), marked())
    torch.manual_seed(5)
    worse, same = faulty(marked(), marked())

    assert torch.equal(target, same)
    assert torch.equal(photo, target)
    assert (worse - same).abs().mean() > 0.01


def test_framing_can_be_switched_off_to_the_last_pixel():
    """Pairs with a screen that is locked to their corner must reach the network as they are."""
    still = replace(_PERFECT_CAMERA, scale=(1, 1), shift=0, rotation_deg=0, flip=0)
    noise = torch.randint(0, 256, (3, 96, 96), dtype=torch.uint8)

    photo, target = PairAugment(96, still)(noise, noise)

    assert torch.equal(photo, noise / 255)
    assert torch.equal(target, noise / 255)


def test_scale_bounds_the_size_of_what_is_seen():
    torch.manual_seed(0)
    for scale in (0.5, 2.0):
        config = replace(_PERFECT_CAMERA, scale=(scale, scale), colour_padding=1.0)
        areas = [(PairAugment(96, config)(marked(), marked())[0].mean(0) > 0.8).sum().item() for _ in range(12)]
        expected = 3.1416 * (12 * 96 / 160 * scale) ** 2
        assert max(areas) == pytest.approx(expected, rel=0.2)


def test_the_list_of_validation_pairs_is_kept_out_of_training(pairs: Path):
    found = find_pairs(pairs)

    assert file_names(found.validation) == ["3.png"]
    assert file_names(found.training) == ["0.png", "1.png", "2.png"]


def file_names(files: Sequence[PairFiles]) -> list[str]:
    return [pair.name for pair in files]


def test_names_may_differ_in_the_ending(pairs: Path):
    """Of one stem, the target of the same ending is the photograph's own; a stem that two targets have is nobody's."""
    with Image.open(pairs / "input" / "0.png") as photo:
        photo.save(pairs / "input" / "0.jpg")
    (pairs / "input" / "0.png").unlink()
    (pairs / "validation.txt").write_text("0.png\n3\n", encoding="utf-8")

    found = find_pairs(pairs)

    assert file_names(found.validation) == ["0.jpg", "3.png"]
    assert [pair.target.name for pair in found.validation] == ["0.png", "3.png"]
    assert file_names(found.training) == ["1.png", "2.png"]
    (pairs / "target" / "0.bmp").write_bytes((pairs / "target" / "0.png").read_bytes())
    with pytest.raises(DataInvalid, match=r"input/0\.jpg has no target") as caught:
        find_pairs(pairs)
    assert "target/0.bmp has no input" in caught.value.message


def test_a_list_written_on_windows_with_spaces_in_its_names(pairs: Path):
    for side in ("input", "target"):
        (pairs / side / "3.png").rename(pairs / side / "Anna Maria 3.png")
    (pairs / "validation.txt").write_bytes("\ufeffAnna Maria 3.png\r\n\r\n".encode())

    assert file_names(find_pairs(pairs).validation) == ["Anna Maria 3.png"]


def test_without_a_list_a_tenth_is_held_out_and_stays_when_pairs_come(pairs: Path):
    names = [f"{number}.png" for number in range(40)]
    nowhere = pairs / "nowhere.txt"

    before, after = split(names[:30], nowhere), split(list(reversed(names)), nowhere)

    assert 0 < len(before.validation) < len(after.validation) < 10
    assert set(before.training) | set(before.validation) == set(names[:30])
    assert set(before.training) < set(after.training)
    assert set(before.validation) < set(after.validation)
    assert after == split(names, nowhere)


def test_of_a_few_pairs_one_is_held_out(pairs: Path):
    assert [len(split([name], pairs / "nowhere.txt").validation) for name in "abc"] == [1, 1, 1]


def test_without_a_list_never_all_are_held_out(pairs: Path):
    drawn = split([f"{number}.png" for number in range(200)], pairs / "nowhere.txt").validation

    assert len(split(drawn, pairs / "nowhere.txt").training) == 1


def test_hidden_files_are_no_pictures(pairs: Path):
    (pairs / "input" / "._0.png").write_bytes(b"what a Mac writes onto a memory stick")

    assert file_names(find_pairs(pairs).training) == ["0.png", "1.png", "2.png"]


def test_a_photograph_taken_upright_goes_with_its_target(pairs: Path):
    """A telephone stores it lying and says in EXIF how it was held; the painter's program turned it for good."""
    upright = np.zeros((60, 40, 3), np.uint8)
    upright[:20] = 255
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(np.rot90(upright)).save(pairs / "input" / "tall.jpg", exif=exif)
    Image.fromarray(upright).save(pairs / "target" / "tall.jpg")

    assert "tall.jpg" in file_names(find_pairs(pairs).training)
    photo, target = (read_square(pairs / side / "tall.jpg", 64).float() for side in ("input", "target"))
    assert target[:, :8].mean() > 200, "of the square in the middle, the upper part is white"
    assert (photo - target).abs().mean() < 4


@pytest.mark.parametrize(
    ("name", "stored", "seen"),
    [
        ("deep.png", Image.fromarray(np.full((96, 96), 25_700, np.uint16)), (100, 100, 100)),
        ("clear.png", Image.new("RGBA", (96, 96), (200, 30, 30, 0)), (255, 255, 255)),
        ("half.png", Image.new("LA", (96, 96), (0, 51)), (204, 204, 204)),
        ("print.jpg", Image.new("CMYK", (96, 96), (0, 0, 0, 255)), (0, 0, 0)),
    ],
)
def test_a_picture_is_read_as_it_is_seen(name: str, stored: Image.Image, seen: tuple[int, int, int], tmp_path: Path):
    """16 bits are not clipped to white, and the colours that alpha hides stay hidden."""
    stored.save(tmp_path / name)

    assert read_square(tmp_path / name, 64)[:, 32, 32].tolist() == pytest.approx(seen, abs=1)


def test_the_workers_are_no_more_than_the_cores(pairs: Path, recwarn: pytest.WarningsRecorder):
    data = PairedImageDataModule(pairs, crop_px=64, cache_px=96, batch_size=2, samples_per_epoch=4)
    data.setup("fit")

    assert 1 <= data.train_dataloader().num_workers <= usable_cores()
    assert not [warning for warning in recwarn if "worker" in str(warning.message)]


@pytest.mark.parametrize("ending", [".HEIC", ".avif", ".tiff"])
def test_what_telephones_and_scanners_write_goes_with_a_painter_s_png(pairs: Path, ending: str):
    upright = np.zeros((120, 80, 3), np.uint8)
    upright[:40] = 255
    Image.fromarray(upright).save(pairs / "input" / f"IMG_1{ending}")
    Image.fromarray(upright).save(pairs / "target" / "IMG_1.png")

    (found,) = (pair for pair in find_pairs(pairs).training if pair.name == f"IMG_1{ending}")

    photo, target = (read_square(path, 64).float() for path in (found.photo, found.target))
    assert target[:, :8].mean() > 200
    assert (photo - target).abs().mean() < 4


def test_a_resumed_run_goes_on_with_other_rounds(fit, checkpoint: Path, pairs: Path):
    state = torch.load(checkpoint, weights_only=True)["PairedImageDataModule"]
    first, resumed = (PairedImageDataModule(pairs, crop_px=64, cache_px=64, samples_per_epoch=60) for _ in range(2))
    resumed.load_state_dict(state)
    for data in (first, resumed):
        data.setup("fit")

    assert state == {"epochs": 1}
    assert list(first.train_dataloader().sampler) != list(resumed.train_dataloader().sampler)


@pytest.mark.parametrize("samples", [4, 25])
def test_every_pair_is_seen_equally_often(samples: int):
    """Of more pairs than samples in an epoch, the next epochs see the others."""
    sampler = EvenSampler(10, samples=samples, seed=1)

    epochs = [list(sampler) for _ in range(10)]

    assert {len(epoch) for epoch in epochs} == {len(sampler)} == {samples}
    seen = np.bincount(np.concatenate(epochs), minlength=10)
    assert set(seen) == {samples}
    assert epochs[0] != epochs[1]
    again, other = (EvenSampler(10, samples=samples, seed=seed) for seed in (1, 2))
    assert list(again) == epochs[0]
    assert list(other) != epochs[0]


def test_a_batch_is_pictures_between_0_and_1(pairs: Path):
    data = PairedImageDataModule(pairs, crop_px=64, cache_px=96, batch_size=2, samples_per_epoch=4, num_workers=0)
    data.setup("fit")

    batches = list(data.train_dataloader())
    photo, target = next(iter(data.val_dataloader()))

    assert len(batches) == 2
    assert batches[0][0].shape == batches[0][1].shape == (2, 3, 64, 64)
    assert photo.dtype == torch.float32
    assert 0 <= photo.min() <= photo.max() <= 1
    whole = np.asarray(Image.open(pairs / "target" / "3.png").resize((64, 64), Image.Resampling.LANCZOS))
    assert torch.allclose(target[0], torch.from_numpy(whole.copy()).permute(2, 0, 1) / 255, atol=1e-6)
