# SPDX-License-Identifier: EUPL-1.2
"""The folder that an operator would have around a backbone of the test kit, so that real commands work on it.

settings = set_up(knooppunt)      keys, deelnemerslijst and tlog-policy as files beside the databases of the kit
environment(settings)             the same for a process, and `environ(monkeypatch, settings)` for this one
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from audit.kluis import write_private
from audit.proof import jcs
from server import setup
from server.settings import Settings

if TYPE_CHECKING:
    import pytest

    from tests.kit import Backbone


def set_up(knooppunt: Backbone, **changes: Any) -> Settings:
    """Write what the commands read; the databases are those of the kit."""
    if knooppunt.engine.dialect.name != "sqlite":
        changes["database_url"] = SecretStr(knooppunt.engine.url.render_as_string(hide_password=False))
    settings = Settings(data_dir=knooppunt.folder, **changes)
    settings.keys.mkdir(mode=0o700, exist_ok=True)
    knooppunt.kluis.key_file = settings.keys / setup.EPOCH_FILE
    knooppunt.epoch_key.write(settings.keys / setup.EPOCH_FILE)
    knooppunt.signer.write(settings.keys / setup.LOG_FILE)
    write_private(settings.keys / setup.ANSWER_FILE, jcs.encode(knooppunt.answer_key.to_json()))
    settings.lijst.write_bytes(knooppunt.lijst.bron)
    settings.tlog_policy.write_text(knooppunt.policy_text, "utf-8")
    return settings


def environment(settings: Settings) -> dict[str, str]:
    """Return the environment in which a command finds this backbone."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KNOOPPUNT_")}
    return kept | named(settings)


def environ(patch: pytest.MonkeyPatch, settings: Settings) -> None:
    """Let commands in this process find this backbone, and nothing of another."""
    for name in [name for name in os.environ if name.startswith("KNOOPPUNT_")]:
        patch.delenv(name)
    for name, value in named(settings).items():
        patch.setenv(name, value)


def named(settings: Settings) -> dict[str, str]:
    """Return the settings that were given, as environment variables."""
    found = {}
    for name in settings.model_fields_set:
        value = getattr(settings, name)
        if value is not None:
            found[f"KNOOPPUNT_{name.upper()}"] = str(
                value.get_secret_value() if isinstance(value, SecretStr) else value
            )
    return found
