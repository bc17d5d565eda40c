"""Record and Line: what every part of a manifest is made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("must be one line of text, without characters that control a terminal or turn the line round")
    return text


Line = Annotated[str, StringConstraints(max_length=1000), AfterValidator(_one_line)]


class Record(BaseModel):
    """Cannot be changed, and has no field that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")
