# SPDX-License-Identifier: EUPL-1.2
"""Where the gateway finds its server and its partner folder: few settings and their limits.

`KNOOPPUNT_SERVER_URL` (base address of the backbone) and `KNOOPPUNT_PARTNER_DIR` (folder of one partner); where the key files
are encrypted also `KNOOPPUNT_PARTNER_WACHTZIN`, where they lie in a token `KNOOPPUNT_TOKEN_…`. Everything else about the partner stands in `partner.toml` in that folder.
"""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import httpx
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from adapters.gateway.errors import ConfigError
from adapters.gateway.getuigd import Termijnen
from core.contract import verwerkingen
from core.keychain.custody.toegang import token_access
from core.keychain.errors import KeystoreError


class GatewaySettings(BaseSettings):
    """The settings of one gateway process, read once from the environment."""

    model_config = SettingsConfigDict(env_prefix="KNOOPPUNT_", frozen=True, extra="ignore")

    server_url: str = Field(
        default="http://127.0.0.1:8080",
        pattern=r"^https?://[^\s/?#]+$",
        description="adres van de backbone, zonder pad",
    )
    server_ca: Path | None = Field(
        default=None,
        description="certificaat (PEM) van de CA van de backbone, als die niet in de lijst van de machine staat",
    )
    partner_dir: Path = Field(default=Path(), description="map van deze partner")
    partner_wachtzin: SecretStr | None = Field(
        default=None, description="wachtzin van de sleutelbestanden, als die er is"
    )
    token_label: str | None = Field(default=None, description="label van de PKCS#11-token waarin de sleutels liggen")
    token_module: Path | None = Field(default=None, description="PKCS#11-module van de leverancier van de token (.so)")
    token_pin: SecretStr | None = Field(default=None, description="PIN van de token; liever in een bestand")
    token_pin_bestand: Path | None = Field(default=None, description="bestand (0600) met de PIN van de token")
    identiteit_map: Path | None = Field(
        default=None, description="losse drager met de identiteitssleutel; alleen om sleutels of een lijst te tekenen"
    )
    verwerkingen_uri: str = Field(
        default=verwerkingen.URI,
        pattern=f"^{verwerkingen.URI_FORM}$",
        description="waar het register van verwerkingen staat; gelijk bij knooppunt en gateways",
    )
    gateway_timeout: float = Field(default=20.0, gt=0, le=300, description="seconden wachten op een antwoord")

    getuigen_stop_seconds: int = Field(
        default=3600, gt=0, description="zo lang mogen de getuigen achter zijn; daarna gaat er niets nieuws weg (T1)"
    )
    getuigen_einde_seconds: int = Field(
        default=72 * 3600, gt=0, description="zo lang mogen de getuigen achter zijn; daarna ook niet meer lezen (T2)"
    )

    @field_validator("getuigen_einde_seconds")
    @classmethod
    def _reading_ends_last(cls, value: int, others: ValidationInfo) -> int:
        if value < others.data.get("getuigen_stop_seconds", 0):
            raise ValueError("korter dan GETUIGEN_STOP_SECONDS")
        return value

    @property
    def termijnen(self) -> Termijnen:
        """How long the witnesses may be behind."""
        return Termijnen(self.getuigen_stop_seconds * 1000, self.getuigen_einde_seconds * 1000)

    @property
    def passphrase(self) -> bytes | None:
        """The passphrase of the key files as bytes, None when they are plain."""
        secret = self.partner_wachtzin
        return secret.get_secret_value().encode() if secret else None

    @property
    def trust(self) -> ssl.SSLContext | bool:
        """Whose certificates the way to the backbone believes, as httpx takes it.

        Raises:
            ConfigError: the file of `KNOOPPUNT_SERVER_CA` holds no certificate.
        """
        if self.server_ca is None:
            return True
        try:
            return ssl.create_default_context(cafile=str(self.server_ca))
        except OSError:
            raise ConfigError("In KNOOPPUNT_SERVER_CA staat geen certificaat.") from None

    @property
    def transport(self) -> httpx.BaseTransport | None:
        """The way to a backbone with a CA of its own; None for that of every other."""
        return None if self.server_ca is None else httpx.HTTPTransport(verify=self.trust)

    @property
    def key_access(self) -> dict[str, Any]:
        """Where the keys are, as `load_partner` and `Partner` take it.

        Raises:
            ConfigError: a token was named, and its module or PIN is missing.
        """
        pin = self.token_pin.get_secret_value() if self.token_pin else None
        try:
            token = token_access(self.token_label, self.token_module, pin, self.token_pin_bestand)
        except KeystoreError as error:
            raise ConfigError(error.diagnose()) from None
        return {"passphrase": self.passphrase, "token": token, "identity_dir": self.identiteit_map}


def load_settings(server_url: str | None = None, partner_dir: Path | None = None) -> GatewaySettings:
    """Return the settings; arguments given on the command line go before the environment.

    Raises:
        ConfigError: a value that cannot be right.
    """
    given = {"server_url": server_url.rstrip("/") if server_url else None, "partner_dir": partner_dir}
    try:
        return GatewaySettings(**{key: value for key, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        fields = ", ".join(f"KNOOPPUNT_{'_'.join(map(str, item['loc'])).upper()}" for item in error.errors())
        raise ConfigError(f"deze instelling is niet goed: {fields}") from None
