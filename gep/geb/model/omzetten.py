# SPDX-License-Identifier: EUPL-1.2
"""Makes `dpia.json` from `dpia.yaml`, so that nothing has to read YAML at run time.

Use: `python -m gep.geb.model.omzetten [--check]`. Needs PyYAML, which the development requirements bring; only this script
does. `--check` writes nothing and ends with 1 when the two differ.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SOURCE, TARGET = HERE / "dpia.yaml", HERE / "dpia.json"


def convert(document: dict[str, Any]) -> dict[str, Any]:
    """Return urn, version and the flat list of tasks, parents before children."""
    tasks: list[dict[str, Any]] = []
    for task in document["tasks"]:
        _add(tasks, task, None)
    return {"urn": f"{document['urn']}:{document['version']}", "naam": document["name"], "taken": tasks}


def _add(tasks: list[dict[str, Any]], task: dict[str, Any], parent: str | None) -> None:
    found: dict[str, Any] = {"id": task["id"], "titel": " ".join(task["task"].split()), "soort": task["type"][0]}
    if parent is not None:
        found["ouder"] = parent
    if task.get("repeatable"):
        found["herhaalt"] = True
    if task.get("options"):
        found["waarden"] = [_as_text(option["value"]) for option in task["options"]]
    for need in task.get("dependencies") or []:
        condition = need.get("condition")
        if need["type"] == "source_options":
            found["uit"] = condition["id"]
        elif need["type"] == "conditional":
            found["als"] = {"id": condition["id"], "waarde": _as_text(condition["value"])}
    tasks.append(found)
    for child in task.get("tasks") or []:
        _add(tasks, child, task["id"])


def _as_text(value: object) -> str:
    """Return an option as the form's export writes it: booleans and null as words."""
    return value if isinstance(value, str) else json.dumps(value)


def encode(document: dict[str, Any]) -> str:
    """Return the text of `dpia.json`: one task per line, so that a change reads well."""
    rows = ",\n".join("  " + json.dumps(task, ensure_ascii=False) for task in document["taken"])
    head = {key: document[key] for key in ("urn", "naam")}
    return json.dumps(head, ensure_ascii=False)[:-1] + ', "taken": [\n' + rows + "\n]}\n"


def main(arguments: list[str]) -> int:
    """Write or check the file; return the exit code."""
    import yaml  # type: ignore[import-untyped]

    made = encode(convert(yaml.safe_load(SOURCE.read_text("utf-8"))))
    if "--check" in arguments:
        return 0 if TARGET.read_text("utf-8") == made else 1
    TARGET.write_text(made, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
