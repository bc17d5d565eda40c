"""OpeningLibrary and load_model(): what is opened becomes a model; what is not the program's own is confined."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from core.foreign.adopting import adopt, sample_face
from core.foreign.confined import LONGEST_LOAD_S, LONGEST_TRIAL_S, ConfinedGenerator, memory_limit
from core.foreign.model_process import ModelProcess
from core.generators import loader
from core.generators.coreml_runtime import native_present
from core.generators.fitting import FittingGenerator
from core.generators.loader import load_generator
from core.generators.providers import Provider
from core.models.file_types import PACKED_SUFFIXES
from core.models.install import Installation, InstallProgress, Outcome, install_model
from core.models.library import InstalledModel, ModelLibrary, described_graph
from core.models.manifest import Precision

_GRAPH_SUFFIX = ".onnx"


class OpeningLibrary(ModelLibrary):
    """A library into which packed models and bare networks come by being opened."""

    def open(self, wanted: str) -> InstalledModel:
        """The model of an id or a path; of a packed one or a bare network, once it is among the person's models.

        Blocks; not for the GUI thread.

        Raises:
            AppError: as `find`, `install_model` and `adopt`.
        """
        path = Path(wanted)
        if path.suffix.lower() in PACKED_SUFFIXES:
            return add_model(wanted, self).model
        if path.suffix.lower() == _GRAPH_SUFFIX and path.is_file() and described_graph(path) is None:
            return adopt(path, self)
        return self.find(wanted)

    def fetch(self, address: str) -> InstalledModel:
        """The model at an address of the hub, as it is there now, once it has drawn a face. Blocks.

        Raises:
            AppError: as `install_model`; the version before stays then.
        """
        return add_model(address, self).model


def add_model(source: str, library: ModelLibrary, *, progress: InstallProgress | None = None) -> Installation:
    """Install a model, or adopt a bare network, once it has drawn a face. Blocks; not for the GUI thread.

    Args:
        source: as `install_model`, or an .onnx file.
        library: what is installed.
        progress: told about what is copied.

    Raises:
        AppError: as `install_model` and `adopt`.
    """
    path = Path(source)
    if path.suffix.lower() != _GRAPH_SUFFIX or not path.is_file() or described_graph(path) is not None:
        return install_model(source, library, progress=progress, prove=_prove)
    before = {model.manifest.id for model in library.models()}
    model = adopt(path, library)
    return Installation(model, Outcome.UNCHANGED if model.manifest.id in before else Outcome.INSTALLED)


def load_model(
    model: InstalledModel,
    provider: Provider | None = None,
    *,
    threads: int | None = None,
    precision: Precision | None = None,
    longer_side: int | None = None,
) -> FittingGenerator:
    """A warm generator: of the program's own models in this process, of all others in one of its own. Blocks.

    Args: as `load_generator`.

    Raises:
        AppError: as `load_generator`.
        ModelMisbehaved: its process does not start in time, or takes too much memory.
    """
    load = load_generator if model.bundled else ConfinedGenerator
    return load(model, provider=provider, threads=threads, precision=precision, longer_side=longer_side)


def load_fastest(model: InstalledModel) -> FittingGenerator:
    """The same on what was the fastest in a trial, which is made where there was none yet. Blocks for seconds."""
    return loader.load_fastest(model, load_model)


def _prove(model: InstalledModel) -> None:
    """Draw one toon with a model that is about to be installed."""
    if any(file.runtime == "onnx" for file in model.manifest.files):
        longest_s = LONGEST_LOAD_S if native_present() else LONGEST_TRIAL_S  # CoreML compiles for a while
        process = ModelProcess(model.manifest.title, memory_bytes=memory_limit(model.folder), longest_s=longest_s)
        with closing(process):
            ConfinedGenerator(model, process=process).generate(sample_face())
