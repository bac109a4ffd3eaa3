"""The exchange's error codes that the sandbox can answer with: (HTTP status, message).

Source: the v5 error code tables; 50119 arrives with HTTP 401 although it is listed
with 200, and 4088 is not in the tables at all (both seen in clients' reports).
"""

from __future__ import annotations

from dataclasses import dataclass

CODES: dict[str, tuple[int, str]] = {
    "4088": (
        200,
        "You can’t trade or deposit until you’ve verified your identity again."
        " Head to Identity Verification to complete it.",
    ),
    "50001": (503, "Service temporarily unavailable. Please try again later."),
    "50007": (200, "User blocked."),
    "50009": (200, "Account is frozen due to stop-out."),
    "50011": (429, "Too Many Requests"),
    "50012": (200, "Account status invalid. Check account status"),
    "50013": (429, "Systems are busy. Please try again later."),
    "50014": (400, "Parameter {0} can not be empty."),
    "50026": (500, "System error. Try again later"),
    "50027": (
        200,
        "This account is restricted from trading. Please contact customer support for assistance.",
    ),
    "50029": (
        200,
        "Your account has triggered OKX risk control and is temporarily restricted"
        " from conducting transactions.",
    ),
    "50038": (200, "This feature is unavailable in demo trading"),
    "50059": (
        200,
        "Before you continue, you'll need to complete additional steps as required by"
        " your local regulators. Please visit the website or app for more details.",
    ),
    "50060": (
        200,
        "For security and compliance purposes, please complete the identity"
        " verification process to continue using our services.",
    ),
    "50100": (400, "API frozen, please contact customer service."),
    "50101": (401, "APIKey does not match current environment."),
    "50102": (401, "Timestamp request expired"),
    "50103": (401, 'Request header "OK-ACCESS-KEY" cannot be empty.'),
    "50104": (401, 'Request header "OK-ACCESS-PASSPHRASE" cannot be empty.'),
    "50105": (401, 'Request header "OK-ACCESS-PASSPHRASE" incorrect.'),
    "50106": (401, 'Request header "OK-ACCESS-SIGN" cannot be empty.'),
    "50107": (401, 'Request header "OK-ACCESS-TIMESTAMP" cannot be empty.'),
    "50111": (401, "Invalid OK-ACCESS-KEY"),
    "50112": (401, "Invalid OK-ACCESS-TIMESTAMP"),
    "50113": (401, "Invalid Sign"),
    "50115": (405, "Invalid request method."),
    "50119": (401, "API key doesn't exist"),
    "50120": (200, "This API key doesn't have permission to use this function"),
    "51000": (400, "Parameter {0} error"),
    "51001": (200, "Instrument ID, Instrument ID code or Spread ID doesn't exist."),
    "51603": (200, "Order does not exist"),
    "58004": (200, "Account blocked."),
    "58011": (
        200,
        "Due to local laws and regulations, our services are unavailable to unverified"
        " users in {0}. Please verify your account.",
    ),
    "58129": (200, "{0} is incorrect or {0} does not match with 'type'"),
    "58215": (200, "Withdrawal ID does not exist."),
    "58301": (200, "Deposit-address not exist."),
    "58305": (
        200,
        "Unable to retrieve deposit address, please complete identity verification"
        " and generate deposit address first.",
    ),
    "58306": (
        200,
        "According to the OKX compliance policy, you will need to complete your"
        " identity verification (Level 1) in order to deposit",
    ),
    "58308": (
        200,
        "For compliance, we're unable to provide services to unverified users."
        " Verify your identity to deposit.",
    ),
    "58309": (
        200,
        "For compliance, we're unable to provide services to users with Basic"
        " verification (Level 1). Complete Advanced verification (Level 2) to deposit.",
    ),
}


@dataclass
class Refusal(Exception):
    """The exchange says no. ``gateway`` refusals carry no ``data`` (auth and limits)."""

    code: str
    parameter: str = ""
    gateway: bool = False

    @property
    def status(self) -> int:
        return CODES[self.code][0]

    @property
    def message(self) -> str:
        return CODES[self.code][1].format(self.parameter)
