# SPDX-License-Identifier: EUPL-1.2
"""The loader on anything: it loads, or refuses with findings; it never falls over and never loads half.

On the small to-do world, so that thousands of tries are quick.
"""

import copy
import tomllib
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from policies import Finding, RuleSet, RuleSetError
from policies.loader import read_folder

FILES = read_folder(Path(__file__).parent / "todo")
CSV = sorted(name for name in FILES if name.endswith(".csv"))
DOCUMENTS = {name: tomllib.loads(FILES[name].decode()) for name in FILES if name.endswith(".toml")}
JUNK = st.sampled_from(
    [
        "",
        "x",
        "*",
        "-",
        "É",
        "a.b",
        'q"',
        0,
        -1,
        1.5,
        True,
        [],
        ["x"],
        [1],
        [[]],
        {},
        {"x": 1},
        {"label": []},
        {"é": {}},
    ]
)
PIECES = st.sampled_from(
    ["p", "g", "g2", "g6", ",", ", ", ";", "#", "\n", "\r\n", "\t", "*", "-", "allow", "deny", "rick", "taak", "+", "9999-12-31",
     "2026-02-30", "'", '"', "(", "\ufeff", "e\u0301", "\x00", "T-1.1", "=", "[", "]", "{", "}", "eval(", "bron", "wie"]
)  # fmt: skip


def loads_or_refuses(files: dict[str, bytes]) -> None:
    """Try; a refusal has at least one finding of weight, each with a file and a Dutch sentence."""
    findings: tuple[Finding, ...] = ()
    try:
        assert RuleSet.of_files(files, "demo").rows
    except RuleSetError as error:
        findings = error.findings
        refused = True
    else:
        refused = False
    assert refused is any(f.ernst == "fout" for f in findings)
    assert all(f.bestand and f.tekst for f in findings)


@given(name=st.sampled_from(sorted(FILES)), data=st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_bytes_as_a_file(name, data):
    """Any bytes as any file of the set load or are refused."""
    loads_or_refuses({**FILES, name: data})


@given(
    name=st.sampled_from(sorted(FILES)), at=st.floats(0, 1), drop=st.integers(0, 20), put=st.lists(PIECES, max_size=3)
)
@settings(max_examples=400, deadline=None)
def test_any_edit_of_a_file(name, at, drop, put):
    """Any edit at any place of any file loads or is refused."""
    data = FILES[name]
    place = int(at * len(data))
    loads_or_refuses({**FILES, name: data[:place] + "".join(put).encode() + data[place + drop :]})


@given(name=st.sampled_from(CSV), rows=st.lists(st.lists(PIECES, max_size=17).map(", ".join), max_size=4))
@settings(max_examples=200, deadline=None)
def test_any_rows_of_pieces(name, rows):
    """Any rows of pieces that look right, after the good ones, load or are refused."""
    loads_or_refuses({**FILES, name: FILES[name] + ("\n".join(rows) + "\n").encode()})


@given(name=st.sampled_from(sorted(DOCUMENTS)), data=st.data())
@settings(max_examples=400, deadline=None)
def test_any_value_in_a_list(name, data):
    """Any value of any type at any place of the vocabulary or the sources, or nothing there, loads or is refused."""
    document = copy.deepcopy(DOCUMENTS[name])
    spoil(document, data)
    text = "".join(f"{key(k)} = {toml(v)}\n" for k, v in document.items())
    assert tomllib.loads(text) == document
    loads_or_refuses({**FILES, name: text.encode()})


def spoil(table: dict[str, Any], data: Any) -> None:
    """Go down some steps and replace, remove or add one value."""
    while True:
        names = sorted(table)
        name = data.draw(st.sampled_from([*names, "nieuw"])) if names else "nieuw"
        value = table.get(name)
        if isinstance(value, dict) and data.draw(st.integers(0, 3)):
            table = value
            continue
        junk = data.draw(st.one_of(JUNK, st.just(None)))
        if junk is None:
            table.pop(name, None)
        else:
            table[name] = copy.deepcopy(junk)
        return


def key(name: str) -> str:
    """A quoted key."""
    return toml(name)


def toml(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key(k)} = {toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    return str(value).lower() if isinstance(value, bool) else str(value)
