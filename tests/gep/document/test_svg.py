# SPDX-License-Identifier: EUPL-1.2
"""A drawing holds only drawing, and says what it is."""

from __future__ import annotations

import pytest
from lxml import etree

from gep.document.svg import SVG, UnsafeSvgError, inline, safe

HEAD = f'<svg xmlns="{SVG}" xmlns:xlink="http://www.w3.org/1999/xlink" width="10" height="10">'
GOOD = f'{HEAD}<clipPath id="c"><rect width="1" height="1"/></clipPath><path d="M0,0" clip-path="url(#c)"/></svg>'


def test_a_drawing_gets_its_name_and_keeps_its_own_ids() -> None:
    """Role, title and description come first; ids and what points at them carry the name of the picture."""
    root = etree.fromstring(inline(GOOD, "p", "Titel & meer", "Uitleg"))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "p-title p-desc"
    assert [(node.get("id"), node.text) for node in root[:2]] == [("p-title", "Titel & meer"), ("p-desc", "Uitleg")]
    assert root.find(f"{{{SVG}}}clipPath").get("id") == "p-c"
    assert root.find(f"{{{SVG}}}path").get("clip-path") == "url(#p-c)"
    assert safe(inline(GOOD, "p", "Titel", "Uitleg"))


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<path d="M0,0" onclick="alert(1)"/>',
        '<a href="https://example.org"><path d="M0,0"/></a>',
        '<image href="https://example.org/x.png"/>',
        '<use href="#c"/>',
        "<style>@import url(https://example.org)</style>",
        '<path d="M0,0" style="fill: url(https://example.org)"/>',
        '<path d="M0,0" fill="url(https://example.org#a)"/>',
        '<path d="M0,0" xlink:href="https://example.org"/>',
        "<foreignObject><div/></foreignObject>",
        '<animate attributeName="x"/>',
        "<?php echo 1 ?>",
        '<path xmlns="urn:vreemd" d="M0,0"/>',
    ],
)
def test_anything_but_drawing_is_refused(inside: str) -> None:
    """Scripts, links, styles, pictures from elsewhere and foreign elements stop the picture, making or writing it out."""
    bad = GOOD.replace("</svg>", f"{inside}</svg>")
    with pytest.raises(UnsafeSvgError):
        inline(bad, "p", "Titel", "Uitleg")
    made = inline(GOOD, "p", "Titel", "Uitleg").replace("</svg>", f"{inside}</svg>")
    with pytest.raises(UnsafeSvgError):
        safe(made.replace("<svg ", '<svg xmlns:xlink="http://www.w3.org/1999/xlink" '))


@pytest.mark.parametrize(
    "text",
    ["", "geen xml", "<html/>", "<svg/>", f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>{HEAD}&x;</svg>'],
)
def test_what_is_no_drawing_is_refused(text: str) -> None:
    """Other text, other XML, and a document that defines entities of its own."""
    with pytest.raises(UnsafeSvgError, match="geen SVG"):
        inline(text, "p", "Titel", "Uitleg")


def test_a_drawing_that_does_not_say_what_it_is_is_not_written_out() -> None:
    """Without role and title it never reaches a page."""
    with pytest.raises(UnsafeSvgError, match="wat het is"):
        safe(GOOD)
