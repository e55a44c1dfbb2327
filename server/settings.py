# SPDX-License-Identifier: EUPL-1.2
"""The settings of the operator's side: one frozen object, read once from the environment.

Invariants:
- Every setting starts with `KNOOPPUNT_`; a name that does not exist is refused when it is given in code.
- No setting holds a secret. Keys come from files, whose places are settings; so printing the settings is harmless.
- The mode (demo, ketentest, productie) of a backbone stands in its deelnemerslijst; `omgeving` never changes it.
- Left alone, everything lies in one folder and nothing leaves the machine.

Norm: design.md 5 and 7. It opens nothing and creates nothing: that is `server.wiring`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AnyHttpUrl, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.contract import verwerkingen
from core.exchange.bijlagen import Grenzen
from server.errors import SettingsError

Port = Annotated[int, Field(ge=1, le=65535)]


class Settings(BaseSettings):
    """Where everything lies and listens. Addresses of databases may hold a password, so they are masked in `repr`."""

    model_config = SettingsConfigDict(env_prefix="KNOOPPUNT_", frozen=True, extra="forbid")

    omgeving: Literal["demo", "ketentest", "productie"] = Field(
        default="productie", description="voor vragen vooraf; bij demo richt `serve` zelf een knooppunt in"
    )
    data_dir: Path = Field(
        default=Path("var/backbone"), description="map van de backbone: database, log, lijst, vrijgave"
    )
    key_dir: Path | None = Field(
        default=None, description="map met de sleutels van de beheerder; anders DATA_DIR/sleutels"
    )
    database_url: SecretStr | None = Field(default=None, description="SQLAlchemy-adres; anders SQLite in DATA_DIR")
    owner_url: SecretStr | None = Field(
        default=None, description="adres waarmee `beheer migreer` werkt, als eigenaar; anders DATABASE_URL"
    )
    reader_url: SecretStr | None = Field(
        default=None, description="adres waar sporen uit gelezen worden, zoals een standby; anders DATABASE_URL"
    )
    auditor_url: SecretStr | None = Field(
        default=None, description="adres waarmee `audit verifieer` en `fsck` lezen, als auditor; anders DATABASE_URL"
    )
    lock_seconds: int = Field(
        default=5, ge=1, le=600, description="zo lang wacht een migratie op een slot in PostgreSQL"
    )
    statement_seconds: int = Field(
        default=900, ge=0, description="zo lang mag één stap van een migratie duren in PostgreSQL; 0: geen grens"
    )
    kluis_url: SecretStr | None = Field(
        default=None, description="adres van de kluis; anders een eigen SQLite in DATA_DIR"
    )
    nonce_url: SecretStr | None = Field(default=None, description="adres van de nonces; anders SQLite, of DATABASE_URL")
    log_dir: Path | None = Field(default=None, description="map waaronder log/<naam>/ verschijnt; anders DATA_DIR")
    lijst_file: Path | None = Field(default=None, description="deelnemerslijst; anders DATA_DIR/deelnemerslijst.json")
    tlog_policy_file: Path | None = Field(default=None, description="tlog-policy; anders DATA_DIR/tlog-policy")
    wisbevel_dir: Path | None = Field(
        default=None, description="map met uitgevoerde wisbevelen, buiten elke back-up; anders DATA_DIR/wisbevelen"
    )
    back_up_dir: Path | None = Field(
        default=None, description="map waarin `beheer bewaar` back-ups zet, op een andere schijf; anders --naar"
    )
    back_up_keys: Path | None = Field(
        default=None, description="map met openbare sleutels (*.json) waarvoor back-ups worden verzegeld; anders --voor"
    )
    back_up_days: int | None = Field(
        default=None, ge=1, description="zo lang blijft een back-up van de database in BACK_UP_DIR; anders altijd"
    )
    kluis_back_up_days: int = Field(
        default=14,
        ge=1,
        le=90,
        description="zo lang blijft een back-up van kluis en sleutels; daarna is gewist echt weg",
    )
    geb_drempel: int = Field(
        default=5, ge=2, le=1000, description="kleinste aantal dat een GEB voor buiten toont; kleiner is verborgen"
    )
    origin_prefix: str = Field(default="knooppunt.example/log", description="begin van de namen van de logs")
    host: str = Field(default="127.0.0.1", description="adres waarop de server luistert")
    port: Port = Field(default=8080, description="poort waarop de server luistert")
    public_url: AnyHttpUrl | None = Field(
        default=None, description="adres dat aanroepers ondertekenen; anders http://HOST:PORT"
    )
    max_body: int = Field(default=16 * 1024 * 1024, ge=1024, description="grootste bericht in bytes")
    partner_per_seconde: float = Field(
        default=100.0, ge=0, description="ondertekende verzoeken per seconde van één partner, per proces; 0: geen grens"
    )
    partner_ineens: int = Field(default=500, ge=1, description="zoveel mag een partner er na stilte ineens sturen")
    vreemden_per_seconde: float = Field(
        default=50.0,
        ge=0,
        description="verzoeken zonder geldige handtekening per seconde van één adres, per proces; 0 achter een proxy",
    )
    vreemden_ineens: int = Field(default=1000, ge=1, description="zoveel mag een adres er na stilte ineens sturen")
    handelingen: int = Field(default=128, ge=2, le=4096, description="handelingen tegelijk in één proces")
    wachtrij: int = Field(default=1024, ge=4, description="verzoeken die op hun beurt wachten; per partner een kwart")
    lichamen_samen: int = Field(
        default=256 * 1024 * 1024, ge=1024, description="bytes aan berichten die één proces tegelijk vasthoudt"
    )
    lichaam_seconden: float = Field(default=60.0, gt=0, le=3600, description="zo lang mag een bericht onderweg zijn")
    kop_seconden: float = Field(default=10.0, gt=0, le=600, description="zo lang mogen de kopregels onderweg zijn")
    antwoord_seconden: float = Field(
        default=60.0, gt=0, le=3600, description="zo lang mag iemand over een antwoord doen"
    )
    verbindingen: int = Field(default=1024, ge=2, description="verbindingen tegelijk met één proces")
    getuigen_stop_seconds: int = Field(
        default=3600, gt=0, description="zo lang zonder quorum van getuigen; daarna geen nieuwe verstrekkingen (T1)"
    )
    getuigen_einde_seconds: int = Field(
        default=72 * 3600, gt=0, description="zo lang zonder quorum van getuigen; daarna ook niet meer lezen (T2)"
    )
    bijlage_uploads: int = Field(default=16, ge=1, description="uploads van bijlagen die één partner open mag hebben")
    bijlage_samen: int = Field(
        default=8 * 1024**3, ge=1, description="bytes van al die uploads samen; één bijlage is hoogstens 2 GiB"
    )
    bijlage_uren: int = Field(default=72, ge=1, description="zo lang blijft een upload die niet af is bewaard, in uren")
    drain_seconds: float = Field(default=5.0, ge=0, le=300, description="seconden tussen 'niet klaar' en stoppen")
    witness_seconds: float = Field(
        default=5.0, ge=0.1, le=3600, description="seconden tussen twee rondes langs de getuigen van de tlog-policy"
    )
    verwerkingen_uri: str = Field(
        default=verwerkingen.URI,
        pattern=f"^{verwerkingen.URI_FORM}$",
        description="waar het register van verwerkingen staat; gelijk bij knooppunt en gateways",
    )
    security_contact: str = Field(
        default="mailto:beveiliging@knooppunt.example", description="waar kwetsbaarheden gemeld worden (security.txt)"
    )
    otlp_url: AnyHttpUrl | None = Field(
        default=None, description="adres van een OTLP-verzamelaar voor operationele sporen en meetwaarden; anders geen"
    )
    traces: bool = Field(
        default=False, description="operationele sporen naar stderr schrijven (nooit persoonsgegevens)"
    )

    @field_validator("security_contact")
    @classmethod
    def _contact_is_uri(cls, value: str) -> str:
        if not value.startswith(("mailto:", "https://", "tel:")):
            raise ValueError("geen mailto:, https:// of tel:")
        return value

    @field_validator("getuigen_einde_seconds")
    @classmethod
    def _reading_ends_last(cls, value: int, others: ValidationInfo) -> int:
        if value < others.data.get("getuigen_stop_seconds", 0):
            raise ValueError("korter dan GETUIGEN_STOP_SECONDS")
        return value

    @property
    def t1_ms(self) -> int:
        """After so long without a quorum no new supplies are taken in."""
        return self.getuigen_stop_seconds * 1000

    @property
    def t2_ms(self) -> int:
        """After so long without a quorum nothing is read either."""
        return self.getuigen_einde_seconds * 1000

    @property
    def bijlage_grenzen(self) -> Grenzen:
        """What one partner may have under way in uploads of attachments."""
        return Grenzen(uploads=self.bijlage_uploads, samen=self.bijlage_samen, bewaard_ms=self.bijlage_uren * 3_600_000)

    @property
    def database(self) -> str:
        """The address of the main database."""
        return _secret(self.database_url) or f"sqlite:///{self.data_dir / 'knooppunt.sqlite'}"

    @property
    def database_owner(self) -> str:
        """The address under which the schema is changed."""
        return _secret(self.owner_url) or self.database

    @property
    def database_reader(self) -> str:
        """The address from which trails are read."""
        return _secret(self.reader_url) or self.database

    @property
    def database_auditor(self) -> str:
        """The address under which the log is verified."""
        return _secret(self.auditor_url) or self.database

    @property
    def kluis(self) -> str:
        """The address of the small store of salts and opening keys: never the main database."""
        return _secret(self.kluis_url) or f"sqlite:///{self.data_dir / 'kluis.sqlite'}"

    @property
    def nonces(self) -> str:
        """The address of the shared memory of nonces; beside SQLite its own file, so that it never waits for a batch."""
        own = _secret(self.nonce_url)
        if own is None and not self.database.startswith("sqlite"):
            return self.database
        return own or f"sqlite:///{self.data_dir / 'nonces.sqlite'}"

    @property
    def keys(self) -> Path:
        """The folder with the operator's keys: epoch key of the kluis, log keys, answer key."""
        return self.key_dir or self.data_dir / "sleutels"

    @property
    def lijst(self) -> Path:
        """The deelnemerslijst as it came from the ceremony."""
        return self.lijst_file or self.data_dir / "deelnemerslijst.json"

    @property
    def tlog_policy(self) -> Path:
        """The tlog-policy that the participants pinned."""
        return self.tlog_policy_file or self.data_dir / "tlog-policy"

    @property
    def wisbevelen(self) -> Path:
        """The folder with erasure orders: in no backup of database or kluis, so that a restore meets every order."""
        return self.wisbevel_dir or self.data_dir / "wisbevelen"

    @property
    def lijsten(self) -> Path:
        """The folder with the lists before the one in force, under their fingerprints."""
        return self.lijst.parent / "deelnemerslijsten"

    @property
    def publication(self) -> Path:
        """The folder under which `log/<naam>/` is published."""
        return self.log_dir or self.data_dir

    @property
    def public(self) -> str:
        """The public address without a closing slash: the start of every signed target URI."""
        return str(self.public_url or f"http://{self.host}:{self.port}").rstrip("/")


def load() -> Settings:
    """Read the settings from the environment.

    Raises:
        SettingsError: with one line per setting that is wrong, never with its value.
    """
    try:
        return Settings()
    except ValidationError as error:
        wrong = [f"KNOOPPUNT_{'_'.join(str(part) for part in e['loc']).upper()}: {e['type']}" for e in error.errors()]
        raise SettingsError("; ".join(wrong)) from None


def _secret(value: SecretStr | None) -> str | None:
    return None if value is None else value.get_secret_value()
