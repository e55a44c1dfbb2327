# SPDX-License-Identifier: EUPL-1.2
"""Publishes the contract as JSON Schema files (2020-12), one per shape and version.

Run `python -m core.contract.publish` to write `core/contract/schemas/`, with `--check` to compare only (exit 3 when
they differ). Invariants: the same models give the same bytes; a file name carries the version; what the models check
beyond a schema (check digits, category profiles) is told in descriptions and on the wire page, not left out silently.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

from core.contract.exitcodes import ExitCode
from core.contract.inhoud import Inhoud
from core.contract.wire import Ontvangstbewijs, Probleem, VerzegeldRecord
from core.contract.wire_verklaringen import FeitBundel, Levering, Sleutelgebeurtenis

SCHEMAS: Final[Mapping[str, tuple[type[BaseModel], str]]] = {
    "inhoud": (Inhoud, "Wat er onder het zegel van één verstrekking ligt"),
    "verzegeld-record": (VerzegeldRecord, "Eén verstrekking onder één zegel"),
    "levering": (Levering, "Verstrekkingen die samen of helemaal niet worden opgenomen"),
    "ontvangstbewijs": (Ontvangstbewijs, "Het bewijs dat een regel in het log staat"),
    "feitbundel": (FeitBundel, "Feiten van één uitgever, ondertekend"),
    "sleutelgebeurtenis": (Sleutelgebeurtenis, "Een sleutel die wordt gepubliceerd of ingetrokken"),
    "probleem": (Probleem, "Een fout of een weigering"),
}
VERSION: Final = 1
FOLDER: Final = Path(__file__).parent / "schemas"


def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of one published shape."""
    model, told = SCHEMAS[name]
    body = model.model_json_schema(by_alias=True)
    head = {
        "description": told,
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:knooppunt:schema:{name}:{VERSION}",
    }
    described: dict[str, Any] = _as_on_the_wire(head | body)
    return described


def render(name: str) -> bytes:
    """Return the bytes of the published file."""
    return (json.dumps(schema(name), ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def path(name: str, folder: Path = FOLDER) -> Path:
    """Return where a shape is published."""
    return folder / f"{name}-v{VERSION}.json"


def outdated(folder: Path = FOLDER) -> list[str]:
    """Return the names of files that are missing, differ or should not be there."""
    wanted = {path(name, folder): render(name) for name in SCHEMAS}
    stale = [file.name for file, data in wanted.items() if not file.is_file() or file.read_bytes() != data]
    return sorted(stale + [file.name for file in folder.glob("*") if file not in wanted])


def main(arguments: list[str]) -> ExitCode:
    """Write the files, or with `--check` only compare."""
    if arguments not in ([], ["--check"]):
        sys.stderr.write("gebruik: python -m core.contract.publish [--check]\n")
        return ExitCode.USAGE
    if arguments:
        stale = outdated()
        sys.stdout.writelines(f"verouderd: {name}\n" for name in stale)
        return ExitCode.VERIFICATION if stale else ExitCode.DONE
    FOLDER.mkdir(exist_ok=True)
    for name in SCHEMAS:
        path(name).write_bytes(render(name))
    return ExitCode.DONE


def _as_on_the_wire(node: Any) -> Any:
    """Return a schema in which constants are required, what may be absent is never null, and no title is repeated."""
    if isinstance(node, list):
        return [_as_on_the_wire(item) for item in node]
    if not isinstance(node, dict):
        return node
    result = {key: _as_on_the_wire(item) for key, item in node.items() if key != "title" or not isinstance(item, str)}
    if result.get("default", ...) in (None, []):
        result = _absent_instead_of_null(result)
    fields = result.get("properties")
    if isinstance(fields, dict):
        constant = [name for name, body in fields.items() if isinstance(body, dict) and "const" in body]
        required = [name for name in fields if name in constant or name in result.get("required", ())]
        result |= {"required": required} if required else {}
    return result


def _absent_instead_of_null(field: dict[str, Any]) -> dict[str, Any]:
    rest = {key: item for key, item in field.items() if key not in {"default", "anyOf"}}
    options = [option for option in field.get("anyOf", ()) if option != {"type": "null"}]
    if len(options) == 1:
        return {**options[0], **rest}
    return {**rest, "anyOf": options} if options else rest


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
