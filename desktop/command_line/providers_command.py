"""`toonclip providers`: what draws a model on this computer, how fast, and why nothing else does. No Qt."""

from __future__ import annotations

from core.foreign.opening import OpeningLibrary, load_model
from core.generators.choice import ProviderChoice, fastest
from core.generators.trial import Verdict
from core.models.library import InstalledModel
from core.models.places import ModelFolders
from desktop.command_line.terminal import print_json
from desktop.system.printable import printable

_OK = 0


def show_providers(
    model: str | None,
    folders: ModelFolders,
    *,
    again: bool,
    as_json: bool,
    choice: ProviderChoice | None = None,
) -> int:
    """Try every provider on a model, unless that was done before, and say what came of it.

    Args:
        model: id or path; None: the first installed.
        folders: of the models.
        again: forget what is remembered.
        as_json: for other programs.
        choice: None: of this computer.
    """
    library = OpeningLibrary(folders.bundled, folders.user)
    installed = library.default() if model is None else library.open(model)
    choice = choice or ProviderChoice(load_model)
    verdicts = (() if again else choice.verdicts(installed)) or choice.try_all(installed)
    absent = choice.found().absent
    if as_json:
        print_json(_as_json(installed, verdicts, absent))
        return _OK
    print(f"{installed.manifest.title} is drawn by: {fastest(verdicts).title}")
    for verdict in verdicts:
        print(printable(f"  {verdict.provider.title:20}  {_words(verdict)}"))
    for title, why in absent:
        print(printable(f"  {title:20}  {why}"))
    return _OK


def _words(verdict: Verdict) -> str:
    if verdict.problem:
        return f"does not draw it: {verdict.problem}"
    return f"{verdict.ms:.1f} ms a picture ({verdict.precision})"


def _as_json(
    model: InstalledModel, verdicts: tuple[Verdict, ...], absent: tuple[tuple[str, str], ...]
) -> dict[str, object]:
    chosen = fastest(verdicts)
    tried = [
        {
            "provider": verdict.provider.name,
            "device": verdict.provider.device,
            "version": verdict.provider.version,
            "chosen": verdict.provider == chosen,
            "precision": verdict.precision,
            "ms": round(verdict.ms, 2),
            "difference": round(verdict.apart, 3),
            "problem": verdict.problem,
        }
        for verdict in verdicts
    ]
    return {"model": model.manifest.id, "tried": tried, "absent": [{"title": t, "reason": why} for t, why in absent]}
