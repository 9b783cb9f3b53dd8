"""Reads from what a mail backend returned or raised what became of the mail."""

import smtplib
import ssl
from collections.abc import Mapping
from typing import Any

import requests
import urllib3.exceptions
from anymail.exceptions import (
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
    AnymailSerializationError,
    AnymailUnsupportedFeature,
)
from django.core.mail import EmailMessage

from campaigns.carriers.outcome import Outcome, accepted, deferred, refused, unknown

# Raised while the request is put together, and by anymail also while the answer is read.
BEFORE_SENDING = (AnymailInvalidAddress, AnymailSerializationError, AnymailUnsupportedFeature)
NOT_TAKEN = {"invalid", "rejected", "failed"}
TAKEN = {"sent", "queued"}
TOO_SOON = frozenset({408, 425, 429, 503})  # the provider says that it did nothing
OUR_TROUBLE = frozenset({401, 402, 403, 407})  # our key or our account, not this mail
NEVER_CONNECTED = (
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ConnectTimeoutError,
    urllib3.exceptions.NameResolutionError,
    urllib3.exceptions.ProxyError,
)


def of_status(email: EmailMessage, sent: int | None) -> Outcome:
    """The outcome of a mail whose backend raised nothing."""
    said = _statuses(email)
    if said and said <= NOT_TAKEN:
        return refused(f"the provider says: {', '.join(sorted(said))}")
    if sent == 0:
        return refused("the mail backend did not send it")
    if not said & TAKEN and 400 <= getattr(_answer(email), "status_code", 200) < 500:
        return refused("the provider refused it without saying why")
    return accepted(", ".join(sorted(said)), _provider_id(email))


def of_error(email: EmailMessage, error: Exception) -> Outcome:
    """The outcome of a mail whose backend raised; unknown unless it is sure that nothing left."""
    if isinstance(error, AnymailRecipientsRefused):
        return refused(_say(error))
    if _statuses(email) & TAKEN:  # taken, and then something of ours fell over
        return accepted(f"taken, then: {_say(error)}", _provider_id(email))
    if isinstance(error, BEFORE_SENDING) and _answer(email) is None:
        return refused(_say(error))
    if (code := _http_code(error)) is not None:
        return _of_http(code, error)
    if isinstance(error, requests.RequestException):
        if _never_connected(error):
            return deferred(_say(error), relay_down=True)
        return unknown(_say(error))
    if isinstance(error, smtplib.SMTPException):
        return _of_smtp(error)
    return unknown(_say(error))


def _of_http(code: int, error: Exception) -> Outcome:
    """500, 502 and 504 stay unknown: behind them the mail may have been taken."""
    if code in TOO_SOON:
        return deferred(_say(error), retry_after=_retry_after(error))
    if code in OUR_TROUBLE:
        return deferred(_say(error), relay_down=True)
    return refused(_say(error)) if 400 <= code < 500 else unknown(_say(error))


def _of_smtp(error: smtplib.SMTPException) -> Outcome:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        return refused(_say(error)) if min(codes) >= 500 else deferred(_say(error))
    if isinstance(error, smtplib.SMTPConnectError | smtplib.SMTPHeloError):
        return deferred(_say(error), relay_down=True)
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPNotSupportedError):
        return deferred(_say(error), relay_down=True)
    if isinstance(error, smtplib.SMTPResponseException) and 400 <= error.smtp_code < 600:
        return refused(_say(error)) if error.smtp_code >= 500 else deferred(_say(error))
    return unknown(_say(error))


def _never_connected(error: requests.RequestException) -> bool:
    """Whether the connection was never made, so that the request cannot have left."""
    if isinstance(error, requests.ConnectTimeout):
        return True
    cause: Any = error.__cause__ or error
    inner = cause.args[0] if isinstance(cause, requests.RequestException) and cause.args else None
    reason = getattr(inner, "reason", inner)
    if isinstance(reason, urllib3.exceptions.SSLError):  # TLS can also break after the request
        return bool(reason.args) and isinstance(reason.args[0], ssl.SSLCertVerificationError)
    return isinstance(reason, NEVER_CONNECTED)


def _http_code(error: Exception) -> int | None:
    """The status of the provider's answer, from requests or from boto3."""
    if (code := getattr(error, "status_code", None)) is not None:
        return code
    response = getattr(error, "response", None)
    if isinstance(response, Mapping):
        return response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    return None


def _retry_after(error: Exception) -> float | None:
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    value = str(headers.get("Retry-After", ""))
    return float(value) if value.isdecimal() else None


def _answer(email: EmailMessage) -> Any:
    """What the provider answered, kept by anymail; None while nothing was."""
    return getattr(getattr(email, "anymail_status", None), "esp_response", None)


def _statuses(email: EmailMessage) -> set[str]:
    said = getattr(getattr(email, "anymail_status", None), "status", None)
    return {status for status in said or () if status}


def _provider_id(email: EmailMessage) -> str:
    found = getattr(getattr(email, "anymail_status", None), "message_id", None)
    return "" if found is None else str(found)


def _say(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
