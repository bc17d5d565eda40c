"""The licence page names what is in the bundle: every module of its archive has an owner, or the build fails."""

import runpy
from pathlib import Path

import pytest

LICENCES = runpy.run_path(str(Path(__file__).parent.parent.parent / "packaging" / "licences.py"))


@pytest.fixture(scope="module")
def by_name() -> dict:
    return LICENCES["files_of_distributions"]()


def test_modules_belong_to_what_installed_them(by_name: dict):
    modules = {"numpy", "numpy.linalg", "pydantic.main", "json.decoder", "core.frame", "_pyi_rth_utils.qt"}

    owners, unknown = LICENCES["owners_of_modules"](modules, by_name)

    assert {name.lower() for name in owners} - {"pyinstaller"} == {"numpy", "pydantic"}
    assert unknown == set()


def test_a_module_that_nobody_claims_is_told(by_name: dict):
    _, unknown = LICENCES["owners_of_modules"]({"numpy", "stranger", "corelike.part"}, by_name)

    assert unknown == {"stranger", "corelike.part"}
