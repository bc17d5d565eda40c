"""What is chosen for a machine, and that nothing else changes by it."""

from pathlib import Path

import pytest
import torch
import yaml

from core.cores import usable_cores
from training.errors import SettingInvalid
from training.machine import Way, device_kind, suitable_precision, suitable_way
from training.networks.base import StyleNetwork
from training.settings.speed import SpeedConfig


class Picky(StyleNetwork):
    """Takes no time in one memory format, and some in the other; draws by chance, as dropout does."""

    def __init__(self, liked: torch.memory_format) -> None:
        super().__init__()
        self.liked, self.scale = liked, torch.nn.Parameter(torch.ones(()))
        self.ways: list[tuple[bool, int]] = []

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        if not image.is_contiguous(memory_format=self.liked):
            torch.rand(1200, 1200).matmul(torch.rand(1200, 1200))
        return image * self.scale * torch.rand(())


@pytest.mark.parametrize("liked", [torch.channels_last, torch.contiguous_format])
def test_the_faster_memory_format_is_taken_and_nothing_is_changed(liked: torch.memory_format):
    network = Picky(liked)
    torch.manual_seed(3)
    wanted, threads = torch.rand(1), torch.get_num_threads()
    torch.manual_seed(3)

    way = suitable_way(network, SpeedConfig(threads=1), kind="cpu", precision="32-true")

    assert way == Way(liked, 1)
    assert torch.equal(torch.rand(1), wanted), "the random numbers are those without a trial"
    assert torch.get_num_threads() == threads
    assert network.scale.grad is None


def test_what_is_given_is_not_tried():
    class Untouchable(StyleNetwork):
        pass

    given = SpeedConfig(channels_last=False, threads=3)

    assert suitable_way(Untouchable(), given, kind="cpu", precision="32-true") == Way(torch.contiguous_format, 3)
    on_gpu = suitable_way(Untouchable(), SpeedConfig(), kind="cuda", precision="bf16-mixed")
    assert on_gpu == Way(torch.channels_last, usable_cores())
    with pytest.raises(SettingInvalid, match="threads is 0"):
        SpeedConfig(threads=0)


def test_bf16_is_for_processors_that_have_it():
    """As the system itself says it, where that can be read."""
    cpuinfo = Path("/proc/cpuinfo")
    if not cpuinfo.exists():
        pytest.skip("no /proc/cpuinfo")
    words = set(cpuinfo.read_text(encoding="utf-8").split())

    has_bf16 = bool(words & {"avx512_bf16", "amx_bf16", "bf16"})

    assert suitable_precision("cpu") == ("bf16-mixed" if has_bf16 else "32-true")
    assert suitable_precision("mps") == "32-true"
    assert device_kind("cpu") == "cpu"


def test_fit_says_in_one_line_how_it_trains_and_a_precision_can_be_given(fit, tmp_path: Path, capsys):
    assert fit("--trainer.precision", "null") == 0

    (line,) = (line for line in capsys.readouterr().err.splitlines() if "trains on" in line)
    assert line.startswith(f"toonclip-train: trains on cpu in {suitable_precision('cpu')}, channels last, 1 thread; ")
    (settings,) = (tmp_path / "runs").rglob("config.yaml")
    assert yaml.safe_load(settings.read_text(encoding="utf-8"))["trainer"]["precision"] is None


def test_no_recipe_fixes_a_precision():
    recipes = (Path(__file__).parents[2] / "training" / "conf").glob("*.yaml")

    assert all(
        "precision" not in yaml.safe_load(recipe.read_text(encoding="utf-8")).get("trainer", {}) for recipe in recipes
    )
