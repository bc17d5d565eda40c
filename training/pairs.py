"""Finds the pairs of a folder, checks every file of them, and holds some out for validation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from training.errors import DataInvalid
from training.images import LISTING, UNREADABLE, image_names, oriented_size, split

_SIDES = ("input", "target")


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


def find_pairs(root: Path) -> Pairs:
    """Match `root/input` with `root/target` by name, check every image, and split; see `training.images.split`.

    Nothing is decoded: sizes and checksums tell most damaged files.

    Raises:
        DataInvalid: with everything that is wrong, in one message.
    """
    missing = [f"{root / side} is not a folder" for side in _SIDES if not (root / side).is_dir()]
    if missing:
        raise _data_invalid(root, missing)
    names = {side: image_names(root / side) for side in _SIDES}
    matched = _matched(*names.values())
    pairs = {photo: PairFiles(root / "input" / photo, root / "target" / target) for photo, target in matched.items()}
    problems = [*_alone(names["input"], names["target"], matched)]
    problems += [problem for pair in pairs.values() for problem in _pair_problems(pair)]
    found = split(list(pairs), root / LISTING)
    problems += [f"{LISTING} names {name}, which is no pair" for name in found.unknown]
    problems += _split_problems(root, found.training, found.validation)
    if problems:
        raise _data_invalid(root, problems)
    return Pairs(tuple(map(pairs.__getitem__, found.training)), tuple(map(pairs.__getitem__, found.validation)))


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
            yield f"{path.parent.name}/{path.name} cannot be read ({str(error).splitlines()[0][:80]})"
    if len(sizes) == 2 and sizes[0] != sizes[1]:
        (width, height), (other_width, other_height) = sizes
        yield f"{pair.name} is {width}x{height} in input but {other_width}x{other_height} in target"


def _split_problems(root: Path, training: Sequence[str], validation: Sequence[str]) -> Iterator[str]:
    if not training or not validation:
        source = f" by {LISTING}" if (root / LISTING).is_file() else ""
        counts = f"{len(training)} to train on and {len(validation)} for validation{source}"
        yield f"of {len(training) + len(validation)} pairs there are {counts}: each needs at least one"


def _data_invalid(root: Path, problems: list[str]) -> DataInvalid:
    lines = "".join(f"\n  - {problem}" for problem in problems)
    return DataInvalid(
        f"The training data in {root} cannot be used:{lines}",
        hint="Give a folder with `input` and `target`: images of equal names and sizes in both.",
    )
