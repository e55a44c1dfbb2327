# SPDX-License-Identifier: EUPL-1.2
"""A sealed letter of one size opens as what it is and for whom it is, and as nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from core.envelope import EnvelopeError
from core.envelope.brief import Brief, entry_of, open_brief, seal, sealed_size
from core.envelope.grants import Omhulsel
from core.keychain.kem import KemPrivateKey
from core.keychain.keys import DirectoryKey, Rol

OIN, OTHER, UNIT = "00000099000000100000", "00000099000000200000", "ondermijning"
ABOUT = {"soort": "antwoord", "verzoek": "een", "van": OTHER}
SIZE = 1024


def sealed(own: KemPrivateKey, content: dict[str, Any], oin: str = OIN) -> Brief:
    """Return a letter to one unit."""
    return seal(ABOUT, content, SIZE, [DirectoryKey(oin, UNIT, Rol.KEM, own.public, 1, 2)])


def test_a_letter_opens_and_has_the_size_of_every_other() -> None:
    """Empty, full, and full to the last byte: opened as it was made, and one size; one byte more is refused."""
    own = KemPrivateKey.generate()
    most = {"x": "é" * ((SIZE - len('{"x":""}') - 1) // 2)}
    for content in ({}, {"x": "\0\x80 "}, most):
        brief = sealed(own, content)
        assert open_brief(ABOUT, brief, SIZE, own, (OIN, UNIT)) == content
        assert len(brief.lichaam) == sealed_size(SIZE)
    with pytest.raises(EnvelopeError):
        sealed(own, {"x": most["x"] + "éé"})


@pytest.mark.parametrize("change", [{"soort": "vraag"}, {"verzoek": "twee"}, {"van": OIN}, {"extra": 1}])
def test_a_letter_is_bound_to_what_it_is_about(change: dict[str, Any]) -> None:
    """As a question, for another request, or of another maker, an answer does not open."""
    own = KemPrivateKey.generate()
    brief = sealed(own, {"v": 1})
    with pytest.raises(EnvelopeError):
        open_brief({**ABOUT, **change}, brief, SIZE, own, (OIN, UNIT))


def test_a_wrap_is_bound_to_its_holder_and_its_body() -> None:
    """The same key under another organisation or unit, another body, another size, or one changed byte: nothing opens."""
    own = KemPrivateKey.generate()
    brief, second = sealed(own, {"v": 1}), sealed(own, {"v": 2})
    (wrap,) = brief.omhulsels
    for oin, unit in ((OTHER, UNIT), (OIN, "anders")):
        moved = Brief(brief.lichaam, (Omhulsel(oin, unit, wrap.sleutel, wrap.omhulsel),))
        with pytest.raises(EnvelopeError):
            open_brief(ABOUT, moved, SIZE, own, (oin, unit))
    for body in (second.lichaam, brief.lichaam[:-1] + bytes([brief.lichaam[-1] ^ 1]), b"\1" + brief.lichaam[1:], b""):
        with pytest.raises(EnvelopeError):
            open_brief(ABOUT, Brief(body, brief.omhulsels), SIZE, own, (OIN, UNIT))
    with pytest.raises(EnvelopeError):
        open_brief(ABOUT, brief, 2 * SIZE, own, (OIN, UNIT))
    with pytest.raises(EnvelopeError):
        open_brief(ABOUT, brief, SIZE, KemPrivateKey.generate(), (OIN, UNIT))
    assert entry_of(wrap) != entry_of(second.omhulsels[0])
