# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt beleid vrijgeven`: from a folder of rules to rules in force, in five steps that people carry between them.

Invariants:
- `voorbereiden` proves the rules before it writes anything; `tekenen` signs only what lies whole before the signer, with
  a report of the changes that it works out again: nobody has to believe who drew it up;
- a private key is read on the signer's own machine, from the partner's own folder, and never leaves it;
- `sluit` and `indienen` name everything that is wrong or missing at once, with exit 3; what was in force stays;
- what was written is never overwritten. Nobody who carries a file needs trust: the signatures prove it.

Norm: design.md 1 (3). The work is in `policies.ontwerp`, `core.keychain.release` and `core.exchange.releases`.
"""

import json
import os
from pathlib import Path
from typing import Annotated, Any, Final, NoReturn

import typer

from audit.proof import jcs
from core.contract.exitcodes import ExitCode
from core.exchange.results import Gedaan, Ongeldig
from core.keychain import keystore
from core.keychain.errors import KeychainError, ReleaseError
from core.keychain.keystore import Bestandsrol
from core.keychain.lijst import Deelnemerslijst
from core.keychain.release import check_release, sign_release
from core.keychain.signatures import PrivateKey
from policies import PolicyError, Release
from policies.analyse.verschil import compare
from policies.analyse.verslagen import of_difference
from policies.loader import check, read_folder
from policies.manifest import Vaststelling
from policies.ontwerp import Ontwerp, UnprovenError, differing, draw_up
from policies.ruleset import FOLDER
from policies.verslag import as_html
from server import settings, wiring
from server.commandline.beleid.groep import AlsJson, Regels, app, refuse

vrijgeven_app = typer.Typer(no_args_is_help=True, help="Regels vrijgeven: voorbereiden, tekenen, sluiten, indienen.")
app.add_typer(vrijgeven_app, name="vrijgeven")

RELEASE: Final = "vrijgave.json"
EFFECT: Final = "effect.json"
PAGE: Final = "effect.html"
PROOFS: Final = "proeven.json"
BEFORE: Final = "vorige.json"
PASSPHRASE: Final = "KNOOPPUNT_PARTNER_WACHTZIN"  # noqa: S105 - the name of the setting

Draft = Annotated[Path, typer.Argument(exists=True, file_okay=False, help="map met het ontwerp")]
Vorige = Annotated[
    Path | None, typer.Option("--vorige", exists=True, dir_okay=False, help="bestand met de vrijgave hiervoor")
]


@vrijgeven_app.command()
def vorige(
    uit: Annotated[Path, typer.Option("--uit", help="bestand om te maken")],
    *,
    als_json: AlsJson = False,
) -> None:
    """Schrijf de vrijgave die dit knooppunt het laatst opnam naar een bestand: daarop volgt de volgende.

    Voorbeeld: knooppunt beleid vrijgeven vorige --uit vorige.json
    """
    backbone = wiring.open_backbone(settings.load())
    try:
        last = backbone.exchange.world.rulebook.last
    finally:
        backbone.close()
    assert last is not None, "a backbone does not open without a release"
    _write(uit, jcs.encode(last.release.to_json()))
    _tell({"vrijgave": last.digest, "bestand": str(uit)}, f"{last.digest} staat in {uit}.", als_json=als_json)


@vrijgeven_app.command()
def voorbereiden(
    uit: Annotated[Path, typer.Option("--uit", help="map voor het ontwerp; mag nog niet bestaan")],
    opsteller: Annotated[str, typer.Option("--opsteller", help="code van wie de regels opstelde; die telt niet mee")],
    vorige: Vorige = None,
    regels: Regels = None,
    in_werking: Annotated[
        str | None, typer.Option("--in-werking", help="eerste dag, zoals 2026-12-01; anders de dag van opnemen")
    ] = None,
    orgaan: Annotated[str | None, typer.Option("--orgaan", help="code van wie de regels vaststelde")] = None,
    datum: Annotated[str | None, typer.Option("--vastgesteld-op", help="dag van vaststelling")] = None,
    *,
    als_json: AlsJson = False,
) -> None:
    """Bewijs de regels, maak het rapport van wat er verandert, en schrijf het ontwerp dat mensen tekenen.

    Zonder --vorige wordt het een eerste vrijgave, voor een nieuw knooppunt.

    Voorbeeld: knooppunt beleid vrijgeven voorbereiden --regels regels --vorige vorige.json --opsteller opsteller-1 --uit ontwerp
    """
    if (orgaan is None) != (datum is None):
        refuse("Geef --orgaan en --vastgesteld-op samen.", ExitCode.USAGE)
    if uit.exists():
        refuse(f"{uit} bestaat al.", ExitCode.USAGE)
    adopted = None if orgaan is None or datum is None else Vaststelling(orgaan, datum)
    before = None if vorige is None else _release(vorige)
    try:
        made = draw_up(
            read_folder(regels or FOLDER), before, opsteller=opsteller, in_werking=in_werking, vastgesteld=adopted
        )
    except UnprovenError as error:
        _findings("De regels zijn niet bewezen; er is geen ontwerp gemaakt.", error.problemen, als_json=als_json)
    except (PolicyError, ValueError) as error:
        refuse(str(error), ExitCode.FAILURE)
    _save(made, before, uit)
    data = {"vrijgave": made.release.digest, "map": str(uit), "vorige": made.release.data["vorige"]}
    read = (
        "Het is een eerste vrijgave: er is niets om mee te vergelijken. Laat"
        if before is None
        else f"Lees {PAGE} en laat"
    )
    _tell(data, f"Ontwerp {made.release.digest} staat in {uit}. {read} het tekenen.", als_json=als_json)


@vrijgeven_app.command()
def tekenen(
    ontwerp: Draft,
    folder: Annotated[
        Path, typer.Option("--map", envvar="KNOOPPUNT_PARTNER_DIR", help="map van de eigen partner, met sleutels/")
    ],
    functionaris: Annotated[str, typer.Option("--functionaris", help="wie tekent: het eigen id op de lijst")],
    uit: Annotated[Path, typer.Option("--uit", help="bestand om te maken")],
    *,
    ja: Annotated[bool, typer.Option("--ja", help="vraag niet om bevestiging")] = False,
) -> None:
    """Teken een ontwerp met de eigen sleutel, na het lezen van wat er verandert.

    Voorbeeld: knooppunt beleid vrijgeven tekenen ontwerp --map politie --functionaris jurist-politie --uit politie.handtekening
    """
    made = _draft(ontwerp)
    if wrong := _untrue(ontwerp, made):
        refuse("\n".join(wrong), ExitCode.VERIFICATION)
    try:
        made.release.rules("productie")
        key = _key(folder, functionaris)
    except PolicyError as error:
        refuse(str(error), ExitCode.VERIFICATION)
    except KeychainError as error:
        refuse(error.diagnose(), ExitCode.FAILURE)
    typer.echo(_in_words(made), err=True)
    if not ja and not typer.confirm("Hebt u dit gelezen, en wilt u het ondertekenen?", err=True):
        raise typer.Exit(ExitCode.REFUSED)
    _write(uit, jcs.encode(sign_release(made.release.manifest, functionaris, key)))
    typer.echo(f"Handtekening van {functionaris} staat in {uit}.", err=True)


@vrijgeven_app.command()
def sluit(
    ontwerp: Draft,
    handtekeningen: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="handtekeningen")],
    lijst: Annotated[Path, typer.Option("--lijst", exists=True, dir_okay=False, help="de deelnemerslijst")],
    uit: Annotated[Path, typer.Option("--uit", help="bestand om te maken")],
    vorige: Vorige = None,
    *,
    als_json: AlsJson = False,
) -> None:
    """Voeg ontwerp en handtekeningen samen, en noem elke handtekening die nog ontbreekt.

    Voorbeeld: knooppunt beleid vrijgeven sluit ontwerp *.handtekening --lijst deelnemerslijst.json --vorige vorige.json --uit getekend.json
    """
    try:
        signed = [jcs.decode(path.read_bytes()) for path in handtekeningen]
        release = _draft(ontwerp).release.signed_by(tuple(signed))
        found = check_release(
            release, Deelnemerslijst.parse(lijst.read_bytes()), None if vorige is None else _release(vorige)
        )
    except ReleaseError as error:
        _findings("De vrijgave is nog niet compleet.", error.bevindingen, als_json=als_json)
    except (KeychainError, PolicyError, jcs.CanonicalError, TypeError) as error:
        refuse(str(error), ExitCode.VERIFICATION)
    _write(uit, jcs.encode(release.to_json()))
    who = list(found.ondertekenaars)
    data = {"vrijgave": found.digest, "ondertekenaars": who, "bestand": str(uit)}
    _tell(data, f"Compleet: {found.digest}, getekend door {', '.join(who)}, staat in {uit}.", als_json=als_json)


@vrijgeven_app.command()
def indienen(
    bestand: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="de getekende vrijgave")],
    *,
    als_json: AlsJson = False,
) -> None:
    """Neem een getekende vrijgave op in dit knooppunt (de beheerder doet dit, op de machine van het knooppunt).

    Alles wordt opnieuw nagegaan, ook de proeven. Is iets niet goed, dan blijft gelden wat gold.

    Voorbeeld: knooppunt beleid vrijgeven indienen getekend.json
    """
    backbone = wiring.open_backbone(settings.load())
    try:
        outcome = backbone.exchange.adopt_release(bestand.read_bytes())
    finally:
        backbone.close()
    if isinstance(outcome, Ongeldig):
        found = tuple(finding.tekst for finding in outcome.bevindingen)
        _findings("De vrijgave is niet opgenomen; wat gold blijft gelden.", found, als_json=als_json)
    assert isinstance(outcome, Gedaan)
    begin = outcome.gegevens["in_werking"] or "vandaag"
    text = f"Opgenomen: {outcome.gegevens['vrijgave']}, geldt vanaf {begin}."
    _tell({"opgenomen": True, **outcome.gegevens}, text, als_json=als_json)


def _save(made: Ontwerp, before: Release | None, uit: Path) -> None:
    try:
        uit.mkdir(parents=True)
    except OSError:
        refuse(f"{uit} bestaat al of is niet te maken.", ExitCode.USAGE)
    _write(uit / RELEASE, jcs.encode(made.release.to_json()))
    _write(uit / PROOFS, made.proeven)
    if before is None:
        return
    _write(uit / BEFORE, jcs.encode(before.to_json()))  # the signer compares with it; the manifest names its hash
    if made.effect is not None:
        _write(uit / EFFECT, made.effect)
        _write(uit / PAGE, _page(made.release, before))


def _page(release: Release, before: Release) -> bytes:
    difference = compare(check(before.rule_files), check(release.files))
    return as_html(of_difference(difference, (before.digest, release.digest))).encode()


def _untrue(folder: Path, made: Ontwerp) -> tuple[str, ...]:
    """What lies in the folder of a draft and is not what the manifest names, or not what really changes."""
    before = _release(folder / BEFORE) if (folder / BEFORE).exists() else None
    page = folder / PAGE
    try:
        wrong = differing(made.release, made.proeven, made.effect, before)
        if not wrong and before is not None and page.exists() and page.read_bytes() != _page(made.release, before):
            wrong = (f"{PAGE} zegt iets anders dan het effectrapport.",)
    except PolicyError as error:
        wrong = (str(error),)
    return wrong


def _draft(folder: Path) -> Ontwerp:
    release, effect = _release(folder / RELEASE), folder / EFFECT
    try:
        return Ontwerp(release, (folder / PROOFS).read_bytes(), effect.read_bytes() if effect.exists() else None)
    except OSError:
        refuse(f"In {folder} ontbreekt {PROOFS}.", ExitCode.USAGE)


def _release(path: Path) -> Release:
    try:
        return Release.from_json(jcs.decode(path.read_bytes()))
    except (OSError, jcs.CanonicalError, PolicyError) as error:
        refuse(f"{path} is geen vrijgave. {error}", ExitCode.VERIFICATION)


def _key(folder: Path, functionaris: str) -> PrivateKey:
    found = keystore.load(folder / "sleutels" / f"functionaris-{functionaris}.json", _passphrase())
    if found.rol is not Bestandsrol.FUNCTIONARIS or not isinstance(found.sleutel, PrivateKey):
        raise KeychainError("Dit is geen sleutel van een functionaris.")
    return found.sleutel


def _passphrase() -> bytes | None:
    value = os.environ.get(PASSPHRASE)
    return value.encode() if value else None


def _in_words(made: Ontwerp) -> str:
    """What the signer puts a name to: the manifest, and everything in the report whose hash it names."""
    data = made.release.data
    report = None if made.effect is None else json.loads(made.effect)
    changes = [] if report is None else _changes(report)
    lines = [
        f"Vrijgave {made.release.digest}, opgesteld door {data['opsteller']}",
        f"Geldt vanaf {data['in_werking'] or 'de dag waarop zij wordt opgenomen'}",
        f"Volgt op {data['vorige'] or 'niets: dit is de eerste'}",
        f"Vastgesteld door {_adoption(data['vastgesteld'])}",
        f"Wat er verandert: {'alles is nieuw' if report is None else len(changes) or 'niets'}",
    ]
    return "\n".join([*lines, *(f"- {text}" for text in changes)])


def _changes(report: dict[str, Any]) -> list[str]:
    """Each consequence for requests, and each entry of every other list of the report: a new list cannot be passed over."""
    told = [f"{one['zin']} Was: {one['was']} Wordt: {one['wordt']}" for one in report["veranderingen"]]
    for name, entries in report.items():
        if name != "veranderingen" and isinstance(entries, list):
            told += [f"{name}: {one['id']} {one['soort']}{_cells(one['cellen'])}" for one in entries]
    return told


def _cells(cells: list[list[str]]) -> str:
    words = [f"{veld}: {was or '-'} wordt {wordt or '-'}" for veld, was, wordt in cells]
    return f" ({'; '.join(words)})" if words else ""


def _adoption(adopted: dict[str, str] | None) -> str:
    return "niemand" if adopted is None else f"{adopted['orgaan']} op {adopted['datum']}"


def _write(path: Path, data: bytes) -> None:
    try:
        with path.open("xb") as file:
            file.write(data)
    except OSError:
        refuse(f"{path} bestaat al of is niet te schrijven.", ExitCode.USAGE)


def _findings(title: str, found: tuple[str, ...], *, als_json: bool) -> NoReturn:
    if als_json:
        typer.echo(json.dumps({"bevindingen": list(found)}, ensure_ascii=False))
    refuse("\n".join([title, *(f"- {text}" for text in found)]), ExitCode.VERIFICATION)


def _tell(value: dict[str, Any], text: str, *, als_json: bool) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False) if als_json else text)
