# SPDX-License-Identifier: EUPL-1.2
"""The formats of an evidence bundle: canonical JSON, the zip, notes, checkpoints, tlog-policy, proofs, the drawing.

Invariants:
- The standard library and `cryptography` only, and nothing of ours: with `beslissen` and `verifieer` this becomes one program that a stranger
  runs (`audit.bundel.verifier` joins them).
- Each has one form: what is read is written again and compared. Anything else raises, and whoever catches it says `ongeldig`.

Norm: RFC 6962, RFC 8032, FIPS 204, RFC 8785; C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof, tlog-policy.
"""

import base64
import datetime as dt
import hashlib
import hmac
import json
import re
import struct
import zlib
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey, MLDSA65PublicKey

ONTVANGST = {"log", "index", "blad", "feit", "feit_sleutel", "persoon", "persoon_sleutel", "bewijs", "staat"}
ED, ED_MEDE, ML44 = 1, 4, 6
LENGTES = {ED: 32, ED_MEDE: 32, ML44: 1312}
GROOTST = 2**53 - 1
VENSTER = 300_000  # ms between signing a request and doing what it asks


class Fout(Exception):  # noqa: N818 - Dutch, as everything here that a reader sees
    """Iets klopt niet; de tekst zegt wat."""


def eis(goed: object, tekst: str) -> None:
    if not goed:
        raise Fout(tekst)


# --- bytes, getallen en canonieke JSON


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def b64(tekst: Any, lengte: int | None = None) -> bytes:
    eis(isinstance(tekst, str), "geen base64")
    data = base64.b64decode(tekst.encode("ascii"), validate=True)
    eis(base64.b64encode(data).decode() == tekst and lengte in (None, len(data)), "base64 niet in de ene geldige vorm")
    return data


def heel(waarde: Any) -> int:
    """Return a whole number that is one: Python takes True for 1, the other verifier does not."""
    if type(waarde) is not int:
        raise Fout("geen geheel getal")
    return waarde


def dag(tijd: int) -> set[str]:
    """Return the dates that a moment (ms) can have in Amsterdam, which is one or two hours ahead."""
    begin = dt.datetime.fromtimestamp(tijd // 1000, dt.UTC)
    return {(begin + dt.timedelta(hours=uren)).date().isoformat() for uren in (1, 2)}


def jcs(waarde: Any) -> bytes:
    return json.dumps(waarde, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def lees_json(data: bytes) -> Any:
    """Return the value of canonical JSON (ASCII keys, integers below 2**53); anything else is refused."""

    def geheel(tekst: str) -> int:
        eis(len(tekst) < 18 and abs(int(tekst)) <= GROOTST, "getal te groot")
        return int(tekst)

    def breuk(_tekst: str) -> None:
        raise Fout("een getal met een komma")

    def object_(paren: list[tuple[str, Any]]) -> dict[str, Any]:
        eis(all(naam.isascii() for naam, _ in paren), "sleutel is geen ASCII")
        return dict(paren)

    waarde = json.loads(
        data.decode(), parse_int=geheel, parse_float=breuk, parse_constant=breuk, object_pairs_hook=object_
    )
    eis(jcs(waarde) == data, "JSON niet in de ene geldige vorm")
    return waarde


# --- de zip: één vorm, herbouwd en vergeleken


def pak_in(delen: dict[str, bytes]) -> bytes:
    """Return the only zip that these files in this order may be: stored, ASCII names, 1 January 1980."""
    lijf, register, plek = [], [], 0
    for naam, data in delen.items():
        kern = struct.pack("<5H3I2H", 20, 0, 0, 0, 33, zlib.crc32(data), len(data), len(data), len(naam), 0)
        register += [b"PK\x01\x02\x14\x00", kern, struct.pack("<3H2I", 0, 0, 0, 0, plek), naam.encode("ascii")]
        lijf += [b"PK\x03\x04", kern, naam.encode("ascii"), data]
        plek += 30 + len(naam) + len(data)
    lengte, aantal = sum(map(len, register)), len(delen)
    slot = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, aantal, aantal, lengte, plek, 0)
    return b"".join([*lijf, *register, slot])


def pak_uit(data: bytes) -> dict[str, bytes]:
    delen: dict[str, bytes] = {}
    plek = 0
    while data[plek : plek + 4] == b"PK\x03\x04":
        lengte, naamlengte = struct.unpack_from("<I", data, plek + 18)[0], struct.unpack_from("<H", data, plek + 26)[0]
        naam = data[plek + 30 : plek + 30 + naamlengte].decode("ascii")
        eis(naam not in delen, "een bestand staat er twee keer in")
        plek += 30 + naamlengte
        delen[naam] = data[plek : plek + lengte]
        plek += lengte
    namen = list(delen)
    eis(namen[:2] == ["mimetype", "inhoud.json"] and namen[2:] == sorted(namen[2:]), "de bestanden staan niet in orde")
    eis(pak_in(delen) == data, "de zip heeft niet de ene geldige vorm")
    return delen


# --- notities, tlog-policy en bewijzen (C2SP)


def sleutel_id(naam: str, soort: int, publiek: bytes) -> bytes:
    return hashlib.sha256(naam.encode() + b"\n" + bytes([soort]) + publiek).digest()[:4]


def vkey(tekst: str) -> tuple[str, int, bytes]:
    naam, kenmerk, rest = tekst.split("+", 2)
    data = b64(rest)
    eis(naam and LENGTES.get(data[0]) == len(data) - 1, "onbekende soort sleutel")
    eis(sleutel_id(naam, data[0], data[1:]).hex() == kenmerk, "sleutel-id past niet")
    return naam, data[0], data[1:]


class Policy:
    """A tlog-policy: keys of logs, witnesses by name, groups by name, the name of the quorum."""

    def __init__(self, tekst: str) -> None:
        self.logs: list[tuple[str, int, bytes]] = []
        self.getuigen: dict[str, tuple[str, int, bytes]] = {}
        self.groepen: dict[str, tuple[int, list[str]]] = {}
        self.quorum = ""
        gebruikt: set[str] = set()
        for regel in tekst.split("\n"):
            soort, *woorden = [woord for woord in regel.replace("\t", " ").split(" ") if woord] or ["#"]
            if soort.startswith("#"):
                continue
            if soort == "log" and woorden:
                self.logs.append(vkey(woorden[0]))
            elif soort == "witness" and len(woorden) >= 2 and woorden[0] not in self.namen():
                self.getuigen[woorden[0]] = vkey(woorden[1])
            elif soort == "group" and len(woorden) >= 3 and woorden[0] not in self.namen():
                naam, drempel, *leden = woorden
                eis(not gebruikt & set(leden) and set(leden) <= self.namen() - {"none"}, "groep klopt niet")
                eis(len(set(leden)) == len(leden), "groep klopt niet")
                gebruikt |= set(leden)
                eis(re.fullmatch("any|all|[1-9][0-9]{0,3}", drempel), "drempel klopt niet")
                aantal = {"any": 1, "all": len(leden)}.get(drempel) or int(drempel)
                eis(1 <= aantal <= len(leden), "drempel klopt niet")
                self.groepen[naam] = (aantal, leden)
            elif soort == "quorum" and len(woorden) == 1 and not self.quorum and woorden[0] in self.namen():
                self.quorum = woorden[0]
            else:
                raise Fout("een regel van de tlog-policy klopt niet")
        sleutels = [publiek for _, _, publiek in self.getuigen.values()]
        eis(self.quorum and len(set(sleutels)) == len(sleutels), "de tlog-policy is niet heel")

    def namen(self) -> set[str]:
        return {"none", *self.getuigen, *self.groepen}

    def van_log(self, origin: str) -> list[tuple[str, int, bytes]]:
        """Return the keys of a log, or those of its family (same text before the last `/`) under its own name."""
        eigen = [sleutel for sleutel in self.logs if sleutel[0] == origin]
        familie = origin.rpartition("/")[0]
        verwant = {p: (origin, s, p) for n, s, p in self.logs if familie and n.rpartition("/")[0] == familie}
        return eigen or list(verwant.values())

    def genoeg(self, tekenden: set[tuple[str, int, bytes]], naam: str) -> bool:
        if naam in self.getuigen:  # the quorum counts post-quantum cosignatures only
            return self.getuigen[naam] in tekenden and self.getuigen[naam][1] == ML44
        aantal, leden = self.groepen[naam]
        return sum(self.genoeg(tekenden, lid) for lid in leden) >= aantal


def wortel_van(index: int, omvang: int, blad: bytes, bewijs: list[bytes]) -> bytes:
    """Return the root to which an inclusion proof leads (RFC 9162, 2.1.3.2)."""
    binnen = (index ^ (omvang - 1)).bit_length()
    eis(
        0 <= index < omvang and len(bewijs) == binnen + (index >> binnen).bit_count(),
        "bewijs heeft niet de juiste lengte",
    )
    knoop = blad
    for hoogte, ander in enumerate(bewijs):
        rechts = hoogte >= binnen or index >> hoogte & 1
        knoop = hashlib.sha256(b"\x01" + (ander + knoop if rechts else knoop + ander)).digest()
    return knoop


def loting(zaad: str, aantal: int, checkpoint: str) -> list[int]:
    """Return the indexes that seed and checkpoint text select: docs/handleiding/bewijs-meegeven.md tells how and why."""
    omvang = int(checkpoint.split("\n")[1])
    eis(0 < aantal <= min(omvang, 10_000) and zaad, "aantal of zaad klopt niet")
    grens, gekozen, teller = 2**64 - 2**64 % omvang, dict[int, None](), 0
    while len(gekozen) < aantal:
        bericht = b"knooppunt/v1/steekproef\0" + struct.pack(">Q", teller) + checkpoint.encode()
        trekking = int.from_bytes(hmac.digest(zaad.encode(), bericht, "sha256")[:8], "big")
        teller += 1
        if trekking < grens:
            gekozen[trekking % omvang] = None
    return list(gekozen)


# --- het nalopen zelf


class Nalopen:
    """Checks signatures and checkpoints, and counts what it checked; the steps stand in `Verifieerder`."""

    policy: Policy

    def __init__(self) -> None:
        namen = ("bestanden", "handtekeningen", "regels", "stamregels", "sleutels", "rijen", "vrijgaven")
        self.tellingen = dict.fromkeys((*namen, "feitbundels", "feiten", "beslissingen", "regelrijen"), 0)
        self.koppen: dict[str, tuple[str, int, bytes, int, str]] = {}

    def tel(self, naam: str, aantal: int = 1) -> None:
        self.tellingen[naam] += aantal

    def ed25519(self, publiek: bytes, bericht: bytes, handtekening: bytes, wat: str) -> None:
        try:
            Ed25519PublicKey.from_public_bytes(publiek).verify(handtekening, bericht)
        except (InvalidSignature, ValueError):
            raise Fout(f"de handtekening klopt niet (Ed25519): {wat}") from None
        self.tel("handtekeningen")

    def beide(self, sleutel: dict[str, str], domein: str, waarde: Any, getekend: dict[str, str], wat: str) -> None:
        """Check both signatures over canonical JSON (or bytes) for a domain; neither may be missing."""
        eis(set(sleutel) == set(getekend) == {"ed25519", "ml-dsa-65"}, f"een handtekening ontbreekt: {wat}")
        bericht, context = waarde if isinstance(waarde, bytes) else jcs(waarde), domein.encode()
        self.ed25519(b64(sleutel["ed25519"], 32), context + b"\0" + bericht, b64(getekend["ed25519"], 64), wat)
        publiek = MLDSA65PublicKey.from_public_bytes(b64(sleutel["ml-dsa-65"], 1952))
        try:
            publiek.verify(b64(getekend["ml-dsa-65"], 3309), bericht, context)
        except InvalidSignature:
            raise Fout(f"de handtekening klopt niet (ML-DSA-65): {wat}") from None
        self.tel("handtekeningen")

    def checkpoint(self, notitie: str) -> tuple[str, int, bytes, int, str]:
        """Return origin, size, root, time (s) and `opgenomen` or `getuigd`, with every known signature checked."""
        if notitie in self.koppen:
            return self.koppen[notitie]
        tekst, _, staart = notitie.rpartition("\n\n")
        origin, cijfers, wortel = tekst.split("\n")
        eis(re.fullmatch("0|[1-9][0-9]{0,14}", cijfers) and staart.endswith("\n"), "geen geldig checkpoint")
        kop, vanlog = (int(cijfers), b64(wortel, 32)), self.policy.van_log(origin)
        eis(
            {soort for _, soort, _ in vanlog} == {ED, ML44} and len(vanlog) == 2, "het log staat niet in de tlog-policy"
        )
        bekend = {(s[0], sleutel_id(*s)): s for s in (*vanlog, *self.policy.getuigen.values())}
        tekenden: dict[tuple[str, int, bytes], int] = {}
        for regel in staart[:-1].split("\n"):
            streep, naam, waarde = regel.split(" ")
            eis(streep == "\u2014" and naam, "geen geldige regel van een handtekening")
            ruw = b64(waarde)
            eis(len(ruw) > 4, "geen geldige regel van een handtekening")
            if (sleutel := bekend.get((naam, ruw[:4]))) is not None:
                tekenden[sleutel] = self.notitie_handtekening(sleutel, origin, kop, ruw[4:])
        eis(set(vanlog) <= set(tekenden), "het checkpoint mist een handtekening van het log")
        tijd = next(tekenden[sleutel] for sleutel in vanlog if sleutel[1] == ML44)
        getuigd = self.policy.quorum != "none" and self.policy.genoeg(set(tekenden), self.policy.quorum)
        self.koppen[notitie] = (origin, *kop, tijd, "getuigd" if getuigd else "opgenomen")
        return self.koppen[notitie]

    def notitie_handtekening(
        self, sleutel: tuple[str, int, bytes], origin: str, kop: tuple[int, bytes], ruw: bytes
    ) -> int:
        naam, soort, publiek = sleutel
        tekst = f"{origin}\n{kop[0]}\n{base64.b64encode(kop[1]).decode()}\n".encode()
        if soort == ED:
            self.ed25519(publiek, tekst, ruw, "checkpoint")
            return 0
        tijd, handtekening = struct.unpack(">Q", ruw[:8])[0], ruw[8:]
        eis(0 < tijd <= GROOTST, "een medeondertekening zonder tijd")
        if soort == ED_MEDE:
            self.ed25519(publiek, f"cosignature/v1\ntime {tijd}\n".encode() + tekst, handtekening, "getuige")
            return int(tijd)
        namen = [bytes([len(een.encode())]) + een.encode() for een in (naam, origin)]
        delen = (b"subtree/v1\n\0", namen[0], ruw[:8], namen[1], bytes(8), struct.pack(">Q", kop[0]), kop[1])
        try:
            MLDSA44PublicKey.from_public_bytes(publiek).verify(handtekening, b"".join(delen))
        except InvalidSignature:
            raise Fout("de handtekening klopt niet (ML-DSA-44): checkpoint") from None
        self.tel("handtekeningen")
        return int(tijd)

    def regel(self, bon: dict[str, Any]) -> dict[str, Any]:
        """Check one receipt: proof, checkpoint, openings."""
        eis(set(bon) == ONTVANGST, "een ontvangstbewijs heeft andere velden")
        hoofd, _, notitie = bon["bewijs"].partition("\n\n")
        kop, plek, *hashes = hoofd.split("\n")
        eis(kop == "c2sp.org/tlog-proof@v1" and plek == f"index {bon['index']}", "geen geldig tlog-proof")
        origin, omvang, wortel, tijd, staat = self.checkpoint(notitie)
        blad = hashlib.sha256(b"\0" + jcs(bon["blad"])).digest()
        bewijs = [b64(een, 32) for een in hashes]
        eis(
            wortel_van(heel(bon["index"]), omvang, blad, bewijs) == wortel,
            "de regel staat niet in het log",
        )
        eis(
            (origin, staat) == (bon["log"], bon["staat"]), "een ontvangstbewijs noemt een ander log of een andere staat"
        )
        return {
            "log": origin,
            "index": bon["index"],
            "blad": bon["blad"],
            "tijd": tijd,
            "staat": staat,
            "kop": (origin, omvang, wortel),
        }

    def bewaard(self, feit: dict[str, Any], ondertekend: dict[str, str], publiek: bytes, naam: str, wie: str) -> str:
        """Check a kept signature (RFC 9421) and that it belongs to the request of this line; return what was asked."""
        basis = ondertekend["basis"]
        self.ed25519(publiek, basis.encode("ascii"), b64(ondertekend["handtekening"], 64), "verzoek")
        paren = [een[1:].split('": ', 1) for een in basis.split("\n")]
        velden = dict(paren)
        eis(len(velden) == len(paren), "de handtekening onder het verzoek heeft een andere vorm")
        kop = velden["@signature-params"]
        eis(f';keyid="{naam}"' in kop, "de handtekening onder het verzoek is van een ander")
        eis(f';tag="knooppunt-{wie}"' in kop, "de handtekening onder het verzoek is voor iets anders gezet")
        gemaakt = re.findall(";created=([0-9]{1,12})(?=;|$)", kop)
        eis(len(gemaakt) == 1, "de handtekening onder het verzoek noemt geen tijd")
        verschil = feit["tijd"] - int(gemaakt[0]) * 1000
        eis(-VENSTER <= verschil <= VENSTER, "de handtekening onder het verzoek is van een ander moment")
        trace = f"00-{feit['trace_id']}-{feit['span_id']}-"
        eis(velden["traceparent"].startswith(trace), "de handtekening hoort bij een andere trace")
        eis(velden["idempotency-key"] == feit["verzoek"], "de handtekening hoort bij een ander verzoek")
        eis(velden["content-digest"].startswith("sha-256=:"), "de handtekening noemt geen inhoud")
        inhoud, doel = b64(velden["content-digest"][9:-1], 32).hex(), velden["@target-uri"]
        einden = [doel[plek:] for plek in range(len(doel)) if doel[plek] == "/"]
        passend = [sha(f"{velden['@method']}\n{einde}\n{inhoud}".encode()) for einde in einden]
        eis(feit["verzoek_sha256"] in passend, "de handtekening hoort bij een ander adres of een andere inhoud")
        return f"{velden['@method']} {doel}"
