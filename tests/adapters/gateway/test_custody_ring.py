# SPDX-License-Identifier: EUPL-1.2
"""A supplier and a reader with their keys in a real SoftHSM2 token and their identity key on a carrier that is away."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from adapters.gateway.errors import ConfigError
from adapters.gateway.gateway import Gateway
from adapters.gateway.partner import load_partner
from adapters.gateway.settings import load_settings
from audit.proof import jcs
from core.keychain import keystore
from core.keychain.custody import TokenCustody
from core.keychain.custody.identiteit import PUBLIC_FILE
from tests import hsm
from tests.adapters.gateway.ring import Ring, case_with
from tests.adapters.gateway.test_ring import proposal, sent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

INSIDE = ("politie", "gemeente")


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """For each of the two a token and a carrier."""
    home = tmp_path_factory.mktemp("dragers")
    return {soort: {"token": hsm.fresh_token(), "identity_dir": home / soort} for soort in INSIDE}


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory, places: dict[str, dict[str, Any]]) -> Iterator[Ring]:
    """One backbone; politie and gemeente keep their keys in tokens. After the ceremony the carriers are taken away."""
    made = Ring(tmp_path_factory.mktemp("ring"), sleutels=places, soorten=("politie", "gemeente"))
    for soort in INSIDE:
        carrier: Path = places[soort]["identity_dir"]
        carrier.rename(carrier.with_name(f"{soort}-in-de-kluis"))
    yield made
    made.close()


def _again(ring: Ring, soort: str, **access: Any) -> Gateway:
    return Gateway(load_partner(ring.partners[soort].folder, **access), ring.url)


def test_a_supply_is_sealed_signed_sent_and_opened_with_keys_in_tokens(ring: Ring, places: dict[str, Any]) -> None:
    """Case, people, supply, receipt, read and opening: nothing differs, and no private key lies in a file."""
    casus = case_with(ring, "politie")
    voorstel = proposal(ring, casus, "gemeente")
    record = sent(ring["politie"], voorstel)
    assert ring["politie"].store.receipt("verstrekking", record) is not None
    ring.sync("gemeente")
    assert record in ring["gemeente"].fetch(ring.people["gemeente"]).geopend
    opened = json.loads((ring.partners["gemeente"].folder / "geopend" / f"{record}.json").read_text())
    assert opened["inhoud"]["betrokkenen"] == voorstel.inhoud["betrokkenen"]
    for soort in INSIDE:
        assert isinstance(ring.partners[soort].keys.custody, TokenCustody)
        folder = ring.partners[soort].folder
        files = [*(folder / "sleutels").glob("*.json")]
        assert len(files) >= 4
        assert all("token" in json.loads(path.read_text()) for path in files)
        assert all("verpakt" in json.loads((folder / f"lokaal{x}.json").read_text()) for x in ("", "-vertrouwelijk"))


def test_the_folder_without_the_token_is_of_no_use(ring: Ring, places: dict[str, Any]) -> None:
    """A copied partner folder opens with no passphrase and with no other token; nothing is guessed instead."""
    for access in ({}, {"passphrase": b"wachtzin"}, {"token": hsm.fresh_token()}):
        partner = load_partner(ring.partners["gemeente"].folder, **access)
        for attempt in (partner.keys.http, lambda keys=partner.keys: keys.local("logboek")):
            with pytest.raises(ConfigError):
                attempt()


def test_a_plain_local_key_is_refused_beside_a_token(ring: Ring, places: dict[str, Any]) -> None:
    """Who swaps the wrapped keys of the logbook for his own, in the clear, is found."""
    path = ring.partners["gemeente"].folder / "lokaal.json"
    before = path.read_bytes()
    keystore.write_file(path, jcs.encode({"logboek": jcs.b64(bytes(64))}), replace=True)
    partner = load_partner(ring.partners["gemeente"].folder, token=places["gemeente"]["token"])
    with pytest.raises(ConfigError, match="niet verpakt"):
        partner.keys.local("logboek")
    keystore.write_file(path, b"{geen json", replace=True)
    with pytest.raises(ConfigError, match="niet te lezen"):
        partner.keys.local("logboek")
    keystore.write_file(path, before, replace=True)
    assert len(partner.keys.local("logboek")) == 64


def test_the_gateway_runs_without_the_identity_key(ring: Ring, places: dict[str, Any]) -> None:
    """Started anew without its carrier a gateway synchronises and sends; only publishing keys asks for it."""
    access = {"token": places["politie"]["token"]}
    gateway = _again(ring, "politie", **access)
    try:
        gateway.sync()
        casus = case_with(ring, "politie")
        gateway.sync()
        sent(gateway, proposal(ring, casus, "gemeente"))
        with pytest.raises(ConfigError, match="KNOOPPUNT_IDENTITEIT_MAP"):
            gateway.offline_key_events()
    finally:
        gateway.close()


def test_with_its_carrier_it_publishes_a_new_key(ring: Ring, places: dict[str, Any]) -> None:
    """The carrier is connected for the ceremony only: with it a key event is signed, with both algorithms."""
    carrier = places["politie"]["identity_dir"].with_name("politie-in-de-kluis")
    gateway = _again(ring, "politie", token=places["politie"]["token"], identity_dir=carrier)
    try:
        for event in gateway.offline_key_events():
            assert event["handtekening"].keys() == {"ed25519", "ml-dsa-65"}
    finally:
        gateway.close()


def test_another_identity_half_makes_the_gateway_refuse(ring: Ring, places: dict[str, Any]) -> None:
    """The public half beside the keys must be the one that the pinned list names, and must be there."""
    folder = ring.partners["gemeente"].folder
    path, before = folder / PUBLIC_FILE, (folder / PUBLIC_FILE).read_bytes()
    other = jcs.decode((ring.partners["politie"].folder / PUBLIC_FILE).read_bytes())["openbaar"]
    keystore.write_file(path, jcs.encode({**jcs.decode(before), "openbaar": other}), replace=True)
    with pytest.raises(Exception, match="andere sleutel of soort"):
        _ = load_partner(folder, token=places["gemeente"]["token"]).lijst
    path.unlink()
    with pytest.raises(ConfigError, match=PUBLIC_FILE):
        _ = load_partner(folder, token=places["gemeente"]["token"]).lijst
    keystore.write_file(path, before)
    assert load_partner(folder, token=places["gemeente"]["token"]).lijst.versie == 1


def test_a_person_key_is_made_in_the_token_too(ring: Ring) -> None:
    """Keys of people come to lie where the others are."""
    who = str(uuid.uuid4())
    assert ring.partners["politie"].keys.add_person(who).id == ring.partners["politie"].keys.person(who).id
    made = ring.partners["politie"].folder / "sleutels" / f"persoon-{who}.json"
    assert "object" in json.loads(made.read_text())["token"]


def test_settings_name_the_token_and_hide_its_pin(monkeypatch: pytest.MonkeyPatch, places: dict[str, Any]) -> None:
    """The gateway takes label, module and PIN from its settings; a part that is missing is told, and no PIN shows."""
    access = places["politie"]["token"]
    monkeypatch.setenv("KNOOPPUNT_TOKEN_LABEL", access.label)
    with pytest.raises(ConfigError, match="KNOOPPUNT_TOKEN_MODULE"):
        _ = load_settings().key_access
    monkeypatch.setenv("KNOOPPUNT_TOKEN_MODULE", access.module)
    with pytest.raises(ConfigError, match="KNOOPPUNT_TOKEN_PIN"):
        _ = load_settings().key_access
    monkeypatch.setenv("KNOOPPUNT_TOKEN_PIN", access.pin)
    settings = load_settings()
    assert settings.key_access["token"] == access
    assert access.pin not in repr(settings) + repr(settings.key_access) + str(settings)
