# SPDX-License-Identifier: EUPL-1.2
"""`/.well-known/security.txt`: where to report a weakness.

Norm: RFC 9116. It expires within a year of the moment it is asked, so a forgotten server never serves a stale promise
for long: the operator confirms it by running a release that is younger than that.
"""

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter
from starlette.responses import Response

from server.api.authentication import Knooppunt

router = APIRouter(include_in_schema=False)

VALID_DAYS = 180


@router.get("/.well-known/security.txt")
def security_txt(knooppunt: Knooppunt) -> Response:
    """Tell where weaknesses are reported."""
    now = datetime.fromtimestamp(knooppunt.clock.now() / 1000, UTC)
    expires = (now + timedelta(days=VALID_DAYS)).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {knooppunt.settings.security_contact}",
        f"Expires: {expires.strftime('%Y-%m-%dT%H:%M:%SZ')}",
        "Preferred-Languages: nl, en",
        f"Canonical: {knooppunt.settings.public}/.well-known/security.txt",
    ]
    return Response("\n".join(lines) + "\n", media_type="text/plain; charset=utf-8")
