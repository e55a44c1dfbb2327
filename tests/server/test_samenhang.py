# SPDX-License-Identifier: EUPL-1.2
"""A dishonest operator with the key of the log: every lie that fits the tree and the rows is found across the rooms."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from audit import openings
from audit.events import Event
from audit.proof import jcs, tlog_policy
from audit.proof.tree import hash_leaf
from audit.rows import existing_rows
from audit.tables import log_bladen
from audit.verify import Rooms, verify
from core.contract import afstemming as form
from core.contract import http_signature as hs
from core.contract.dagtelling import Dagtellingen
from core.contract.kept_signature import request_sha256
from core.exchange import lines
from core.facts import bundle as bundles
from core.keychain import events, wisbevel
from core.keychain.keys import Rol
from core.ledger import tables, wisbevelen
from core.ledger.rows import Writer
from server.samenhang import Samenhang
from server.samenhang.gewist import LOGGED, explained
from tests.core.exchange.conftest import Zaak
from tests.kit import DAY, ORIGIN, Backbone

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.verify import Report
    from core.exchange.caller import Caller

URL = "https://knooppunt.example/v1/leveringen"
NOBODY = "f" * 64


class Keys:
    """Gives the public keys of one party, whoever is asked about."""

    def __init__(self, partij: Any) -> None:
        self._partij = partij

    def org_key(self, oin: str, sleutel: str, at_ms: int) -> bytes:
        return bytes(self._partij.http.public.ed25519)

    def person_key(self, oin: str, persoon: str, at_ms: int) -> bytes:
        return bytes(self._partij.persoon_sleutel.public.ed25519)


class Operator:
    """Writes rows and lines as only who runs the log can: all digests fit, and nothing of it is true."""

    def __init__(self, knooppunt: Backbone) -> None:
        self.knooppunt = knooppunt
        self.shard = lines.shard_of(None, knooppunt.clock.now())

    def write(self, *rows: tuple[sa.Table, dict[str, Any]], persoon: Any = None, **feit: Any) -> tuple[str, str]:
        """Write an act of one line with these rows; `_aantal`, `_rij` and `_geen` spoil the act itself."""
        aantal, stored, none = feit.pop("_aantal", 1), feit.pop("_rij", {}), feit.pop("_geen", False)
        act = str(uuid.uuid4())
        base = {"gebeurtenis": "proef", "oin": self.knooppunt["ind"].oin, "verzoek": str(uuid.uuid4())}
        base |= {"verzoek_sha256": NOBODY, "sleutel": "lokaal", "handeling": act}

        def lie(tx: Any) -> str:
            writer, index = Writer(tx.connection), tx.next_index(self.shard)
            rijen = [ref for table, row in rows for ref in writer.insert(table, {"tijd": tx.now, **row})]
            said = base | {name: value for name, value in feit.items() if value is not None}
            row = {"sleutel": act, "oin": said["oin"], "verzoek": said["verzoek"], "verzoek_sha256": NOBODY}
            row |= {"soort": "proef", "tijd": tx.now, "log": self.shard, "regel": index, "aantal": aantal} | stored
            if not none:
                rijen += writer.insert(tables.handeling, {**row, "antwoord": b"{}"})
            if "handeling" in feit:
                said.pop("handeling")
            tx.line(self.shard, {**said, "rijen": rijen}, persoon)
            return f"{self.shard}|{index}"

        return self.knooppunt.sequencer.submit(lie).result(30).value, act

    def row(self, table: sa.Table) -> dict[str, Any]:
        """Return a true row of a table, to make a false one of."""
        with self.knooppunt.engine.connect() as connection:
            return dict(connection.execute(sa.select(table).limit(1)).mappings().one())

    def decision(self, change: Any = None, **columns: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return a false row of a decision, and what a line would say of it."""
        with self.knooppunt.engine.connect() as connection:
            table = tables.beslissing
            query = sa.select(table).where(table.c.uitkomst == "toegestaan").limit(1)
            row = dict(connection.execute(query).mappings().one())
        record = jcs.decode(row["adl"])
        if change is not None:
            change(record)
        answer = record["body"]["adl.core.response"]
        row |= {"sleutel": str(uuid.uuid4()), "adl": jcs.encode(record), "uitkomst": answer["uitkomst"]}
        row |= {"vrijgave": answer["vrijgave"], "handeling": "", **columns}
        row.pop("tijd")
        asked = record["body"]["adl.core.request"]
        properties, context = asked["resource"]["properties"], asked["context"]
        vraag = {"wie": asked["subject"]["properties"]["soort"], "aan": properties["ontvanger"]}
        vraag |= {"wat": properties["categorie"], "handeling": asked["action"]["name"], "datum": context["peildatum"]}
        vraag |= {name: context[name] for name in ("doel", "fase", "feiten")}
        said = {"id": row["sleutel"], "vraag": vraag, "uitkomst": answer["uitkomst"], "vrijgave": answer["vrijgave"]}
        said |= {"feiten": record["attributes"]["adl.core.information"]["feitverklaringen"]}
        return row, said | {"regels": [r["id"] for r in answer["regels"]], "plichten": answer["plichten"]}

    def decide(self, change: Any = None, say: Any = None, **columns: Any) -> tuple[str, str]:
        """Write a decision with its line; `say` changes what the line says. Returns line and decision."""
        row, said = self.decision(change, **columns)
        act = str(uuid.uuid4())
        # The row must name its act before the act has a name of its own.
        regel, _ = self.write((tables.beslissing, {**row, "handeling": act}), beslissingen=[said | (say or {})])
        return regel, row["sleutel"]


def signed(knooppunt: Backbone, who: str, body: dict[str, Any] | None = None, ago: int = 0) -> Caller:
    """Return a caller whose request the organisation and its person really signed, so many ms ago."""
    partij = knooppunt[who]
    caller = partij.caller(persoon=True)
    trace = f"00-{caller.trace_id}-{caller.span_id}-01"
    org = hs.OrgKey(partij.oin, partij.http.public.id, partij.http.key_object)
    person = hs.PersonKey(partij.oin, partij.persoon, partij.persoon_sleutel.key_object)
    data, now = jcs.encode(body or {}), knooppunt.clock.now() - ago
    headers = {"Idempotency-Key": caller.verzoek, "traceparent": trace}
    sent = hs.sign_request("POST", URL, data, headers, org, person, now, hs.new_nonce())
    found = hs.verify_request("POST", URL, sent, data, keys=Keys(partij), now=now, remember=lambda *_: True)
    asked = request_sha256("POST", "/v1/leveringen", hashlib.sha256(data).hexdigest())
    return replace(
        caller, verzoek_sha256=asked, ondertekend=found.ondertekend, ondertekend_persoon=found.ondertekend_persoon
    )


def check(knooppunt: Backbone, tables_there: Sequence[sa.Table] = LOGGED) -> Report:
    """Verify as the command does."""
    policy = tlog_policy.parse(knooppunt.policy_text.encode())
    samenhang = Samenhang(knooppunt.world.lijsten, ORIGIN, knooppunt.clock.now())
    rooms = Rooms(
        lambda connection: existing_rows(connection, tables_there),
        None,
        samenhang.extract,
        samenhang.findings,
        explained,
    )
    return verify(knooppunt.engine, knooppunt.kluis, knooppunt.folder, policy, rooms)


def named(report: Report) -> set[tuple[str, str]]:
    return {(finding.soort, finding.waar) for finding in report.bevindingen}


def count(knooppunt: Backbone, who: str, *extra: bytes) -> dict[str, Any]:
    """Return what the gateway of `who` would send of its lines so far, with proofs of `extra` as well."""
    tellingen, oin = Dagtellingen(), knooppunt[who].oin
    for shard in knooppunt.world.log.shards():
        for line in knooppunt.world.reader.lines(shard) if shard != "stam" else ():
            tellingen.add(f"{ORIGIN}/{shard}", line.index, hash_leaf(line.entry), line.feit or {})
    dag = form.dutch_day(knooppunt.clock.now())
    found = tellingen.expected(oin, dag)
    day = tellingen._days[oin, dag]  # the gateway has the leaves themselves
    found["bewijzen"] = form.telling([*day.bewijzen, *extra])
    return form.Afstemming(oin, dag, **found, vorige=None).sign(knooppunt[who].tekenen)


def _decisions(operator: Operator) -> Iterator[tuple[str, str]]:
    """Lie about decisions; each one is also of another act than it says, so `beslissing-wijkt-af` comes with all."""

    def text(record: Any) -> None:
        record["body"]["adl.core.response"]["regels"][0]["zin"] = "Dit mag."

    def other_release(record: Any) -> None:
        gone = "sha256:" + "0" * 64
        record["body"]["adl.core.response"]["vrijgave"] = gone
        record["attributes"]["adl.core.policies"]["knooppunt"] = gone

    def cited(record: Any) -> None:
        record["attributes"]["adl.core.information"]["feitverklaringen"] = {"relevant": [NOBODY]}

    _, told = operator.decide(text)
    yield "beslissing-anders", f"beslissing:{told}"
    _, gone = operator.decide(other_release)
    yield "vrijgave-ontbreekt", f"beslissing:{gone}"
    yield "vrijgave-niet-van-kracht", f"beslissing:{gone}"
    regel, invented = operator.decide(cited)
    yield "feit-ontbreekt", f"log_openingen_feit:{regel}"
    _, other = operator.decide(say={"uitkomst": "verboden"})
    _, broken = operator.decide(adl=b"{}")
    yield "beslissing-onleesbaar", f"beslissing:{broken}"
    for decision in (told, gone, invented, other, broken):
        yield "beslissing-wijkt-af", f"beslissing:{decision}"
    row, said = operator.decision()
    operator.write((tables.beslissing, row))
    yield "beslissing-zonder-regel", f"beslissing:{row['sleutel']}"
    regel, _ = operator.write(beslissingen=[said | {"id": str(uuid.uuid4())}])
    yield "beslissing-ontbreekt", f"log_openingen_feit:{regel}"


def _acts(operator: Operator) -> Iterator[tuple[str, str]]:
    regel, _ = operator.write(_geen=True)
    yield "regel-zonder-handeling", f"log_openingen_feit:{regel}"
    regel, _ = operator.write(_geen=True, handeling=None)
    yield "regel-zonder-handeling", f"log_openingen_feit:{regel}"
    _, act = operator.write(_aantal=2)
    yield "handeling-zonder-regel", f"handeling:{act}"
    _, act = operator.write(_rij={"verzoek": str(uuid.uuid4())})
    yield "handeling-wijkt-af", f"handeling:{act}"
    _, act = operator.write(_rij={"regel": 0, "aantal": 1})
    yield "handeling-zonder-regel", f"handeling:{act}"
    here = f"{operator.shard}|{int(regel.partition('|')[2]) + 3}"
    yield "regel-zonder-handeling", f"log_openingen_feit:{here}"
    index = operator.knooppunt.sequencer.submit(
        lambda tx: (tx.stam({"v": 1, "soort": "sleutel-gepubliceerd", "oin": "x"}), tx.next_index("stam") - 1)[1]
    )
    yield "stamlog-telt-niet", f"log_bladen:stam|{index.result(30).value}"


def _facts(operator: Operator) -> Iterator[tuple[str, str]]:
    knooppunt = operator.knooppunt
    row = {**operator.row(tables.feitverklaring), "sleutel": "e" * 64}
    operator.write((tables.feitverklaring, row))
    yield "feit-zonder-bundel", f"feitverklaring:{'e' * 64}"
    own = bundles.sign(
        [knooppunt.fact("relevant", record=str(uuid.uuid4()))], knooppunt["ind"].oin, knooppunt["ind"].tekenen
    )
    false = {**own, "verklaringen": [own["verklaringen"][0] | {"waarde": False}]}
    late = bundles.sign(
        [knooppunt.fact("relevant", record=str(uuid.uuid4()))], knooppunt["nvwa"].oin, knooppunt["nvwa"].tekenen
    )
    for bundle in (false, late):
        data = jcs.encode(bundle)
        name = hashlib.sha256(data).hexdigest()
        operator.write((tables.feitbundel, {"sleutel": name, "bundel": data}))
        yield "feitbundel-ongeldig", f"feitbundel:{name}"


def _records(operator: Operator) -> Iterator[tuple[str, str]]:
    row = operator.row(tables.verstrekking)
    copy = {**row, "sleutel": str(uuid.uuid4())}
    operator.write((tables.verstrekking, copy))
    yield "verstrekking-ongeldig", f"verstrekking:{copy['sleutel']}"
    operator.write(gebeurtenis=Event.VERSTREKKING_OPGENOMEN, record=row["sleutel"], verklaring_sha256=NOBODY)
    yield "verstrekking-wijkt-af", f"verstrekking:{row['sleutel']}"


def _request_of(caller: Caller) -> dict[str, Any]:
    """What the line of a signed request says of it."""
    assert caller.ondertekend is not None
    names = ("oin", "sleutel", "verzoek", "verzoek_sha256", "trace_id", "span_id")
    return {name: getattr(caller, name) for name in names} | {"ondertekend": caller.ondertekend.to_json()}


def _signatures(operator: Operator) -> Iterator[tuple[str, str]]:
    partij = operator.knooppunt["politie"]
    caller = signed(operator.knooppunt, "politie")
    assert caller.ondertekend is not None
    assert caller.ondertekend_persoon is not None
    of_other = caller.ondertekend.to_json()  # a true signature, of another request than the line says
    for sleutel in (partij.http.public.id, NOBODY):
        regel, _ = operator.write(oin=partij.oin, sleutel=sleutel, ondertekend=of_other)
        yield "handtekening-verzoek", f"log_openingen_feit:{regel}"
    old = signed(operator.knooppunt, "politie", ago=400_000)  # true in all but its time: put by, and carried out later
    regel, _ = operator.write(**_request_of(old), _rij={"verzoek_sha256": old.verzoek_sha256})
    yield "handtekening-verzoek", f"log_openingen_feit:{regel}"
    for persoon in (partij.persoon, str(uuid.uuid4())):
        who = {"oin": partij.oin, "persoon": persoon, "ondertekend": caller.ondertekend_persoon.to_json()}
        regel, _ = operator.write(oin=partij.oin, persoon=who)
        yield "handtekening-persoon", f"log_openingen_feit:{regel}"


class Erasures:
    """Erases as only the operator can, on orders of one organisation that really signed them."""

    def __init__(self, operator: Operator) -> None:
        self.operator, self.knooppunt, self.shard = operator, operator.knooppunt, operator.shard
        self.ind = self.knooppunt["ind"]

    def order(self, *regels: int, opening: str = "persoon") -> wisbevel.Wisbevel:
        """Return an order about these lines."""
        return wisbevel.make(
            self.ind.tekenen,
            oin=self.ind.oin,
            opening=opening,
            shard=self.shard,
            regels=[(n, n + 1) for n in regels],
            grondslag="wpg-14",
            reden="termijn-voorbij",
            gemaakt=self.knooppunt.clock.now(),
        )

    def stam(self, sha256: str) -> None:
        """Name an order in the stamlog."""
        entry = {"v": 1, "soort": wisbevel.STAM_SOORT, "bevel_sha256": sha256, "tijd": self.knooppunt.clock.now()}
        self.knooppunt.sequencer.submit(lambda tx: tx.stam(entry)).result(30)

    def log(self, bevel: wisbevel.Wisbevel, *, keep: bool = True, named: bool = True, **changes: Any) -> str:
        """Log an order, as it is or with changes, and return the line."""
        said = {"bevel_sha256": bevel.sha256, "shard_gewist": bevel.shard, "opening": bevel.opening}
        said |= {"regels": [list(item) for item in bevel.regels]} | changes
        rows = [(wisbevelen.wisbevel, {"sleutel": bevel.sha256, "bevel": bevel.data})] if keep else []
        if named:
            self.stam(bevel.sha256)
        return self.operator.write(*rows, gebeurtenis=Event.WISSING_BEVOLEN, **said)[0]

    def erase(self, *numbers: int, opening: str = "persoon", commit: bool = True) -> None:
        """Erase openings; not committed the keys are gone and the rows are not."""
        with self.knooppunt.engine.connect() as connection:
            openings.erase(connection, self.knooppunt.kluis, self.shard, numbers, opening)
            connection.commit() if commit else connection.rollback()


def _orders(operator: Operator) -> Iterator[tuple[str, str]]:
    made = Erasures(operator)
    persoon = {"oin": made.ind.oin, "persoon": made.ind.persoon}
    early, half, none, kept = (int(operator.write(persoon=persoon)[0].partition("|")[2]) for _ in range(4))
    made.log(made.order(early))
    made.erase(early)
    yield "wisbevel-te-vroeg", f"log_openingen_persoon:{operator.shard}|{early}"
    made.log(made.order(half))
    made.erase(half, commit=False)
    yield "wissing-onaf", f"log_openingen_persoon:{operator.shard}|{half}"
    yield "wisbevel-te-vroeg", f"log_openingen_persoon:{operator.shard}|{half}"
    made.erase(none)
    yield "opening-ontbreekt", f"log_openingen_persoon:{operator.shard}|{none}"
    missing = made.log(made.order(kept), keep=False, regels=[[0, 1]])
    yield "wisbevel-ontbreekt", f"log_openingen_feit:{missing}"
    other = made.log(made.order(kept, kept + 1), regels=[[kept + 1, kept + 2]])
    yield "wisbevel-wijkt-af", f"log_openingen_feit:{other}"
    bron = dict(made.order(kept).bron)
    forged = wisbevel.read({**bron, "bevel": bron["bevel"] | {"reden": "verzonnen-reden"}})
    made.log(forged)
    yield "wisbevel-ongeldig", f"wisbevel:{forged.sha256}"
    # A restore would know nothing of the one, and everybody wonder about the other.
    silent = made.log(made.order(kept, kept + 2), named=False)
    yield "wisbevel-niet-in-stamlog", f"log_openingen_feit:{silent}"
    made.stam("ee" * 32)
    with made.knooppunt.engine.connect() as connection:
        where = sa.select(sa.func.max(log_bladen.c.volgnr)).where(log_bladen.c.shard == "stam")
        yield "wisbevel-zonder-regel", f"log_bladen:stam|{connection.execute(where).scalar_one()}"


def _whole_orders(operator: Operator) -> Iterator[tuple[str, str]]:
    """Lines of which nothing is left to say whose they were and when."""
    made, om = Erasures(operator), operator.knooppunt["om"]
    # An act that was erased whole, on a good order, leaves rows that no line names: they are explained, and its line is.
    # It is not twenty years old, and that still shows.
    gone = int(operator.write()[0].partition("|")[2])
    feit = made.log(made.order(gone, opening="feit"))
    made.erase(gone, opening="feit")
    yield "wisbevel-te-vroeg", f"log_openingen_feit:{feit}"
    # The same without an order is not.
    bare, act = operator.write()
    made.erase(int(bare.partition("|")[2]), opening="feit")
    yield "opening-ontbreekt", f"log_openingen_feit:{bare}"
    yield "rij-toegevoegd", f"handeling:{act}"
    # What another organisation still has to account for.
    whose, _ = operator.write(oin=om.oin)
    number = int(whose.partition("|")[2])
    feit = made.log(made.order(number, opening="feit"))
    made.erase(number, opening="feit")
    yield "wisbevel-te-vroeg", f"log_openingen_feit:{feit}"
    yield "wisbevel-ongeldig", f"log_openingen_feit:{whose}"
    future = made.log(made.order(number + 500))
    yield "wisbevel-ongeldig", f"log_openingen_feit:{future}"


def _counts(operator: Operator, honest: dict[str, Any], dag: str) -> Iterator[tuple[str, str]]:
    """Of politie lines were invented after it counted; om has the proof of a line that is not there any more."""
    knooppunt = operator.knooppunt
    om = count(knooppunt, "om", form.proof_leaf(f"{ORIGIN}/{operator.shard}", 999, hash_leaf(b"verborgen")))
    forged = count(knooppunt, "belastingdienst")
    knooppunt.clock.shift += DAY
    for who, sent in (("politie", honest), ("om", om)):
        Zaak.done(knooppunt.exchange.report_count(knooppunt[who].caller(), sent))
        yield "afstemming-wijkt-af", f"afstemming:{knooppunt[who].oin}/{dag}"
    forged["afstemming"]["vorige"] = NOBODY
    oin = knooppunt["belastingdienst"].oin
    regel, _ = operator.write(oin=oin, gebeurtenis=Event.AFSTEMMING_GEMELD, dag=dag, afstemming=forged)
    yield "afstemming-ongeldig", f"log_openingen_feit:{regel}"
    yield "afstemming-wijkt-af", f"afstemming:{oin}/{dag}"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """An honest story, verified, and then one with every lie in it, verified again."""
    knooppunt = Backbone(tmp_path_factory.mktemp("samenhang"))
    zaak = Zaak(knooppunt)
    zaak.phase("verrijking-gesloten")
    levering = zaak.supply("politie", "wpg-8", "gemeente", "om")
    zaak.done(knooppunt.exchange.push(levering.caller, levering.body))
    zaak.done(knooppunt.exchange.read(signed(knooppunt, "gemeente"), levering.record))
    zaak.done(knooppunt.exchange.read(signed(knooppunt, "om"), levering.record))
    zaak.push("toeslagen", "toeslagen", "gemeente")
    nvwa, now = knooppunt["nvwa"], knooppunt.clock.now()
    withdrawn = events.withdraw(nvwa.identiteit, nvwa.oin, Rol.TEKENEN, nvwa.tekenen.public.id, now)
    zaak.done(knooppunt.exchange.admit_key_event(nvwa.caller(), withdrawn, None, None))
    honest, dag = count(knooppunt, "politie"), form.dutch_day(now)
    before = check(knooppunt)
    operator = Operator(knooppunt)
    planted = [*_acts(operator), *_decisions(operator), *_records(operator), *_signatures(operator), *_orders(operator)]
    planted += _whole_orders(operator)
    planted += _counts(operator, honest, dag)
    planted += _facts(operator)
    yield {"before": before, "planted": planted, "after": check(knooppunt), "knooppunt": knooppunt}
    knooppunt.close()


def test_an_honest_story_is_whole(told: dict[str, Any]) -> None:
    """Supplies, signed reads, a refusal, statements, a withdrawal: nothing to find before anybody lies."""
    assert named(told["before"]) == set()
    assert told["before"].rijen > 30


def test_every_lie_is_found(told: dict[str, Any]) -> None:
    """Each planted lie is named with its kind at its place, and nothing else is accused."""
    found, planted = named(told["after"]), set(told["planted"])
    assert planted - found == set()
    assert found - planted == set()


def test_orders_that_were_put_away_are_missed(told: dict[str, Any]) -> None:
    """Contrary: without the table of orders no erasure is explained by one; with it only the planted lie lacks its order."""
    knooppunt = told["knooppunt"]
    known = {finding for finding in named(told["after"]) if finding[0] == "wisbevel-ontbreekt"}
    with knooppunt.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE wisbevel RENAME TO elders"))
    try:
        logged = [table for table in LOGGED if table is not wisbevelen.wisbevel]
        found = named(check(knooppunt, logged))
    finally:
        with knooppunt.engine.begin() as connection:
            connection.execute(sa.text("ALTER TABLE elders RENAME TO wisbevel"))
    assert {finding for finding in found if finding[0] == "wisbevel-ontbreekt"} > known
