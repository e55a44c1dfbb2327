# SPDX-License-Identifier: EUPL-1.2
"""What a serving process writes about itself: start, end, changed settings, and whom it did not let in."""

from __future__ import annotations

import secrets
import uuid
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from pydantic import SecretStr

from audit.events import Event, misfit
from audit.proof import jcs
from audit.reader import LogReader
from core.contract.http_signature import OrgKey, sign_request
from server.api.app import create_app
from server.bedrijf import Bedrijf, fingerprints
from server.refusals import HOUR_MS, Geteld, Refusals, key_named
from server.settings import Settings
from tests import kit
from tests.server.conftest import listening, serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from server.backbone import Backbone

KEY = "a" * 64
OIN = "00000099000000001000"
PASSWORD = "geheim-9f3c"


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[kit.Backbone]:
    """A real backbone."""
    with kit.backbone(tmp_path_factory.mktemp("bedrijf")) as made:
        yield made


@pytest.fixture(scope="module")
def served(operator: kit.Backbone) -> Iterator[Backbone]:
    """Its HTTP side."""
    backbone = serve(operator)
    yield backbone
    backbone.close()


def lines(operator: kit.Backbone, *events: Event) -> list[dict[str, Any]]:
    """Return the readable parts of the lines of these events, oldest first."""
    shard = next(path.name for path in (operator.folder / "log").iterdir() if path.name.startswith("landelijk"))
    found = LogReader(operator.engine, operator.kluis).lines(shard)
    return [line.feit for line in found if line.feit is not None and line.feit["gebeurtenis"] in events]


def test_start_and_stop_stand_in_the_log(operator: kit.Backbone, served: Backbone) -> None:
    """A process leaves its start before it serves and its end after, under one mark of its own, with nothing else in it."""
    bedrijf = Bedrijf(served, look=0.05)
    bedrijf.start()
    bedrijf.stop()
    began, ended = lines(operator, Event.SERVER_GESTART, Event.SERVER_GESTOPT)[-2:]
    assert (began["gebeurtenis"], ended["gebeurtenis"]) == (Event.SERVER_GESTART, Event.SERVER_GESTOPT)
    assert began["proces"] == ended["proces"]
    assert [misfit(began), misfit(ended)] == [[], []]
    assert (began["oin"], began["sleutel"]) == (operator.lijst.beheerder.oin, "lokaal")


def test_changed_settings_are_named_once(operator: kit.Backbone, served: Backbone) -> None:
    """The same settings again leave no line; another value leaves one that names the setting and chains to the last."""
    Bedrijf(served)._compare(served.settings.data_dir / "instellingen.json", fingerprints(served.settings))
    before = lines(operator, Event.INSTELLING_GEWIJZIGD)
    Bedrijf(served)._compare(served.settings.data_dir / "instellingen.json", fingerprints(served.settings))
    assert lines(operator, Event.INSTELLING_GEWIJZIGD) == before
    other = served.settings.model_copy(update={"max_body": 4096, "drain_seconds": 1.0})
    Bedrijf(served)._compare(served.settings.data_dir / "instellingen.json", fingerprints(other))
    [*_, last] = lines(operator, Event.INSTELLING_GEWIJZIGD)
    assert last["gewijzigd"] == ["drain_seconds", "max_body"]
    assert last["vorige_sha256"] == jcs.digest(dict(fingerprints(served.settings)))
    assert misfit(last) == []
    assert "4096" not in jcs.encode(last["gewijzigd"]).decode()


def test_a_password_changes_no_digest(tmp_path: Path) -> None:
    """Of an address the place counts, not the password: the log must never help to guess one."""

    def chosen(password: str, host: str = "db") -> Settings:
        url = SecretStr(f"postgresql://k:{password}@{host}/k")
        return Settings(data_dir=tmp_path, database_url=url)

    assert fingerprints(chosen(PASSWORD)) == fingerprints(chosen("anders"))
    assert fingerprints(chosen(PASSWORD)) != fingerprints(chosen(PASSWORD, "elders"))


def test_refusals_of_a_known_key_are_one_line_an_hour(operator: kit.Backbone, served: Backbone) -> None:
    """Many refused requests under a known key are one line with their number and reasons; strangers leave none."""
    politie = operator["politie"]
    with listening(create_app(served)) as address, httpx.Client(base_url=address, trust_env=False) as http:
        for made_up in (False, False, False, True):
            oin = "00000099000000009999" if made_up else politie.oin
            headers = {
                "Idempotency-Key": str(uuid.uuid4()),
                "traceparent": f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01",
            }
            stranger = kit.Partij(oin, "politie")
            key = OrgKey(oin, stranger.http.public.id, stranger.http.key_object)
            signed = sign_request(
                "GET", served.settings.public + "/v1/berichten", b"", headers, key, None, served.clock.now(), "n" * 22
            )
            shown = signed["Signature-Input"].replace(stranger.http.public.id, politie.http.public.id)
            assert http.get("/v1/berichten", headers={**signed, "Signature-Input": shown}).status_code == 401
    before = len(lines(operator, Event.AANMELDING_GEWEIGERD))
    bedrijf = Bedrijf(served)
    assert bedrijf.flush() == 0, "the hour is not over"
    assert bedrijf.flush(everything=True) == 1
    found = lines(operator, Event.AANMELDING_GEWEIGERD)
    assert len(found) == before + 1
    assert (found[-1]["sleutel_id"], found[-1]["organisatie"]) == (politie.http.public.id, politie.oin)
    assert found[-1]["aantal"] == sum(found[-1]["redenen"].values()) == 3
    assert misfit(found[-1]) == []
    assert bedrijf.flush(everything=True) == 0


class _Keys:
    """The keys of one organisation."""

    def org_key(self, oin: str, sleutel: str, at_ms: int) -> bytes | None:
        return b"k" if (oin, sleutel) == (OIN, KEY) and at_ms > 0 else None

    def person_key(self, oin: str, persoon: str, at_ms: int) -> bytes | None:
        return None


def test_counts_are_per_hour_and_kept_until_written() -> None:
    """A count is given when its hour is over; what could not be written is counted on."""
    refusals, header = Refusals(), [("Signature-Input", f'organisatie=();keyid="{OIN}/{KEY}"')]
    for at in (HOUR_MS, HOUR_MS + 5, 2 * HOUR_MS):
        refusals.refused(header, _Keys(), "handtekening", at)
    assert refusals.take(2 * HOUR_MS - 1) == []
    first = refusals.take(2 * HOUR_MS)
    assert first == [Geteld(OIN, KEY, HOUR_MS, {"handtekening": 2})]
    refusals.put_back(first)
    refusals.refused(header, _Keys(), "venster", HOUR_MS + 9)
    assert [item.redenen for item in refusals.take(9 * HOUR_MS)] == [
        {"handtekening": 2, "venster": 1},
        {"handtekening": 1},
    ]


@pytest.mark.parametrize(
    "value",
    [
        "",
        'keyid="kort/ab"',
        f'keyid="{OIN}/{KEY[:-1]}"',
        f'keyid="{OIN}/persoon/p-1"',
        "x" * 5000 + f'keyid="{OIN}/{KEY}"',
    ],
)
def test_what_names_no_key_is_not_counted(value: str) -> None:
    """A header without the name of an organisation's key, or one that is too long, names none."""
    assert key_named([("signature-input", value)]) is None
    assert key_named([("other", f'keyid="{OIN}/{KEY}"')]) is None
