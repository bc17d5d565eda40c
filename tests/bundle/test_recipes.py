"""The recipes of the three systems, as far as any system can judge them."""

import os
import plistlib
import re
import runpy
import sys
import types
from collections.abc import Callable
from pathlib import Path

import pytest
from av._core import library_meta

from desktop.system.licences import PAGE

ROOT = Path(__file__).parent.parent.parent
PACKAGING = ROOT / "packaging"
SYSTEMS = ("linux", "darwin", "win32")


class Recorded:
    """What the specification asked PyInstaller for."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple, dict]] = []

    def named(self, name: str) -> list[dict]:
        return [{"args": args, **options} for called, args, options in self.calls if called == name]

    def maker(self, name: str) -> Callable:
        def make(*args, **options):
            self.calls.append((name, args, options))
            return types.SimpleNamespace(
                scripts=[("pyi_rth_pyside6", "", "PYSOURCE"), ("__main__", "", "PYSOURCE")],
                pure=[],
                binaries=[
                    ("PySide6/Qt/lib/libQt6Core.so.6", "", "BINARY"),
                    ("PySide6/Qt/lib/libQt6Quick.so.6", "", "BINARY"),
                ],
                datas=[("assets/clips/portrait.mp4", "", "DATA"), ("toonclip-1.dist-info/direct_url.json", "", "DATA")],
            )

        return make


@pytest.fixture
def evaluate(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], Recorded]:
    """Run app.spec as PyInstaller would, on whatever system is named."""

    def run(system: str) -> Recorded:
        recorded = Recorded()
        hooks = types.ModuleType("PyInstaller.utils.hooks")
        hooks.copy_metadata = lambda name: [(f"/site/{name}.dist-info", f"{name}.dist-info")]
        for name, module in (
            ("PyInstaller", types.ModuleType("PyInstaller")),
            ("PyInstaller.utils", types.ModuleType("PyInstaller.utils")),
            ("PyInstaller.utils.hooks", hooks),
        ):
            monkeypatch.setitem(sys.modules, name, module)
        monkeypatch.chdir(tmp_path)
        names = {name: recorded.maker(name) for name in ("Analysis", "PYZ", "EXE", "COLLECT", "BUNDLE")}
        code = compile((PACKAGING / "app.spec").read_text("utf-8"), "app.spec", "exec")
        with monkeypatch.context() as patched:
            patched.setattr(sys, "platform", system)
            exec(code, {"SPECPATH": str(PACKAGING), **names})
        return recorded

    return run


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_bundle_holds_the_program_and_its_data_and_no_training(evaluate, system: str):
    (analysis,) = evaluate(system).named("Analysis")

    assert analysis["args"] == ([str(ROOT / "desktop" / "__main__.py")],)
    assert {"torch", "training", "PySide6.QtNetwork", "PySide6.QtQml"} <= set(analysis["excludes"])
    assert all(Path(source).exists() for source, _ in analysis["datas"] if not source.startswith("/site"))
    places = {place for _, place in analysis["datas"]}
    assert {str(Path("assets", "clips")), str(Path("assets", "icons"))} <= places
    assert not any(source.endswith((".py", ".pyc")) for source, _ in analysis["datas"])
    assert any(place.endswith("comic-hero") for place in places)


@pytest.mark.parametrize("system", SYSTEMS)
def test_what_pyinstaller_collects_is_filtered(evaluate, system: str):
    (collect,) = evaluate(system).named("COLLECT")

    names = [entry[0] for part in collect["args"] if isinstance(part, list) for entry in part]
    assert names == ["PySide6/Qt/lib/libQt6Core.so.6", "assets/clips/portrait.mp4"]


def test_linux_has_one_program_for_window_and_command_line(evaluate):
    (program,) = evaluate("linux").named("EXE")

    assert (program["name"], program["console"]) == ("toonclip", True)


def test_linux_reads_no_qt_before_the_program_asks_for_it(evaluate):
    assert evaluate("linux").named("EXE")[0]["args"][1] == [("__main__", "", "PYSOURCE")]
    assert len(evaluate("win32").named("EXE")[0]["args"][1]) == 2


@pytest.mark.parametrize("original", [None, "/usr/local/lib"])
def test_what_the_linux_bundle_opens_gets_the_libraries_it_had(
    evaluate, original: str | None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("LD_LIBRARY_PATH", "/usr/lib/toonclip/_internal")
    if original:
        monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", original)
    (hook,) = evaluate("linux").named("Analysis")[0]["runtime_hooks"]

    runpy.run_path(hook)

    assert os.environ.get("LD_LIBRARY_PATH") == original
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ
    assert not evaluate("darwin").named("Analysis")[0]["runtime_hooks"]


def test_windows_has_a_windowed_program_and_one_that_can_print(evaluate):
    programs = evaluate("win32").named("EXE")

    assert {program["name"]: program["console"] for program in programs} == {"ToonClipWindow": False, "toonclip": True}
    for program in programs:
        resource = Path(program["version"]).read_text("utf-8")
        assert "ProductName" in resource
        compile(resource, "version_resource", "eval")
        assert program["icon"].endswith(".ico")


def test_macos_has_an_application_that_may_ask_for_camera_and_microphone_and_nothing_else(evaluate, monkeypatch):
    monkeypatch.setenv("TOONCLIP_CODESIGN_IDENTITY", "Developer ID Application: Somebody")
    recorded = evaluate("darwin")

    (program,) = recorded.named("EXE")
    assert program["codesign_identity"] == "Developer ID Application: Somebody"
    (bundle,) = recorded.named("BUNDLE")
    plist = plistlib.loads(plistlib.dumps(bundle["info_plist"]))
    asked = {key.removesuffix("UsageDescription") for key in plist if key.endswith("UsageDescription")}
    assert asked == {"NSCamera", "NSMicrophone"}
    assert plist["CFBundleIdentifier"] == bundle["bundle_identifier"]
    entitlements = plistlib.loads(Path(program["entitlements_file"]).read_bytes())
    devices = {key: value for key, value in entitlements.items() if ".device." in key}
    assert devices == dict.fromkeys(("com.apple.security.device.camera", "com.apple.security.device.audio-input"), True)


def test_without_a_key_macos_is_not_signed_and_other_systems_never(evaluate, monkeypatch):
    monkeypatch.delenv("TOONCLIP_CODESIGN_IDENTITY", raising=False)
    assert evaluate("darwin").named("EXE")[0]["codesign_identity"] is None
    monkeypatch.setenv("TOONCLIP_CODESIGN_IDENTITY", "somebody")
    assert evaluate("linux").named("EXE")[0]["codesign_identity"] is None


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("PySide6/QtCore.abi3.so", True),
        ("PySide6/QtNetwork.abi3.so", False),
        ("PySide6/libpyside6.abi3.so.6.11", True),
        ("PySide6/Qt/lib/libQt6XcbQpa.so.6", True),
        ("PySide6/Qt/lib/libQt6VirtualKeyboard.so.6", False),
        ("PySide6/Qt/lib/libicudata.so.73", True),
        ("PySide6/Qt/lib/QtGui.framework/Versions/A/QtGui", True),
        ("PySide6/Qt/lib/QtPdf.framework/Versions/A/QtPdf", False),
        ("PySide6\\Qt6Widgets.dll", True),
        ("PySide6\\Qt6Quick.dll", False),
        ("PySide6\\opengl32sw.dll", False),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqeglfs.so", False),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/Qt/plugins/imageformats/libqsvg.so", True),
        ("PySide6/Qt/plugins/imageformats/libqpdf.so", False),
        ("PySide6/Qt/plugins/tls/libqopensslbackend.so", False),
        ("PySide6/Qt/translations/qt_de.qm", False),
        ("cv2/opencv_videoio_ffmpeg500_64.dll", False),
        ("cv2/cv2.abi3.so", True),
        ("av.libs/libavcodec-5e6b81c2.so.62.28.102", True),
        ("libmvec.so.1", False),
        ("toonclip-0.1.0.dist-info/METADATA", True),
        ("toonclip-0.1.0.dist-info/direct_url.json", False),
        ("assets/models/comic-hero/model.onnx", True),
    ],
)
def test_what_is_kept(name: str, kept: bool):
    assert runpy.run_path(str(PACKAGING / "bundle_contents.py"))["wanted"](name) is kept


def test_the_flatpak_takes_files_that_there_are():
    recipe = next((PACKAGING / "linux").glob("*.yml"))
    paths = re.findall(r"^\s+path: (\S+)$", recipe.read_text("utf-8"), re.MULTILINE)

    assert paths.pop(0) == "../../build/dist/toonclip"  # where the Makefile puts the bundle
    assert len(paths) == 4
    assert all((recipe.parent / path).is_file() for path in paths)
    assert f"id: {recipe.stem}" in recipe.read_text("utf-8")


@pytest.mark.parametrize(
    ("named", "kept"),
    [
        ("$ORIGIN/../av.libs:$ORIGIN", "$ORIGIN/../av.libs:$ORIGIN"),
        ("/home/somebody/.pyenv/versions/3.11.7/lib", ""),
        ("/opt/python/lib:$ORIGIN/..", "$ORIGIN/.."),
        ("", ""),
    ],
)
def test_a_library_of_the_bundle_is_looked_for_inside_it_alone(named: str, kept: str):
    assert runpy.run_path(str(PACKAGING / "linux" / "slim.py"))["own_paths"](named) == kept


def test_only_libraries_that_nothing_links_to_are_taken_out_and_no_module_of_python_s(tmp_path: Path):
    for name in (
        "libportaudio.so.2",
        "libpython3.11.so.1.0",
        "_cffi_backend.cpython-311-x86_64-linux-gnu.so",
        "_heif.so",
    ):
        (tmp_path / name).write_bytes(b"")

    unlinked = runpy.run_path(str(PACKAGING / "linux" / "slim.py"))["unlinked_libraries"](tmp_path, tmp_path)

    assert [path.name for path in unlinked] == ["libportaudio.so.2"]


def test_the_libraries_inside_wheels_are_named_on_every_system():
    lines, unknown = runpy.run_path(str(PACKAGING / "wheel_libraries.py"))["chapter_lines"](
        [
            "_internal/av.libs/libx264-d6533a8d.so.165",
            "av/.dylibs/libopencore-amrnb.0.dylib",
            "_internal/av.libs/avcodec-62-06d85d1a6ea5.dll",
            "_internal/PySide6/Qt/lib/libicuuc.so.73",
            "_internal/av.libs/libsomething-new.so.1",
            "_internal/av/_core.abi3.so",
        ]
    )

    assert [line.partition(":")[0] for line in lines] == [
        "libicuuc.so.73",
        "avcodec-62-06d85d1a6ea5.dll",
        "libx264-d6533a8d.so.165",
        "libopencore-amrnb.0.dylib",
    ]
    assert "GPL-2.0-or-later" in lines[2]
    assert unknown == ["_internal/av.libs/libsomething-new.so.1"]


def test_every_paper_names_the_licence_of_an_installer_as_a_whole():
    """x264 is under the GPL 2 or later, and PyAV's FFmpeg makes that 3."""
    copyright_text = runpy.run_path(str(PACKAGING / "linux" / "build_deb.py"))["copyright_text"](Path(PAGE))
    metainfo = next((PACKAGING / "linux").glob("*.metainfo.xml")).read_text("utf-8")
    head = runpy.run_path(str(PACKAGING / "licences.py"))["_HEAD"]
    readme = (ROOT / "README.md").read_text("utf-8")

    assert library_meta["libavcodec"]["license"] == "LGPL version 3 or later"
    assert "/usr/share/common-licenses/GPL-3," in copyright_text
    assert "<project_license>MIT AND GPL-3.0-or-later</project_license>" in metainfo
    for paper in (copyright_text, head, readme):
        assert "as a whole is distributed under the gpl, version 3 or later" in " ".join(paper.lower().split())


def test_the_disk_image_is_signed_and_notarized_only_with_keys(tmp_path: Path):
    commands = runpy.run_path(str(PACKAGING / "macos" / "make_dmg.py"))["commands"]
    plain = commands(tmp_path / "ToonClip.app", tmp_path / "image.dmg", tmp_path, {})
    keys = {"APPLE_ID": "a", "APPLE_TEAM_ID": "b", "APPLE_APP_PASSWORD": "c"}
    signed = {"TOONCLIP_CODESIGN_IDENTITY": "somebody"}
    whole = commands(tmp_path / "ToonClip.app", tmp_path / "image.dmg", tmp_path, {**keys, **signed})

    assert [command[0] for command in plain] == ["ditto", "codesign", "codesign", "ditto", "ln", "hdiutil"]
    assert plain[1][-2] == "-"
    assert [command[1] for command in whole[-2:]] == ["notarytool", "stapler"]
    assert "runtime" in whole[1]
    assert [command[0] for command in commands(tmp_path, tmp_path, tmp_path, keys)] == [each[0] for each in plain]


def test_the_windows_installer_is_for_one_person_and_names_what_the_bundle_has():
    script = (PACKAGING / "windows" / "toonclip.iss").read_text("utf-8")
    sections = re.findall(r"^\[(\w+)\]$", script, re.MULTILINE)
    setup = dict(re.findall(r"^(\w+)=(.*)$", script, re.MULTILINE))

    assert {"Setup", "Files", "Icons", "Run", "Languages"} <= set(sections)
    assert setup["PrivilegesRequired"] == "lowest"
    assert setup["DefaultDirName"].startswith("{localappdata}")
    assert setup["AppId"].startswith("{{")
    assert script.count("#if") == script.count("#endif")
    programs = {"toonclip.exe", "ToonClipWindow.exe"}
    assert set(re.findall(r"\{app\}\\(\w+\.exe)", script)) <= programs


def test_the_windows_installer_is_signed_only_with_a_certificate(tmp_path: Path):
    commands = runpy.run_path(str(PACKAGING / "windows" / "make_installer.py"))["commands"]

    (plain,) = commands("1.2.3", tmp_path, {})
    signing, signed = commands("1.2.3", tmp_path, {"CERTIFICATE": "aGk=", "PASSWORD": "secret"})
    assert "/DVersion=1.2.3" in plain
    assert not any("Sign" in part for part in plain)
    assert signing[0] == "signtool"
    assert any(part.startswith("/DSignTool") for part in signed)
    assert (tmp_path / "certificate.pfx").read_bytes() == b"hi"
