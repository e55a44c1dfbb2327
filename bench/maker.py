# SPDX-License-Identifier: EUPL-1.2
"""Founds a backbone for the rows over HTTP, and makes the signed requests that its servers get.

`python -m bench.maker FOLDER [DATABASE_URL]` is a process of its own, so that sealing costs no server anything: a real
ceremony, one casus with its participants, and the folder that an operator would have, so that `knooppunt serve` runs on
it. Asked on standard input, as JSON, it writes requests to a file and names that file on standard output:

- `{"soort": "push", "aantal": N, "records": M}`: N deliveries of M records of 4 KiB for three recipients, with the
  supplier's five statements about each of them in one bundle, as a gateway does it. Both servers get the same bytes.
- `{"soort": "lees", "aantal": N, "records": [...]}`: N reads by one recipient, spread over these records: for ours the act
  `inzagen`, for the bare service a GET, both signed by organisation and person.
"""

from __future__ import annotations

import json
import pickle
import sys
import uuid
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from pydantic import AnyHttpUrl, SecretStr

from audit.proof import jcs
from bench.over_http import ADDRESS, CONTENT, DURABILITY, KEYS, POLICY, PUSH, RECORDS, SECRETS
from core.contract import http_signature as hs
from core.facts import bundle
from server.nonces import Nonces
from tests.core.exchange.conftest import BASE as ALWAYS
from tests.core.exchange.conftest import LABELS, Zaak
from tests.kit import Backbone, Partij, backbone
from tests.opgericht import named, set_up

SUPPLIER, READER, OTHERS = "politie", "gemeente", ("belastingdienst", "om")
CATEGORY = "wpg-8"
# One partner sends everything here, faster than one partner may; and what ends need not wait for a load balancer.
CHOSEN: dict[str, Any] = {"public_url": AnyHttpUrl(ADDRESS), "partner_per_seconde": 0, "drain_seconds": 0}


def main() -> None:
    """Found the backbone, say how it is to be served, and make what is asked until standard input ends."""
    folder, url = Path(sys.argv[1]), sys.argv[2] if sys.argv[2:] else None
    answers, sys.stdout = sys.stdout, sys.stderr

    def say(value: dict[str, Any]) -> None:
        answers.write(json.dumps(value) + "\n")
        answers.flush()

    with backbone(folder, url) as operator:
        maker = Maker(operator, folder)
        say({"omgeving": maker.found(url), "database": _durability(operator)})
        for line in sys.stdin:
            say({"bestand": str(maker.make(json.loads(line)))})


class Maker:
    """The casus, and the partners who supply and read in it."""

    def __init__(self, operator: Backbone, folder: Path) -> None:
        self._operator, self._folder = operator, folder
        self._zaak = Zaak(operator)
        self._zaak.phase("verrijking-gesloten")

    def found(self, url: str | None) -> dict[str, str]:
        """Write everything that the servers and the reader need; return the environment for `knooppunt serve`."""
        operator = self._operator
        operator.sequencer.stop()  # from now on the servers write
        settings = set_up(operator, **CHOSEN, **({"database_url": SecretStr(url)} if url else {}))
        nonces = Nonces(settings.nonces, operator.clock)
        nonces.create()
        nonces.close()
        reader, beheerder = operator[READER], operator.lijst.beheerder
        public = {
            "verstrekker": _public(operator[SUPPLIER]),
            "lezer": _public(reader),
            "antwoord": {"oin": beheerder.oin, "ed25519": jcs.b64(beheerder.antwoordsleutel.ed25519)},
        }
        (self._folder / KEYS).write_text(json.dumps(public))
        (self._folder / SECRETS).write_text(json.dumps(reader.kem.to_json()))
        (self._folder / POLICY).write_text(operator.policy_text)
        return named(settings)

    def make(self, asked: dict[str, Any]) -> Path:
        """Write the requests, per server, as the bytes that go over the wire; return the file."""
        count = asked["aantal"]
        if asked["soort"] == "push":
            same = [self._push(asked["records"]) for _ in range(count)]
            made = {"ours": same, "bare": same}
        else:
            records = list(islice(cycle(asked["records"]), count))
            made = {
                "ours": [self._request("POST", f"{RECORDS}{record}/inzagen", b"{}", READER) for record in records],
                "bare": [self._request("GET", f"{RECORDS}{record}", b"", READER) for record in records],
            }
        path = self._folder / f"requests-{uuid.uuid4()}"
        path.write_bytes(pickle.dumps(made))
        return path

    def _push(self, records: int) -> bytes:
        operator, request = self._operator, str(uuid.uuid4())
        kop = {"casus": self._zaak.id, "categorie": CATEGORY, "doel": "oc", "fase": self._zaak.fase}
        kop["levering"] = str(uuid.uuid4())
        to = (READER, *OTHERS)
        ids = [str(uuid.uuid4()) for _ in range(records)]
        sealed = [operator.sealed(SUPPLIER, {**kop, "record": one}, CONTENT, to, request) for one in ids]
        body = {"verstrekkingen": sealed, "feiten": [self._stated(ids)]}
        return self._request("POST", PUSH, jcs.encode(body), SUPPLIER, request)

    def _stated(self, ids: list[str]) -> dict[str, Any]:
        operator, supplier = self._operator, self._operator[SUPPLIER]
        labels = {name.replace("_", "-"): value for name, value in {**LABELS[CATEGORY], **ALWAYS}.items()}
        stated = [operator.fact(name, waarde=value, record=one) for one in ids for name, value in labels.items()]
        return bundle.sign(stated, supplier.oin, supplier.tekenen)

    def _request(self, method: str, path: str, body: bytes, who: str, request: str | None = None) -> bytes:
        partner = self._operator[who]
        headers = {
            "Idempotency-Key": request or str(uuid.uuid4()),
            "traceparent": f"00-{uuid.uuid4().hex}-{uuid.uuid4().hex[:16]}-01",
            **({"Content-Type": "application/json"} if body else {}),
        }
        key = hs.OrgKey(partner.oin, partner.http.public.id, partner.http.key_object)
        person = hs.PersonKey(partner.oin, partner.persoon, partner.persoon_sleutel.key_object)
        acting = person if who == READER else None
        now = self._operator.clock.now()
        signed = hs.sign_request(method, ADDRESS + path, body, headers, key, acting, now, hs.new_nonce())
        length = {"Content-Length": str(len(body))} if body else {}
        head = "".join(f"{name}: {value}\r\n" for name, value in {"Host": "knooppunt.test", **length, **signed}.items())
        return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body


def _public(partner: Partij) -> dict[str, Any]:
    return {
        "oin": partner.oin,
        "tekenen": partner.tekenen.public.to_json(),
        "http": {"id": partner.http.public.id, "ed25519": jcs.b64(partner.http.public.ed25519)},
        "persoon": {"id": partner.persoon, "ed25519": jcs.b64(partner.persoon_sleutel.public.ed25519)},
    }


def _durability(operator: Backbone) -> dict[str, Any]:
    word, *names = DURABILITY[operator.engine.dialect.name]
    with operator.engine.connect() as connection:
        return {name: connection.exec_driver_sql(f"{word} {name}").scalar() for name in names}


if __name__ == "__main__":
    main()
