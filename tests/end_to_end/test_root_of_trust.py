# SPDX-License-Identifier: EUPL-1.2
"""The operator adds itself, swaps a key, or serves an item without a line: gateways refuse it and name it.

Each attack uses what the operator really has: its database, the keys of the log, the key that signs its answers, and
the wire. What it has not is any partner's identity key, and nothing else is needed to see it. One casus, with gateways
that know the log and gateways that come for the first time.
"""

from __future__ import annotations

import json
import shutil
import uuid
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from adapters.gateway.errors import VerificationError
from audit.database import create_engine, drop_append_only
from audit.proof import jcs
from audit.proof.tree import hash_leaf
from audit.tables import log_bladen
from audit.values import STAM, StartRefusedError
from core.envelope import SealedRecord
from core.keychain import events
from core.keychain.kem import KemPrivateKey
from core.keychain.keys import HttpPrivateKey, Rol
from core.keychain.signatures import PrivateKey
from server.commandline.audit.verifieer import Wijze, check
from server.settings import Settings
from server.wiring import open_backbone
from tests.adapters.gateway.ring import UNIT, case_with
from tests.adapters.gateway.test_ring import proposal, sent
from tests.end_to_end.operator import Operator, visit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from adapters.gateway.gateway import Gateway
    from tests.adapters.gateway.ring import Ring

STRANGER = "00000099000000007777"
Attack = "Callable[[Operator], dict[str, Any]]"


@pytest.fixture(scope="module")
def casus(ring: Ring) -> str:
    """A casus of gemeente, politie, belastingdienst and om."""
    return case_with(ring, "politie", "belastingdienst", "om")


@pytest.fixture
def operator(ring: Ring) -> Iterator[Operator]:
    """The operator on the wire."""
    made = Operator(ring)
    yield made
    made.close()


@pytest.fixture
def visitor(ring: Ring, operator: Operator, tmp_path: Path) -> Iterator[Callable[..., Gateway]]:
    """Make gateways that reach the server through the operator."""
    made: list[Gateway] = []

    def make(soort: str, *, remembers: bool = True) -> Gateway:
        made.append(visit(ring, soort, operator, tmp_path / f"{soort}-{len(made)}", remembers=remembers))
        return made[-1]

    yield make
    for gateway in made:
        gateway.close()


def swapped_kem(operator: Operator, oin: str, identity: PrivateKey | None = None) -> dict[str, Any]:
    """Return a KEM key that the operator made for somebody's unit, with its own signature as identity."""
    now, key = operator.ring["om"].clock(), KemPrivateKey.generate()
    challenge = events.make_challenge(key.public, oin)
    _, bezit = events.answer_challenge(key, oin, challenge.uitdaging)
    signer, term = identity or PrivateKey.generate(), (now, now + 10**9)
    return events.publish(signer, oin, key.public, term, now, eenheid=UNIT, bezit=bezit)


def swapped(key: PrivateKey | HttpPrivateKey) -> Attack:
    """Return an attack that logs this key on the name of the gemeente."""

    def attack(operator: Operator) -> dict[str, Any]:
        now = operator.ring["om"].clock()
        return events.publish(PrivateKey.generate(), operator.ring.oin("gemeente"), key, (now, now + 10**9), now)

    return attack


def withdrawn(operator: Operator) -> dict[str, Any]:
    """Return a withdrawal of the gemeente's KEM key that the gemeente did not sign."""
    ring = operator.ring
    now, oin = ring["om"].clock(), ring.oin("gemeente")
    own = ring["om"].desk.directory.kem_key(oin, UNIT, now)
    return events.withdraw(PrivateKey.generate(), oin, Rol.KEM, own.sleutel_id, now, eenheid=UNIT)


def moved(operator: Operator) -> dict[str, Any]:
    """Return a genuine event of the politie, relabelled as one of the gemeente."""
    ring = operator.ring
    own = next(json.loads(entry) for entry in operator.entries() if ring.oin("politie").encode() in entry)
    return {**own, "oin": ring.oin("gemeente")}


ATTACKS = {
    "beheerder-als-deelnemer": (lambda operator: swapped_kem(operator, STRANGER), "stamlog-niet-in-lijst"),
    "kem-verwisseld": (lambda operator: swapped_kem(operator, operator.ring.oin("gemeente")), "stamlog-identiteit"),
    "tekensleutel-verwisseld": (swapped(PrivateKey.generate()), "stamlog-identiteit"),
    "http-sleutel-verwisseld": (swapped(HttpPrivateKey.generate()), "stamlog-identiteit"),
    "ingetrokken": (withdrawn, "stamlog-identiteit"),
    "overgeschreven": (moved, "stamlog-identiteit"),
}


def alarm(gateway: Gateway, reden: str) -> dict[str, Any]:
    """Return the details of the one alarm with this reason."""
    found = [item["gegevens"] for item in gateway.alarms() if item["reden"] == reden]
    assert len(found) == 1, gateway.alarms()
    return dict(found[0])


def keys_sealed_to(gateway: Gateway, ring: Ring, casus: str, *to: str) -> dict[str, set[str]]:
    """Let a gateway seal a supply and return to which keys it did, by recipient."""
    uitslag = gateway.supply([proposal(ring, casus, *to)]).uitslagen[0]
    assert uitslag.staat == "in-outbox", uitslag.to_json()
    entry = gateway.outbox.get(uitslag.outbox or 0)
    assert entry is not None
    found: dict[str, set[str]] = {}
    for item in jcs.decode(entry.body)["verstrekkingen"]:
        for wrap in SealedRecord.from_json(item).omhulsels:
            found.setdefault(wrap.ontvanger, set()).add(wrap.sleutel)
    return found


@pytest.mark.parametrize("name", ATTACKS)
def test_extra_entry_with_the_key_of_the_log(
    ring: Ring, casus: str, operator: Operator, visitor: Callable[..., Gateway], name: str
) -> None:
    """A properly signed extra entry is taken for what it is: not used, and the alarm names the operator as its maker."""
    attack, reden = ATTACKS[name]
    event = attack(operator)
    genuine = ring["politie"].desk.directory.kem_key(ring.oin("gemeente"), UNIT, ring["om"].clock()).sleutel_id
    operator.publish([*operator.entries(), jcs.encode(event)])
    politie = visitor("politie")
    politie.sync()
    found = alarm(politie, reden)
    assert (found["dader"], found["oin"]) == ("beheerder", event["oin"])
    assert keys_sealed_to(politie, ring, casus, "gemeente")[ring.oin("gemeente")] == {genuine}
    if event["oin"] == ring.oin("gemeente"):
        gemeente = visitor("gemeente")
        gemeente.sync()
        assert event["sleutel_id"] in {
            item["gegevens"]["sleutel_id"] for item in gemeente.alarms() if item["reden"] == "sleutel-niet-van-ons"
        }


def test_stranger_is_no_recipient(ring: Ring, casus: str, operator: Operator, visitor: Callable[..., Gateway]) -> None:
    """Also when its supplier names it, the operator that logged a key for itself gets nothing sealed."""
    event = swapped_kem(operator, STRANGER)
    operator.publish([*operator.entries(), jcs.encode(event)])
    politie = visitor("politie")
    politie.sync()
    wanted = proposal(ring, casus, "gemeente", ontvangers=[*ring.to("gemeente"), (STRANGER, UNIT)])
    uitslag = politie.supply([wanted]).uitslagen[0]
    assert uitslag.staat in {"geweigerd", "ongeldig"}, uitslag.to_json()
    assert event["sleutel_id"] not in json.dumps([entry.to_json() for entry in politie.outbox.entries()])
    assert all(event["sleutel_id"].encode() not in entry.body for entry in politie.outbox.entries())


def with_swapped_entry(operator: Operator) -> tuple[list[bytes], int, dict[str, Any]]:
    """Return the stamlog in which the gemeente's KEM event was replaced, where, and by what."""
    ring, entries = operator.ring, operator.entries()
    oin = ring.oin("gemeente")
    at = next(n for n, entry in enumerate(entries) if oin.encode() in entry and b'"rol":"kem"' in entry)
    event = swapped_kem(operator, oin)
    entries[at] = jcs.encode(event)
    return entries, at, event


def test_key_swapped_in_the_answers_alone(ring: Ring, operator: Operator, visitor: Callable[..., Gateway]) -> None:
    """A served bundle with another key under the real checkpoint is refused: nothing new is used."""
    entries, _, _ = with_swapped_entry(operator)
    operator.publish(entries)
    operator.files.pop("/log/stam/checkpoint")
    politie = visitor("politie", remembers=False)
    with pytest.raises(VerificationError) as caught:
        politie.sync()
    assert caught.value.reden == "stamlog-klopt-niet"


def test_history_rewritten_for_a_gateway_that_knows_it(operator: Operator, visitor: Callable[..., Gateway]) -> None:
    """A whole other stamlog, signed with the real keys of the log, is a fork: both checkpoints are kept as proof."""
    entries, _, _ = with_swapped_entry(operator)
    politie = visitor("politie")
    for log in (entries, [*entries, entries[-1]], operator.entries()[:-1]):
        operator.publish(log)
        with pytest.raises(VerificationError) as caught:
            politie.sync()
        assert caught.value.reden in {"stamlog-gesplitst", "stamlog-teruggedraaid"}
    for item in politie.alarms():
        assert "\n— " in item["gegevens"]["eerder"]
        assert "\n— " in item["gegevens"]["nu"]


def test_history_rewritten_for_a_newcomer(
    ring: Ring, casus: str, operator: Operator, visitor: Callable[..., Gateway]
) -> None:
    """A gateway that never saw the real log believes the swapped key just as little, and names the operator."""
    entries, at, event = with_swapped_entry(operator)
    operator.publish(entries)
    politie = visitor("politie", remembers=False)
    politie.sync()
    assert alarm(politie, "stamlog-identiteit") == {
        "index": at,
        "oin": ring.oin("gemeente"),
        "reden": "identiteit",
        "dader": "beheerder",
    }
    uitslag = politie.supply([proposal(ring, casus, "gemeente")]).uitslagen[0]
    assert uitslag.staat != "in-outbox"
    assert all(event["sleutel_id"].encode() not in entry.body for entry in politie.outbox.entries())
    gemeente = visitor("gemeente")
    with pytest.raises(VerificationError):
        gemeente.sync()


def test_log_under_other_keys(operator: Operator, visitor: Callable[..., Gateway]) -> None:
    """A stamlog that somebody else signed is refused by old and new gateways alike."""
    operator.publish(operator.entries(), honest_key=False)
    for remembers in (True, False):
        with pytest.raises(VerificationError) as caught:
            visitor("politie", remembers=remembers).sync()
        assert caught.value.reden == "stamlog-handtekening"


def test_answers_under_another_key(operator: Operator, visitor: Callable[..., Gateway]) -> None:
    """Whoever only holds the wire can change no answer: it is not signed by the key of the pinned list."""
    operator._key = HttpPrivateKey.generate()
    operator.change = lambda path, data: data
    with pytest.raises(VerificationError) as caught:
        visitor("politie").sync()
    assert caught.value.reden == "antwoord-niet-ondertekend"


def test_another_list_of_participants(ring: Ring, operator: Operator, visitor: Callable[..., Gateway]) -> None:
    """A deelnemerslijst that the operator serves changes nothing: the pinned one counts, and no gateway asks for it."""
    operator.files["/v1/deelnemerslijst"] = b"{}"
    politie = visitor("politie")
    politie.sync()
    assert "/v1/deelnemerslijst" not in operator.seen
    assert politie.partner.lijst.fingerprint == ring["politie"].partner.lijst.fingerprint


def test_release_of_the_operator(operator: Operator, visitor: Callable[..., Gateway]) -> None:
    """A release that the operator logs without those who must sign is an alarm, whatever its file says; the one before stays."""
    digest = "sha256:" + "ab" * 32
    entry = {"v": 1, "soort": "vrijgave", "digest": digest, "opsteller": "x", "ondertekenaars": ["x"], "tijd": 1}
    operator.publish([*operator.entries(), jcs.encode(entry)])
    real = visitor("om")
    path = next((real.partner.folder / "vrijgaven").glob("*.json"))
    release = path.read_bytes()
    stripped = {**json.loads(release), "handtekeningen": []}
    for served in (release, jcs.encode(stripped), b"{}"):
        operator.files[f"/v1/vrijgaven/{digest}"] = served
        politie = visitor("politie")
        politie.sync()
        assert politie.desk.decider.ruleset.digest == f"sha256:{path.stem}"
        (alarm,) = [item for item in politie.alarms() if item["reden"] == "vrijgave-ongeldig"]
        assert alarm["gegevens"]["vrijgave"] == digest


@pytest.fixture
def stolen(ring: Ring, casus: str, tmp_path: Path) -> Iterator[tuple[Settings, sa.Engine]]:
    """A copy of the whole backbone folder, with the triggers gone, for an operator that writes in its database."""
    folder = tmp_path / "backbone"
    shutil.copytree(ring.settings.data_dir, folder)
    settings = Settings(data_dir=folder, port=ring.settings.port, public_url=ring.url)
    engine = create_engine(settings.database)
    with engine.begin() as connection:
        for statement in drop_append_only(log_bladen.name, "sqlite"):
            connection.exec_driver_sql(statement)
    assert check(settings).geldig
    yield settings, engine
    engine.dispose()


def test_key_swapped_in_the_database(ring: Ring, operator: Operator, stolen: tuple[Settings, sa.Engine]) -> None:
    """A swapped row of the stamlog is named by `audit verifieer`, and the server does not start on it."""
    settings, engine = stolen
    entries, at, _ = with_swapped_entry(operator)
    here = (log_bladen.c.shard == STAM) & (log_bladen.c.volgnr == at)
    with engine.begin() as connection:
        new = {"blad": entries[at], "hash": hash_leaf(entries[at])}
        assert connection.execute(log_bladen.update().where(here).values(new)).rowcount == 1
    report = check(settings, Wijze(ring.partners["politie"].folder / "tlog-policy"))
    found = [f"{finding.waar} {finding.tekst}" for finding in report.bevindingen]
    assert any(STAM in text and f"regel {at}." in text for text in found), found
    with pytest.raises(StartRefusedError, match="stam"):
        open_backbone(settings)


def test_reader_added_in_the_database(ring: Ring, stolen: tuple[Settings, sa.Engine]) -> None:
    """An extra row of the stamlog that adds a participant is named by `audit verifieer`, by its number."""
    settings, engine = stolen
    entry = jcs.encode({"v": 1, "soort": "sleutel-gepubliceerd", "oin": STRANGER})
    with engine.begin() as connection:
        size = connection.execute(sa.select(sa.func.count()).where(log_bladen.c.shard == STAM)).scalar_one()
        row = {"shard": STAM, "volgnr": size, "blad": entry, "hash": hash_leaf(entry)}
        connection.execute(log_bladen.insert().values(row))
    assert {f.waar for f in check(settings).bevindingen} == {f"log_bladen:{STAM}|{size}"}


def strip_proof(data: dict[str, Any], _: dict[str, Any]) -> None:
    """Serve the item without any proof."""
    del data["bewijs"]


def other_line(data: dict[str, Any], old: dict[str, Any]) -> None:
    """Serve it with the proof of an earlier read."""
    data["bewijs"] = old["bewijs"]


def other_words(data: dict[str, Any], _: dict[str, Any]) -> None:
    """Serve the real proof, with another reader in the opened line."""
    data["bewijs"]["feit"] = {**data["bewijs"]["feit"], "verzoek": str(uuid.uuid4())}


def no_words(data: dict[str, Any], _: dict[str, Any]) -> None:
    """Serve the real proof without the opened line."""
    data["bewijs"] |= {"feit": None, "feit_sleutel": None}


def no_person(data: dict[str, Any], _: dict[str, Any]) -> None:
    """Serve the real proof without the person who read."""
    data["bewijs"] |= {"persoon": None, "persoon_sleutel": None}


def broken_proof(data: dict[str, Any], _: dict[str, Any]) -> None:
    """Serve the proof with one other signature byte."""
    text = data["bewijs"]["bewijs"].rstrip("\n")
    data["bewijs"]["bewijs"] = f"{text[:-8]}{'A' if text[-8] != 'A' else 'B'}{text[-7:]}\n"


@pytest.mark.parametrize("fake", [strip_proof, other_line, other_words, no_words, no_person, broken_proof])
def test_item_without_a_line_of_its_own(
    ring: Ring,
    casus: str,
    operator: Operator,
    visitor: Callable[..., Gateway],
    fake: Callable[[dict[str, Any], dict[str, Any]], None],
) -> None:
    """An item that comes without the proof of exactly this read is not opened; alarm and report name it."""
    first, second = (sent(ring["politie"], proposal(ring, casus, "gemeente")) for _ in range(2))
    served: list[dict[str, Any]] = []

    def change(path: str, data: Any) -> Any:
        if path.endswith("/inzagen"):
            served.append(json.loads(json.dumps(data)))
            if second in path:
                fake(data, served[0])
        return data

    operator.change = change
    gemeente = visitor("gemeente")
    gemeente.sync()
    assert gemeente.fetch(ring.people["gemeente"], first).geopend == [first]
    result = gemeente.fetch(ring.people["gemeente"], second)
    assert (result.geopend, list(result.afwijkend)) == ([], [second])
    assert {"record": second} in [item["gegevens"] for item in gemeente.alarms()]
    assert not (gemeente.partner.folder / "geopend" / f"{second}.json").exists()
    assert gemeente.outbox.entries()[-1].path == "/v1/afwijkingen"


@pytest.mark.parametrize("field", ["inhoud", "zout", "omhulsels", "kop", "toekenningen"])
def test_changed_item_is_not_opened(
    ring: Ring, casus: str, operator: Operator, visitor: Callable[..., Gateway], field: str
) -> None:
    """One other byte in what the operator serves, with a perfect proof of the read, and nothing is opened."""
    record = sent(ring["politie"], proposal(ring, casus, "gemeente"))

    def change(path: str, data: Any) -> Any:
        if path.endswith("/inzagen"):
            item = data["record"]
            if field in ("inhoud", "zout"):
                item[field] = flipped(item[field])
            elif field == "omhulsels":
                item[field][0]["omhulsel"] = flipped(item[field][0]["omhulsel"])
            elif field == "kop":
                item[field]["fase"] = "weging"
            else:
                item[field]["lijst"][0]["door"] = STRANGER
        return data

    operator.change = change
    gemeente = visitor("gemeente")
    gemeente.sync()
    result = gemeente.fetch(ring.people["gemeente"], record)
    assert (result.geopend, list(result.afwijkend)) == ([], [record])
    assert not (gemeente.partner.folder / "geopend" / f"{record}.json").exists()


def flipped(value: str) -> str:
    """Return base64 with one bit of its last byte changed."""
    data = jcs.unb64(value)
    return jcs.b64(data[:-1] + bytes([data[-1] ^ 1]))


def test_feed_with_a_message_left_out(operator: Operator, visitor: Callable[..., Gateway], casus: str) -> None:
    """A message that the operator holds back, such as a consent withdrawn, leaves a hole that the gateway names."""

    def change(path: str, data: Any) -> Any:
        if path == "/v1/berichten" and len(data["berichten"]) > 2:
            del data["berichten"][1]
        return data

    operator.change = change
    om = visitor("om", remembers=False)
    with pytest.raises(VerificationError) as caught:
        om.sync()
    assert caught.value.reden == "berichten-ontbreken"
    assert alarm(om, "berichten-ontbreken")
