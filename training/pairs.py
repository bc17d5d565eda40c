"""Finds the pairs of a folder, checks every file of them, and holds some out for validation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from training.errors import DataInvalid
from training.images import LISTING, READ, UNREADABLE, image_names, oriented_size, other_names, split

_SIDES = ("input", "target")
_MOST_LINES = 40  # of a message
_NAMED = 4  # files, in one line


@dataclass(frozen=True)
class PairFiles:
    """A photograph and its target; their names differ in the ending at most."""

    photo: Path
    target: Path

    @property
    def name(self) -> str:
        """The photograph's file name."""
        return self.photo.name


@dataclass(frozen=True)
class Pairs:
    """The pairs of a folder, sorted by name: those that are trained on, and those that are only measured on."""

    training: tuple[PairFiles, ...]
    validation: tuple[PairFiles, ...]


def left_out(root: Path) -> str:
    """One line that names what lies among the images of `root` and is not read, or nothing."""
    names = [f"{side}/{name}" for side in _SIDES for name in other_names(root / side)]
    return f"not read are {some_of(names)}: pairs are {READ}" if names else ""


def some_of(names: Sequence[str]) -> str:
    """The first of many names, and how many more there are."""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def find_pairs(root: Path) -> Pairs:
    """Match `root/input` with `root/target` by name, check every image, and split; see `training.images.split`.

    Nothing is decoded: sizes and checksums tell most damaged files.

    Raises:
        DataInvalid: with what is wrong, in one message.
    """
    missing = [problem for side in _SIDES if not (root / side).is_dir() for problem in _no_folder(root, side)]
    if missing:
        raise _data_invalid(root, [*missing, *_both_inside(root)])
    names = {side: image_names(root / side) for side in _SIDES}
    empty = [problem for side in _SIDES if not names[side] for problem in _no_image(root / side)]
    if empty:
        raise _data_invalid(root, [*empty, *filter(None, [left_out(root)])])
    matched = _matched(*names.values())
    pairs = {photo: PairFiles(root / "input" / photo, root / "target" / target) for photo, target in matched.items()}
    problems = [*_alone(names["input"], names["target"], matched)]
    problems += [problem for pair in pairs.values() for problem in _pair_problems(pair)]
    found = split(list(pairs), root / LISTING)
    problems += [f"{LISTING} names {name}, which is no pair" for name in found.unknown]
    problems += _split_problems(root, found.training, found.validation)
    if problems:
        raise _data_invalid(root, [*problems, *filter(None, [left_out(root)])])
    return Pairs(tuple(map(pairs.__getitem__, found.training)), tuple(map(pairs.__getitem__, found.validation)))


def _no_folder(root: Path, side: str) -> Iterator[str]:
    alike = [path.name for path in _folders(root) if path.name.lower() == side]
    yield f"{root / side} is not a folder{f'; rename {alike[0]}' if alike else ''}"


def _both_inside(root: Path) -> Iterator[str]:
    """A line for each folder that was probably meant."""
    inside = (path for path in _folders(root) if all((path / side).is_dir() for side in _SIDES))
    yield from (f"{path} has both: give that one" for path in inside)


def _no_image(folder: Path) -> Iterator[str]:
    inside = next((path.name for path in _folders(folder) if image_names(path)), None)
    advice = f"; put those of {folder.name}/{inside} into {folder.name} itself" if inside else ""
    yield f"there is no image in {folder.name}{advice}"


def _folders(root: Path) -> list[Path]:
    return sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []


def _matched(photos: Sequence[str], targets: Sequence[str]) -> dict[str, str]:
    """The target of each photograph that has one: of the same name, or else alone of the same name but the ending."""
    exact = sorted(set(photos) & set(targets))
    left, right = (_lone_stems(name for name in side if name not in exact) for side in (photos, targets))
    return {name: name for name in exact} | {left[stem]: right[stem] for stem in sorted(left.keys() & right.keys())}


def _alone(photos: Sequence[str], targets: Sequence[str], matched: Mapping[str, str]) -> Iterator[str]:
    """One line for each image that has no partner."""
    yield from (f"input/{name} has no target" for name in photos if name not in matched)
    yield from (f"target/{name} has no input" for name in targets if name not in set(matched.values()))


def _lone_stems(names: Iterable[str]) -> dict[str, str]:
    """The names by what they are without their endings; without those of which there is more than one."""
    by_stem: dict[str, list[str]] = {}
    for name in names:
        by_stem.setdefault(Path(name).stem, []).append(name)
    return {stem: alike[0] for stem, alike in by_stem.items() if len(alike) == 1}


def _pair_problems(pair: PairFiles) -> Iterator[str]:
    sizes: list[tuple[int, int]] = []
    for path in (pair.photo, pair.target):
        try:
            with Image.open(path) as image:
                sizes.append(oriented_size(image))
                image.verify()
        except UNREADABLE as error:
            yield f"{path.parent.name}/{path.name} {_reason(path, error)}"
    if len(sizes) == 2 and sizes[0] != sizes[1]:
        (width, height), (other_width, other_height) = sizes
        yield f"{pair.name} is {width}x{height} in input but {other_width}x{other_height} in target"


def _reason(path: Path, error: Exception) -> str:
    if not path.stat().st_size:
        return "is empty"
    if isinstance(error, UnidentifiedImageError):
        return "is not an image, or is damaged"
    return f"cannot be read ({str(error).splitlines()[0][:80]})"


def _split_problems(root: Path, training: Sequence[str], validation: Sequence[str]) -> Iterator[str]:
    count = len(training) + len(validation)
    if count == 1:
        yield "there is one pair: at least two are needed, one to train on and one for validation"
    elif count and not (training and validation):
        source = f" by {LISTING}" if (root / LISTING).is_file() else ""
        counts = f"{len(training)} to train on and {len(validation)} for validation{source}"
        yield f"of {count} pairs there are {counts}: each needs at least one"


def _data_invalid(root: Path, problems: list[str]) -> DataInvalid:
    more = [f"and {len(problems) - _MOST_LINES} more"] if len(problems) > _MOST_LINES else []
    lines = "".join(f"\n  - {problem}" for problem in [*problems[:_MOST_LINES], *more])
    return DataInvalid(
        f"The training data in {root} cannot be used:{lines}",
        hint="Give a folder with `input` and `target`: images of equal names and sizes in both.",
    )
