# SPDX-License-Identifier: EUPL-1.2
"""Makes the golden vectors: keys, sealed records, grants, receipts, and things that must be refused.

Run `python -m tests.vectors.make_vectors` from the root of the repository. All keys are public test keys, derived from
their own names; every person is invented. Sealing and ML-DSA signing draw fresh randomness, so a new run gives other
bytes that mean the same: run it only when the format changes, and say so in the changelog. `verify.mjs` and
`test_vectors.py` open and verify what lies here.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.proof import jcs, leaf, receipt, tiles, tlog_policy, tlog_proof, tree
from audit.proof.checkpoint import Checkpoint
from audit.signer import LogSigner, origin_of, policy_text
from core.contract.inhoud import encode_inhoud, validate
from core.envelope import SealedRecord, Sealing, open_record, padding, verify
from core.envelope.record import STATEMENT_DOMAIN
from core.keychain.events import publish
from core.keychain.kem import KemPrivateKey
from core.keychain.keys import DirectoryKey, Rol
from core.keychain.signatures import PrivateKey

if TYPE_CHECKING:
    from audit.proof.leaf import Opening

FOLDER = Path(__file__).parent
NOW = 1_795_306_800_000  # 22 November 2026, 01:00 UTC
YEAR = 365 * 24 * 3600 * 1000
WARNING = "Openbare testsleutels en verzonnen personen. Nooit ergens anders voor gebruiken."
POLITIE, GEMEENTE, OM = ("00000099000000001000", "00000099000000002000", "00000099000000003000")
UNITS = {POLITIE: "eenheid-oost", GEMEENTE: "openbare-orde", OM: "parket-oost"}
RELEASE = "sha256:" + hashlib.sha256(b"vrijgave van de vectoren").hexdigest()
PREFIX = "knooppunt.example/vectoren"


def seed(name: str) -> bytes:
    """The public 32-byte seed with this name."""
    return hashlib.sha256(b"knooppunt openbaar testzaad: " + name.encode()).digest()


def uuid4(name: str) -> str:
    """A fixed identifier in the form of a UUIDv4."""
    raw = seed("uuid " + name).hex()
    return f"{raw[:8]}-{raw[8:12]}-4{raw[13:16]}-8{raw[17:20]}-{raw[20:32]}"


def signing(oin: str) -> PrivateKey:
    return PrivateKey(seed(f"{oin} ed25519"), seed(f"{oin} ml-dsa-65"))


def kem(oin: str) -> KemPrivateKey:
    return KemPrivateKey.from_seed(seed(f"{oin} {UNITS[oin]} x-wing"))


def signing_key(oin: str) -> DirectoryKey[Any]:
    return DirectoryKey(oin, None, Rol.TEKENEN, signing(oin).public, NOW - YEAR, NOW + YEAR)


def kem_key(oin: str) -> DirectoryKey[Any]:
    return DirectoryKey(oin, UNITS[oin], Rol.KEM, kem(oin).public, NOW - YEAR, NOW + YEAR)


def labels(name: str, categorie: str) -> dict[str, Any]:
    return {
        "record": uuid4(f"record {name}"),
        "casus": uuid4("casus"),
        "categorie": categorie,
        "doel": "oc",
        "fase": "informatieanalyse",
    }


def header(name: str, categorie: str, **more: Any) -> dict[str, Any]:
    fixed = {
        "levering": uuid4("levering"),
        "verstrekker": POLITIE,
        "eenheid": UNITS[POLITIE],
        "verwerking": "https://knooppunt.example/verwerkingen/casusaanpak",
        "vrijgave": RELEASE,
        "gemaakt": NOW,
        "bewaren_tot": NOW + 5 * YEAR,
    }
    return labels(name, categorie) | fixed | more


SUBJECT = uuid4("onderwerp")
ADDRESS = uuid4("adres")
LABELS = {
    "soort": "feit",
    "betrouwbaarheid": "vastgesteld",
    "herkomst": "eigen-registratie",
    "verkregen": "registratie",
    "peildatum": "20261101",
}


def police_content(name: str, text: str) -> dict[str, Any]:
    person = {
        "soort": "natuurlijk-persoon",
        "onderwerp": SUBJECT,
        "voornamen": "Þórdís Zoë",
        "voorvoegsel": "van 't",
        "geslachtsnaam": "Hek-Çelik",
        "geboortedatum": "19450000",
        "geslacht": "V",
        "persoonscategorie": "persoon-met-aanwijzingen-van-betrokkenheid",
    }
    address = {
        "soort": "adres",
        "onderwerp": ADDRESS,
        "straatnaam": "Dorpsstraat",
        "huisnummer": 7,
        "huisletter": "b",
        "postcode": "9999ZZ",
        "woonplaats": "Ons Dorp",
    }
    opinion = LABELS | {"soort": "oordeel", "betrouwbaarheid": "mogelijk", "verkregen": "observatie"}
    statement = {**opinion, "id": uuid4("uitspraak"), "over": [SUBJECT, ADDRESS], "tekst": text}
    return {
        "v": 1,
        "soort": "gegevens",
        "kop": labels(name, "wpg-8"),
        "geheimhoudingsplicht": "wpg7",
        "labels": LABELS,
        "betrokkenen": [person, address],
        "relaties": [{"van": SUBJECT, "naar": ADDRESS, "aard": "verblijft-op", "vanaf": "20250300"}],
        "uitspraken": [statement],
    }


def bsn_content(name: str) -> dict[str, Any]:
    number = {"onderwerp": SUBJECT, "bsn": "999999990"}
    return {"v": 1, "soort": "bsn", "kop": labels(name, "bsn"), "nummers": [number]}


def record_vector(
    name: str, content: dict[str, Any], fields: dict[str, Any], readers: tuple[str, ...], attached: bytes = b""
) -> tuple[dict[str, Any], SealedRecord]:
    """Seal, check that each reader can open it, and describe it as a vector."""
    plain = encode_inhoud(validate(content))
    keys = [kem_key(oin) for oin in (POLITIE, *readers)]
    sealing = Sealing(fields, plain, signing(POLITIE), keys, uuid4("verzoek"))
    attachments = []
    if attached:
        sink = io.BytesIO()
        named = sealing.attach(uuid4("bijlage"), io.BytesIO(attached), sink)
        attachments = [{"bijlage": named.bijlage, "versleuteld": jcs.b64(sink.getvalue()), "inhoud": jcs.b64(attached)}]
    record = sealing.finish()
    verify(record, signing_key(POLITIE), NOW)
    for oin in (POLITIE, *readers):
        if open_record(record, kem(oin), oin, UNITS[oin], signing_key(POLITIE), NOW) != plain:
            raise AssertionError(name)
    vector = {
        "naam": name,
        "record": record.to_json(),
        "lezers": [{"oin": oin, "eenheid": UNITS[oin]} for oin in (POLITIE, *readers)],
        "geen_lezers": [{"oin": oin, "eenheid": UNITS[oin]} for oin in UNITS if oin not in (POLITIE, *readers)],
        "inhoud": jcs.decode(plain),
        "inhoud_sha256": hashlib.sha256(plain).hexdigest(),
        "bijlagen": attachments,
    }
    return vector, record


def make_records() -> tuple[list[dict[str, Any]], list[SealedRecord]]:
    long_text = "Op meerdere dagen zijn voertuigen gezien bij het pand.\n" * 120
    made = [
        record_vector(
            "politiegegevens",
            police_content("een", 'Ontvangt "bezoek" \'s nachts.'),
            header("een", "wpg-8"),
            (GEMEENTE, OM),
        ),
        record_vector("bsn-apart", bsn_content("twee"), header("twee", "bsn", bewaren_tot=None), (OM,)),
        record_vector("meer-blokken", police_content("drie", long_text), header("drie", "wpg-8"), (GEMEENTE,)),
        record_vector(
            "bijlage-en-vervanging",
            police_content("vier", "Zie de bijlage."),
            header("vier", "wpg-8", vorige=uuid4("record een")),
            (GEMEENTE,),
            b"inhoud van een bijlage\n" * 900,
        ),
    ]
    return [vector for vector, _ in made], [record for _, record in made]


def resigned(record: SealedRecord, key: PrivateKey, **changes: Any) -> SealedRecord:
    """The record with another statement, signed again: what a dishonest supplier could send."""
    changed = replace(record, verklaring=replace(record.verklaring, **changes))
    return replace(changed, handtekening=key.sign(STATEMENT_DOMAIN, changed.statement_bytes))


def refused_records(records: list[SealedRecord]) -> list[dict[str, Any]]:
    first, second, third = records[0], records[1], records[2]
    stranger = signing(OM)
    zeros = bytearray(first.inhoud)
    zeros[24:56] = bytes(32)
    other_binding = resigned(
        replace(first, inhoud=bytes(zeros)),
        signing(POLITIE),
        inhoud_sha256=hashlib.sha256(zeros).hexdigest(),
        binding=bytes(32).hex(),
    )
    without = first.to_json()
    del without["handtekening"]["ml-dsa-65"]
    no_salt = first.without_salt().to_json()
    swapped = first.to_json()
    swapped["omhulsels"][1]["omhulsel"] = third.to_json()["omhulsels"][1]["omhulsel"]
    grants = first.to_json()
    grants["toekenningen"] = third.to_json()["toekenningen"]
    cut = resigned(
        replace(third, inhoud=third.inhoud[: 56 + 16400]),
        signing(POLITIE),
        inhoud_sha256=hashlib.sha256(third.inhoud[: 56 + 16400]).hexdigest(),
    )
    named = {
        "een ander tekende de verklaring": resigned(first, stranger).to_json(),
        "de handtekening mist ML-DSA-65": without,
        "het zout ontbreekt": no_salt,
        "het zout van een ander record": first.with_salt(second.zout or b"").to_json(),
        "het omhulsel van een ander record": swapped,
        "de toekenningen van een ander record": grants,
        "de binding is vervalst en opnieuw getekend": other_binding.to_json(),
        "de inhoud is afgekapt en opnieuw getekend": cut.to_json(),
    }
    reader = {"oin": GEMEENTE, "eenheid": UNITS[GEMEENTE]}
    return [{"naam": name, "record": value, "lezer": reader} for name, value in named.items()]


class Log:
    """A log in memory, signed with the public test keys."""

    def __init__(self, shard: str, entries: list[bytes]) -> None:
        self.origin = origin_of(PREFIX, shard)
        self._hashes = [tree.hash_leaf(entry) for entry in entries]
        self._entries = entries
        self.signer = LogSigner(seed("log ed25519"), seed("log ml-dsa-44"))

    def _fetch(self, level: int, number: int, width: int) -> bytes:
        span = 256**level
        start = number * 256
        rows = [tree.root_of(self._hashes[at * span : (at + 1) * span]) for at in range(start, start + width)]
        return b"".join(rows)

    def receipt(self, index: int, *openings: Opening | None) -> dict[str, Any]:
        """The receipt of one line."""
        reader = tiles.TileReader(len(self._hashes), self._fetch)
        signed = self.signer.sign(Checkpoint(self.origin, reader.size, reader.root()), NOW)
        proof = tlog_proof.TlogProof(index, tuple(reader.inclusion(index)), signed).encode()
        return receipt.build((self.origin, index), self._entries[index], openings or (None, None), proof)


def make_receipts(records: list[SealedRecord]) -> dict[str, Any]:
    fact = {
        "v": 1,
        "soort": "verstrekking-opgenomen",
        "casus": uuid4("casus"),
        "record": uuid4("record een"),
        "verklaring_sha256": records[0].statement_sha256,
        "toekenningen_sha256": records[0].grants_sha256,
        "tijd": NOW,
    }
    plain, personal = leaf.make(fact, None), leaf.make(fact, {"persoon": uuid4("medewerker")})
    filler = [leaf.make({"v": 1, "soort": "vulling", "nummer": at}, None).entry for at in range(299)]
    shard = Log("oost-nederland-2026", [*filler[:41], plain.entry, *filler[41:200], personal.entry, *filler[200:]])
    new_key = PrivateKey(seed("nieuw ed25519"), seed("nieuw ml-dsa-65"))
    event = publish(signing(POLITIE), POLITIE, new_key, (NOW, NOW + YEAR), NOW)
    stam = Log("stam", [jcs.encode(event), *(jcs.encode({"soort": "vulling", "nummer": at}) for at in range(4))])
    policy = policy_text(shard.signer, PREFIX)
    made = {
        "regel zonder persoon": shard.receipt(41, plain.feit, None),
        "regel met persoon": shard.receipt(201, personal.feit, personal.persoon),
        "het deel over de persoon is er niet bij": shard.receipt(201, personal.feit, None),
        "beide openingen zijn er niet bij": shard.receipt(201, None, None),
        "sleutelgebeurtenis in de stamlog": stam.receipt(0),
    }
    for value in made.values():
        receipt.verify(value, tlog_policy.parse(policy.encode()))
    return {"policy": policy, "bewijzen": [{"naam": name, "bewijs": value} for name, value in made.items()]}


def make_keys() -> dict[str, Any]:
    return {
        "waarschuwing": WARNING,
        "tekenen": [
            {
                "oin": oin,
                "zaden": signing(oin).to_json(),
                "openbaar": signing(oin).public.to_json(),
                "id": signing(oin).id,
            }
            for oin in UNITS
        ],
        "kem": [
            {
                "oin": oin,
                "eenheid": unit,
                "zaad": kem(oin).to_json(),
                "openbaar": kem(oin).public.to_json(),
                "id": kem(oin).public.id,
            }
            for oin, unit in UNITS.items()
        ],
        "opvulling": [[length, padding.padded_size(length)] for length in (0, 255, 256, 5000, 65535, 65536, 1_000_000)],
    }


def main() -> None:
    """Write the four files."""
    vectors, records = make_records()
    files = {
        "sleutels": make_keys(),
        "records": {"waarschuwing": WARNING, "records": vectors},
        "bewijzen": {"waarschuwing": WARNING, **make_receipts(records)},
        "weigeren": {"waarschuwing": WARNING, "records": refused_records(records)},
    }
    for name, value in files.items():
        text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
        (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(vectors)} records\n")


if __name__ == "__main__":
    main()
