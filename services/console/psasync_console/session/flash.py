"""A message that the next page shows once."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

Tone = Literal["success", "warning", "danger", "info"]


class Flash(BaseModel):
    model_config = ConfigDict(frozen=True)

    text: str
    tone: Tone = "success"
    expires_at: datetime
