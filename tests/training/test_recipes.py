"""Every recipe lowers its loss within two minutes; the random weights here stand for those that are downloaded."""

from pathlib import Path

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

RECIPES = Path(__file__).parents[2] / "training" / "conf"
_OVERLAYS = {"as_teacher": "comic_hero_hq", "squeezenet_features": "unetplusplus"}
"""Files that are laid over another recipe, and one of those."""


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("recipe", sorted(path.stem for path in RECIPES.glob("*.yaml")))
def test_a_recipe_lowers_its_loss(recipe: str, fit, checkpoint: Path, tmp_path: Path):
    below = _OVERLAYS.get(recipe)
    over = ("--config", str(RECIPES / f"{recipe}.yaml")) if below else ()
    teacher = ("--model.teacher", str(checkpoint)) if recipe == "as_teacher" else ()
    network = ("--model.loss.network", "vgg16") if recipe == "unetplusplus" else ()
    short = ("--trainer.max_epochs", "8", "--data.samples_per_epoch", "20", "--trainer.max_time", "00:00:02:00")
    place = ("--trainer.default_root_dir", str(tmp_path / "recipe"))

    assert fit(*over, *teacher, *network, *short, *place, "--data.num_workers", "0", recipe=below or recipe) == 0

    (run,) = (tmp_path / "recipe" / "lightning_logs").iterdir()
    losses = [point.value for point in EventAccumulator(str(run)).Reload().Scalars("train/loss")]
    quarter = len(losses) // 4
    assert quarter > 1
    assert sum(losses[-quarter:]) < 0.95 * sum(losses[:quarter])
