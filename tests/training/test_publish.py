"""Publishing to a stand-in of the hub with the hub's own client, installing it back, and running the Space."""

import io
import json
import re
import urllib.request
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.compositor import resize
from core.generators.loader import load_generator
from core.models.install import Outcome, install_model
from core.models.library import ModelLibrary
from core.models.manifest import Provenance
from core.models.places import bundled_models_dir
from support.gradio_process import running
from support.hub_stand_in import TOKEN, HubStandIn, serving
from support.tiny_model import write_tiny_manifest
from training.cli import main

huggingface_hub = pytest.importorskip("huggingface_hub", reason="the demo extra is not installed")
from training.hub.publish import stage_space  # noqa: E402 - it needs the hub's client
from training.hub.readme import model_readme  # noqa: E402
from training.hub.toons import find_model  # noqa: E402

REPO = "someone/tiny"

# The hub's client uploads files in a way that its own HTTP library calls outdated.
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[HubStandIn]:
    """The stand-in, with a token that it takes. Its storage speaks Git LFS: Xet's own protocol is the hub's alone."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_XET", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(tmp_path / "no-token"))
    with serving(monkeypatch) as stand_in:
        monkeypatch.setenv("HF_TOKEN", TOKEN)
        yield stand_in
    huggingface_hub.close_session()


@pytest.fixture
def model_dir(tiny_model_dir: Path) -> Path:
    """The tiny model with its card, its pictures and a file of the person's own."""
    (tiny_model_dir / "card.md").write_text("# Tiny Inverter\n\nInverts.\n", encoding="utf-8")
    picture = np.random.default_rng(3).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    Image.fromarray(picture).save(tiny_model_dir / "sample.png")
    Image.fromarray(255 - picture).save(tiny_model_dir / "expected.png")
    (tiny_model_dir / "diary.txt").write_text("private")
    return tiny_model_dir


def publish(model: Path, *options: str) -> int:
    return main(["publish", "--model", str(model), "--repo", REPO, *options])


def front_matter(readme: str) -> dict[str, object]:
    found = re.match(r"---\n(.*?)\n---\n", readme, re.DOTALL)
    assert found
    return {name: json.loads(value) for name, value in (line.split(": ", 1) for line in found[1].splitlines())}


def test_a_published_model_is_installed_back(
    hub: HubStandIn, model_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert publish(model_dir) == 0

    assert capsys.readouterr().out.splitlines() == [
        f"Model: {hub.url}/someone/tiny",
        f"Space: {hub.url}/spaces/someone/tiny",
    ]
    model = {"manifest.json", "model.onnx", "card.md", "sample.png", "expected.png"}
    assert set(hub.repos["models/someone/tiny"]) == {*model, "README.md"}
    page = {"app.py", "requirements.txt", "README.md"}
    assert set(hub.repos["spaces/someone/tiny"]) == {*(f"model/{name}" for name in model), *page}
    installed = install_model(f"hf://{REPO}", ModelLibrary(tmp_path / "none", tmp_path / "own"))
    assert installed.outcome is Outcome.INSTALLED
    for name in model:
        assert (installed.model.folder / name).read_bytes() == (model_dir / name).read_bytes()


@pytest.mark.parametrize(("options", "private"), [((), False), (("--private",), True)])
def test_what_is_made_on_the_hub(options: tuple[str, ...], hub: HubStandIn, model_dir: Path, *, private: bool):
    assert publish(model_dir, *options) == 0

    assert [made.get("type", "model") for made in hub.created] == ["model", "space"]
    assert hub.created[1]["sdk"] == "gradio"
    wanted = {"private": private, "visibility": "private" if private else "public"}
    assert all(made[key] == wanted[key] for made in hub.created for key in wanted if key in made)
    assert all("private" in made or "visibility" in made for made in hub.created)


def test_the_model_alone(hub: HubStandIn, model_dir: Path):
    assert publish(model_dir, "--no-space") == 0

    assert list(hub.repos) == ["models/someone/tiny"]


def test_the_readme_is_what_the_hub_reads(hub: HubStandIn, model_dir: Path):
    publish(model_dir)

    readme = hub.repos["models/someone/tiny"]["README.md"].decode()
    fields = front_matter(readme)
    assert fields["license"] == "mit"
    assert "cartoon" in fields["tags"]  # type: ignore[operator]
    assert "# Tiny Inverter\n\nInverts." in readme
    assert "toonclip models add hf://someone/tiny" in readme
    space = front_matter(hub.repos["spaces/someone/tiny"]["README.md"].decode())
    assert (space["sdk"], space["app_file"], space["models"]) == ("gradio", "app.py", [REPO])
    assert space["sdk_version"] == metadata.version("gradio")


@pytest.mark.parametrize(
    ("licence", "dataset", "expected"),
    [
        ("MIT; data credit X", "heroes: from somewhere", {"license": "mit", "datasets": ["heroes"]}),
        ("CC-BY-4.0", "see https://huggingface.co/datasets/a/b", {"license": "cc-by-4.0", "datasets": ["a/b"]}),
        ('My own: “ask” "---', "none", {"license": "other", "license_name": "my-own-ask"}),
        ("", "not stated", {"license": "other", "license_name": "unknown"}),
        ("MIT", "many pictures of mine", {"license": "mit"}),
    ],
)
def test_licence_and_data_set_in_the_front_matter(
    licence: str, dataset: str, expected: dict[str, object], tiny_model_dir: Path
):
    manifest = write_tiny_manifest(
        tiny_model_dir, provenance=Provenance(dataset=dataset, licence=licence, git_commit="0")
    )

    fields = front_matter(model_readme(manifest, tiny_model_dir, REPO))

    assert {name: fields.get(name) for name in expected} == expected
    assert ("datasets" in fields) == ("datasets" in expected)


def test_no_token(
    hub: HubStandIn, model_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.delenv("HF_TOKEN")

    assert publish(model_dir) == 2

    assert "HF_TOKEN" in capsys.readouterr().err
    assert not hub.requests


@pytest.mark.parametrize("repo", ["tiny", "a/b/c", "../b", "a/b c", "https://huggingface.co/a/b"])
def test_a_repository_that_is_none(repo: str, model_dir: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["publish", "--model", str(model_dir), "--repo", repo]) == 2

    assert "OWNER/NAME" in capsys.readouterr().err


def test_a_damaged_model_is_not_published(hub: HubStandIn, model_dir: Path):
    (model_dir / "model.onnx").write_bytes(b"rotten")

    assert publish(model_dir) == 2

    assert not hub.requests


@pytest.mark.parametrize(
    ("status", "words"), [(401, "token is not valid"), (403, "may not write"), (500, "answered 500")]
)
@pytest.mark.parametrize("path", ["/api/repos/create", "/api/models/someone/tiny/commit"])
def test_the_hub_refuses(
    path: str, status: int, words: str, hub: HubStandIn, model_dir: Path, capsys: pytest.CaptureFixture[str]
):
    hub.refusals[path] = (status, "")

    assert publish(model_dir) == 1

    errors = capsys.readouterr().err.splitlines()
    assert words in errors[0]
    assert len(errors) == 2


def test_a_space_that_is_refused_leaves_the_model(hub: HubStandIn, model_dir: Path, capsys: pytest.CaptureFixture[str]):
    hub.refusals["/api/spaces/someone/tiny/"] = (402, "")

    assert publish(model_dir) == 1

    said = capsys.readouterr()
    assert said.out.startswith("Model: ")
    assert "the model itself is published" in said.err
    assert "--no-space" in said.err


def test_nobody_listens(
    hub: HubStandIn, model_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")

    assert publish(model_dir) == 1

    assert "Uploading the model someone/tiny broke off" in capsys.readouterr().err


@pytest.mark.timeout(300)
def test_the_space_works_on_its_own(tmp_path: Path):
    """Served by a Python that is not told of ToonClip, called over HTTP as the page does."""
    model = find_model(str(bundled_models_dir() / "comic-hero"))
    stage_space(model, tmp_path / "space", REPO)
    picture = np.random.default_rng(1).integers(0, 256, (300, 700, 3), dtype=np.uint8)
    Image.fromarray(picture).save(tmp_path / "in.png")

    with running("-P", "app.py", cwd=tmp_path / "space") as page:
        shown = np.asarray(Image.open(io.BytesIO(call(page.url, tmp_path / "in.png"))).convert("RGB"))

    expected = resize(load_generator(model).generate(picture), 700, 300)
    assert np.abs(shown.astype(int) - expected).mean() < 0.1  # another number of threads may round otherwise


def call(url: str, path: Path) -> bytes:
    """The picture that the page's `toon` function makes of a picture: Gradio's HTTP interface."""
    api = f"{url}gradio_api"
    boundary = "----a-boundary"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="in.png"\r\n\r\n'
    body = head.encode() + path.read_bytes() + f"\r\n--{boundary}--\r\n".encode()
    (uploaded,) = json.loads(answer(f"{api}/upload", body, f"multipart/form-data; boundary={boundary}"))
    data = {"data": [{"path": uploaded, "meta": {"_type": "gradio.FileData"}}]}
    event = json.loads(answer(f"{api}/call/toon", json.dumps(data).encode(), "application/json"))["event_id"]
    lines = answer(f"{api}/call/toon/{event}").decode().splitlines()
    made = next(json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ["))
    return answer(made[0]["url"])


def answer(url: str, body: bytes | None = None, kind: str = "") -> bytes:
    request = urllib.request.Request(url, body, {"Content-Type": kind} if kind else {})
    with urllib.request.urlopen(request, timeout=60) as response:
        return response.read()
