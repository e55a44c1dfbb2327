# SPDX-License-Identifier: EUPL-1.2
"""Storing and finding feitverklaringen: the signed bundle as it came, and an entry per statement to find it by."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, bindparam, or_, select

from audit.proof import jcs
from core.ledger.tables import feitbundel, feitverklaring

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import BindParameter, Connection, Select

    from core.ledger.rows import Writer


def _about() -> Select[Any]:
    """Return the query of `bundle_hashes_about`: what is not asked for is null or an empty list, which nothing equals."""
    table = feitverklaring.c
    organisations: BindParameter[str] = bindparam("organisaties", expanding=True)
    general = and_(table.record.is_(None), table.casus.is_(None))
    wanted = or_(
        and_(general, table.organisatie.is_(None), table.persoon.is_(None)),
        and_(general, table.organisatie.in_(organisations)),
        and_(general, table.regio == bindparam("regio"), table.uitgever.in_(organisations)),
        and_(general, table.persoon.in_(bindparam("personen", expanding=True))),
        and_(table.record.is_(None), table.casus == bindparam("casus")),
        table.record == bindparam("record"),
    )
    return select(table.bundel).where(wanted).distinct().order_by(table.bundel)


# Made once: building a statement costs more than running it, and this is asked several times in every act.
_HASHES: BindParameter[str] = bindparam("hashes", expanding=True)
_ABOUT = _about()
_KNOWN = select(feitverklaring.c.sleutel).where(feitverklaring.c.sleutel.in_(_HASHES))
_BUNDLES = select(feitbundel).where(feitbundel.c.sleutel.in_(_HASHES))


def admit(writer: Writer, bundle: Mapping[str, Any], tijd: int) -> list[dict[str, Any]]:
    """Store a verified bundle and its statements; return their entries for the line."""
    encoded = jcs.encode(dict(bundle))
    bundle_hash = hashlib.sha256(encoded).hexdigest()
    entries = writer.insert(feitbundel, {"sleutel": bundle_hash, "tijd": tijd, "bundel": encoded})
    issuer = bundle["door"]["oin"]
    rows = [_row(statement, bundle_hash, issuer, tijd) for statement in bundle["verklaringen"]]
    return entries + writer.insert(feitverklaring, *rows)


def _row(statement: Mapping[str, Any], bundle_hash: str, issuer: str, tijd: int) -> dict[str, Any]:
    about = statement["over"]
    return {
        "sleutel": jcs.digest(dict(statement)),
        "bundel": bundle_hash,
        "uitgever": issuer,
        "feit": statement["feit"],
        "casus": about.get("casus"),
        "record": about.get("record"),
        "organisatie": about.get("organisatie"),
        "persoon": about.get("persoon"),
        "regio": about.get("regio"),
        "tijd": tijd,
    }


def known(connection: Connection, hashes: Collection[str]) -> set[str]:
    """Return which of these statement hashes are stored already."""
    return set(connection.execute(_KNOWN, {"hashes": list(hashes)}).scalars())


def bundle_hashes_about(
    connection: Connection,
    *,
    casus: str | None = None,
    record: str | None = None,
    regio: str | None = None,
    organisaties: Collection[str] = (),
    personen: Collection[str] = (),
) -> list[str]:
    """Return the hashes of the bundles that say something of this case, record, one of these organisations or people.

    What one of these organisations says of its own people in `regio` is found too: a designation names a person and a
    region, and the organisation only by who signed it.

    A statement about another case or record than the one asked for never counts, so it is not found: an organisation
    or person is matched only where the statement names no case and no record. Statements that name none of the four
    (of a region or a category as such) are always found.
    """
    about = {
        "casus": casus,
        "record": record,
        "regio": regio,
        "organisaties": list(organisaties),
        "personen": list(personen),
    }
    return list(connection.execute(_ABOUT, about).scalars())


class Stored(NamedTuple):
    """A bundle as it was admitted, and when (ms)."""

    tijd: int
    bundel: dict[str, Any]


def bundles(connection: Connection, hashes: Collection[str]) -> dict[str, Stored]:
    """Return the stored bundles with these hashes, by hash."""
    found = connection.execute(_BUNDLES, {"hashes": list(hashes)})
    return {row.sleutel: Stored(row.tijd, jcs.decode(row.bundel)) for row in found}


def bundles_of(connection: Connection, hashes: Collection[str]) -> list[dict[str, Any]]:
    """Return the stored bundles in which statements with these hashes stand, in order of their hash."""
    query = select(feitverklaring.c.bundel).where(feitverklaring.c.sleutel.in_(list(hashes))).distinct()
    found = bundles(connection, list(connection.execute(query).scalars()))
    return [found[key].bundel for key in sorted(found)]
