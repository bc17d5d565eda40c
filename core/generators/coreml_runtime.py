"""The system's own CoreML, reached through PyObjC: loads a package and predicts on pixel buffers.

https://developer.apple.com/documentation/coreml/mlmodel and https://pyobjc.readthedocs.io
"""

# PyObjC's modules are filled at run time from the system's frameworks and ship no types.
# pyright: standard

from __future__ import annotations

import importlib.util
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from core.errors import GenerateFailed, ModelLoadFailed, RuntimeMissing

_MODULES = ("objc", "Foundation", "CoreML", "Quartz")
_SUCCESS, _READ_WRITE = 0, 0


def native_present() -> bool:
    """Whether the system's CoreML can be reached from this Python."""
    return all(importlib.util.find_spec(name) is not None for name in _MODULES)


def open_native(path: Path, input_name: str, output_name: str) -> NativeModel:
    """Compile and load the package at `path`.

    Raises:
        RuntimeMissing: no Mac, or PyObjC is not installed.
        ModelLoadFailed: the system refuses it.
    """
    try:
        # Written out, so that what bundles the program sees them; absent everywhere but on a Mac.
        import CoreML  # pyright: ignore[reportMissingImports]
        import Foundation  # pyright: ignore[reportMissingImports]
        import objc  # pyright: ignore[reportMissingImports]
        import Quartz  # pyright: ignore[reportMissingImports]
    except ImportError as error:
        raise RuntimeMissing(
            f"{path.name} needs CoreML, which cannot be reached ({error}).",
            hint="CoreML is part of macOS. There, run: pip install pyobjc-framework-CoreML pyobjc-framework-Quartz",
        ) from error
    try:
        return NativeModel(Frameworks(objc, Foundation, CoreML, Quartz), path, input_name, output_name)
    except ModelLoadFailed:
        raise
    # Objective-C exceptions and PyObjC's own share no base class but Exception.
    except Exception as error:
        raise _refused(path, error) from error


@dataclass(frozen=True, slots=True)
class Frameworks:
    """The system's frameworks as PyObjC shows them; Any: their classes come into being at run time."""

    objc: Any
    foundation: Any
    coreml: Any
    quartz: Any


class NativeModel:
    """A package as the system loaded it. `predict` is called by one thread at a time."""

    def __init__(self, system: Frameworks, path: Path, input_name: str, output_name: str) -> None:
        self._objc, self._coreml, self._quartz = system.objc, system.coreml, system.quartz
        self._input, self._output = input_name, output_name
        self._model: Any = None
        self._compiled: Path | None = None
        package = system.foundation.NSURL.fileURLWithPath_(str(path))
        with self._objc.autorelease_pool():
            # The system compiles into a temporary folder and leaves it to us.
            compiled, error = self._coreml.MLModel.compileModelAtURL_error_(package, None)
            if compiled is None:
                raise _refused(path, error)
            self._compiled = Path(compiled.path())
            try:
                self._model = self._loaded(path, compiled)
                self.sizes = self._image_sizes(path)
            except BaseException:
                self.close()
                raise

    def predict(self, image: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        """(H, W, 4) uint8 BGRA of one of `sizes` -> the same.

        Raises:
            GenerateFailed: the system refuses, or the model is closed.
        """
        try:
            # This thread has no run loop that would free the call's Objective-C objects.
            with self._objc.autorelease_pool():
                return self._predicted(image)
        except GenerateFailed:
            raise
        except Exception as error:
            raise GenerateFailed(f"CoreML failed on a picture: {error}", hint="Choose another model.") from error

    def close(self) -> None:
        """Free the model and delete its compiled form. Idempotent."""
        self._model = None
        compiled, self._compiled = self._compiled, None
        if compiled is not None:
            shutil.rmtree(compiled, ignore_errors=True)

    def _loaded(self, path: Path, compiled: Any) -> Any:
        configuration = self._coreml.MLModelConfiguration.alloc().init()
        configuration.setComputeUnits_(self._coreml.MLComputeUnitsAll)
        model, error = self._coreml.MLModel.modelWithContentsOfURL_configuration_error_(compiled, configuration, None)
        if model is None:
            raise _refused(path, error)
        return model

    def _image_sizes(self, path: Path) -> tuple[tuple[int, int], ...]:
        description = self._model.modelDescription()
        taken = description.inputDescriptionsByName().get(self._input)
        given = description.outputDescriptionsByName().get(self._output)
        if taken is None or given is None or taken.imageConstraint() is None or given.imageConstraint() is None:
            raise ModelLoadFailed(
                f"{path} has no input picture {self._input} and output picture {self._output}.",
                hint="Export it with `toonclip-train export --coreml`; packages of other programs do not fit.",
            )
        constraint = taken.imageConstraint()
        default = (int(constraint.pixelsWide()), int(constraint.pixelsHigh()))
        listed = constraint.sizeConstraint().enumeratedImageSizes() or ()
        others = ((int(size.pixelsWide()), int(size.pixelsHigh())) for size in listed)
        return tuple(dict.fromkeys((default, *others)))

    def _predicted(self, image: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        if self._model is None:
            raise GenerateFailed("The CoreML model is closed.")
        value = self._coreml.MLFeatureValue.featureValueWithPixelBuffer_(self._buffer(image))
        features, error = self._coreml.MLDictionaryFeatureProvider.alloc().initWithDictionary_error_(
            {self._input: value}, None
        )
        if features is None:
            raise GenerateFailed(f"CoreML refuses a picture: {_reason(error)}")
        results, error = self._model.predictionFromFeatures_error_(features, None)
        if results is None:
            raise GenerateFailed(f"CoreML failed on a picture: {_reason(error)}", hint="Choose another model.")
        toon = results.featureValueForName_(self._output).imageBufferValue()
        if toon is None or self._quartz.CVPixelBufferGetPixelFormatType(toon) != self._quartz.kCVPixelFormatType_32BGRA:
            raise GenerateFailed("CoreML returned no BGRA picture.", hint="Choose another model.")
        return self._copied(toon)

    def _buffer(self, image: npt.NDArray[np.uint8]) -> Any:
        """A new pixel buffer with the image; IOSurface memory, which the neural engine reads without a copy."""
        quartz = self._quartz
        height, width = image.shape[:2]
        attributes = {quartz.kCVPixelBufferIOSurfacePropertiesKey: {}}
        status, buffer = quartz.CVPixelBufferCreate(
            None, width, height, quartz.kCVPixelFormatType_32BGRA, attributes, None
        )
        if status != _SUCCESS or buffer is None:
            raise GenerateFailed(f"CoreVideo has no memory for a picture of {width}x{height} (status {status}).")
        quartz.CVPixelBufferLockBaseAddress(buffer, _READ_WRITE)
        try:
            self._pixels(buffer)[:, :width] = image
        finally:
            quartz.CVPixelBufferUnlockBaseAddress(buffer, _READ_WRITE)
        return buffer

    def _copied(self, buffer: Any) -> npt.NDArray[np.uint8]:
        quartz = self._quartz
        quartz.CVPixelBufferLockBaseAddress(buffer, quartz.kCVPixelBufferLock_ReadOnly)
        try:
            return self._pixels(buffer)[:, : quartz.CVPixelBufferGetWidth(buffer)].copy()
        finally:
            quartz.CVPixelBufferUnlockBaseAddress(buffer, quartz.kCVPixelBufferLock_ReadOnly)

    def _pixels(self, buffer: Any) -> npt.NDArray[np.uint8]:
        """View of a locked buffer, (H, pixels in a row and its padding, 4)."""
        quartz = self._quartz
        rows, stride = quartz.CVPixelBufferGetHeight(buffer), quartz.CVPixelBufferGetBytesPerRow(buffer)
        memory = quartz.CVPixelBufferGetBaseAddress(buffer).as_buffer(rows * stride)
        return np.frombuffer(memory, np.uint8).reshape(rows, stride // 4, 4)


def _refused(path: Path, error: Any) -> ModelLoadFailed:
    return ModelLoadFailed(
        f"{path} is not a package that CoreML can load: {_reason(error)}",
        hint="It needs macOS 13 or newer. Is the package complete? Install the model again.",
    )


def _reason(error: Any) -> str:
    """The words of an NSError, or of a Python exception."""
    described = getattr(error, "localizedDescription", None)
    return str(described()) if described else str(error)
