# SPDX-License-Identifier: EUPL-1.2
"""How a table is drawn: the Vega-Lite of each form, and the one place that turns it into SVG.

Invariants:
- A drawing holds what its table shows and nothing else: no data from outside, and a hidden figure is drawn as hidden.
- Every figure stands in the drawing as a number too; nothing is told by colour alone. Shown against refused is filled
  against an open, dashed outline, so that it survives a black-and-white printer.
- The same table gives the same SVG.

The Vega engine takes half a second to start and is only started by the first drawing. It fetches nothing: data stand in
the specification, and no address is allowed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gep.document.blokken import Onderdrukt, cell_text

if TYPE_CHECKING:
    from gep.document.blokken import Cel, Tabel

_DARK, _INK, _LINE = "#0b4f79", "#1b1f24", "#8a949e"
_WIDE, _BAR, _PANEL = 640, 30, 46
_TURN: Final = 0.57  # from this share of the highest on white text has more contrast than black; both have 4.5 there
_CONFIG: Final = {
    "background": "white",
    "font": "system-ui, sans-serif",
    "padding": 6,
    "view": {"stroke": None},
    "axis": {"labelColor": _INK, "titleColor": _INK, "labelFontSize": 12, "titleFontSize": 12, "labelLimit": 230},
    "header": {"labelColor": _INK, "labelFontSize": 12},
    "text": {"color": _INK, "fontSize": 12},
}


def as_svg(spec: dict[str, Any]) -> str:
    """Return the SVG of a specification."""
    import vl_convert

    whole = {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "config": _CONFIG, **spec}
    return vl_convert.vegalite_to_svg(whole, vl_version="5.21", allowed_base_urls=[])


def short(cel: Cel) -> str:
    """Return a figure as it stands in a drawing."""
    if isinstance(cel, Onderdrukt):
        return f"<{cel.split()[-1]}" if cel.startswith("minder") else "–"
    return cell_text(cel)


def matrix(tabel: Tabel) -> dict[str, Any]:
    """Rows against columns: the darker the cell the higher the figure, with the figure in it."""
    heads = list(tabel.koppen[1:])
    values = [
        {"rij": str(rij[0]), "kolom": kop, "aantal": _number(cel), "tekst": short(cel)}
        for rij in tabel.rijen
        for kop, cel in zip(heads, rij[1:], strict=True)
    ]
    highest = max((cel for rij in tabel.rijen for cel in rij[1:] if isinstance(cel, int)), default=0)
    place = {
        "x": _named("kolom", heads, orient="top", labelAngle=-35, minExtent=0),
        "y": _named("rij", [str(rij[0]) for rij in tabel.rijen]),
    }
    colour = {"field": "aantal", "type": "quantitative", "legend": None, "scale": _shades(highest)}
    light = f"datum.aantal > {highest * _TURN}"
    slanted = 8 * min(len(heads[-1]), 26)
    return {
        "data": {"values": values},
        "padding": {"left": 6, "top": 6 + slanted // 8, "right": 6 + slanted * 2 // 3, "bottom": 6},
        "width": {"step": max(44, min(72, _WIDE // max(len(heads), 1)))},
        "height": {"step": 34},
        "encoding": place,
        "layer": [
            {"mark": {"type": "rect", "stroke": _LINE, "strokeWidth": 1}, "encoding": {"color": colour}},
            {
                "mark": {"type": "text"},
                "encoding": {
                    "text": {"field": "tekst"},
                    "color": {"condition": {"test": light, "value": "white"}, "value": "black"},
                },
            },
        ],
    }


def bars(tabel: Tabel) -> dict[str, Any]:
    """One bar per row, with the figure at its end."""
    names = [str(rij[0]) for rij in tabel.rijen]
    values = [{"wat": str(rij[0]), "aantal": _number(rij[-1]), "tekst": short(rij[-1])} for rij in tabel.rijen]
    wider = 3 * min(max(map(len, names)), 40) // 2  # the reader's letters may be wider than those measured here
    return {
        "data": {"values": values},
        "padding": {"left": 6 + wider, "top": 6, "right": 6, "bottom": 6},
        "width": _WIDE - 220,
        "height": {"step": _BAR},
        "encoding": {"y": _named("wat", names), "x": _length("aantal", "x")},
        "layer": [
            {"mark": {"type": "bar", "color": _DARK, "height": {"band": 0.7}}},
            {
                "mark": {"type": "text", "align": "left", "dx": 5},
                "encoding": {"text": {"field": "tekst"}},
            },
        ],
    }


def months(tabel: Tabel) -> dict[str, Any]:
    """A row of filled bars per month for each column of the table, under one another."""
    return _panels(tabel, {"type": "bar", "color": _DARK, "width": {"band": 0.7}})


def months_refused(tabel: Tabel) -> dict[str, Any]:
    """The same with open, dashed bars, for what was refused."""
    outline = {"fill": "white", "stroke": _INK, "strokeWidth": 1.5, "strokeDash": [4, 2]}
    return _panels(tabel, {"type": "bar", "width": {"band": 0.7}, **outline})


def _panels(tabel: Tabel, mark: dict[str, Any]) -> dict[str, Any]:
    moments = [str(rij[0]) for rij in tabel.rijen]
    heads = list(tabel.koppen[1:])
    values = [
        {"maand": str(rij[0]), "reeks": kop, "aantal": _number(cel), "tekst": "" if cel == 0 else short(cel)}
        for rij in tabel.rijen
        for kop, cel in zip(heads, rij[1:], strict=True)
    ]
    header = {"title": None, "labelAngle": 0, "labelAlign": "left", "labelLimit": 150, "labelPadding": 8}
    return {
        "data": {"values": values},
        "facet": {"row": {"field": "reeks", "type": "nominal", "sort": heads, "header": header}},
        "spacing": 8,
        "spec": {
            "width": _WIDE - 140,
            "height": _PANEL,
            "encoding": {
                "x": _named("maand", moments, labelAngle=-35, domain=True, minExtent=0),
                "y": _length("aantal", "y"),
            },
            "layer": [
                {"mark": mark, "transform": [{"filter": "datum.aantal > 0"}]},
                {
                    "mark": {"type": "text", "baseline": "bottom", "dy": -2, "fontSize": 11},
                    "encoding": {"text": {"field": "tekst"}},
                },
            ],
        },
    }


def _number(cel: Cel) -> int:
    """Return how much is drawn: nothing of what is hidden."""
    return cel if isinstance(cel, int) else 0


def _named(field: str, order: list[str], **axis: Any) -> dict[str, Any]:
    """A scale of names in the order of the table, with room for them in whatever font the reader has."""
    room = 8 * min(max(map(len, order), default=0), 26)
    shown = {"title": None, "ticks": False, "domain": False, "labelPadding": 6, "labelLimit": 220, "minExtent": room}
    shown |= axis
    return {"field": field, "type": "nominal", "sort": order, "axis": shown}


def _length(field: str, side: str) -> dict[str, Any]:
    """A scale of figures without a ruler: the figures themselves stand in the drawing."""
    room = {"scale": {"zero": True, "nice": False, "padding": 0}} if side == "x" else {}
    return {"field": field, "type": "quantitative", "axis": None, **room}


def _shades(highest: int) -> dict[str, Any]:
    return {"domain": [0, max(highest, 1)], "range": ["#ffffff", _DARK], "type": "sqrt", "interpolate": "rgb"}
