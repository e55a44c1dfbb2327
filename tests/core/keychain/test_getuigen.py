# SPDX-License-Identifier: EUPL-1.2
"""List and tlog-policy belong together, and outside a demo no list goes without witnesses that can be relied on."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from audit.getuige.beleid import Listed, with_witnesses
from audit.getuige.sleutel import WitnessKey
from audit.signer import LogSigner, policy_text
from core.keychain import ceremony
from core.keychain.errors import ListError, ShapeError
from core.keychain.getuigen import open_policy
from core.keychain.lijst import Deelnemerslijst, Getuige, read_draft

from .conftest import OINS

if TYPE_CHECKING:
    from .conftest import Cooperation

SIGNER = LogSigner(bytes(range(32)), bytes(range(32, 64)))
BASE = policy_text(SIGNER, "log.example/knooppunt")
KEYS = {name: WitnessKey.generate(f"getuige.example/{name}") for name in ("a", "b", "c")}
LISTED = [Listed(name, key.vkey, f"https://{name}.example") for name, key in KEYS.items()]
GOOD = with_witnesses(BASE, LISTED, 2)


def entries(**changes: Any) -> list[dict[str, str]]:
    """Return the witnesses of a list, each run by another organisation; `a={...}` changes one, `a=None` leaves it out."""
    found = []
    for (name, key), oin in zip(KEYS.items(), OINS, strict=True):
        entry = {"naam": name, "vkey": str(key.vkey), "oin": oin}
        changed = changes.get(name, {})
        if changed is not None:
            found.append({k: v for k, v in {**entry, **changed}.items() if v is not None})
    return found


def draft(coop: Cooperation, modus: str, policy: str, getuigen: list[dict[str, str]]) -> Deelnemerslijst:
    """Return a draft that names this policy and these witnesses."""
    digest = hashlib.sha256(policy.encode()).hexdigest()
    return read_draft(coop.draft(modus=modus, getuigen=getuigen, tlog_policy_sha256=digest))


@pytest.mark.parametrize("modus", ["demo", "ketentest", "productie"])
def test_a_sound_policy_is_opened_in_every_mode(coop: Cooperation, modus: str) -> None:
    """Two of three witnesses of three organisations: good everywhere."""
    policy = open_policy(draft(coop, modus, GOOD, entries()), GOOD.encode())
    assert set(policy.witnesses) == {"a", "b", "c"}


def test_a_demo_may_do_without_witnesses(coop: Cooperation) -> None:
    """`quorum none` passes in a demo; in a ketentest and in productie it is refused in Dutch."""
    assert open_policy(draft(coop, "demo", BASE, []), BASE.encode()).quorum == "none"
    for modus in ("ketentest", "productie"):
        with pytest.raises(ListError, match=f"modus {modus}.*quorum none"):
            open_policy(draft(coop, modus, BASE, []), BASE.encode())


WRONG = {
    "ander bestand": (GOOD, GOOD + "# iets\n", {}, "niet die van de deelnemerslijst"),
    "geen policy": ("onzin\n", None, {}, "niet geldig"),
    "een te weinig": (GOOD, None, {"a": None}, "dezelfde getuigen"),
    "andere naam": (GOOD, None, {"a": {"naam": "d"}}, "dezelfde getuigen"),
    "andere sleutel": (GOOD, None, {"a": {"vkey": str(KEYS["a"].classic)}}, "dezelfde getuigen"),
    "geen organisatie": (GOOD, None, {"a": {"oin": None}}, "welke organisatie"),
    "twee van een": (GOOD, None, {"b": {"oin": OINS[0]}}, "in haar eentje"),
    "allen nodig": (with_witnesses(BASE, LISTED, 3), None, {}, "tegenhouden"),
    "een genoeg": (with_witnesses(BASE, LISTED, 1), None, {}, "in haar eentje"),
    "alleen buiten": (with_witnesses(BASE, [*LISTED[:2], Listed("c", KEYS["c"].vkey, None, telt=False)], 2), None, {}, "tegenhouden"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_belong_together_is_refused(coop: Cooperation, name: str) -> None:
    """Another file, other witnesses, no organisation, or a quorum that one organisation makes or breaks."""
    listed, given, changed, said = WRONG[name]
    lijst = draft(coop, "productie", listed, entries(**changed))
    with pytest.raises(ListError, match=said):
        open_policy(lijst, (given or listed).encode())


def test_a_witness_of_a_stranger_is_refused(coop: Cooperation) -> None:
    """A witness belongs to an organisation of the list; the operator is none. Old lists without the field still read."""
    operator = "00000099000000990000"
    with pytest.raises(ListError, match="niet in de lijst"):
        coop.draft(getuigen=entries(a={"oin": operator}))
    with pytest.raises(ShapeError):
        Getuige.from_json({"naam": "a", "vkey": "x", "oin": "7"})
    assert Getuige.from_json({"naam": "a", "vkey": "x"}).oin is None
    body = coop.draft()
    assert Deelnemerslijst.parse(ceremony.assemble(body, coop.signed(body, *OINS[:2]))).getuigen[0].oin is None
