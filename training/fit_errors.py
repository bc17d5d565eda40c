"""The errors of `fit`: one message each in place of what its libraries raise."""

from __future__ import annotations

import difflib
import errno
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from core.errors import FolderNotWritable, NoSpace
from training.errors import CheckpointInvalid, SettingInvalid, TrainingError, UnknownName, WorkerLost

_UNKNOWN = re.compile(r"(?:does not accept option '|unrecognized arguments: --)([\w.]+)")


def mistake(message: str, known: Sequence[str]) -> TrainingError:
    """The error for what the parser says; `known` are the names of all settings."""
    unknown = _UNKNOWN.search(message)
    if unknown is None:
        return SettingInvalid(
            f"The settings cannot be used: {message.replace('fit.', '--')}",
            hint="`toonclip-train fit --help` lists every setting.",
        )
    return unknown_setting(unknown[1], known)


def unknown_setting(name: str, known: Sequence[str]) -> UnknownName:
    """The error for a setting that there is not; `known` are the names of all."""
    alike = [key for key in known if key.endswith(f".{name}")] or difflib.get_close_matches(name, known, n=3)
    return UnknownName(
        f"There is no setting '{name}'.",
        hint=f"Did you mean {' or '.join(alike)}?" if alike else "`toonclip-train fit --help` lists every setting.",
    )


def is_lost_worker(error: BaseException) -> bool:
    """Whether a process that makes views was ended from outside: with the whole run, or for want of memory."""
    return isinstance(error, RuntimeError) and str(error).startswith("DataLoader worker")


def lost_worker() -> WorkerLost:
    """The error for a process that makes views and was ended alone."""
    return WorkerLost(
        "A process that makes views of the pairs was ended, probably as memory ran short.",
        hint="Give --data.num_workers 0 or a smaller --data.cache_px, and go on from last.ckpt.",
    )


@contextmanager
def checkpoint_errors() -> Iterator[None]:
    """Lightning lets torch's and the system's own errors through when it reads and writes checkpoints."""
    try:
        yield
    except RuntimeError as error:
        if "Error(s) in loading state_dict" not in str(error):
            raise
        raise CheckpointInvalid(
            "The checkpoint given with --ckpt_path is of another network than the settings describe.",
            hint="Resume with the settings of its own run: config.yaml beside its `checkpoints` folder.",
        ) from error
    except ValueError as error:
        if "parameter group" not in str(error):
            raise
        raise CheckpointInvalid(
            "The checkpoint given with --ckpt_path is of an older version, whose training cannot be gone on with.",
            hint="Start from its weights: --model.start_from in place of --ckpt_path.",
        ) from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise NoSpace(
                "The disk is full; the checkpoint was not written, and the one before it is whole.",
                hint="Make room, then resume with --ckpt_path last.ckpt.",
            ) from error
        if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
            raise FolderNotWritable(
                f"{error.filename} cannot be written: {error.strerror}.",
                hint="Give --trainer.default_root_dir a folder that can be.",
            ) from error
        raise
