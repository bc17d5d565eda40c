"""model_id(): the name of a model's folder, from that which people read."""

from __future__ import annotations

import re

from pydantic import TypeAdapter, ValidationError

from core.models.manifest import ModelId
from training.errors import SettingInvalid


def model_id(name: str) -> str:
    """The name in small letters, digits and hyphens.

    Raises:
        SettingInvalid: it has none of these.
    """
    found = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    try:
        return TypeAdapter(ModelId).validate_python(found)
    except ValidationError as error:
        raise SettingInvalid(
            f"A model cannot be called '{name}'.", hint="Give a --name with some plain letters or digits."
        ) from error
