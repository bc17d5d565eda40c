"""What runs a model: found, tried apart, compared with the processor, remembered, and left out when it fails."""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from core.errors import ModelLoadFailed
from core.generators.choice import ProviderChoice, fastest
from core.generators.loader import generator_on, load_best, load_generator
from core.generators.providers import COREML, PROCESSOR, FoundProviders, Provider, find_providers
from core.generators.trial import MakeGenerator, Verdict, measure, try_provider
from core.media.image_writing import write_image
from core.media.images import ImageContent
from core.models.library import InstalledModel, ModelLibrary
from support.fake_providers import make
from support.fakes import picture

CARD = Provider("CUDAExecutionProvider", "GPU", "1.2")


@pytest.fixture
def model(tiny_model_dir: Path) -> InstalledModel:
    colours = np.random.default_rng(1).integers(0, 256, (36, 64, 3), dtype=np.uint8)
    colours[..., 0] //= 4
    write_image(ImageContent(colours, None), tiny_model_dir / "sample.png")
    return ModelLibrary(tiny_model_dir.parent, tiny_model_dir / "none").default()


def tried(model: InstalledModel, name: str) -> Verdict:
    return measure(model, Provider(name), make)


def test_the_processor_is_right_and_measured(model: InstalledModel):
    verdict = measure(model, PROCESSOR, generator_on)

    assert verdict.problem == ""
    assert verdict.precision == "fp32"
    assert verdict.ms > 0


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("Wrong", "its picture is wrong"),
        ("Swapped", "its picture is wrong"),
        ("Fails", "The card has no memory left."),
        ("Refuses", "The driver is too old. (libcard.so.2 is missing)"),
        ("Confused", "RuntimeError: what no provider should raise"),
    ],
)
def test_a_provider_that_is_wrong_is_left_out_with_the_reason(model: InstalledModel, name: str, problem: str):
    verdict = tried(model, name)

    assert problem in verdict.problem
    assert verdict.ms == 0
    assert fastest([Verdict(PROCESSOR, ms=500), verdict]) == PROCESSOR


def test_a_slow_provider_is_right_and_not_chosen(model: InstalledModel):
    slow = tried(model, "Slow")

    assert slow.problem == ""
    assert slow.ms >= 50
    assert fastest([measure(model, PROCESSOR, make), slow]) == PROCESSOR


def test_a_trial_has_a_process_of_its_own(model: InstalledModel):
    verdict = try_provider(model, Provider("Right"), make)

    assert (verdict.problem, verdict.apart) == ("", 0)
    assert verdict.ms > 0


def test_a_driver_that_crashes_takes_only_its_trial_with_it(model: InstalledModel):
    verdict = try_provider(model, Provider("Crashes"), make)

    assert "ended the process that tried it" in verdict.problem


def test_a_driver_that_hangs_is_given_up(model: InstalledModel):
    verdict = try_provider(model, Provider("Hangs"), make, longest_s=3)

    assert verdict.problem == "it did not answer within 3 s"


def test_the_fastest_right_one_is_chosen():
    def verdict(name: str, ms: float, problem: str = "") -> Verdict:
        return Verdict(Provider(name), ms=ms, problem=problem)

    processor = Verdict(PROCESSOR, ms=20)
    assert fastest([processor, verdict("a", 10), verdict("b", 5), verdict("c", 1, "wrong")]).name == "b"
    assert fastest([processor, verdict("a", 21)]).name == "a", "as fast, and leaves the processor to others"
    assert fastest([processor, verdict("a", 23)]) == PROCESSOR
    assert fastest([]) == PROCESSOR


@dataclass
class Bench:
    """Stands for the trials of a computer.

    Attributes:
        verdicts: what comes of them, by provider.
        tried: so far.
    """

    verdicts: dict[Provider, Verdict] = field(default_factory=dict)
    tried: list[Provider] = field(default_factory=list)

    def __call__(self, _model: InstalledModel, provider: Provider, _make: MakeGenerator) -> Verdict:
        self.tried.append(provider)
        return self.verdicts.get(provider, Verdict(provider, "fp16", 20))


def choice(bench: Bench, memory: Path, present: Sequence[Provider] = (CARD,)) -> ProviderChoice:
    return ProviderChoice(generator_on, memory=memory, find=lambda: FoundProviders(tuple(present)), attempt=bench)


def test_a_trial_is_made_once_and_remembered(model: InstalledModel, tmp_path: Path):
    bench = Bench({CARD: Verdict(CARD, "fp16", 3)})
    memory = tmp_path / "cache" / "providers.json"
    first = choice(bench, memory)
    assert first.best(model) is None
    verdicts = first.try_all(model)

    again = choice(bench, memory)
    assert again.best(model) == first.best(model) == CARD
    assert again.verdicts(model) == verdicts
    assert bench.tried == [PROCESSOR, CARD]


def test_another_driver_or_version_is_tried_anew(model: InstalledModel, tmp_path: Path):
    bench, memory = Bench({CARD: Verdict(CARD, "fp16", 3)}), tmp_path / "providers.json"
    choice(bench, memory).try_all(model)

    updated = choice(bench, memory, [Provider(CARD.name, CARD.device, "1.3")])
    assert updated.best(model) is None


def test_without_other_providers_nothing_is_tried(model: InstalledModel, tmp_path: Path):
    assert choice(Bench(), tmp_path / "providers.json", ()).best(model) == PROCESSOR


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"a": 1}', '{"a": {"computer": "x", "verdicts": [{"provider": 3}]}}', "[" * 100_000]
)
def test_a_damaged_memory_is_forgotten(model: InstalledModel, tmp_path: Path, content: str):
    memory = tmp_path / "providers.json"
    memory.write_text(content)
    bench = Bench()
    assert choice(bench, memory).best(model) is None

    choice(bench, memory).try_all(model)
    assert json.loads(memory.read_text())


def test_a_memory_that_cannot_be_written_costs_only_the_memory(model: InstalledModel, tmp_path: Path):
    (tmp_path / "file").write_text("")
    kept = choice(Bench({CARD: Verdict(CARD, "fp16", 3)}), tmp_path / "file" / "providers.json")
    kept.try_all(model)

    assert kept.best(model) == CARD


def test_a_provider_that_fails_later_leaves_it_to_the_processor(model: InstalledModel, tmp_path: Path):
    bench, memory = Bench({CARD: Verdict(CARD, "fp16", 3)}), tmp_path / "providers.json"
    chosen = choice(bench, memory)
    chosen.try_all(model)

    with pytest.warns(UserWarning, match="CUDA"):
        generator = load_best(model, chosen, load_generator)

    assert generator.provider == PROCESSOR.name
    assert (generator.generate(picture(64, 48, 100)) == 155).all()
    assert choice(bench, memory).best(model) == PROCESSOR, "it is not tried at every start"
    assert "does not" in chosen.verdicts(model)[-1].problem
    generator.close()


def test_a_coreml_package_that_is_not_there_is_said(model: InstalledModel):
    with pytest.raises(ModelLoadFailed, match="no CoreML package"):
        generator_on(model, COREML)


def write_plugin(folder: Path, name: str, body: str) -> None:
    package = folder / f"onnxruntime_ep_{name}"
    package.mkdir()
    (package / "__init__.py").write_text(body)


def test_plugins_that_do_not_work_are_named_with_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write_plugin(tmp_path, "raises", "raise OSError('libcard.so.2 is missing')")
    write_plugin(
        tmp_path,
        "empty",
        "def get_ep_name(): return 'EmptyExecutionProvider'\ndef get_library_path(): return '/nowhere/lib.so'",
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    find_providers.__globals__["_registered_plugins"].cache_clear()

    absent = dict(find_providers().absent)
    find_providers.__globals__["_registered_plugins"].cache_clear()

    assert "libcard.so.2 is missing" in absent["onnxruntime_ep_raises"]
    assert "its library cannot be loaded" in absent["Empty"]


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch):
    absent = dict(find_providers().absent)

    assert "CPU" not in absent
    if sys.platform == "linux":
        assert absent["CoreML"] == "only on macOS"
        assert absent["Windows ML"] == "only on Windows"
    assert os.environ["ORT_DISABLE_TELEMETRY"] == "1"
