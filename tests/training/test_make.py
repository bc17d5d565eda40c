"""`make`: from pairs to an installed model, and what an earlier call has done is not done again."""

from pathlib import Path

import platformdirs
import pytest

from core.models.manifest import read_manifest
from training.cli import main

SMALL = {
    "model.network.encoder_weights": "none", "model.loss.weights": "none", "data.crop_px": "64", "data.cache_px": "96",
    "data.batch_size": "2", "data.samples_per_epoch": "4", "data.num_workers": "0", "trainer.max_epochs": "1",
    "trainer.accelerator": "cpu", "trainer.precision": "32-true", "speed.channels_last": "true", "speed.threads": "1",
}  # fmt: skip


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's own models are here."""
    monkeypatch.setattr(platformdirs, "user_data_path", lambda *_, **__: tmp_path / "home")
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_pairs_become_an_installed_model_and_no_step_is_done_twice(pairs: Path, home: Path, capsys):
    command = [
        "make",
        "--data",
        str(pairs),
        "--name",
        "My Style!",
        *(f"--{name}={value}" for name, value in SMALL.items()),
    ]

    killed = Path("my-style-run") / ".model-killed.partial"
    killed.mkdir(parents=True)

    assert main(command) == 0

    said = capsys.readouterr()
    assert not killed.exists()
    installed = home / "models" / "my-style"
    assert read_manifest(installed).title == "My Style!"
    assert f"installed in {installed}" in said.out
    assert "toonclip --model my-style" in said.out
    assert (Path("my-style-run") / "evaluation.png").is_file()

    assert main(command) == 0

    again = capsys.readouterr().err
    for step in ("check", "fit", "export"):
        assert f"make: {step}, done before; another --folder starts anew" in again


def test_a_name_without_letters_is_refused_before_anything_is_done(pairs: Path, home: Path, capsys):
    assert main(["make", "--data", str(pairs), "--name", "???"]) == 2
    assert "cannot be called '???'" in capsys.readouterr().err
    assert not home.exists()
