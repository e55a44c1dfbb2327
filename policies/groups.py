# SPDX-License-Identifier: EUPL-1.2
"""Groups of codes: reading the `g` rows, checking them, and their closure.

Purpose: which leaf codes a cell of a rule stands for, worked out once and kept.

Invariants:
    * `*` holds every leaf of its column (for `wie` also `-`, an act without recipient);
    * no cycle, no chain longer than 8 links (casbin silently answers "no" at ten), no empty group;
    * no group has `*` as a member: that would be `*` under a name that reads as a choice;
    * a complement or a range of phases equals its definition in the vocabulary.

Norm: design.md 6; reference/policy-engine.md section 3, pitfalls 13 to 15.
Does not: touch casbin's role managers; `Closure.link` takes their place.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from policies.findings import Findings, nearest
from policies.table import Line
from policies.vocabulary import Vocabulary

KOLOM_VAN: Final = MappingProxyType({"g": "wie", "g2": "wat", "g3": "handeling", "g4": "doel", "g5": "fase"})
MAX_DEPTH: Final = 8


class Closure:
    """Per column: which leaves a code or group stands for."""

    def __init__(self, vocabulary: Vocabulary, links: Mapping[str, Iterable[tuple[str, str]]]) -> None:
        self._leaves: dict[str, dict[str, frozenset[str]]] = {}
        for kolom in KOLOM_VAN.values():
            members: dict[str, set[str]] = {}
            for child, parent in links.get(kolom, ()):
                members.setdefault(parent, set()).add(child)
            base = set(vocabulary.codes[kolom]) | ({"-"} if kolom == "wie" else set())
            leaves: dict[str, frozenset[str]] = {code: frozenset([code]) for code in base}
            for group in members:
                _expand(group, members, leaves, ())
            self._leaves[kolom] = leaves

    def leaves(self, kolom: str, code: str) -> frozenset[str]:
        """The leaf codes that `code` stands for; empty for an unknown code."""
        return self._leaves[kolom].get(code, frozenset())

    def link(self, kolom: str) -> Callable[[str, str], bool]:
        """The function that stands in for casbin's role manager: a set lookup, no growth, no depth limit."""
        inside = {group: leaves | {group} for group, leaves in self._leaves[kolom].items()}
        nothing: frozenset[str] = frozenset()
        return lambda code, group: code in inside.get(group, nothing)


def _expand(
    code: str, members: Mapping[str, set[str]], leaves: dict[str, frozenset[str]], path: tuple[str, ...]
) -> frozenset[str]:
    if code in leaves:
        return leaves[code]
    if code in path or len(path) > MAX_DEPTH:  # refused by `check_closure`; here only an end to it
        return frozenset()
    parts = [_expand(child, members, leaves, (*path, code)) for child in members.get(code, ())]
    leaves[code] = frozenset().union(*parts)
    return leaves[code]


def read_groups(lines: Iterable[Line], vocabulary: Vocabulary, findings: Findings) -> dict[str, list[tuple[str, str]]]:
    """Check the `g` rows one by one; returns per column the links (member, group)."""
    links: dict[str, list[tuple[str, str]]] = {kolom: [] for kolom in KOLOM_VAN.values()}
    for line in lines:
        link = _link(line, vocabulary, findings)
        if link is None:
            continue
        kolom, member, group = link
        if (member, group) in links[kolom]:
            findings.add(line.bestand, line.regel, "dubbel", f"`{member}` staat al in groep `{group}`.")
        links[kolom].append((member, group))
    return links


def _link(line: Line, vocabulary: Vocabulary, findings: Findings) -> tuple[str, str, str] | None:
    kolom = KOLOM_VAN.get(line.soort)
    if kolom is None:
        findings.add(
            line.bestand,
            line.regel,
            "soort-rij",
            f"in een groepenbestand staan rijen g tot en met g5, niet `{line.soort}`.",
        )
        return None
    if len(line.cellen) != 2:
        findings.add(
            line.bestand,
            line.regel,
            "kolommen",
            f"een groep heeft twee kolommen (lid, groep), niet {len(line.cellen)}.",
        )
        return None
    member, group = line.cellen
    codes, groups = vocabulary.codes[kolom], vocabulary.groups[kolom]
    if member == "*":
        findings.add(line.bestand, line.regel, "te-ruim", f"groep `{group}` heeft `*` als lid; noem de leden zelf.")
        return None
    if member not in codes and member not in groups and not (kolom == "wie" and member == "-"):
        hint = nearest(member, [*codes, *groups])
        findings.add(
            line.bestand, line.regel, "onbekende-code", f"`{member}` is geen code of groep voor kolom {kolom}.{hint}"
        )
        return None
    if group not in groups:
        hint = nearest(group, groups)
        findings.add(
            line.bestand,
            line.regel,
            "onbekende-groep",
            f"groep `{group}` staat niet in vocabulaire.toml, onderdeel [groep.{kolom}].{hint}",
        )
        return None
    return kolom, member, group


def check_closure(
    links: Mapping[str, list[tuple[str, str]]], vocabulary: Vocabulary, findings: Findings, bestand: str
) -> Closure:
    """Check cycles, depth, emptiness, `*`, complements and ranges; returns the closure."""
    for kolom, pairs in links.items():
        _check_depth(kolom, pairs, findings, bestand)
    closure = Closure(vocabulary, links)
    for kolom, groups in vocabulary.groups.items():
        for code, group in groups.items():
            found = closure.leaves(kolom, code) - {"-"}
            expected = _expected(code, group.complement, group.van, group.tm, kolom, closure, vocabulary)
            if not found:
                findings.add(
                    bestand,
                    0,
                    "lege-groep",
                    f"groep `{code}` (kolom {kolom}) heeft geen leden; een regel erop zou nooit gelden.",
                )
            elif expected is not None and found != expected:
                wrong = ", ".join(sorted(found ^ expected))
                findings.add(
                    bestand,
                    0,
                    "groep-klopt-niet",
                    f"groep `{code}` (kolom {kolom}) klopt niet met haar omschrijving: kijk naar {wrong}.",
                )
        if "*" not in groups:
            findings.add(bestand, 0, "groep-klopt-niet", f"kolom {kolom} heeft geen groep `*`.")
    if "-" not in closure.leaves("wie", "*"):
        findings.add(bestand, 0, "groep-klopt-niet", "`-` (geen ontvanger) hoort in groep `*` van kolom wie.")
    return closure


def _expected(
    code: str, complement: str, van: str, tm: str, kolom: str, closure: Closure, vocabulary: Vocabulary
) -> frozenset[str] | None:
    everything = frozenset(vocabulary.codes[kolom])
    if code == "*":
        return everything
    if complement:
        left_out = closure.leaves(kolom, complement)
        return everything - left_out if left_out else frozenset()  # of what does not exist nothing is the complement
    if van or tm:
        order = list(vocabulary.codes[kolom])
        if van not in order or tm not in order:
            return frozenset()
        return frozenset(order[order.index(van) : order.index(tm) + 1])
    return None


def _check_depth(kolom: str, pairs: list[tuple[str, str]], findings: Findings, bestand: str) -> None:
    parents: dict[str, list[str]] = {}
    for member, group in pairs:
        parents.setdefault(member, []).append(group)
    depth: dict[str, int] = {}

    def climb(code: str, path: tuple[str, ...]) -> int:
        if code in path:
            cycle = " > ".join([*path[path.index(code) :], code])
            findings.add(bestand, 0, "kring", f"de groepen van kolom {kolom} vormen een kring: {cycle}.")
            return 0
        if len(path) > MAX_DEPTH:  # whoever climbed here is too deep already
            return 0
        if code not in depth:
            depth[code] = 0
            depth[code] = max((1 + climb(p, (*path, code)) for p in parents.get(code, ())), default=0)
        return depth[code]

    for code in list(parents):
        if climb(code, ()) > MAX_DEPTH:
            findings.add(
                bestand,
                0,
                "te-diep",
                f"`{code}` (kolom {kolom}) zit meer dan {MAX_DEPTH} groepen diep; casbin ziet dat niet.",
            )
