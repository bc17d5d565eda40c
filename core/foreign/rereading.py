"""Other ways to read the numbers of a network that says nothing of them: drawn for a person to choose, and chosen."""

from __future__ import annotations

from contextlib import closing

import numpy as np

from core.errors import AppError
from core.foreign.confined import ConfinedGenerator, memory_limit
from core.foreign.model_process import ModelProcess
from core.frame import RgbImage
from core.media.image_writing import write_image
from core.media.images import ImageContent, read_image
from core.models.library import InstalledModel
from core.models.manifest import ModelManifest, write_manifest
from core.models.tensor_spec import Reading
from core.write_errors import writing


def ways_to_read(model: InstalledModel) -> tuple[Reading, ...]:
    """The one that is used, then the others, the likeliest first. Only the first where the author said it."""
    manifest = model.manifest
    used = Reading(title="Used now", input=manifest.input, output=manifest.output)
    return (used, *manifest.readings)


def is_doubtful(model: InstalledModel) -> bool:
    """Whether another reading fits as well as the one that is used, so that a person has to look."""
    return any(reading.likely for reading in model.manifest.readings)


def draw_readings(model: InstalledModel, image: RgbImage) -> list[RgbImage | None]:
    """What each of `ways_to_read` draws; None where it fails. Blocks; not for the GUI thread.

    Args:
        model: one of the person's.
        image: (H, W, 3) uint8 RGB.

    Raises:
        ModelMisbehaved: the network does, in its process.
    """
    process = ModelProcess(model.manifest.title, memory_bytes=memory_limit(model.folder))
    with closing(process):
        return [_drawn(model, reading, image, process) for reading in ways_to_read(model)]


def use_reading(model: InstalledModel, reading: Reading) -> InstalledModel:
    """Write into the manifest that a reading is meant, and no doubt is left; the one before is kept. Blocks.

    Raises:
        WriteError: the manifest cannot be written.
    """
    manifest = model.manifest
    former = Reading(title="Used before", input=manifest.input, output=manifest.output)
    is_former = (reading.input, reading.output) == (former.input, former.output)
    others = [other.model_copy(update={"likely": False}) for other in manifest.readings if other != reading]
    changed = manifest.model_copy(
        update={
            "input": reading.input,
            "output": reading.output,
            "readings": tuple(others) if is_former else (former, *others),
        }
    )
    with writing(model.folder):
        write_manifest(changed, model.folder)
    found = InstalledModel(changed, model.folder, bundled=False)
    _draw_expected(found)
    return found


def _drawn(model: InstalledModel, reading: Reading, image: RgbImage, process: ModelProcess) -> RgbImage | None:
    try:
        return ConfinedGenerator(_read_as(model, reading), process=process).generate(image)
    except AppError:
        if process.ended:
            raise
        return None


def _read_as(model: InstalledModel, reading: Reading) -> InstalledModel:
    manifest: ModelManifest = model.manifest.model_copy(update={"input": reading.input, "output": reading.output})
    return InstalledModel(manifest, model.folder, bundled=False)


def _draw_expected(model: InstalledModel) -> None:
    """Draw the model's sample anew, so that menus show what it makes now."""
    sample, expected = (model.file(name) for name in (model.manifest.parity.sample, model.manifest.parity.expected))
    if sample is None or expected is None:
        return
    with closing(ConfinedGenerator(model)) as generator:
        toon = generator.generate(read_image(sample).image)
    with writing(expected):
        write_image(ImageContent(np.ascontiguousarray(toon), None), expected)
