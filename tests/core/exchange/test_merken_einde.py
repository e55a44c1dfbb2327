# SPDX-License-Identifier: EUPL-1.2
"""Tags and keys die with their casus: in the tables, in the files beside them, and for whoever has every private key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from audit.database import drop_append_only
from audit.kluis import kluis_waarden
from audit.proof import tlog_policy
from audit.rows import existing_rows
from audit.verify import Rooms, verify
from core.casus.events import Soort
from core.exchange import merksleutels
from core.ledger import casusmerken
from core.ledger.vervallen import vervallen
from server.samenhang.gewist import LOGGED
from tests.core.exchange.merkzaak import Merkzaak
from tests.end_to_end.filled import other

if TYPE_CHECKING:
    from pathlib import Path

    from audit.verify import Report
    from tests.kit import Backbone

KVK = "90001354"


def held(folder: Path, data: bytes) -> set[str]:
    """Return the database files (and write-ahead logs) in which these bytes lie."""
    return {path.name for path in folder.glob("*.sqlite*") if data in path.read_bytes()}


def test_end_of_the_casus_takes_tags_wraps_and_salt(knooppunt: Backbone) -> None:
    """Before closing tag and wrap lie in the database; after it nowhere, the salt neither, and the log says what went."""
    zaak = Merkzaak(knooppunt)
    key = zaak.first()
    zaak.done(zaak.tag("gemeente", zaak.supplied("gemeente", "om"), key, KVK))
    with knooppunt.engine.connect() as connection:
        tag = bytes(connection.execute(sa.select(casusmerken.casusmerk.c.merk)).scalar_one())
        wraps = bytes(connection.execute(sa.select(casusmerken.merksleutel.c.sleutels)).scalar_one())
    with knooppunt.kluis.engine.connect() as connection:
        where = kluis_waarden.c.soort == merksleutels.SALT
        salt = bytes(connection.execute(sa.select(kluis_waarden.c.waarde).where(where)).scalar_one())
    lite = knooppunt.engine.dialect.name == "sqlite"
    assert held(knooppunt.folder, wraps[200:260]) or not lite  # the search finds what is there
    assert held(knooppunt.folder, tag) or not lite
    assert held(knooppunt.folder, salt)
    zaak.done(zaak.event("gemeente", Soort.GESLOTEN, reden="afgerond"))
    with knooppunt.engine.connect() as connection:
        assert not any(connection.execute(sa.select(table)).all() for table in casusmerken.TABLES)
        named = set(connection.execute(sa.select(vervallen.c.sleutel)).scalars())
    assert {name.split("/")[0] for name in named} == {"merksleutel", "casusmerk"}
    assert not held(knooppunt.folder, tag)
    assert not held(knooppunt.folder, wraps[200:260])
    assert not held(knooppunt.folder, salt)
    assert knooppunt.kluis.get(merksleutels.SALT, f"{zaak.id}/1") is None
    assert verified(knooppunt).geldig


def test_altered_or_removed_row_is_found(knooppunt: Backbone) -> None:
    """Another value in any column of a tag or key, and a row that is gone, are found and named by the verification."""
    zaak = Merkzaak(knooppunt)
    zaak.done(zaak.tag("gemeente", zaak.supplied("gemeente", "om"), zaak.first(), KVK))
    assert verified(knooppunt).geldig
    with knooppunt.engine.begin() as connection:
        for table in casusmerken.TABLES:
            for statement in drop_append_only(table.name, connection.dialect.name):
                connection.exec_driver_sql(statement)
    for table in casusmerken.TABLES:
        with knooppunt.engine.connect() as connection:
            row = dict(connection.execute(sa.select(table)).mappings().one())
        for name, value in row.items():
            write(knooppunt, table.update().values({name: other(value)}))
            assert table.name in accused(knooppunt), name
            write(knooppunt, table.update().values({name: value}))
        write(knooppunt, table.delete())
        assert table.name in accused(knooppunt)
        write(knooppunt, table.insert().values(row))
    assert verified(knooppunt).geldig


def write(knooppunt: Backbone, statement: Any) -> None:
    """Execute a statement as someone who has the database."""
    with knooppunt.engine.begin() as connection:
        assert connection.execute(statement).rowcount in (1, -1)  # -1: the driver does not count insertions


def accused(knooppunt: Backbone) -> set[str]:
    """Return the tables that the verification accuses."""
    return {finding.waar.partition(":")[0] for finding in verified(knooppunt).bevindingen}


def verified(knooppunt: Backbone) -> Report:
    """Verify log and rows."""
    rooms = Rooms(rows=lambda connection: existing_rows(connection, LOGGED))
    policy = tlog_policy.parse(knooppunt.policy_text.encode())
    return verify(knooppunt.engine, knooppunt.kluis, knooppunt.folder, policy, rooms)
