# SPDX-License-Identifier: EUPL-1.2
"""What an operator who lies can make: bundles of lines that it wrote and signed itself, with the real keys of its log."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any

from audit import bundel
from audit.bundel.los.vormen import wortel_van
from audit.proof import jcs, tlog_proof
from audit.proof.checkpoint import Checkpoint, parse
from core.facts import bundle as bundles
from tests.end_to_end import bundels
from tests.end_to_end.bundels import READ, SUPPLIED, Bron, Geval

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Change = Callable[[dict[str, Any]], object]

SENT = ("oin", "sleutel", "verzoek", "verzoek_sha256", "trace_id", "span_id", "ondertekend")


def _digest(value: Any) -> str:
    return hashlib.sha256(jcs.encode(value)).hexdigest()


class Beheerder:
    """Holds the keys of the log; changes lines and rows of a bundle and signs them anew, without witnesses."""

    def __init__(self, bron: Bron) -> None:
        self.bron = bron
        self.read, self.supply = bron.make(READ), bron.make(SUPPLIED)

    def line_of(self, data: bytes) -> str:
        """Return the name of the part with the line that a bundle is about."""
        regel = json.loads(bundel.parts(data)["inhoud.json"])["regel"]
        return f"regels/{regel['log'].rpartition('/')[2]}/{regel['index']}.json"

    def relog(self, data: bytes, change: Change, rows: Mapping[str, Change] | None = None, **extra: bytes) -> bytes:
        """Return the bundle with another line in the log, and other rows that the line names."""
        name = self.line_of(data)

        def edit(delen: dict[str, bytes]) -> None:
            delen.update({key.replace("__", "/"): part for key, part in extra.items()})
            bon = json.loads(delen[name])
            feit = bon["feit"]
            for prefix, alter in (rows or {}).items():
                for row in [one for one in delen if one.startswith(f"rijen/{prefix}")]:
                    self._row(delen, row, alter, feit)
            change(feit)
            bon["blad"]["c_feit"] = hmac.digest(jcs.unb64(bon["feit_sleutel"]), jcs.encode(feit), "sha256").hex()
            proof = tlog_proof.parse(bon["bewijs"])
            head, _ = parse(proof.checkpoint)
            leaf = hashlib.sha256(b"\0" + jcs.encode(bon["blad"])).digest()
            root = wortel_van(proof.index, head.size, leaf, list(proof.hashes))
            knooppunt = self.bron.knooppunt
            signed = knooppunt.signer.sign(Checkpoint(head.origin, head.size, root), knooppunt.clock.now() + 3_600_000)
            bon["bewijs"] = tlog_proof.TlogProof(proof.index, proof.hashes, signed).encode()
            bon["staat"] = "opgenomen"
            delen[name] = jcs.encode(bon)

        return bundels.repacked(data, edit)

    @staticmethod
    def _row(delen: dict[str, bytes], name: str, alter: Change, feit: dict[str, Any]) -> None:
        row = json.loads(delen[name])
        alter(row)
        row["rij"].update({column: _digest(value) for column, value in row["open"].items()})
        delen[name] = jcs.encode(row)
        for named in feit["rijen"]:
            if named["sleutel"] == row["rij"]["sleutel"]:
                named["sha256"] = _digest(row["rij"])

    def honest(self) -> list[Geval]:
        """Return what the same tools make of an honest line, so that what fails below fails for its lie."""
        again = self.relog(self.read, lambda _: None, {"handeling": lambda _: None})
        return [Geval("opnieuw in het log, niets veranderd", again, self.bron.ankers, bundels.GELDIG)]

    def lies(self) -> list[Geval]:
        """Return acts that nobody did, that were refused, that were another's, or that rest on what nobody may say."""
        read, supply = self.read, self.supply
        made = {
            "lezing die niemand tekende": self.bron.make(READ, 1),
            "lezing zonder handtekening": self.relog(read, lambda feit: feit.pop("ondertekend")),
            "lezing als lokale opdracht": self.relog(
                read, lambda feit: (feit.pop("ondertekend"), feit.update(sleutel="lokaal"))
            ),
            "handtekening onder een andere lezing": self._other_request(),
            "tien minuten later": self._later(600_000),
            "lezing zonder beslissing": self.relog(read, lambda feit: feit.update(beslissingen=[])),
            "verboden, toch gelezen": self._refused_but_read(),
            "beslissing over een ander": self.relog(
                read,
                lambda _: None,
                {"beslissing": lambda row: _request(row)["subject"].update(id=self.bron.knooppunt["om"].oin)},
            ),
            "verstrekt zonder beslissing over een ontvanger": self.relog(
                supply, lambda feit: feit["beslissingen"].pop()
            ),
            "verstrekt onder een ander verzoek": self.relog(
                supply,
                lambda feit: feit.update(verzoek="00000000-0000-4000-8000-000000000000"),
                {"handeling": lambda row: row["rij"].update(verzoek="00000000-0000-4000-8000-000000000000")},
            ),
            "feit dat iets anders zegt": self._cited("gescreend", "noodzaak"),
            "feit van wie het niet mag verklaren": self._stated_by_another(),
        }
        return [Geval(name, data, self.bron.ankers) for name, data in made.items()]

    def _refused_but_read(self) -> bytes:
        def row(value: dict[str, Any]) -> None:
            value["rij"]["uitkomst"] = "verboden"
            value["open"]["adl"]["body"]["adl.core.response"]["uitkomst"] = "verboden"

        return self.relog(
            self.read, lambda feit: feit["beslissingen"][0].update(uitkomst="verboden"), {"beslissing": row}
        )

    def _later(self, milliseconds: int) -> bytes:
        def on(value: dict[str, Any]) -> None:
            value["tijd"] += milliseconds

        return self.relog(self.read, on, {"handeling": lambda row: on(row["rij"])})

    def _other_request(self) -> bytes:
        """Return a read of the second record under the signature that was put to the read of the first."""
        parts = bundel.parts(self.read)
        signed = json.loads(parts[self.line_of(self.read)])["feit"]
        second = self.bron.make(READ, 1)
        keys = {name.replace("/", "__"): parts[name] for name in bundels.names(self.read, "stam/")}
        return self.relog(
            second,
            lambda feit: feit.update({name: signed[name] for name in SENT}),
            {"handeling": lambda row: row["rij"].update({name: signed[name] for name in SENT[2:4]})},
            **keys,
        )

    def _cited(self, token: str, other: str) -> bytes:
        line = json.loads(bundel.parts(self.read)[self.line_of(self.read)])
        [hashed] = line["feit"]["beslissingen"][0]["feiten"][other]
        return self._citing(token, hashed)

    def _citing(self, token: str, hashed: str, **extra: bytes) -> bytes:
        def row(value: dict[str, Any]) -> None:
            value["open"]["adl"]["attributes"]["adl.core.information"]["feitverklaringen"][token] = [hashed]

        def line(feit: dict[str, Any]) -> None:
            feit["beslissingen"][0]["feiten"][token] = [hashed]
            for name, part in extra.items():
                rij = json.loads(part)["rij"]
                table = name.split("__")[1]
                feit["rijen"].append({"tabel": table, "sleutel": rij["sleutel"], "sha256": _digest(rij)})

        return self.relog(self.read, line, {"beslissing": row}, **extra)

    def _stated_by_another(self) -> bytes:
        """Return a read that cites the reader itself for what only the supplier may say."""
        knooppunt = self.bron.knooppunt
        stated = knooppunt.fact("relevant", waarde=True, record=self.bron.records[0])
        made = bundles.sign([stated], knooppunt["gemeente"].oin, knooppunt["gemeente"].tekenen)
        [said] = made["verklaringen"]
        moment = json.loads(bundel.parts(self.read)[bundels.names(self.read, "rijen/handeling/")[0]])["rij"]["tijd"]
        rij = {"sleutel": _digest(made), "tijd": moment, "bundel": _digest(made)}
        name = f"rijen__feitbundel__{rij['sleutel']}.json"
        return self._citing("relevant", _digest(said), **{name: jcs.encode({"rij": rij, "open": {"bundel": made}})})


def _request(row: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = row["open"]["adl"]["body"]["adl.core.request"]
    return found
