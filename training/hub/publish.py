"""publish(): puts a model, its README and a Space that shows it on the Hugging Face Hub."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from huggingface_hub import HfApi, get_token
from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.utils import disable_progress_bars

from core.errors import InputError
from core.models.library import InstalledModel
from core.models.manifest import MANIFEST_NAME, verify_file
from training.errors import TrainingError
from training.hub.readme import model_readme, space_readme

_REPO = re.compile(r"[\w-][\w.-]{0,95}/[\w-][\w.-]{0,95}")
_SPACE = Path(__file__).parent / "space"
# The client lets its HTTP library's errors through, and that library changes with its version.
_CLIENT_ERRORS = (Exception,)
_REASONS = {
    401: ("the token is not valid", "Make a token with write access at huggingface.co/settings/tokens."),
    402: (
        "it asks for a subscription",
        "The hub runs Gradio Spaces for subscribers; --no-space publishes the model alone.",
    ),
    403: (
        "the token may not write there",
        "Use a token with write access, and an OWNER that is you or your organisation.",
    ),
    404: ("there is nothing of that name", "Check OWNER/NAME."),
}


class PublishFailed(TrainingError):
    """The hub refused, or could not be reached."""

    code = "training.publish_failed"


def publish(model: InstalledModel, repo: str, *, private: bool, space: bool) -> Iterator[str]:
    """Upload the model, then the Space; yields a line for each when it is there.

    Args:
        model: its files are verified first.
        repo: OWNER/NAME, of both.
        private: for repositories that do not exist yet.
        space: whether to make the Space, too.

    Raises:
        InputError: `repo` is not a repository's name, or there is no token.
        ModelFileCorrupt: a file of the model is damaged; nothing was uploaded.
        PublishFailed: the hub refused or could not be reached.
    """
    if _REPO.fullmatch(repo) is None or ".." in repo:
        raise InputError(f"{repo!r} is not the name of a repository.", hint="Give --repo OWNER/NAME.")
    for file in model.manifest.files:
        verify_file(model.folder, file)
    token = get_token()
    if token is None:
        raise InputError(
            "There is no token for the Hugging Face Hub.", hint="Set HF_TOKEN, or log in once with `hf auth login`."
        )
    disable_progress_bars()
    api = HfApi(endpoint=os.environ.get("HF_ENDPOINT") or None, token=token)
    with tempfile.TemporaryDirectory() as staging:
        folder = Path(staging) / "model"
        stage_model(model, folder, repo)
        yield f"Model: {_upload(api, folder, repo, kind='model', private=private)}"
        if space:
            folder = Path(staging) / "space"
            stage_space(model, folder, repo)
            yield f"Space: {_upload(api, folder, repo, kind='space', private=private)}"


def stage_model(model: InstalledModel, folder: Path, repo: str) -> None:
    """Fill the new `folder` with what goes into the model's repository."""
    _copy_model(model, folder)
    (folder / "README.md").write_text(model_readme(model.manifest, model.folder, repo), encoding="utf-8")


def stage_space(model: InstalledModel, folder: Path, repo: str) -> None:
    """Fill the new `folder` with a Space that works on its own."""
    folder.mkdir(parents=True)
    for name in ("app.py", "requirements.txt"):
        shutil.copyfile(_SPACE / name, folder / name)
    _copy_model(model, folder / "model")
    (folder / "README.md").write_text(space_readme(model.manifest, repo), encoding="utf-8")


def _copy_model(model: InstalledModel, folder: Path) -> None:
    """The files that belong to the model, and no others that happen to lie beside them."""
    parity = model.manifest.parity
    names = [MANIFEST_NAME, *(file.path for file in model.manifest.files), "card.md", parity.sample, parity.expected]
    for name in names:
        source, target = model.folder / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():  # a network, whose members were verified
            shutil.copytree(source, target)
        elif model.file(name):
            shutil.copyfile(source, target)
        elif source.is_file():
            raise InputError(
                f"{source} is a link that leads out of the model's folder.", hint="Put the file itself there."
            )


def _upload(api: HfApi, folder: Path, repo: str, *, kind: str, private: bool) -> str:
    """Make the repository where there is none and commit the folder to it; returns its address."""
    with _refusals_of(kind, repo):
        made = api.create_repo(
            repo, repo_type=kind, private=private, exist_ok=True, space_sdk="gradio" if kind == "space" else None
        )
        api.upload_folder(repo_id=repo, repo_type=kind, folder_path=folder, commit_message="Publish from ToonClip")
    return str(made)


@contextmanager
def _refusals_of(kind: str, repo: str) -> Generator[None]:
    what = f"the {kind} {repo}" + (" (the model itself is published)" if kind == "space" else "")
    try:
        yield
    except _CLIENT_ERRORS as error:
        status = _status(error)
        if status is None:
            raise PublishFailed(
                f"Uploading {what} broke off: {_root_cause(error)}", hint="Check the network and try again."
            ) from error
        reason, hint = _REASONS.get(status, (f"it answered {status}", "Try again later."))
        raise PublishFailed(f"The hub refused {what}: {reason}.", hint=hint) from error


def _status(error: BaseException | None) -> int | None:
    """Of the hub's answer that this error came from, if one did."""
    while error is not None and not isinstance(error, HfHubHTTPError):
        error = error.__cause__
    return None if error is None else error.response.status_code


def _root_cause(error: BaseException) -> str:
    while error.__cause__ is not None:
        error = error.__cause__
    return (str(error).splitlines() or [type(error).__name__])[0]
