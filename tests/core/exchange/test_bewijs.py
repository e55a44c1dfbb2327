# SPDX-License-Identifier: EUPL-1.2
"""What is gathered for a stranger: key status at inclusion, erased lines, and who a record was never served to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from audit import bundel, openings, tijdstempel
from audit.bundel.los.verifieer import Verifieerder
from audit.database import writing
from audit.proof import jcs, receipt, tlog_policy
from core.contract import http_signature as hs
from core.contract.kept_signature import request_sha256
from core.exchange import bewijs
from core.exchange.nietgelezen import AANNAME, RecordError, report
from core.keychain import events
from core.keychain.keys import Rol
from server.commandline.audit.nietgelezen import _told
from tests.core.exchange.conftest import Zaak
from tests.kit import Backbone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.exchange.caller import Caller
    from tests.kit import Levering, Partij

URL = "https://knooppunt.example/v1/leveringen"
SOORTEN = ("politie", "gemeente", "belastingdienst", "om", "toeslagen", "nvwa")


@dataclass(frozen=True)
class Keys:
    """The keys of one organisation, as the server finds them."""

    partij: Partij

    def org_key(self, oin: str, sleutel: str, at_ms: int) -> bytes | None:
        known = (oin, sleutel) == (self.partij.oin, self.partij.http.public.id) and at_ms > 0
        return bytes(self.partij.http.public.ed25519) if known else None

    def person_key(self, *_: Any) -> None:
        return None


class Verhaal:
    """One record of the police for three, and what bundles and reports say of it."""

    def __init__(self, folder: Path) -> None:
        self.knooppunt = Backbone(folder, soorten=SOORTEN)
        self.bron = bewijs.Bron(self.knooppunt.world, self.knooppunt.policy_text.encode(), lambda _shard: None)
        self.zaak = Zaak(self.knooppunt)
        self.zaak.phase("verrijking-gesloten")
        supply = self.zaak.supply("politie", "wpg-8", "gemeente", "om", "belastingdienst")
        self.pushed = self.knooppunt.exchange.push(self.signed(supply), supply.body)
        self.zaak.done(self.pushed)
        self.record = supply.record

    def signed(self, supply: Levering) -> Caller:
        """Return the caller of a supply with what its organisation signed, as the server keeps it."""
        politie, caller, now = self.knooppunt["politie"], supply.caller, self.knooppunt.clock.now()
        headers = {"Idempotency-Key": caller.verzoek, "traceparent": f"00-{caller.trace_id}-{caller.span_id}-01"}
        org, data = hs.OrgKey(politie.oin, politie.http.public.id, politie.http.key_object), jcs.encode(supply.body)
        sent = hs.sign_request("POST", URL, data, headers, org, None, now, hs.new_nonce())
        found = hs.verify_request("POST", URL, sent, data, keys=Keys(politie), now=now, remember=lambda *_: True)
        asked = request_sha256("POST", "/v1/leveringen", hashlib.sha256(data).hexdigest())
        return replace(caller, verzoek_sha256=asked, ondertekend=found.ondertekend)

    def read(self, who: str) -> Any:
        """Let one recipient read the record; return its receipt."""
        outcome = self.knooppunt.exchange.read(self.knooppunt[who].caller(persoon=True), self.record)
        self.zaak.done(outcome)
        return outcome.bewijs[0]

    def outcomes(self) -> dict[str, str]:
        """Return the outcome per kind of recipient."""
        soorten = {party.oin: soort for soort, party in self.knooppunt.partijen.items()}
        return {soorten[item["oin"]]: item["uitkomst"] for item in report(self.bron, self.record)["ontvangers"]}

    def verdict(self) -> dict[str, Any]:
        """Return what the standalone verifier says of the bundle of the supply."""
        place = self.pushed.bewijs[0]
        where = (place["log"].rpartition("/")[2], place["index"])
        data = bundel.make(*bewijs.gather(self.bron, *where))
        lijst = self.knooppunt.lijst
        return Verifieerder(data).loop_na(lijst.fingerprint, lijst.tlog_policy_sha256)


@pytest.fixture
def verhaal(tmp_path: Path) -> Iterator[Verhaal]:
    """A backbone with one supply."""
    made = Verhaal(tmp_path)
    yield made
    made.knooppunt.close()


def test_never_served_served_and_not_known(verhaal: Verhaal) -> None:
    """Nobody read: never served to 3 of 3. One read: proven by its line. A searched line erased: not known, never not read."""
    assert verhaal.outcomes() == dict.fromkeys(("gemeente", "om", "belastingdienst"), "niet-verstrekt")
    line = verhaal.read("gemeente")
    made = report(verhaal.bron, verhaal.record)
    assert made["telling"] == {"verstrekt": 1, "niet-verstrekt": 2, "niet-bekend": 0}
    policy = tlog_policy.parse(verhaal.bron.policy)
    [shown] = made["ontvangstbewijzen"]
    proven = receipt.verify(shown, policy)
    assert (proven.feit or {})["record"] == verhaal.record
    assert (shown["log"], shown["index"], shown["persoon"]) == (line["log"], line["index"], None)
    heads = {head["origin"]: head["size"] for head in made["doorzocht"]}
    assert heads[line["log"]] == line["index"] + 1
    assert made["aanname"] == AANNAME
    told = _told(made)
    assert "Nooit opgehaald door 2 van de 3 ontvangers." in told
    assert "zolang" in told
    assert f"{line['log'].rpartition('/')[2]}/{line['index']}" in told
    knooppunt, shard = verhaal.knooppunt, line["log"].rpartition("/")[2]
    with writing(knooppunt.engine) as connection:
        openings.erase(connection, knooppunt.kluis, shard, [0], openings.FEIT)
    assert verhaal.outcomes() == {"gemeente": "verstrekt", "om": "niet-bekend", "belastingdienst": "niet-bekend"}
    assert "gewist" in _told(report(verhaal.bron, verhaal.record))


def test_a_refused_read_is_no_read(verhaal: Verhaal) -> None:
    """Who asked and was refused, or asked for another record, was not served."""
    verhaal.knooppunt.exchange.read(verhaal.knooppunt["nvwa"].caller(persoon=True), verhaal.record)
    assert set(verhaal.outcomes().values()) == {"niet-verstrekt"}
    assert "nvwa" not in verhaal.outcomes()
    with pytest.raises(RecordError):
        report(verhaal.bron, "5b0f3c1e-7a52-4c1c-9d6e-0a3f8d6b2c11")


def test_a_key_withdrawn_after_the_act_still_counts_for_it_and_one_before_does_not(verhaal: Verhaal) -> None:
    """Validity is judged at inclusion: a later withdrawal goes along in the bundle and changes nothing, an earlier one does."""
    assert verhaal.verdict()["uitslag"] == "geldig"
    politie, knooppunt = verhaal.knooppunt["politie"], verhaal.knooppunt
    before = verhaal.verdict()["tellingen"]["stamregels"]
    event = events.withdraw(politie.identiteit, politie.oin, Rol.TEKENEN, politie.tekenen.id, knooppunt.clock.now())
    verhaal.zaak.done(knooppunt.exchange.admit_key_event(politie.caller(), event))
    later = verhaal.verdict()
    assert (later["uitslag"], later["tellingen"]["stamregels"]) == ("geldig", before + 1)


def test_a_key_withdrawn_before_the_act_voids_it(verhaal: Verhaal) -> None:
    """What was included after the withdrawal that its organisation states is void."""
    politie, knooppunt = verhaal.knooppunt["politie"], verhaal.knooppunt
    event = events.withdraw(
        politie.identiteit, politie.oin, Rol.TEKENEN, politie.tekenen.id, knooppunt.clock.now() - 30_000
    )
    verhaal.zaak.done(knooppunt.exchange.admit_key_event(politie.caller(), event))
    verdict = verhaal.verdict()
    assert verdict["uitslag"] == "ongeldig"
    assert "ingetrokken" in verdict["fout"]


def test_a_kept_timestamp_goes_along(verhaal: Verhaal, tmp_path: Path) -> None:
    """The token over the very head that the proof leads to is carried; one over another head, or none, is not."""
    place = verhaal.pushed.bewijs[0]
    shard, size = place["log"].rpartition("/")[2], int(place["bewijs"].split("\n\n")[1].split("\n")[1])
    folder = tmp_path / "stempels"
    bron = bewijs.Bron(verhaal.knooppunt.world, verhaal.bron.policy, verhaal.bron.getuigd, bewijs.stamped_in(folder))
    for name, goes in [(size + 1, False), (size, True)]:
        path = tijdstempel.path_of(folder / shard, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"een token")
        assert ("tijdstempel.tsr" in bewijs.gather(bron, shard, place["index"])[1]) is goes


def test_what_gives_no_bundle(verhaal: Verhaal) -> None:
    """An erased line, a line of the installation and a line that is not there give an error in words, and no bundle."""
    place = verhaal.pushed.bewijs[0]
    shard = place["log"].rpartition("/")[2]
    national = next(name for name in verhaal.knooppunt.world.log.shards() if name.startswith("landelijk"))
    with pytest.raises(bewijs.BewijsError, match="geen handeling"):
        bewijs.gather(verhaal.bron, national, 0)
    with pytest.raises(bewijs.NoSuchLineError):
        bewijs.gather(verhaal.bron, shard, 999)
    with pytest.raises(bewijs.BewijsError, match="grootboek"):
        bewijs.line_of_act(verhaal.knooppunt.world, "5b0f3c1e-7a52-4c1c-9d6e-0a3f8d6b2c11")
    with writing(verhaal.knooppunt.engine) as connection:
        openings.erase(connection, verhaal.knooppunt.kluis, shard, [place["index"]], openings.FEIT)
    with pytest.raises(bewijs.BewijsError, match="gewist"):
        bewijs.gather(verhaal.bron, shard, place["index"])
