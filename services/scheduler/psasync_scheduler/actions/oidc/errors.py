"""Why a sign-in does not get on at the provider."""

from psasync.kit.http import Problem


class ProviderDown(Problem):
    """It does not answer. `reason` is for logs."""

    def __init__(self, reason: str) -> None:
        detail = "The sign-in provider does not answer at the moment; start the sign-in again in a while."
        headers = {"Retry-After": "10"}
        super().__init__(503, "Not available at the moment", detail, code="provider-unavailable", headers=headers)
        self.reason = reason


class ProviderFault(Problem):
    """It answers, and not as the protocol wants it: for the operator to mend."""

    def __init__(self, detail: str) -> None:
        super().__init__(502, "The provider's answer cannot be used", detail, code="provider-fault")


class NotBelieved(Problem):
    """Its word for this person does not hold: of another sign-in, another client, another signer, or too old."""

    def __init__(self, detail: str) -> None:
        super().__init__(403, "Not signed in", f"{detail} Start the sign-in again.", code="sign-in-refused")
