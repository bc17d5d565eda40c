"""OpenedModels: the models that the program opens; a packed one is installed by being opened. No Qt."""

from __future__ import annotations

from pathlib import Path

from core.models.file_types import PACKED_SUFFIXES
from core.models.install import install_model
from core.models.library import InstalledModel, ModelLibrary
from desktop.system.paths import ModelFolders


class OpenedModels(ModelLibrary):
    """As ModelLibrary, but for `find`."""

    def __init__(self, folders: ModelFolders) -> None:
        super().__init__(folders.bundled, folders.user)
        self._user = folders.user

    def find(self, wanted: str) -> InstalledModel:
        """The model of an id or a path. A packed model is verified and installed first; may block.

        Raises:
            AppError: as ModelLibrary.find and install_model.
        """
        if Path(wanted).suffix.lower() in PACKED_SUFFIXES:
            return install_model(wanted, self, self._user).model
        return super().find(wanted)
