"""The console's own settings."""

from urllib.parse import urlsplit

from pydantic import Field

from psasync.kit.settings import HttpSettings, HttpUrl, KeyringSecret, Port


class ConsoleSettings(HttpSettings):
    """Times in seconds where nothing else is said. No secret of the platform is among them."""

    console_port: Port = 8100
    console_url: HttpUrl = Field(
        "http://127.0.0.1:8100",
        description="Where browsers reach it. By https its cookies are for https only.",
    )
    console_keyring: KeyringSecret = Field(
        description="Seals sessions; of the form of PSASYNC_KEYRING, and not the same."
    )
    console_session_hours: float = Field(12, gt=0, le=168, description="The longest that somebody stays signed in.")
    console_once_links: bool = Field(
        default=False, description="Whether one-time links sign people of this machine in. For the demo only."
    )
    console_api_seconds: float = Field(8, gt=0, le=25, description="The limit of a page's questions to the services.")
    console_streams_total: int = Field(500, ge=1, description="Live pages of one process.")
    console_streams_per_session: int = Field(8, ge=1)

    @property
    def https(self) -> bool:
        return self.console_url.startswith("https://")

    @property
    def origin(self) -> str:
        parts = urlsplit(self.console_url)
        return f"{parts.scheme}://{parts.netloc}"
