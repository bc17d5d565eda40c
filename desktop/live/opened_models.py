"""OpenedModels: the models that the program opens; a packed one is installed by being opened. No Qt."""

from __future__ import annotations

from pathlib import Path

from core.models.file_types import PACKED_SUFFIXES
from core.models.install import install_model
from core.models.library import InstalledModel, ModelLibrary


class OpenedModels(ModelLibrary):
    """As ModelLibrary, but for `find`."""

    def __init__(self, bundled: Path, user: Path) -> None:
        super().__init__(bundled, user)
        self._user = user

    def find(self, wanted: str) -> InstalledModel:
        """The model of an id or a path. A packed model is verified and installed first; may block.

        Raises:
            AppError: as ModelLibrary.find and install_model.
        """
        if Path(wanted).suffix.lower() in PACKED_SUFFIXES:
            return install_model(wanted, self, self._user).model
        return super().find(wanted)
