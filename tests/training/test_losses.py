"""Every term against a plain computation."""

from collections.abc import Callable

import pytest
import torch
from torch import nn

from training.errors import SettingInvalid
from training.features import FeatureNetwork
from training.losses import (
    Outputs,
    StylizationLoss,
    excess_texture,
    feature_distance,
    gram,
    line_difference,
    spread,
    style_distance,
)
from training.settings.loss import LossConfig
from training.settings.network import NetworkConfig
from training.targets import coloured, prepare, sharpened
from training.task import StylizationTask, learning_rate_share
from training.temporal import moved, temporal_loss


def test_feature_distance_is_the_squared_distance_of_unit_vectors():
    found, wanted = torch.rand(2, 5, 3, 4), torch.rand(2, 5, 3, 4)
    total = 0.0
    for n in range(2):
        for y in range(3):
            for x in range(4):
                a, b = found[n, :, y, x], wanted[n, :, y, x]
                total += float(((a / a.norm() - b / b.norm()) ** 2).sum())

    assert feature_distance(found, wanted).item() == pytest.approx(total / 24, rel=1e-4)


def test_gram_is_the_mean_outer_product():
    features = torch.rand(1, 3, 2, 2)
    flat = features[0].flatten(1).T
    plain = torch.stack([torch.outer(place, place) for place in flat]).mean(0)

    assert torch.allclose(gram(features)[0], plain, atol=1e-6)


def test_style_ignores_where_and_minds_what():
    picture = torch.rand(1, 4, 6, 6)

    assert style_distance(picture.flip(3), picture).item() == pytest.approx(0, abs=1e-6)
    assert style_distance(2 * picture, picture).item() == pytest.approx(9, rel=1e-4)


def test_texture_counts_only_where_the_target_is_flat():
    flat, line = torch.zeros(1, 3, 16, 16), torch.zeros(1, 3, 16, 16)
    line[..., 8] = 1
    shifted = line.roll(1, 3)

    assert excess_texture(line, flat).item() > 0
    assert excess_texture(shifted, line).item() == 0
    assert excess_texture(flat, line).item() == 0


def flat(*colour: float) -> torch.Tensor:
    return torch.tensor(colour).view(1, 3, 1, 1).expand(-1, -1, 32, 32).clone()


def test_a_coloured_target_has_the_hue_and_saturation_of_the_photograph_and_its_own_lightness():
    brown, grey = flat(0.45, 0.3, 0.2), flat(0.15, 0.15, 0.15)

    found = coloured(grey, brown)

    weights = torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)
    torch.testing.assert_close((found * weights).sum(1), (grey * weights).sum(1))
    ratios = (found / brown)[0, :, 16, 16]
    torch.testing.assert_close(ratios, ratios.mean().expand(3), rtol=0.06, atol=0)


def test_a_coloured_target_keeps_its_lines():
    photo, target = flat(0.6, 0.4, 0.3), flat(0.5, 0.5, 0.5)
    target[..., 15] = 0.0

    found = coloured(target, photo).mean(1)

    assert found[..., 15].max() < 0.2
    assert found[..., 17:].min() > 0.4


def test_a_target_is_the_teacher_s_toon_then_coloured_then_sharpened():
    photo, target = torch.rand(1, 3, 32, 32), torch.rand(1, 3, 32, 32)
    teacher = nn.Conv2d(3, 3, 1)

    prepared = prepare(target, photo, teacher=teacher, true_colours=True, sharpen=0.5)

    toon = teacher(photo).clamp(0, 1)
    torch.testing.assert_close(prepared, sharpened(coloured(toon, photo), 0.5))
    assert not prepared.requires_grad
    plain = prepare(target, photo, teacher=None, true_colours=False, sharpen=0.0)
    assert torch.equal(plain, target)


def test_a_sharpened_target_has_more_contrast_at_its_edges_and_nowhere_else():
    edge = torch.full((1, 3, 16, 16), 0.3)
    edge[..., 8:] = 0.7

    sharp = sharpened(edge, 1.0)

    assert sharp[..., 8].min() > 0.8
    assert sharp[..., 7].max() < 0.2
    torch.testing.assert_close(sharp[..., :5], edge[..., :5])
    torch.testing.assert_close(sharpened(edge, 0.0), edge)
    assert sharpened(edge, 9.0).max() == 1


@pytest.mark.parametrize(("down", "right"), [(0.0, 0.5), (-1.3, 2.0), (2.75, -0.25)])
def test_a_picture_moved_by_parts_of_a_pixel_is_as_crisp_as_before(down: float, right: float):
    rows, columns = torch.meshgrid(torch.arange(64.0), torch.arange(64.0), indexing="ij")

    def waves(y: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
        """Of 4 and 5 px: a bilinear shift would take a third of them."""
        return (torch.sin(y * 2 * torch.pi * 16 / 64) + torch.cos(x * 2 * torch.pi * 13 / 64)).expand(2, 3, 64, 64)

    apart = moved(waves(rows, columns), down, right) - waves(rows - down, columns - right)

    assert apart.abs().max() < 0.05


def test_a_picture_moved_by_whole_pixels_is_the_same_picture():
    picture = torch.rand(1, 3, 16, 16)

    assert torch.equal(moved(picture, 2, -3), picture.roll((2, -3), (2, 3)))


@pytest.mark.parametrize(
    "made",
    [
        lambda picture: moved(picture, 0.5, 1.25),
        lambda picture: sharpened(picture, 1.0),
        lambda picture: line_difference(picture, 1 - picture.square()),
        gram,
    ],
    ids=["moved", "sharpened", "line_difference", "gram"],
)
def test_what_is_compared_is_not_rounded_by_mixed_precision(made: Callable[[torch.Tensor], torch.Tensor]):
    picture = torch.rand(2, 3, 32, 32)

    with torch.autocast("cpu", torch.bfloat16):
        mixed = made(picture)

    torch.testing.assert_close(mixed, made(picture))


def test_what_moves_with_the_picture_does_not_flicker_however_sharp():
    torch.manual_seed(0)
    photo = torch.rand(4, 3, 64, 64)

    steady = temporal_loss(nn.Identity(), photo, photo)

    assert steady.item() < 0.02  # the noise alone
    assert temporal_loss(_Stripes(), photo, _Stripes()(photo)).item() > 3 * steady.item()


class _Stripes(nn.Module):
    """Draws stripes of 4 px that do not move with the picture."""

    def forward(self, photo: torch.Tensor) -> torch.Tensor:
        return photo + 0.5 * (torch.arange(photo.shape[-1]) // 2 % 2)


def test_terms_are_weighted_and_summed():
    toon, target = torch.rand(1, 3, 64, 64), torch.rand(1, 3, 64, 64)
    torch.manual_seed(3)
    one = StylizationLoss(LossConfig(network="squeezenet1_1", weights="none", style=1, smoothness=1))
    torch.manual_seed(3)
    two = StylizationLoss(
        LossConfig(network="squeezenet1_1", weights="none", pixel=2, feature=3, style=4, smoothness=5)
    )

    single, weighted = one(Outputs(toon), target), two(Outputs(toon), target)

    for name, factor in (("pixel", 2), ("feature", 3), ("style", 4), ("smoothness", 5)):
        assert weighted[name].item() == pytest.approx(factor * single[name].item(), rel=1e-4)
    assert single["pixel"].item() == pytest.approx((toon - target).abs().mean().item(), rel=1e-5)


def test_terms_of_weight_nothing_are_not_computed():
    loss = StylizationLoss(LossConfig(network="squeezenet1_1", weights="none", feature=0))

    assert set(loss(Outputs(torch.rand(1, 3, 64, 64)), torch.rand(1, 3, 64, 64))) == {"pixel"}


def test_weights_of_blocks_are_spread_over_another_feature_network():
    assert spread(None, 3) == [1, 1, 1]
    assert spread([1, 2, 3, 4], 4) == [1, 2, 3, 4]
    assert spread([1, 1, 0, 0], 7) == [1, 1, 1, 1, 0, 0, 0]
    assert spread([1, 1, 1, 0, 0, 0, 0], 4) == [1, 1, 0, 0]


def test_the_task_adds_the_temporal_term():
    config = LossConfig(network="squeezenet1_1", weights="none", feature=0, temporal=2.0)
    task = StylizationTask(network=NetworkConfig("squeeze_unet", "", "none"), loss=config)
    photo = torch.rand(2, 3, 64, 64)

    terms = task.terms(photo, photo)

    assert set(terms) == {"pixel", "temporal"}
    assert 0 < terms["temporal"].item() < 2


def test_a_loss_without_a_term_is_refused():
    with pytest.raises(SettingInvalid, match="Every weight"):
        LossConfig(pixel=0, feature=0)


def test_the_feature_network_is_frozen_hidden_and_follows_its_owner():
    network = FeatureNetwork("squeezenet1_1", weights="none")

    assert not list(network.parameters())
    assert not network.state_dict()
    network.to(torch.float64)
    assert network(torch.rand(1, 3, 64, 64, dtype=torch.float64))[0].dtype == torch.float64


def test_the_learning_rate_rises_falls_and_depends_on_progress_alone():
    shares = [learning_rate_share(p, warm_up=0.1) for p in (0.0, 0.05, 0.1, 0.55, 1.0)]

    assert shares == pytest.approx([0.01, 0.5, 1.0, 0.5, 0.0], abs=1e-6)
