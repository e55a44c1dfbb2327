# SPDX-License-Identifier: EUPL-1.2
"""Two points of the self test that look at the way to the backbone: its TLS certificate, and the clocks on both sides.

Invariants: the certificate is judged by the machine's trust store or by the file that was named, for the very name in the
address; nothing is sent over a connection that does not hold. The time of the backbone is a hint of a public page: it moves
nothing, and only tells why signed requests would be refused.

Norm: RFC 9110 (Date); the window of `core.contract.http_signature` (120 s back, 60 s ahead).
"""

from __future__ import annotations

import socket
import ssl
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import httpx

from adapters.gateway.zelftest import Fault, Notice
from core.contract.exitcodes import ExitCode
from core.contract.http_signature import SKEW_MS
from core.keychain.lijst import Modus

if TYPE_CHECKING:
    from pathlib import Path

DAY_MS: Final = 24 * 3600 * 1000
SOON_DAYS: Final = 30
LIVE: Final = "/gezond/leeft"
_NO_WORSE_MS: Final = 5_000
_RENEW = "Vraag de beheerder het certificaat te vernieuwen."


def check_certificate(url: str, modus: Modus, now: int, ca: Path | None = None, timeout: float = 10.0) -> str:
    """Return until when the certificate of the backbone holds.

    Raises:
        Fault: no TLS outside a demo, no connection, or a certificate that does not hold.
        Notice: it ends soon, or this is a demo without TLS.
    """
    place = urlsplit(url)
    if place.scheme != "https":
        return _plain(modus)
    host, port = place.hostname or "", place.port or 443
    try:
        context = ssl.create_default_context(cafile=None if ca is None else str(ca))
        with (
            socket.create_connection((host, port), timeout=timeout) as connection,
            context.wrap_socket(connection, server_hostname=host) as secured,
        ):
            until = ssl.cert_time_to_seconds(str((secured.getpeercert() or {})["notAfter"])) * 1000
    except ssl.SSLCertVerificationError as error:
        raise Fault(f"Het certificaat van {host} houdt geen stand: {error.verify_message}.", _advice(error)) from None
    except OSError as error:
        text = f"Met {host} komt geen beveiligde verbinding tot stand ({type(error).__name__})."
        raise Fault(text, "Controleer het adres, het netwerk en de firewall.", ExitCode.UNREACHABLE) from None
    days = (until - now) // DAY_MS
    if days < SOON_DAYS:
        raise Notice(f"Het certificaat van de backbone verloopt over {max(days, 0)} dagen.", _RENEW)
    return f"Het certificaat houdt stand en geldt nog {days} dagen."


def check_clock(url: str, now: int, trust: ssl.SSLContext | bool, timeout: float = 10.0) -> str:  # noqa: FBT001 - as httpx
    """Return how far the clocks are apart.

    Raises:
        Fault: the backbone does not answer, or its time is so far off that requests are refused.
        Notice: further apart than clocks that are kept right.
    """
    try:
        with httpx.Client(timeout=timeout, trust_env=False, verify=trust) as client:
            answered = client.get(url + LIVE)
        there = int(parsedate_to_datetime(answered.headers["date"]).timestamp() * 1000)
    except (httpx.HTTPError, KeyError, ValueError):
        text = "De backbone geeft geen antwoord waaruit de tijd blijkt."
        raise Fault(
            text, "Controleer het adres en vraag de beheerder of de backbone draait.", ExitCode.UNREACHABLE
        ) from None
    off = now - there
    told = f"{abs(off) // 1000} seconden {'voor' if off > 0 else 'achter'}"
    if abs(off) > SKEW_MS:
        raise Fault(f"De klok hier loopt {told}; verzoeken worden dan geweigerd.", "Zet de tijd gelijk (NTP aan).")
    if abs(off) > _NO_WORSE_MS:
        raise Notice(f"De klok hier loopt {told}.", "Zet NTP aan, voordat het verschil te groot wordt.")
    return "De klokken lopen gelijk."


def _plain(modus: Modus) -> str:
    if modus is not Modus.DEMO:
        raise Fault(
            f"Het adres van de backbone begint niet met https; in {modus.value} moet dat.",
            "Zet KNOOPPUNT_SERVER_URL op het https-adres van de beheerder.",
            ExitCode.USAGE,
        )
    raise Notice(
        "De verbinding is niet beveiligd (http). Dat mag alleen in een demo.", "Gebruik buiten een demo https."
    )


def _advice(error: ssl.SSLCertVerificationError) -> str:
    if error.verify_code == 10:  # X509_V_ERR_CERT_HAS_EXPIRED
        return _RENEW
    if error.verify_code in (62, 64):  # host name or address differs
        return "Controleer KNOOPPUNT_SERVER_URL; klopt het, vraag de beheerder naar het certificaat."
    return "Is de uitgever een eigen CA? Noem haar certificaat in KNOOPPUNT_SERVER_CA. Anders: verbind niet, bel de beheerder."
