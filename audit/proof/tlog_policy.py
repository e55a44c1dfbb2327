# SPDX-License-Identifier: EUPL-1.2
"""The policy file by which a holder of a proof decides whom to trust: logs, witnesses, and the quorum.

Invariants:
- Names are defined before use, each is a member of at most one group, no public key stands there twice, and there is
  exactly one quorum line. Anything else is refused whole.
- *Families*: the format forbids one public key under two names, while all shards of one log sign with the same keys
  under their own origin. So a policy lists the stamlog, and `log_keys` gives the keys of a sibling (an origin with the
  same text before its last `/`) by renaming. The origin is inside what is signed, so no shard can stand in for another.
- `satisfied` counts witnesses only; the log's own signatures are asked for apart (`audit.proof.receipt`).

Norm: c2sp.org/tlog-policy (2026-06).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audit.proof import note

if TYPE_CHECKING:
    from collections.abc import Iterable

_MAX_DEFINITIONS = 1000
_LOG_TYPES = (note.ED25519, note.MLDSA44_COSIGNATURE)
_WITNESS_TYPES = (note.ED25519_COSIGNATURE, note.MLDSA44_COSIGNATURE)
NO_QUORUM = "none"


class PolicyError(ValueError):
    """The file is not a policy; the message names the line, never its content."""


@dataclass(frozen=True, slots=True)
class Group:
    """At least `threshold` of `members` (names of witnesses and groups)."""

    threshold: int
    members: tuple[str, ...]


@dataclass(slots=True)
class TlogPolicy:
    """A parsed policy."""

    logs: list[note.VKey] = field(default_factory=list)
    witnesses: dict[str, note.VKey] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    quorum: str = ""
    urls: dict[note.VKey, str] = field(default_factory=dict)

    def log_keys(self, origin: str) -> tuple[note.VKey, ...]:
        """Return the keys of the log with this origin: listed itself, or a sibling of a listed one; else nothing.

        Also for what can be no name at all: origins come from outside.
        """
        own = tuple(key for key in self.logs if key.name == origin)
        family = origin.rpartition("/")[0]
        if own or not family or not _can_be_name(origin):
            return own
        siblings: dict[bytes, note.VKey] = {}
        for key in self.logs:
            if key.name.rpartition("/")[0] == family:
                siblings.setdefault(key.public, key.renamed(origin))
        return tuple(siblings.values())

    def satisfied(self, signed: Iterable[note.VKey]) -> bool:
        """Tell whether these verified cosigners make the quorum."""
        keys = set(signed)
        return self.quorum == NO_QUORUM or self._stands(self.quorum, keys)

    def _stands(self, name: str, keys: set[note.VKey]) -> bool:
        if name in self.witnesses:
            return self.witnesses[name] in keys
        group = self.groups[name]
        return sum(self._stands(member, keys) for member in group.members) >= group.threshold


def _can_be_name(origin: str) -> bool:
    try:
        note.check_name(origin)
    except note.NoteError:
        return False
    return True


def parse(data: bytes) -> TlogPolicy:
    """Return the policy of a file.

    Raises:
        PolicyError: names the line that is wrong.
    """
    if any((byte < 0x20 and byte not in (0x09, 0x0A)) or byte == 0x7F for byte in data):
        raise PolicyError("stuurteken in de tlog-policy")
    text = data.decode("utf-8", "surrogateescape")  # names are opaque octets: nothing may be lost or merged
    reader = _Reader()
    for number, line in enumerate(text.split("\n"), start=1):
        words = line.replace("\t", " ").split(" ")
        words = [word for word in words if word]
        if not words or words[0].startswith("#"):
            continue
        try:
            reader.read(words)
        except (PolicyError, note.NoteError) as error:
            raise PolicyError(f"tlog-policy, regel {number}: {error}") from None
    if not reader.policy.quorum:
        raise PolicyError("de tlog-policy noemt geen quorum")
    return reader.policy


class _Reader:
    def __init__(self) -> None:
        self.policy = TlogPolicy()
        self._used: set[str] = set()
        self._public: set[tuple[str, bytes]] = set()
        self._count = 0

    def read(self, words: list[str]) -> None:
        self._count += 1
        if self._count > _MAX_DEFINITIONS:
            raise PolicyError("te veel regels")
        readers = {"log": self._log, "witness": self._witness, "group": self._group, "quorum": self._quorum}
        if words[0] not in readers:
            raise PolicyError("onbekend soort regel")
        readers[words[0]](words[1:])

    def _log(self, words: list[str]) -> None:
        if len(words) not in {1, 2}:
            raise PolicyError("een log heeft een sleutel en hoogstens een adres")
        key = self._key("log", words[0], _LOG_TYPES)
        self.policy.logs.append(key)
        self._url(key, words[1:])

    def _witness(self, words: list[str]) -> None:
        if len(words) not in {2, 3}:
            raise PolicyError("een getuige heeft een naam, een sleutel en hoogstens een adres")
        self._new_name(words[0])
        key = self._key("witness", words[1], _WITNESS_TYPES)
        self.policy.witnesses[words[0]] = key
        self._url(key, words[2:])

    def _group(self, words: list[str]) -> None:
        if len(words) < 3:
            raise PolicyError("een groep heeft een naam, een drempel en leden")
        name, threshold, *members = words
        self._new_name(name)
        for member in members:
            if member not in self.policy.witnesses and member not in self.policy.groups:
                raise PolicyError("een lid van de groep bestaat nog niet")
            if member in self._used:
                raise PolicyError("een lid staat al in een groep")
            self._used.add(member)
        self.policy.groups[name] = Group(_threshold(threshold, len(members)), tuple(members))

    def _quorum(self, words: list[str]) -> None:
        if len(words) != 1 or self.policy.quorum:
            raise PolicyError("er is precies een quorum")
        if words[0] != NO_QUORUM and words[0] not in self.policy.witnesses and words[0] not in self.policy.groups:
            raise PolicyError("het quorum bestaat niet")
        self.policy.quorum = words[0]

    def _new_name(self, name: str) -> None:
        if name == NO_QUORUM or name in self.policy.witnesses or name in self.policy.groups:
            raise PolicyError("de naam bestaat al")

    def _key(self, role: str, text: str, types: tuple[int, ...]) -> note.VKey:
        key = note.VKey.parse(text)
        if key.type not in types:
            raise PolicyError("deze soort sleutel past hier niet")
        if (role, key.public) in self._public:
            raise PolicyError("deze sleutel staat er al")
        self._public.add((role, key.public))
        return key

    def _url(self, key: note.VKey, words: list[str]) -> None:
        if words:
            self.policy.urls[key] = words[0]


def _threshold(text: str, count: int) -> int:
    if text in {"any", "all"}:
        return 1 if text == "any" else count
    if not (text.isascii() and text.isdigit()) or len(text) > 4 or text[0] == "0" or int(text) > count:
        raise PolicyError("ongeldige drempel")
    return int(text)
