"""What every part of a definition shares."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """Strict: a word that is not known is a mistake, and so is a value of another type."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)
