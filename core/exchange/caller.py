# SPDX-License-Identifier: EUPL-1.2
"""Who asks: what the server has authenticated of a request before the exchange sees it.

Nothing in here comes from a request body. `persoon` is the pseudonymous id under which the own partner registered the
key of that person; the backbone knows no names.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.contract.ondertekend import Ondertekend


@dataclass(frozen=True, slots=True)
class Caller:
    """An authenticated organisation, the person who acts (if one does) and the identity of the request.

    Attributes:
        oin: the organisation whose key signed the request.
        sleutel: hex id of that HTTP key.
        persoon: pseudonymous id of the person whose key signed as well, or None.
        trace_id: W3C trace id, 32 lowercase hex.
        span_id: the caller's span, 16 lowercase hex.
        verzoek: the idempotency key of the request (UUID text).
        verzoek_sha256: hex SHA-256 of method, target and body: what the idempotency key stands for.
        fsc_transactie: the `Fsc-Transaction-Id` when the request came through an FSC inway, else None.
        koerier: the signed letter with which the request was carried in a file, or None.
        ondertekend: what the organisation signed, with its signature; None for a local command, which signs nothing.
        ondertekend_persoon: the same of the person, or None when no person signed.
    """

    oin: str
    sleutel: str
    persoon: str | None
    trace_id: str
    span_id: str
    verzoek: str
    verzoek_sha256: str
    fsc_transactie: str | None = None
    ondertekend: Ondertekend | None = field(default=None, repr=False)
    ondertekend_persoon: Ondertekend | None = field(default=None, repr=False)
    koerier: Mapping[str, Any] | None = field(default=None, repr=False)
