# SPDX-License-Identifier: EUPL-1.2
"""The strict loader: a folder or a release in, a checked rule set out, or every reason why not.

Purpose: ordinary file mistakes that make casbin drop a refusal without a word refuse the set here.

Invariants:
    * all findings at once; one finding of severity `fout` and nothing is loaded;
    * every file in `regels/` and `groepen/` is read, or named as one that does not belong there;
    * invariants, scenarios and acknowledgements travel along unread, texts only mark: they prove, they do not decide;
    * model.conf is hash-pinned; without any rule nothing is loaded.

Norm: reference/policy-engine.md sections 3 and 4a; design.md 9 ("partial load = refuse to start").
Does not: decide, or know who signed (`policies.release`).
"""

import difflib
import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from policies.findings import Finding, Findings, PolicyError
from policies.giveway import give_way
from policies.groups import KOLOM_VAN, Closure, check_closure, read_groups
from policies.matcher import CompiledMatcher
from policies.reviewed import changed_texts, resting_on
from policies.rows import VELDEN, Row, RowReader
from policies.sealed import EFFECT, read_model
from policies.sources import Source, read_sources
from policies.table import Line, read_lines
from policies.vocabulary import Vocabulary, read_vocabulary

MODEL: Final = "model.conf"
VAST: Final = (MODEL, "vocabulaire.toml", "bronnen.toml")
VRAAG: Final = ("wie", "aan", "wat", "handeling", "doel", "fase", "datum", "feiten")
MAPPEN: Final = ("groepen", "regels")
# What proves the rules travels with them, so that a release is signed with its proof; nothing here decides anything.
BIJLAGEN: Final = ("invarianten.toml", "erkend.toml", "overlevenden.toml")
BIJLAGEMAPPEN: Final = MappingProxyType({"scenarios": ".feature", "teksten": ".txt"})
MODEL_SHA256: Final = "8076754c782ae41236d47b2cdf52a7096288f7c57e72022abf11775660fa190b"
_FOLDERS: Final = MappingProxyType({**dict.fromkeys(MAPPEN, ".csv"), **BIJLAGEMAPPEN})
_MAX_FILES: Final = 500
_NAME: Final = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._-]*\Z"
)  # the same name on every machine, and never a way out of a folder


@dataclass(frozen=True, slots=True)
class Checked:
    """A rule set without mistakes.

    Attributes:
        vragen: the open questions for the jurist, by number.
        te_herzien: per source whose text changed since the last review, the rows that rest on it.
        meldingen: remarks that do not refuse the set.
        bijlagen: what travels along unread and decides nothing, by name.
    """

    model: str
    vocabulary: Vocabulary
    sources: Mapping[str, Source]
    vragen: Mapping[int, str]
    closure: Closure
    rows: tuple[Row, ...]
    links: Mapping[str, list[tuple[str, str]]]
    te_herzien: Mapping[str, tuple[str, ...]]
    meldingen: tuple[Finding, ...]
    bijlagen: Mapping[str, bytes] = field(repr=False)


def read_folder(folder: Path) -> dict[str, bytes]:
    """All files of a rule folder by name (`regels/politie.csv`).

    Raises:
        RuleSetError: when a file is missing or does not belong where it stands.
    """
    findings = Findings()
    files: dict[str, bytes] = {}
    if not folder.is_dir():
        findings.add(str(folder.name), 0, "map", "deze map met regels bestaat niet.")
        findings.raise_if_refused()
    for name in (*VAST, *BIJLAGEN):
        if (folder / name).is_file():
            files[name] = (folder / name).read_bytes()
    for sub, ending in _FOLDERS.items():
        if (folder / sub).is_dir():
            for path in sorted((folder / sub).iterdir()):
                _take(path, f"{sub}/{path.name}", ending, files, findings)
    for path in sorted(folder.glob("*.[cC][sS][vV]")):
        findings.add(
            path.name, 0, "verdwaald", "een CSV-bestand hoort in regels/ of groepen/; hier zou het niet meetellen."
        )
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name not in _FOLDERS and _meant_as_rules(path):
            findings.add(path.name, 0, "verdwaald", "deze map lijkt op regels/ of groepen/, maar zou niet meetellen.")
    findings.raise_if_refused()
    return files


def _meant_as_rules(folder: Path) -> bool:
    """`Regels/` or `regel/` with rows in it: to who looks at the folder these are rules, to us they are not there."""
    near = difflib.get_close_matches(folder.name.lower(), MAPPEN, n=1, cutoff=0.8)
    return bool(near) and any(path.suffix.lower() == ".csv" for path in folder.iterdir())


def _take(path: Path, name: str, ending: str, files: dict[str, bytes], findings: Findings) -> None:
    if path.is_symlink() or not path.is_file() or path.suffix != ending:
        findings.add(name, 0, "verdwaald", f"hier horen alleen gewone bestanden op {ending}; dit zou niet meetellen.")
    else:
        files[name] = path.read_bytes()


def check(files: Mapping[str, bytes], *, pinned: str | None = MODEL_SHA256) -> Checked:
    """Check a whole set; `pinned` None is for tests of the engine with another matcher.

    Raises:
        RuleSetError: with every finding, when one of them refuses.
    """
    findings = Findings()
    _check_names(files, findings)
    model = _check_model(files.get(MODEL), pinned, findings)
    vocabulary = read_vocabulary(files.get("vocabulaire.toml", b""), findings)
    read = read_sources(files.get("bronnen.toml", b""), findings)
    if vocabulary is None or read is None or model is None:
        _read_all(files, "groepen", findings)
        _read_all(files, "regels", findings)
        findings.raise_if_refused()
        raise AssertionError("a set without vocabulary, sources or model always has a finding")
    sources = read.bronnen
    links = read_groups(_read_all(files, "groepen", findings), vocabulary, findings)
    closure = check_closure(links, vocabulary, findings, "groepen/")
    lines = _read_all(files, "regels", findings)
    rows = RowReader(vocabulary, sources, closure, findings).read(lines)
    if not lines:
        findings.add("regels/", 0, "geen-regels", "er is geen enkele regel; zonder regels laden wij niets.")
    _check_used(sources, rows, findings)
    changed = changed_texts(sources, files, findings)
    findings.raise_if_refused()
    order = {row.id: natural(row.id) for row in give_way(rows, 64)}
    ordered = tuple(sorted(rows, key=lambda row: order[row.id]))
    return Checked(
        model=model,
        vocabulary=vocabulary,
        sources=sources,
        vragen=read.vragen,
        closure=closure,
        rows=ordered,
        links=MappingProxyType(links),
        te_herzien=resting_on(changed, ordered),
        meldingen=tuple(sorted(findings.items)),
        bijlagen=MappingProxyType({name: files[name] for name in sorted(files) if _travels(name)}),
    )


def _travels(name: str) -> bool:
    return name in BIJLAGEN or name.partition("/")[0] in BIJLAGEMAPPEN


def natural(code: str) -> tuple[str | int, ...]:
    """A key that puts R-2.1 before R-10.1."""
    return tuple(int(part) if part.isdigit() else part for part in re.split(r"(\d+)", code))


def _check_names(files: Mapping[str, bytes], findings: Findings) -> None:
    for name in VAST:
        if name not in files:
            findings.add(name, 0, "ontbreekt", "dit bestand ontbreekt.")
    if len(files) > _MAX_FILES:
        findings.add("regels/", 0, "te-veel", f"meer dan {_MAX_FILES} bestanden.")
    for name in files:
        folder, _, rest = name.partition("/")
        placed = folder in _FOLDERS and rest.endswith(_FOLDERS[folder]) and bool(_NAME.match(rest))
        if name not in (*VAST, *BIJLAGEN) and not placed:
            findings.add(name, 0, "verdwaald", "dit bestand hoort niet in een regelset.")
    for name, count in Counter(map(str.lower, files)).items():
        if count > 1:
            findings.add(name, 0, "verdwaald", "twee bestanden verschillen alleen in hoofdletters.")


def _read_all(files: Mapping[str, bytes], folder: str, findings: Findings) -> list[Line]:
    names = sorted(name for name in files if name.startswith(f"{folder}/"))
    return [line for name in names for line in read_lines(name, files[name], findings)]


def _check_model(data: bytes | None, pinned: str | None, findings: Findings) -> str | None:
    if data is None:
        return None
    if pinned is not None and hashlib.sha256(data).hexdigest() != pinned:
        findings.add(
            MODEL,
            0,
            "model",
            "model.conf is niet de vastgelegde versie; alleen ontwikkelaar en jurist samen wijzigen haar.",
        )
    text = ""
    try:
        text = data.decode("ascii")
        model = read_model(text)
        CompiledMatcher(model["m"]["m"].value)
        problem = _definition_problem(model)
    except PolicyError as error:
        problem = str(error)
    except (UnicodeDecodeError, KeyError, ValueError, RuntimeError, AttributeError, IndexError, TypeError):
        problem = "model.conf is niet te lezen als casbin-model."
    if problem:
        findings.add(MODEL, 0, "model", problem)
        return None
    return text


def _definition_problem(model: Mapping[str, Mapping[str, object]]) -> str | None:
    p_tokens = [token[2:] for token in getattr(model["p"]["p"], "tokens", [])]
    if p_tokens != list(VELDEN):
        return f"policy_definition hoort {', '.join(VELDEN)} te zijn."
    r_tokens = [token[2:] for token in getattr(model["r"]["r"], "tokens", [])]
    if r_tokens != list(VRAAG):
        return f"request_definition hoort {', '.join(VRAAG)} te zijn."
    if set(model["g"]) != set(KOLOM_VAN):
        return f"role_definition hoort {', '.join(KOLOM_VAN)} te hebben."
    if getattr(model["e"]["e"], "value", "") != EFFECT:
        return "policy_effect hoort te zijn: toegestaan als een regel toestaat en geen regel verbiedt."
    for name, section in model["g"].items():
        if str(getattr(section, "value", "")).replace(" ", "") != "_,_":
            return (
                f"role_definition {name} hoort `_, _` te zijn; voorwaardelijke groepen maken de andere onbetrouwbaar."
            )
    return None


def _check_used(sources: Mapping[str, Source], rows: list[Row], findings: Findings) -> None:
    used = {bron for row in rows for bron in row.bronnen}
    for code in sources:
        if code not in used and rows:
            findings.remark("bronnen.toml", 0, "ongebruikt", f"geen regel rust op bron `{code}`.")
