# SPDX-License-Identifier: EUPL-1.2
"""Fills the reference pages from the code: commands, settings, events, error types, paths and tables.

Run `python -m docs.maak` to write, or with `--check` to compare only (exit 3 when a page is behind).

Invariants:
- What is made stands between `<!-- begin NAAM -->` and `<!-- einde NAAM -->`; the text around it is written by people.
- The same code gives the same bytes: no dates, no addresses, nothing of the machine.
- A table column without a meaning in `kolommen.toml`, or a meaning without a column, is an error, never left out.

It describes; it checks nothing of what people wrote around it (see `tests/docs`).
"""
# ruff: noqa: INP001 - docs is a folder of pages, not a package

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

import audit.events
from adapters.gateway.settings import GatewaySettings
from audit import kluis
from audit.events import FIELDS, Event, shape_of
from audit.events.fields import ACT, BASE, MAYBE, optional, required
from core.contract.exitcodes import ExitCode
from docs.regelkaart import KOPPEN, Regelkaart
from server import migrate, nonces
from server.api.problems import PREFIX, TYPES
from server.api.v1 import ROUTERS, openbaar
from server.commandline import build
from server.settings import Settings
from server.telemetry.metrics import METINGEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pydantic_settings import BaseSettings

_EXIT = {
    ExitCode.DONE: "gedaan",
    ExitCode.FAILURE: "mislukt",
    ExitCode.USAGE: "verkeerd gebruik, of een instelling klopt niet",
    ExitCode.VERIFICATION: "een bewijs of handtekening klopt niet",
    ExitCode.REFUSED: "geweigerd door de regels",
    ExitCode.UNREACHABLE: "de server of een partner is niet bereikbaar",
    ExitCode.PARTLY: "een deel is gedaan",
    ExitCode.INTERRUPTED: "gestopt met Ctrl-C; er is niets gemaakt",
}

DOCS = Path(__file__).resolve().parent
COLUMNS = DOCS / "kolommen.toml"
_BLOCK = re.compile(r"(<!-- begin (?P<naam>[a-z-]+) -->\n).*?(<!-- einde (?P=naam) -->)", re.DOTALL)


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def settings_table(model: type[BaseSettings]) -> str:
    """Return the settings of one side: variable, default and meaning."""
    rows = []
    for name, field in model.model_fields.items():
        default = "" if field.default is None else f"`{field.default}`"
        rows.append((f"`KNOOPPUNT_{name.upper()}`", default, field.description or ""))
    return table(("variabele", "standaard", "betekenis"), rows)


def events() -> str:
    """Return the names of act lines with their meaning, their acts of Wpg 32a and how they end."""
    head = ("gebeurtenis", "betekenis", "Wpg 32a", "resultaat")
    rows = ((f"`{e}`", e.betekenis, ", ".join(e.wpg) or "-", e.resultaat.value) for e in Event)
    silent = ", ".join(f"`{event}`" for event in unwritten())
    return table(head, rows) + (f"\nDeze versie schrijft nog niet: {silent}.\n" if silent else "")


def unwritten() -> list[Event]:
    """Return the events that no code writes yet."""
    rooms = [DOCS.parent / name for name in ("adapters", "audit", "core", "gep", "server")]
    names = audit.events.__path__[0]
    files = [path for room in rooms for path in room.rglob("*.py") if not path.is_relative_to(names)]
    written = set(re.findall(r"\bEvent\.([A-Z_]+)", "\n".join(path.read_text(encoding="utf-8") for path in files)))
    return [event for event in Event if event.name not in written]


def event_fields() -> str:
    """Return the fields that every line has, and per event the others: which must be there and which may."""
    common = BASE | ACT | MAYBE
    shared = ((f"`{n}`", FIELDS[n], _presence(n)) for n in FIELDS if n in common)
    parts = [table(("veld", "wat er staat", "wanneer"), shared)]
    for event in Event:
        own = [(n, "altijd") for n in required(event) if n not in common or n in shape_of(event).needs]
        own += [(n, "soms") for n in optional(event) if n not in common]
        rows = ((f"`{name}`", FIELDS[name], when) for name, when in own)
        told = table(("veld", "wat er staat", "wanneer"), rows) if own else "Geen andere velden.\n"
        parts.append(f"### `{event}`\n\n{event.betekenis}\n\n{told}")
    return "\n".join(parts)


def _presence(name: str) -> str:
    if name in BASE:
        return "in elke regel"
    return "in elke regel van een handeling" if name in ACT else "als het er is"


def figures() -> str:
    """Return the operational figures: name, kind, unit, labels and meaning."""
    rows = (
        (f"`{name}`", meting.soort, f"`{meting.eenheid}`", _labels(meting.labels) or "-", meting.betekenis)
        for name, meting in METINGEN.items()
    )
    return table(("naam", "soort", "eenheid", "labels", "betekenis"), rows)


def _labels(labels: dict[str, frozenset[str] | None]) -> str:
    told = {name: "sjabloon van het pad" if v is None else ", ".join(sorted(v)) for name, v in labels.items()}
    return "; ".join(f"`{name}`: {values}" for name, values in told.items())


def problem_types() -> str:
    """Return the kinds of problem with their status."""
    rows = ((f"`{PREFIX}{naam}`", str(soort.status), soort.titel, soort.detail) for naam, soort in TYPES.items())
    return table(("type", "status", "titel", "uitleg"), rows)


def paths() -> str:
    """Return every path of `/v1`: method, path, what it does, and whether it must be signed."""
    rows = []
    for router in ROUTERS:
        for route in router.routes:
            found: Any = route
            signed = "nee" if router is openbaar.router else "ja"
            rows += [(method, f"`/v1{found.path}`", found.summary, signed) for method in sorted(found.methods)]
    return table(("methode", "pad", "wat het doet", "ondertekend"), rows)


def exit_codes() -> str:
    """Return the exit codes of all commands."""
    return table(("code", "betekenis"), ((str(code.value), _EXIT[code]) for code in ExitCode))


def commands() -> str:
    """Return every command with its arguments and options."""
    found = list(_walk(typer.main.get_command(build()), ("knooppunt",)))
    for entry in sorted(entry_points(group="knooppunt.adapters"), key=lambda point: point.name):
        found += _walk(typer.main.get_command(entry.load()), ("knooppunt", "adapter", entry.name))
    return "\n".join(_told(words, command) for words, command in found)


def tables() -> str:
    """Return every table of the operator with its columns, their meaning, and what protects them."""
    meaning: dict[str, Any] = tomllib.loads(COLUMNS.read_text(encoding="utf-8"))
    found = {table.name: table for data in _METADATA for table in data.sorted_tables}
    _same(set(meaning), {*found, "alembic_version"}, "tabellen")
    return "\n".join(_one_table(name, meaning[name], found) for name in sorted(meaning))


_METADATA = (*migrate.TARGET, kluis.metadata, nonces.metadata)


def _one_table(name: str, told: dict[str, Any], found: dict[str, Any]) -> str:
    columns: dict[str, str] = told["kolommen"]
    if name in found:
        _same(set(columns), {column.name for column in found[name].columns}, name)
    rows = ((f"`{column}`", text) for column, text in columns.items())
    head = f"### `{name}`\n\n{told['wat']}\n\nBescherming: {told['bescherming']}\n\n"
    return head + table(("kolom", "betekenis"), rows)


def _same(written: set[str], real: set[str], where: str) -> None:
    if written != real:
        raise ValueError(f"kolommen.toml past niet bij de code ({where}): {sorted(written ^ real)}")


def _walk(command: Any, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    children = getattr(command, "commands", None)
    if children is None:
        yield words, command
        return
    for name in sorted(children):
        yield from _walk(children[name], (*words, name))


def _told(words: tuple[str, ...], command: Any) -> str:
    shown = [p for p in command.params if p.name != "help" and not getattr(p, "hidden", False)]
    arguments = "".join(f" {p.name.upper()}" for p in shown if p.param_type_name == "argument")
    lines = [f"### `{' '.join(words)}{arguments}`\n", f"{_first_paragraph(command.help)}\n"]
    lines += [_parameter(p) for p in shown]
    return "\n".join(lines) + "\n"


def _parameter(parameter: Any) -> str:
    name = parameter.name.upper() if parameter.param_type_name == "argument" else " / ".join(_spellings(parameter))
    needed = " (verplicht)" if parameter.required else ""
    return f"- `{name}`{needed}: {(parameter.help or 'zie de kop').rstrip('.')}."


def _spellings(option: Any) -> list[str]:
    return [*option.opts, *option.secondary_opts]


def _first_paragraph(text: str | None) -> str:
    return " ".join((text or "").split("\n\n")[0].split())


BLOCKS: dict[str, Callable[[], str]] = {
    "opdrachten": commands,
    "exitcodes": exit_codes,
    "instellingen-server": lambda: settings_table(Settings),
    "instellingen-gateway": lambda: settings_table(GatewaySettings),
    "gebeurtenissen": events,
    "velden": event_fields,
    "meetwaarden": figures,
    "fouten": problem_types,
    "paden": paths,
    "tabellen": tables,
    "regelkaart": lambda: table(KOPPEN, Regelkaart.load().table()),
    "regelvragen": lambda: Regelkaart.load().questions(),
}


def fill(text: str) -> str:
    """Return the page with every block made anew."""
    return _BLOCK.sub(lambda found: f"{found[1]}{BLOCKS[found['naam']]()}{found[3]}", text)


def main(arguments: list[str]) -> int:
    """Write the pages, or with `--check` tell which are behind."""
    if arguments not in ([], ["--check"]):
        sys.stderr.write("Gebruik: python -m docs.maak [--check]\n")
        return ExitCode.USAGE
    behind = []
    for page in sorted((DOCS / "naslag").glob("*.md")):
        before = page.read_text(encoding="utf-8")
        after = fill(before)
        if after != before:
            behind.append(page.name)
            if not arguments:
                page.write_text(after, encoding="utf-8")
    for name in behind:
        sys.stdout.write(f"{name}: {'loopt achter' if arguments else 'bijgewerkt'}\n")
    return ExitCode.VERIFICATION if behind and arguments else ExitCode.DONE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
