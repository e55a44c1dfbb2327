# SPDX-License-Identifier: EUPL-1.2
"""Which database trails are read from when no standby follows; a real standby stands in `test_overschakelen`."""

from __future__ import annotations

from sqlalchemy import make_url

from audit.database import create_engine
from server.replica import Lezer


def test_only_who_follows_is_read_for_the_primary(postgres_url: str) -> None:
    """Contrary: a database that follows nobody may be an old primary, and is not read; present: another user of the same one is."""
    primary, url = create_engine(postgres_url), make_url(postgres_url)
    other = url.set(host="localhost" if url.host != "localhost" else "127.0.0.1")
    user = url.set(password="van de lezer")
    readers = [Lezer(primary, one.render_as_string(hide_password=False), wait=0.05) for one in (other, user)]
    try:
        assert readers[0]() is primary
        found = readers[1]()
        assert found is not primary
        assert found.url.password == "van de lezer"
    finally:
        for reader in readers:
            reader.close()
        primary.dispose()
