"""MakeRequest: what `toonclip-train make` is asked for."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training.naming import model_id
from training.settings.files import with_recipe


@dataclass(frozen=True)
class MakeRequest:
    """What to make.

    Attributes:
        data: folder of pairs.
        name: of the style, as people read it.
        folder: where the run and the model are kept.
        weights_dir: folder where files of weights are found by name; None: they are downloaded.
        settings: options of `fit`, such as a recipe.
    """

    data: Path
    name: str
    folder: Path
    weights_dir: Path | None
    settings: tuple[str, ...]

    @property
    def model_id(self) -> str:
        """Of the model; see `training.naming.model_id`."""
        return model_id(self.name)

    @property
    def fit_options(self) -> list[str]:
        """Of `check` and `fit`."""
        local = ["--model.weights_dir", str(self.weights_dir)] if self.weights_dir else []
        where = ["--data.root", str(self.data), "--trainer.default_root_dir", str(self.folder)]
        return [*self.settings, *where, *local]


def read_request(arguments: Sequence[str]) -> MakeRequest:
    """Read the command's options; those that it does not know are settings of `fit`.

    Raises:
        SettingInvalid: no model can be called so.
    """
    parser = argparse.ArgumentParser(
        prog="toonclip-train make",
        description="Checks the pairs, trains, exports, measures and installs. Other options are settings of `fit`.",
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of pairs: `input` and `target`")
    parser.add_argument("--name", required=True, help="of the style, as the app shows it")
    parser.add_argument("--folder", type=Path, help="for the run and the model (default: named for the style)")
    parser.add_argument("--weights-dir", type=Path, help="folder where files of weights are found by name, offline")
    options, settings = parser.parse_known_args(arguments)
    folder = options.folder or Path(f"{model_id(options.name)}-run")
    return MakeRequest(options.data, options.name, folder, options.weights_dir, tuple(with_recipe(settings)))
