# SPDX-License-Identifier: EUPL-1.2
"""The points of the self test, put together for one gateway: what each looks at, and what to do about it.

Invariants: as `zelftest`; what is verified goes through the parts that do the same in daily work (`stamlog`, `release`,
`receipt`), so a self test that passes says something about a supply that will. Only `alarmen` reads what people must look at.
"""

from __future__ import annotations

import json
import sqlite3
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from adapters.gateway.errors import ConfigError, VerificationError
from adapters.gateway.gateway import Gateway, system_clock
from adapters.gateway.getuigd import Getuigd, Peil
from adapters.gateway.partner import load_partner
from adapters.gateway.release import Releases
from adapters.gateway.shards import Shards
from adapters.gateway.zelftest import Fault, Notice, Vraag
from adapters.gateway.zelftest_certificaat import DAY_MS, SOON_DAYS, check_certificate, check_clock
from audit.proof import receipt
from core.contract.exitcodes import ExitCode
from core.contract.wire import Kop
from core.envelope import selftest
from core.keychain.keys import Rol
from core.keychain.keystore import Bestandsrol
from core.keychain.lijst import Modus

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.gateway.client import Client
    from adapters.gateway.partner import Partner
    from adapters.gateway.settings import GatewaySettings
    from core.keychain.directory import KeyDirectory
    from core.keychain.keys import DirectoryKey

API: Final = 1  # the major version of the interface that this gateway speaks
RECEIPTS: Final = 1000
_NOBODY_READS: Final = 2**31 - 1  # after this number there are no messages: nothing comes back
_PAIRS: Final = ((Rol.HTTP, Bestandsrol.HTTP), (Rol.TEKENEN, Bestandsrol.TEKENEN), (Rol.KEM, Bestandsrol.KEM))


class Points:
    """The self test of the gateway of these settings.

    Args:
        settings: as the gateway itself takes them.
        clock: milliseconds since the epoch.
    """

    def __init__(self, settings: GatewaySettings, clock: Callable[[], int] = system_clock) -> None:
        self._settings, self._clock, self._opened = settings, clock, False

    def questions(self) -> tuple[Vraag, ...]:
        """Return the points, each after those that it needs."""
        seen = ("stamlog",)
        return (
            Vraag("algoritmen", self._algorithms, doe="Installeer knooppunt met de vastgelegde wheels."),
            Vraag(
                "map", self._folder, doe="Controleer KNOOPPUNT_PARTNER_DIR, de rechten (0600), wachtzin, token en PIN."
            ),
            Vraag("identiteit", self._identity, ("map",)),
            Vraag("lijst", self._list, ("map",), "Zet de lijst van de ceremonie opnieuw vast met `zet-vast`."),
            Vraag("certificaat", self._certificate, ("lijst",)),
            Vraag("klok", self._time, ("certificaat",)),
            Vraag(
                "stamlog", self._stamlog, ("klok",), "Bel de beheerder en een andere partner: ziet die hetzelfde log?"
            ),
            Vraag("sleutels", self._keys, seen),
            Vraag("verbinding", self._request, ("sleutels",), "Publiceer de sleutels met `sleutels-publiceren`."),
            Vraag("schema", self._schema, seen, "Werk knooppunt bij tot de versie die de beheerder noemt."),
            Vraag("vrijgave", self._release, seen, "Vraag de jurist en de beheerder welke vrijgave moet gelden."),
            Vraag("bewijsketen", self._chain, seen, "Bewaar deze map, lever niets meer en bel de getuigen."),
            Vraag("getuigen", self._witnesses, seen),
            Vraag("alarmen", self._alarms, ("lijst",)),
            Vraag("outbox", self._outbox, ("lijst",)),
        )

    def close(self) -> None:
        """Close what was opened."""
        if self._opened:
            self._gateway.close()

    @cached_property
    def _partner(self) -> Partner:
        return load_partner(self._settings.partner_dir, **self._settings.key_access)

    @cached_property
    def _gateway(self) -> Gateway:
        transport = self._settings.transport
        made = Gateway(self._partner, self._settings.server_url, clock=self._clock, transport=transport)
        self._opened = True
        return made

    @cached_property
    def _directory(self) -> KeyDirectory:
        return self._gateway.follow_stamlog()

    @cached_property
    def _client(self) -> Client:
        return self._gateway.desk_client()

    def _algorithms(self) -> str:
        return f"{len(selftest())} algoritmen rekenen goed."

    def _folder(self) -> str:
        keys = self._partner.keys
        if not keys.of_role(Bestandsrol.TEKENEN) or not keys.of_role(Bestandsrol.KEM):
            raise ConfigError("In de map ontbreekt een tekensleutel of een leessleutel.")
        try:
            sound = self._gateway.store.db.execute("PRAGMA quick_check").fetchone()[0] == "ok"
        except sqlite3.DatabaseError:
            sound = False
        if not sound:
            raise Fault("De database van de gateway is beschadigd.", "Zet een reservekopie van de partnermap terug.")
        return f"De map van {self._partner.oin} is in orde."

    def _identity(self) -> str:
        if self._partner.keys.of_role(Bestandsrol.IDENTITEIT):
            raise Notice(
                "De identiteitssleutel ligt op deze machine; de gateway heeft hem niet nodig.",
                "Zet hem op een losse drager en bewaar die in een kluis (KNOOPPUNT_IDENTITEIT_MAP).",
            )
        return "De identiteitssleutel ligt niet op deze machine."

    def _list(self) -> str:
        lijst, _ = self._partner.lijst, self._partner.policy
        return f"Deelnemerslijst versie {lijst.versie} ({lijst.modus.value}) en tlog-policy horen bij elkaar."

    def _certificate(self) -> str:
        settings = self._settings
        return check_certificate(settings.server_url, self._partner.lijst.modus, self._clock(), settings.server_ca)

    def _time(self) -> str:
        return check_clock(self._settings.server_url, self._clock(), self._settings.trust)

    def _stamlog(self) -> str:
        wrong = self._directory.findings
        if wrong:
            raise VerificationError("stamlog", wrong[0].tekst)
        return f"De stamlog is nagerekend: {self._directory.size} regels."

    def _keys(self) -> str:
        now, here = self._clock(), {key.sleutel_id for _, rol in _PAIRS for key in self._partner.keys.of_role(rol)}
        valid = [
            key for key in self._directory.keys(self._partner.oin) if key.valid_at(now) and key.rol is not Rol.HERSTEL
        ]
        self._check_absent(valid, here)
        strange = [key for key in valid if key.sleutel_id not in here]
        if strange:
            raise Fault(
                f"De stamlog noemt een sleutel op uw naam die hier niet ligt ({strange[0].rol.value}).",
                "Hebt u hem niet zelf elders gemaakt? Trek hem in en meld een incident.",
                ExitCode.VERIFICATION,
            )
        first = min(valid, key=lambda key: key.geldig_tot)
        days = (first.geldig_tot - now) // DAY_MS
        if days < SOON_DAYS:
            raise Notice(
                f"Een sleutel verloopt over {days} dagen ({first.rol.value}).", "Doe `knooppunt sleutels roteer`."
            )
        return f"{len(valid)} eigen sleutels gelden, de eerste nog {days} dagen."

    def _check_absent(self, valid: list[DirectoryKey[Any]], here: set[str]) -> None:
        ours = [key for key in valid if key.sleutel_id in here]
        lacking = [rol.value for rol, _ in _PAIRS if not any(key.rol is rol for key in ours)]
        units = {key.eenheid for key in ours if key.rol is Rol.KEM}
        lacking += [f"kem van {unit}" for unit in self._partner.eenheden if unit not in units and "kem" not in lacking]
        if lacking:
            raise Fault(
                f"Van deze sleutels geldt er nu geen: {', '.join(lacking)}.",
                "Publiceer de sleutels met `sleutels-publiceren`, of maak nieuwe met `knooppunt sleutels roteer`.",
            )

    def _request(self) -> str:
        self._client.get(f"/v1/berichten?na={_NOBODY_READS}&limiet=1")
        return "De backbone nam een ondertekend verzoek aan en tekende het antwoord."

    def _schema(self) -> str:
        data = self._client.get_file("/v1/openapi.json")
        try:
            told = json.loads(data or b"")
            version, fields = str(told["info"]["version"]), set(told["components"]["schemas"]["Kop"]["properties"])
        except (ValueError, KeyError, TypeError):
            raise VerificationError("schema", "De beschrijving van de backbone is niet te lezen.") from None
        if version.partition(".")[0] != str(API):
            raise Fault(f"De backbone spreekt versie {version}, deze gateway versie {API}.", "Werk de gateway bij.")
        other = fields ^ {field.alias or name for name, field in Kop.model_fields.items()}
        if other:
            raise Fault(f"De kop van een verstrekking verschilt: {', '.join(sorted(other))}.", "Werk de gateway bij.")
        return f"Gateway en backbone spreken hetzelfde contract ({version})."

    def _release(self) -> str:
        releases = Releases(self._partner.folder / "vrijgaven", self._gateway.store, self._partner.lijsten)
        rules = releases.in_force(self._directory, self._clock(), self._client.get_file)
        return f"De vrijgave die geldt is goed getekend: {rules.digest[:15]}…"

    def _chain(self) -> str:
        store, policy = self._gateway.store, self._partner.policy
        rows = store.db.execute("SELECT bewijs FROM bewijzen ORDER BY rowid DESC LIMIT ?", (RECEIPTS,)).fetchall()
        for row in rows:
            try:
                receipt.verify(json.loads(row["bewijs"]), policy)
            except (receipt.ReceiptError, ValueError):
                text = "Een bewaard ontvangstbewijs klopt niet meer."
                raise VerificationError("bewijsketen", text) from None
        logs = Shards(self._client.get_file, store, policy, self._clock).check()
        return f"{len(rows)} ontvangstbewijzen kloppen, en {len(logs)} logs gaan verder op wat hier is gezien."

    def _witnesses(self) -> str:
        stand = Getuigd(
            self._client.get_file, self._gateway.store, self._partner.policy, self._clock, self._settings.termijnen
        ).stand()
        if stand.stil or stand.peil is Peil.TE_LANG:
            raise Fault(str(stand.waarschuwing), "Bel de getuigen en de beheerder.", ExitCode.VERIFICATION)
        if stand.waarschuwing:
            raise Notice(stand.waarschuwing, "Wacht af; duurt het langer, bel de beheerder.")
        return (
            "De getuigen zijn bij." if self._partner.lijst.modus is not Modus.DEMO else "Er wacht niets op de getuigen."
        )

    def _alarms(self) -> str:
        found = self._gateway.alarms()
        if found:
            text = f"Er staan {len(found)} alarmen, het laatste: {found[-1]['reden']}."
            raise Fault(text, "Bekijk ze met `knooppunt adapter gateway alarmen`.", ExitCode.VERIFICATION)
        return "Er zijn geen alarmen."

    def _outbox(self) -> str:
        dead = self._gateway.outbox.entries("dood")
        if dead:
            raise Notice(f"{len(dead)} zendingen konden niet weg.", "Bekijk ze met `outbox toon --staat dood`.")
        return "In de outbox ligt niets dat niet weg kon."
