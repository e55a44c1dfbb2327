# SPDX-License-Identifier: EUPL-1.2
"""The checks on what lies there: keys, deelnemerslijst, schema, roles, disk and backups.

Each returns nothing or a text when it is good, and raises `Mis` with the advice when it is not.
"""

from __future__ import annotations

import shutil
import time
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from audit.database import create_engine
from audit.kluis import EpochKey, Kluis, KluisError
from audit.proof import tlog_policy
from audit.signer import LogSigner, origin_of
from audit.values import STAM, LogError
from core.keychain.lijst import Deelnemerslijst
from server import migrate, setup
from server.bewaring import stand, vat
from server.bewaring.maken import SUFFIX
from server.controle import FOUT, LET_OP, Mis
from server.errors import NotInitialisedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from server.settings import Settings

FULL, TIGHT = 0.05, 0.20  # of a disk that is free
LEAST_BYTES: Final = 1024**3
BACK_UP_HOURS: Final = 48
INIT: Final = "Richt het knooppunt in met `knooppunt beheer init`."
RESTORE: Final = "Zet de sleutels terug uit de back-up: zie docs/handleiding/terugzetten.md."


def keys(settings: Settings) -> str:
    """The three key files are there, for their owner only, and fit list, policy and kluis."""
    for name in (setup.EPOCH_FILE, setup.LOG_FILE, setup.ANSWER_FILE):
        path = settings.keys / name
        if not path.exists():
            raise Mis(f"Het sleutelbestand {name} ontbreekt.", RESTORE)
        if path.stat().st_mode & 0o077:
            raise Mis(f"Het sleutelbestand {name} is leesbaar voor anderen.", f"Voer uit: chmod 600 {name}.")
    signer = LogSigner.read(settings.keys / setup.LOG_FILE)
    _answer_key(settings)
    _log_key(settings, signer)
    _epoch(settings)
    return "drie sleutelbestanden, passend bij lijst, tlog-policy en kluis"


def _answer_key(settings: Settings) -> None:
    public = setup.answer_key(settings).public
    if (
        settings.lijst.exists()
        and Deelnemerslijst.parse(settings.lijst.read_bytes()).beheerder.antwoordsleutel != public
    ):
        raise Mis("De antwoordsleutel is een andere dan de deelnemerslijst noemt.", RESTORE)


def _log_key(settings: Settings, signer: LogSigner) -> None:
    policy = tlog_policy.parse(setup.read_file(settings.tlog_policy))
    origin = origin_of(settings.origin_prefix, STAM)
    if not set(signer.vkeys(origin)) <= set(policy.logs):
        advice = "Controleer KNOOPPUNT_ORIGIN_PREFIX en zet anders de juiste sleutels terug."
        raise Mis("De logsleutel of de naam van het log past niet bij de tlog-policy.", advice)
    if signer.overlapping:
        advice = "Laat het oude paar stoppen als iedereen de nieuwe lijst heeft: `knooppunt beheer logsleutel stop`."
        raise Mis("Er loopt een overgang naar een nieuwe logsleutel.", advice, LET_OP)


def _epoch(settings: Settings) -> None:
    try:
        kluis = Kluis.open(settings.kluis, settings.keys / setup.EPOCH_FILE)
        held = EpochKey.read(settings.keys / setup.EPOCH_FILE).tijdvak
    except KluisError as error:
        raise Mis(f"De tijdvaksleutel is niet te gebruiken: {error}.", RESTORE) from None
    try:
        stored = kluis.stored_epoch()
        kind, ref = next(kluis.broken(), (None, None))
    except SQLAlchemyError:
        advice = "Start de database van de kluis, of zet alleen de kluis terug (docs/handleiding/terugzetten.md)."
        raise Mis("De kluis is niet bereikbaar of heeft geen tabel.", advice) from None
    finally:
        kluis.engine.dispose()
    if stored not in (None, held) or ref is not None:
        advice = "Kluis en tijdvaksleutel horen niet bij elkaar. Zet beide terug uit dezelfde back-up."
        raise Mis(f"De tijdvaksleutel past niet op de kluis{f' ({kind})' if kind else ''}.", advice)


def lijst(settings: Settings) -> str:
    """The list verifies, and names this answer key and tlog-policy."""
    if not settings.lijst.exists():
        raise Mis("De deelnemerslijst ontbreekt.", INIT)
    found = Deelnemerslijst.parse(settings.lijst.read_bytes())
    try:
        setup.check_own_part(settings, found)
    except NotInitialisedError as error:
        advice = "Neem de lijst en de tlog-policy die bij elkaar horen over: `knooppunt beheer neem-lijst-over`."
        raise Mis(str(error), advice) from None
    return f"versie {found.versie}, modus {found.modus.value}"


def schema(settings: Settings) -> str:
    """The database has the schema of this release."""
    with _database(settings) as connection:
        found = migrate.present(connection.engine)
    if found == migrate.newest():
        return f"schema {found}"
    if found is None:
        raise Mis("De database is leeg.", INIT)
    if found in migrate.revisions():
        advice = "Maak een back-up en draai `knooppunt beheer migreer`."
        text = f"De database heeft schema {found}; deze versie kent {migrate.newest()}."
        raise Mis(text, advice, LET_OP if found >= migrate.OLDEST_USABLE else FOUT)
    raise Mis(
        f"De database heeft schema {found}, van een nieuwere versie.", "Installeer die nieuwere versie van Knooppunt."
    )


def roles(settings: Settings) -> str | None:
    """The server does not work as owner: what it may not do, it cannot do."""
    with _database(settings) as connection:
        if connection.dialect.name != "postgresql":
            return "SQLite kent geen rollen; de triggers bewaken de tabellen"
        query = sa.text("SELECT has_table_privilege(current_user, 'handeling', 'DELETE')")
        too_much = bool(connection.execute(query).scalar())
    if too_much:
        advice = (
            "Draai `knooppunt beheer rollen --toepassen` en geef de server een gebruiker in de rol knooppunt_schrijver."
        )
        raise Mis("De server werkt in de database als iemand die alles mag.", advice, LET_OP)
    return "de server werkt als schrijver"


def disk(settings: Settings, usage: Callable[[Path], Any] = shutil.disk_usage) -> str:
    """There is room where database, kluis, log and backups stand."""
    places = {settings.data_dir, settings.publication, settings.back_up_dir or settings.data_dir}
    worst = 1.0
    for place in sorted(path for path in places if path.exists()):
        found = usage(place)
        free = found.free / found.total
        worst = min(worst, free)
        advice = "Maak ruimte of vergroot de schijf. Is zij vol, dan weigert het log elke handeling."
        if free < FULL or found.free < LEAST_BYTES:
            raise Mis(f"De schijf van {place.name} is bijna vol: {free:.0%} vrij.", advice)
        if free < TIGHT:
            raise Mis(f"De schijf van {place.name} raakt vol: {free:.0%} vrij.", advice, LET_OP)
    return f"{worst:.0%} vrij"


def backups(settings: Settings) -> str:
    """The newest backup is not old; nothing that was put back waits to be compared; old copies of the kluis are gone."""
    stand.require_unmarked(settings)
    if settings.back_up_dir is None:
        advice = "Stel KNOOPPUNT_BACK_UP_DIR en KNOOPPUNT_BACK_UP_KEYS in en draai elke dag `knooppunt beheer bewaar`."
        raise Mis("Er is geen map voor back-ups ingesteld.", advice, LET_OP)
    made = _backups(settings.back_up_dir)
    newest = max(made.get("hoofd", [0]))
    now = time.time_ns() // 1_000_000
    if now - newest > timedelta(hours=BACK_UP_HOURS) / timedelta(milliseconds=1):
        raise Mis(f"De nieuwste back-up is ouder dan {BACK_UP_HOURS} uur.", "Draai `knooppunt beheer bewaar`.", LET_OP)
    term = timedelta(days=settings.kluis_back_up_days) / timedelta(milliseconds=1)
    if any(now - one > term for soort in ("kluis", "sleutels") for one in made.get(soort, [])):
        advice = "Draai `knooppunt beheer bewaar`, die ruimt op, en ruim kopieën elders ook op."
        raise Mis(
            "Een back-up van kluis of sleutels is over zijn termijn: gewist is nog niet echt weg.", advice, LET_OP
        )
    return f"{len(made.get('hoofd', []))} back-ups"


def _backups(folder: Path) -> dict[str, list[int]]:
    made: dict[str, list[int]] = {}
    for path in sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else ():
        with path.open("rb") as file:
            kop, _ = vat.head_of(file)
        made.setdefault(kop.soort, []).append(kop.gemaakt)
    return made


@contextmanager
def _database(settings: Settings) -> Iterator[Connection]:
    engine = create_engine(settings.database)
    try:
        with engine.connect() as connection:
            yield connection
    except SQLAlchemyError:
        advice = "Start de database, en controleer KNOOPPUNT_DATABASE_URL en de rechten van de gebruiker."
        raise Mis("De database is niet bereikbaar.", advice) from None
    except LogError as error:
        raise Mis(str(error), INIT) from None
    finally:
        engine.dispose()


CHECKS: Final[dict[str, Callable[[Settings], Any]]] = {
    "sleutels": keys,
    "deelnemerslijst": lijst,
    "schema": schema,
    "rollen": roles,
    "schijf": disk,
    "back-up": backups,
}
