"""info_plist(): what macOS has to know of the program. Run by app.spec, never imported."""

from __future__ import annotations

IDENTIFIER = "io.github.toonclip.ToonClip"


def info_plist(version: str) -> dict[str, object]:
    """The keys beyond those that PyInstaller writes; without a usage description macOS ends a program that asks."""
    return {
        "CFBundleIdentifier": IDENTIFIER,
        "CFBundleDisplayName": "ToonClip",
        "CFBundleShortVersionString": version,
        "CFBundleVersion": version,
        "LSMinimumSystemVersion": "13.0",
        "LSApplicationCategoryType": "public.app-category.video",
        "NSHighResolutionCapable": True,
        "NSCameraUsageDescription": "ToonClip draws a cartoon of what your camera sees. The pictures never leave this "
        "computer.",
        "NSMicrophoneUsageDescription": "ToonClip records sound with your clips when you switch the microphone on. It "
        "never leaves this computer.",
        "NSCameraUseContinuityCameraDeviceType": True,
    }
