"""Stand-ins for CoreML: a loaded package, and the frameworks' modules as PyObjC shows them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import numpy as np

Size = tuple[int, int]
_BGRA = 1111970369  # 'BGRA'
_ROW_PADDING_PX = 16


class InvertingModel:
    """A package that inverts the colours and remembers what it was shown."""

    def __init__(self, sizes: Sequence[Size]) -> None:
        self.sizes = sizes
        self.seen: list[np.ndarray] = []
        self.closed = 0

    def predict(self, image: np.ndarray) -> np.ndarray:
        self.seen.append(image)
        return inverted(image)

    def close(self) -> None:
        self.closed += 1


def inverted(bgra: np.ndarray) -> np.ndarray:
    toon = 255 - bgra
    toon[..., 3] = 255
    return toon


class _Buffer:
    """A pixel buffer whose rows are longer than the picture, as CoreVideo's are."""

    def __init__(self, width: int, height: int, kind: int) -> None:
        self.width, self.height, self.kind = width, height, kind
        self.memory = bytearray(height * (width + _ROW_PADDING_PX) * 4)
        self.locked = False

    @property
    def stride(self) -> int:
        return (self.width + _ROW_PADDING_PX) * 4

    def pixels(self) -> np.ndarray:
        return np.frombuffer(self.memory, np.uint8).reshape(self.height, -1, 4)[:, : self.width]


def _getters(**values: object) -> SimpleNamespace:
    """An Objective-C object: properties are calls."""
    return SimpleNamespace(**{name: lambda value=value: value for name, value in values.items()})


class FakeBridge:
    """The four modules. `refuses` names the step that fails: compile, load, features, predict, format or exception."""

    def __init__(self, compiled: Path, sizes: Sequence[Size]) -> None:
        self.compiled = compiled
        self.sizes = sizes
        self.refuses = ""
        self.locks = self.pools = 0

    def modules(self) -> dict[str, object]:
        url = SimpleNamespace(fileURLWithPath_=lambda path: _getters(path=path))
        model = SimpleNamespace(
            compileModelAtURL_error_=self._compile, modelWithContentsOfURL_configuration_error_=self._load
        )
        configuration = SimpleNamespace(setComputeUnits_=lambda units: None)
        provider = SimpleNamespace(initWithDictionary_error_=self._features)
        coreml = SimpleNamespace(
            MLModel=model,
            MLModelConfiguration=_getters(alloc=_getters(init=configuration)),
            MLComputeUnitsAll=2,
            MLFeatureValue=SimpleNamespace(
                featureValueWithPixelBuffer_=lambda buffer: _getters(imageBufferValue=buffer)
            ),
            MLDictionaryFeatureProvider=_getters(alloc=provider),
        )
        objc = SimpleNamespace(autorelease_pool=lambda: _Pool(self))
        return {
            "objc": objc,
            "Foundation": SimpleNamespace(NSURL=url),
            "CoreML": coreml,
            "Quartz": self._quartz(),
        }

    def _error(self, step: str) -> SimpleNamespace:
        return _getters(localizedDescription=f"no {step} today")

    def _compile(self, url: SimpleNamespace, error: None) -> tuple[object, object]:
        if self.refuses == "compile":
            return None, self._error("compile")
        self.compiled.mkdir()
        return _getters(path=str(self.compiled)), None

    def _load(self, url: SimpleNamespace, configuration: object, error: None) -> tuple[object, object]:
        if self.refuses == "load":
            return None, self._error("load")
        default = self.sizes[0]
        sizes = [_getters(pixelsWide=width, pixelsHigh=height) for width, height in self.sizes]
        constraint = _getters(
            pixelsWide=default[0], pixelsHigh=default[1], sizeConstraint=_getters(enumeratedImageSizes=sizes)
        )
        feature = _getters(imageConstraint=constraint)
        description = _getters(inputDescriptionsByName={"image": feature}, outputDescriptionsByName={"toon": feature})
        return SimpleNamespace(modelDescription=lambda: description, predictionFromFeatures_error_=self._predict), None

    def _features(self, values: dict[str, object], error: None) -> tuple[object, object]:
        return (None, self._error("features")) if self.refuses == "features" else (values, None)

    def _predict(self, values: dict[str, SimpleNamespace], error: None) -> tuple[object, object]:
        if self.refuses == "predict":
            return None, self._error("predict")
        if self.refuses == "exception":
            raise ValueError("NSInvalidArgumentException")
        shown = values["image"].imageBufferValue()
        assert not shown.locked
        assert (shown.width, shown.height) in self.sizes
        toon = _Buffer(shown.width, shown.height, 0 if self.refuses == "format" else _BGRA)
        toon.pixels()[:] = inverted(shown.pixels())
        return SimpleNamespace(featureValueForName_=lambda name: _getters(imageBufferValue=toon)), None

    def _quartz(self) -> SimpleNamespace:
        def lock(buffer: _Buffer, flags: int) -> int:
            buffer.locked = True
            self.locks += 1
            return 0

        def unlock(buffer: _Buffer, flags: int) -> int:
            buffer.locked = False
            self.locks -= 1
            return 0

        def base_address(buffer: _Buffer) -> SimpleNamespace:
            assert buffer.locked, "the memory of an unlocked buffer was asked for"
            return SimpleNamespace(as_buffer=lambda count: memoryview(buffer.memory)[:count])

        return SimpleNamespace(
            kCVPixelFormatType_32BGRA=_BGRA,
            kCVPixelBufferLock_ReadOnly=1,
            kCVPixelBufferIOSurfacePropertiesKey="IOSurfaceProperties",
            CVPixelBufferCreate=lambda allocator, width, height, kind, attributes, out: (
                0,
                _Buffer(width, height, kind),
            ),
            CVPixelBufferLockBaseAddress=lock,
            CVPixelBufferUnlockBaseAddress=unlock,
            CVPixelBufferGetBaseAddress=base_address,
            CVPixelBufferGetBytesPerRow=lambda buffer: buffer.stride,
            CVPixelBufferGetWidth=lambda buffer: buffer.width,
            CVPixelBufferGetHeight=lambda buffer: buffer.height,
            CVPixelBufferGetPixelFormatType=lambda buffer: buffer.kind,
        )


class _Pool:
    def __init__(self, bridge: FakeBridge) -> None:
        self._bridge = bridge

    def __enter__(self) -> None:
        self._bridge.pools += 1

    def __exit__(self, *error: object) -> None:
        self._bridge.pools -= 1
