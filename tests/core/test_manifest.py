"""ModelManifest: what it accepts, what it refuses, and its size rule."""

import json
import os
from pathlib import Path

import pytest

from core.errors import ManifestInvalid, ModelFileCorrupt
from core.models.manifest import MANIFEST_NAME, SizeRule, file_sha256, read_manifest, verify_file
from support.tiny_model import write_lighter, write_tiny_manifest


def test_round_trip(tiny_model_dir: Path):
    manifest = read_manifest(tiny_model_dir)

    assert manifest.id == "tiny-inverter"
    assert verify_file(tiny_model_dir, manifest.files[0]) == tiny_model_dir / "model.onnx"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"schema_version": 2}', b'{"id": "x"}'])
def test_a_damaged_manifest_is_named(tmp_path: Path, content: bytes):
    (tmp_path / MANIFEST_NAME).write_bytes(content)

    with pytest.raises(ManifestInvalid, match=MANIFEST_NAME):
        read_manifest(tmp_path)


def test_a_missing_manifest_says_what_a_model_is(tmp_path: Path):
    with pytest.raises(ManifestInvalid) as caught:
        read_manifest(tmp_path)

    assert "toonclip-train export" in caught.value.hint


@pytest.mark.parametrize("path", ["../evil.onnx", "/etc/passwd", "a/../../b", "C:\\x.onnx", "a\\b", ""])
def test_files_outside_the_folder_are_refused(tiny_model_dir: Path, path: str):
    text = (tiny_model_dir / MANIFEST_NAME).read_text()
    (tiny_model_dir / MANIFEST_NAME).write_text(text.replace('"model.onnx"', f'"{path}"'.replace("\\", "\\\\")))

    with pytest.raises(ManifestInvalid, match="path"):
        read_manifest(tiny_model_dir)


@pytest.mark.parametrize("identifier", ["", "Comic Hero", "a/b", "-x", "x" * 65])
def test_ids_are_plain(tiny_model_dir: Path, identifier: str):
    with pytest.raises(ValueError, match="id"):
        write_tiny_manifest(tiny_model_dir, id=identifier)


def test_a_changed_file_is_corrupt(tiny_model_dir: Path):
    manifest = read_manifest(tiny_model_dir)
    (tiny_model_dir / "model.onnx").write_bytes(b"other")

    with pytest.raises(ModelFileCorrupt, match="damaged"):
        verify_file(tiny_model_dir, manifest.files[0])


def test_a_missing_file_is_corrupt(tiny_model_dir: Path):
    manifest = read_manifest(tiny_model_dir)
    (tiny_model_dir / "model.onnx").unlink()

    with pytest.raises(ModelFileCorrupt, match="missing"):
        verify_file(tiny_model_dir, manifest.files[0])


def test_the_hash_of_a_folder_knows_names_and_contents(tmp_path: Path):
    package = tmp_path / "m.mlpackage"
    (package / "Data").mkdir(parents=True)
    (package / "Data" / "weights").write_bytes(b"1")
    first = file_sha256(package)
    (package / "Data" / "weights").rename(package / "Data" / "weight")
    renamed = file_sha256(package)
    (package / "Data" / "weight").write_bytes(b"2")

    assert len({first, renamed, file_sha256(package)}) == 3


@pytest.mark.parametrize(
    ("size", "working", "padding"),
    [
        ((1280, 720), (512, 288), (0, 0)),
        ((640, 480), (512, 384), (0, 0)),
        ((720, 1280), (288, 512), (0, 0)),
        ((512, 512), (512, 512), (0, 0)),
        ((100, 75), (100, 75), (12, 5)),
        ((1, 1), (1, 1), (63, 63)),
        ((5000, 1), (512, 1), (0, 63)),
        ((1000, 507), (505, 256), (7, 0)),
    ],
)
def test_size_rule(size: tuple[int, int], working: tuple[int, int], padding: tuple[int, int]):
    rule = SizeRule(minimum=64, multiple_of=16, preferred=512)

    assert rule.working_size(*size) == working
    assert rule.padding(*working) == padding


@pytest.mark.parametrize(
    "values",
    [(60, 16, 512), (64, 16, 500), (128, 16, 64), (0, 16, 512), (64, 16, 20_000), (64, 16, 10**9), (1056, 32, 2048)],
)
def test_a_size_rule_that_contradicts_itself_is_refused(values: tuple[int, int, int]):
    minimum, multiple_of, preferred = values

    with pytest.raises(ValueError, match=r"minimum|preferred|multiple_of"):
        SizeRule(minimum=minimum, multiple_of=multiple_of, preferred=preferred)


@pytest.mark.parametrize("field", ["title", "version", "dataset", "licence", "git_commit"])
@pytest.mark.parametrize("text", ["\x1b[2J", "two\nlines", "\u202eenil", "x" * 1001, "a\0b"])
def test_texts_are_one_line_that_a_terminal_only_prints(tiny_model_dir: Path, field: str, text: str):
    path = tiny_model_dir / MANIFEST_NAME
    manifest = json.loads(path.read_text())
    (manifest["provenance"] if field in manifest["provenance"] else manifest)[field] = text
    path.write_text(json.dumps(manifest))

    with pytest.raises(ManifestInvalid, match=field) as caught:
        read_manifest(tiny_model_dir)
    assert text not in str(caught.value)


HOSTILE = {
    "brackets": b"[" * 100_000,
    "objects": b'{"a":' * 100_000,
    "surrogate": b'{"title": "\\ud800"}',
    "bytes": b"\xff\xfe\x00",
    "latin-1": '{"title": "Ä"}'.encode("latin-1"),
    "a long name": b'{"' + b"x" * 100_000 + b'": 1}',
    "a long number": b'{"size_rule": {"minimum": ' + b"9" * 100_000 + b"}}",
    "no number": b'{"parity": {"tolerance": NaN}}',
    "too large": b" " * (2 << 20),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_what_was_made_to_harm_is_refused_in_few_words(tmp_path: Path, content: bytes):
    (tmp_path / MANIFEST_NAME).write_bytes(content)

    with pytest.raises(ManifestInvalid) as caught:
        read_manifest(tmp_path)
    assert len(caught.value.message) < 1000
    assert caught.value.message.isprintable()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_a_manifest_that_is_no_file_is_not_waited_for(tmp_path: Path, kind: str):
    path = tmp_path / MANIFEST_NAME
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "device":
            path.symlink_to("/dev/zero")
        case _:
            path.mkdir()

    with pytest.raises(ManifestInvalid, match="no readable"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    ("rule", "sides"),
    [
        (SizeRule(minimum=64, multiple_of=32, preferred=640), (256, 288, 320, 352, 384, 448, 512, 576, 640)),
        (SizeRule(minimum=512, multiple_of=32, preferred=640), (512, 576, 640)),
        (SizeRule(minimum=256, multiple_of=256, preferred=512), (256, 512)),
        (SizeRule(minimum=1, multiple_of=1, preferred=1), (1,)),
    ],
)
def test_working_sizes_go_down_to_two_fifths_of_the_preferred_one(rule: SizeRule, sides: tuple[int, ...]):
    assert rule.longer_sides() == sides
    assert all(side % rule.multiple_of == 0 for side in rule.longer_sides())


def test_a_lighter_file_stands_beside_the_models_own(tiny_model_dir: Path):
    path = write_lighter(tiny_model_dir, longer_side=48, share=0.5)

    manifest = read_manifest(tiny_model_dir)

    (own,), (_, lighter) = manifest.own_files, manifest.files
    assert own.path == "model.onnx"
    assert manifest.lighter_file("onnx", "fp32") == lighter
    assert manifest.lighter_file("onnx", "int8") is None
    assert path.name in manifest.names()
    with pytest.raises(ValueError, match="lighter files alone"):
        write_tiny_manifest(tiny_model_dir, files=(lighter,))
    with pytest.raises(ValueError, match="same runtime and precision"):
        write_tiny_manifest(tiny_model_dir, files=(own, lighter, lighter))
