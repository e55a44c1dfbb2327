# SPDX-License-Identifier: EUPL-1.2
"""An SVG that is safe to stand inside a page or a PDF: only drawing, nothing that runs, links or fetches.

Invariants:
- Elements and attributes come from a fixed list; another one is refused, not dropped: a drawing with less in it than
  was meant is a wrong drawing.
- No address leads out of the drawing. Ids are prefixed with the name of the picture, so that two pictures on one page
  do not share them.
- The drawing says by itself what it is: `role="img"`, a title and a description.

Norm: WCAG 2.2 1.1.1. It draws nothing.
"""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

SVG: Final = "http://www.w3.org/2000/svg"
_ELEMENTS: Final = frozenset(
    {"svg", "g", "path", "rect", "line", "circle", "text", "tspan", "defs", "clipPath", "title", "desc"}
)
_ATTRIBUTES: Final = frozenset(
    (
        *(
            "version",
            "width",
            "height",
            "viewBox",
            "class",
            "id",
            "transform",
            "opacity",
            "role",
            "aria-labelledby",
            "aria-hidden",
            "focusable",
            "pointer-events",
            "display",
        ),
        *("d", "x", "y", "x1", "x2", "y1", "y2", "dx", "dy", "cx", "cy", "r", "rx", "ry", "clip-path", "clip-rule"),
        *("fill", "fill-opacity", "fill-rule"),
        *(
            "stroke",
            "stroke-width",
            "stroke-opacity",
            "stroke-dasharray",
            "stroke-dashoffset",
            "stroke-linecap",
            "stroke-linejoin",
            "stroke-miterlimit",
        ),
        *("font-family", "font-size", "font-weight", "font-style", "text-anchor", "dominant-baseline"),
    )
)
_HARMLESS: Final = frozenset({"aria-roledescription", "aria-label"})  # dropped: only the title and description speak
_LOCAL: Final = re.compile(r"url\(\"?#([A-Za-z0-9_-]+)\"?\)")


class UnsafeSvgError(ValueError):
    """The drawing holds something that does not belong in one."""

    type = "beeld"


def inline(svg: str, naam: str, titel: str, beschrijving: str) -> str:
    """Return the drawing as it may stand on a page, with its title and description.

    Raises:
        UnsafeSvgError: it is no SVG, or holds anything but drawing.
    """
    root = _checked(svg, f"{naam}-")
    for child in [child for child in root if child.tag in (f"{{{SVG}}}title", f"{{{SVG}}}desc")]:
        root.remove(child)
    for place, (tag, text) in enumerate((("title", titel), ("desc", beschrijving))):
        node = etree.Element(f"{{{SVG}}}{tag}", id=f"{naam}-{tag}")
        node.text = text
        root.insert(place, node)
    root.set("role", "img")
    root.set("aria-labelledby", f"{naam}-title {naam}-desc")
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="unicode")


def safe(svg: str) -> str:
    """Return a drawing that `inline` made, unchanged; whoever writes it out calls this.

    Raises:
        UnsafeSvgError: it holds anything but drawing, or does not say what it is.
    """
    root = _checked(svg, "")
    if root.get("role") != "img" or not root.get("aria-labelledby"):
        raise UnsafeSvgError("Dit beeld zegt niet wat het is.")
    return svg


def width(svg: str) -> float:
    """Return how wide a drawing is, in pixels."""
    return float(_parsed(svg).get("width", "0"))


def _checked(svg: str, prefix: str) -> etree._Element:
    root = _parsed(svg)
    for node in root.iter():
        _check(node, prefix)
    return root


def _parsed(svg: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(svg.encode(), parser)
    except etree.XMLSyntaxError:
        raise UnsafeSvgError("Dit beeld is geen SVG.") from None
    if root.tag != f"{{{SVG}}}svg" or root.getroottree().docinfo.doctype:
        raise UnsafeSvgError("Dit beeld is geen SVG.")
    return root


def _check(node: etree._Element, prefix: str) -> None:
    name = etree.QName(node).localname if isinstance(node.tag, str) else "?"
    if not isinstance(node.tag, str) or etree.QName(node).namespace != SVG or name not in _ELEMENTS:
        raise UnsafeSvgError(f"Dit beeld bevat {name}: dat hoort niet in een beeld.")
    for key in list(node.attrib):
        value = str(node.attrib[key])
        if key in _HARMLESS or (key == "role" and node.tag != f"{{{SVG}}}svg"):
            del node.attrib[key]
        elif key not in _ATTRIBUTES:
            raise UnsafeSvgError(f"Dit beeld bevat {key}: dat hoort niet in een beeld.")
        elif key == "id":
            node.set("id", prefix + value)
        elif "url(" in value or "://" in value:
            node.set(key, _local(value, prefix))


def _local(value: str, prefix: str) -> str:
    found = _LOCAL.fullmatch(value)
    if found is None:
        raise UnsafeSvgError("Dit beeld verwijst naar buiten.")
    return f"url(#{prefix}{found[1]})"
