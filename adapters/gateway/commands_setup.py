# SPDX-License-Identifier: EUPL-1.2
"""The commands that make and pin a partner folder, before anything can be supplied: keys, ceremony, people."""

import json
import uuid
from pathlib import Path
from typing import Annotated

import typer

from adapters.gateway.errors import ConfigError
from adapters.gateway.gateway import Gateway
from adapters.gateway.keyring import write_private
from adapters.gateway.partner import Partner, load_partner, make_partner
from adapters.gateway.plan import statement
from adapters.gateway.screen import Json, done, errors_told, opened
from adapters.gateway.settings import load_settings
from adapters.gateway.vervolg import take_over
from audit.proof import jcs
from core.contract import verwerkingen
from core.facts import Over
from core.keychain import ceremony
from core.keychain.getuigen import check_draft

DAY_MS = 24 * 3600 * 1000
ACTIVITY = "oc-verstrekken"


def register(app: typer.Typer) -> None:
    """Add these commands to the gateway's command line."""
    for command, name in (
        (init, "init"),
        (sign_list, "onderteken-lijst"),
        (pin, "zet-vast"),
        (succeed, "neem-lijst-over"),
        (publish, "sleutels-publiceren"),
        (person, "persoon"),
    ):
        app.command(name)(command)


def init(
    oin: Annotated[str, typer.Option("--oin", help="OIN van de organisatie.")],
    soort: Annotated[str, typer.Option("--soort", help="Soort partner, bijvoorbeeld gemeente.")],
    naam: Annotated[str, typer.Option("--naam", help="Naam van de organisatie.")],
    eenheid: Annotated[list[str], typer.Option("--eenheid", help="Eenheid met een eigen sleutel; vaker mag.")],
    regio: Annotated[list[str] | None, typer.Option("--regio", help="RIEC-regio; vaker mag.")] = None,
    verwerking: Annotated[
        str | None, typer.Option("--verwerking", help="URI van de verwerking in het register.")
    ] = None,
    functionaris: Annotated[
        list[str] | None, typer.Option("--functionaris", help="Id van een functionaris; vaker mag.")
    ] = None,
    *,
    als_json: Json = False,
) -> None:
    """Maak de partnermap met sleutels, en de aanmelding voor de ceremonie (aanmelding.json).

    Voorbeeld: knooppunt adapter gateway init --oin 00000099000000001000 --soort gemeente --naam "Gemeente X" --eenheid veiligheid
    """
    with errors_told(als_json=als_json):
        settings = load_settings()
        activity = verwerking or verwerkingen.base() + ACTIVITY
        _registered(activity)
        partner = Partner(
            settings.partner_dir,
            oin,
            soort,
            naam,
            tuple(eenheid),
            activity,
            regio[0] if regio else None,
            **settings.key_access,
        )
        make_partner(partner)
        application = ceremony.apply(partner.keys.identity, oin=oin, naam=naam, soort=soort, regios=regio or ())
        write_private(partner.folder / "aanmelding.json", application)
        officers = {name: partner.keys.add_officer(name).public.to_json() for name in functionaris or ()}
    value = {"aanmelding": str(partner.folder / "aanmelding.json"), "functionarissen": officers}
    done(value, "De partnermap is gemaakt; breng aanmelding.json mee naar de ceremonie.", als_json=als_json)


def _registered(verwerking: str) -> None:
    """Refuse a URI that leads nowhere: what headers cite must be in the register.

    Raises:
        ConfigError: it is not registered.
    """
    try:
        verwerkingen.load().version(verwerking)
    except verwerkingen.UnknownActivity:
        raise ConfigError("Deze verwerking staat niet in het register.") from None


def sign_list(
    ontwerp: Annotated[Path, typer.Argument(help="Het ontwerp van de deelnemerslijst.")],
    naar: Annotated[Path, typer.Option("--naar", help="Waar de handtekening komt.")],
    policy: Annotated[
        Path | None, typer.Option("--tlog-policy", help="Het tlog-policy dat erbij hoort; verplicht buiten een demo.")
    ] = None,
    *,
    als_json: Json = False,
) -> None:
    """Onderteken het ontwerp van de deelnemerslijst, als dat deze partner met de eigen sleutel noemt."""
    with errors_told(als_json=als_json):
        partner = _own_partner()
        check_draft(ontwerp.read_bytes(), None if policy is None else policy.read_bytes())
        naar.write_bytes(ceremony.sign(ontwerp.read_bytes(), partner.oin, partner.keys.identity))
    done({"handtekening": str(naar)}, "Ondertekend.", als_json=als_json)


def pin(
    lijst: Annotated[Path, typer.Argument(help="De ondertekende deelnemerslijst.")],
    policy: Annotated[Path, typer.Argument(help="De tlog-policy.")],
    vingerafdruk: Annotated[
        str, typer.Option("--vingerafdruk", help="De vingerafdruk die bij de ceremonie is voorgelezen.")
    ],
    eerder: Annotated[
        list[Path] | None,
        typer.Option("--eerder", help="Een eerdere deelnemerslijst, voor wie later meedoet; vaker mag."),
    ] = None,
    *,
    als_json: Json = False,
) -> None:
    """Zet de deelnemerslijst en de tlog-policy vast onder de voorgelezen vingerafdruk."""
    with errors_told(als_json=als_json):
        pinned = _own_partner().pin(lijst.read_bytes(), policy.read_bytes(), vingerafdruk)
        pinned.keep_earlier(path.read_bytes() for path in eerder or ())
    done({"vastgezet": vingerafdruk}, "Vastgezet.", als_json=als_json)


def succeed(
    lijst: Annotated[Path, typer.Argument(help="De volgende deelnemerslijst, ondertekend.")],
    policy: Annotated[Path, typer.Argument(help="De tlog-policy die erbij hoort.")],
    *,
    nieuw_log: Annotated[
        bool, typer.Option("--nieuw-log", help="Het oude log is opgegeven; leg het weg en volg het nieuwe.")
    ] = False,
    als_json: Json = False,
) -> None:
    """Neem de volgende deelnemerslijst over, als genoeg organisaties van de vastgezette lijst haar tekenden."""
    with errors_told(als_json=als_json):
        own, data = _own_partner(), (lijst.read_bytes(), policy.read_bytes())
        partner = take_over(own, *data) if nieuw_log else own.succeed(*data)
    value = {"vastgezet": partner.vingerafdruk, "versie": partner.lijst.versie}
    done(value, f"Versie {partner.lijst.versie} is vastgezet.", als_json=als_json)


def publish(
    naar: Annotated[
        Path | None, typer.Option("--naar", help="Schrijf de gebeurtenissen voor de inrichting naar dit bestand.")
    ] = None,
    *,
    als_json: Json = False,
) -> None:
    """Publiceer de eigen sleutels die nog niet in de stamlog staan."""
    with errors_told(als_json=als_json), Gateway.open() as gateway:
        if naar is not None:
            naar.write_bytes(b"".join(jcs.encode(event) + b"\n" for event in gateway.offline_key_events()))
            done({"bestand": str(naar)}, "Geschreven.", als_json=als_json)
            return
        keys = gateway.publish_keys()
    done({"sleutels": keys}, f"{len(keys)} sleutels gepubliceerd.", als_json=als_json)


def person(
    regio: Annotated[
        list[str] | None, typer.Option("--regio", help="Regio waarvoor de persoon is aangewezen; vaker mag.")
    ] = None,
    dagen: Annotated[int, typer.Option("--dagen", min=1, max=366, help="Zo lang gelden sleutel en screening.")] = 365,
    *,
    gescreend: Annotated[bool, typer.Option("--gescreend", help="De persoon heeft een geldige screening.")] = False,
    als_json: Json = False,
) -> None:
    """Maak een sleutel voor een eigen persoon en meld die aan, onder een willekeurig pseudoniem."""
    who = str(uuid.uuid4())
    with opened(als_json=als_json) as gateway:
        key, now = gateway.partner.keys.add_person(who), gateway.clock()
        public, until = jcs.b64(key.public.ed25519), now + dagen * DAY_MS
        facts = [statement("persoonssleutel", Over(persoon=who), "registratie", now, value=public, until=until)]
        if gescreend:
            facts.append(statement("gescreend", Over(persoon=who), "screening", now, value=True, until=until))
        facts += [
            statement("aangewezen", Over(persoon=who, regio=name), "aanwijzingsbesluit", now, value=True)
            for name in regio or ()
        ]
        gateway.state(facts)
    done(json.loads(json.dumps({"persoon": who})), who, als_json=als_json)


def _own_partner() -> Partner:
    """Return the partner of the settings, its keys opened with the passphrase if there is one."""
    settings = load_settings()
    return load_partner(settings.partner_dir, **settings.key_access)
