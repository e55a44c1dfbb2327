# SPDX-License-Identifier: EUPL-1.2
"""A signed count: what it must say, whose it is, and that nothing in it can be changed."""

from __future__ import annotations

import copy
import uuid
from typing import Any

import pytest

from audit.proof import jcs
from core.keychain import datalektelling as form
from core.keychain.datalektelling import Verzoek
from core.keychain.errors import ShapeError, SignatureError, UnknownKey
from core.keychain.signatures import PrivateKey

OIN, OTHER = "00000099000000001000", "00000099000000001100"
RECORDS = tuple((str(uuid.uuid4()), "wpg-8") for _ in range(3))
OVER = str(uuid.uuid4())


class Keys:
    """A directory of one organisation with one key."""

    def __init__(self, key: PrivateKey) -> None:
        self.key = key

    def signing_key(self, oin: str, at: int, key_id: str) -> Any:
        """Give that key."""
        if (oin, key_id) != (OIN, self.key.id) or at < 0:
            raise UnknownKey("deze organisatie heeft die sleutel niet")
        return self

    @property
    def sleutel(self) -> Any:
        """The public half."""
        return self.key.public


def body(**changed: Any) -> dict[str, Any]:
    counted = {"bekend": 2, "onbekend": 1, "personen": 3, "categorieen": {"wpg-8": 3, "bsn": 1}, "gemaakt": 5}
    asked = Verzoek(OVER, OIN, RECORDS)
    return {"oin": OIN, "over": OVER, "records_sha256": asked.records_sha256, **counted, **changed}


def test_a_count_is_read_and_checked_as_it_was_made() -> None:
    """What was signed is read back, and both signatures hold under the key of the supplier."""
    key = PrivateKey.generate()
    made = form.make(key, body())
    read = form.read(jcs.decode(made.data))
    read.check(Keys(key))
    assert (read.personen, read.bekend, read.onbekend, dict(read.categorieen)) == (3, 2, 1, {"wpg-8": 3, "bsn": 1})


@pytest.mark.parametrize("field", ["personen", "oin", "over", "records_sha256", "bekend", "gemaakt"])
def test_a_changed_count_is_refused(field: str) -> None:
    """Each field is under the signatures, and who signed is part of it."""
    key = PrivateKey.generate()
    value = copy.deepcopy(jcs.decode(form.make(key, body(categorieen={"wpg-8": 3})).data))
    value["telling"][field] = {"oin": OTHER, "over": "0" * 64, "records_sha256": "0" * 64, "personen": 3}.get(field, 9)
    if field == "personen":
        value["telling"]["categorieen"], value["telling"]["personen"] = {"wpg-8": 2}, 2
    with pytest.raises((SignatureError, UnknownKey)):
        form.read(value).check(Keys(key))


@pytest.mark.parametrize(
    "wrong",
    [
        {"personen": -1},
        {"personen": True},
        {"over": "zomaar"},
        {"categorieen": []},
        {"categorieen": {"wpg-8": 4}},
        {"categorieen": {"wpg-8": 1}},
        {"categorieen": {"Naam van iemand": 3}},
        {"namen": ["iemand"]},
    ],
)
def test_what_is_no_count_is_refused(wrong: dict[str, Any]) -> None:
    """Another shape, a count that cannot be, and anything beside numbers is not read."""
    with pytest.raises(ShapeError):
        form.make(PrivateKey.generate(), body(**wrong))


def test_a_request_says_which_records_and_cannot_say_others() -> None:
    """A request is read back as it was made; one of which the list was changed, or that lists a record twice, is none."""
    made = Verzoek(OVER, OIN, RECORDS).to_json()
    assert Verzoek.from_json(made) == Verzoek(OVER, OIN, RECORDS)
    assert Verzoek(OVER, OIN, RECORDS[::-1]).records_sha256 == made["records_sha256"]
    with pytest.raises(ShapeError):
        Verzoek.from_json({**made, "records": made["records"][:2]})
    with pytest.raises(ShapeError):
        Verzoek.from_json(Verzoek(OVER, OIN, (*RECORDS, RECORDS[0])).to_json())
