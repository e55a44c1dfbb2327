# SPDX-License-Identifier: EUPL-1.2
"""A witness and a monitor from the command line, and a backbone whose mode asks for witnesses."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import httpx
import pytest
from typer.testing import CliRunner

from audit.getuige import quorum, verzoek
from audit.getuige.getuige import log_name
from audit.proof import checkpoint, note, tlog_policy
from audit.proof.tree import hash_leaf
from audit.signer import LogSigner, policy_text
from audit.values import LogError
from core.contract.exitcodes import ExitCode
from core.keychain.lijst import Deelnemerslijst
from server import setup
from server.commandline.getuige import app
from server.demo.processen import free_port
from server.errors import NotInitialisedError
from server.settings import Settings
from tests.kit import Backbone

SIGNER = LogSigner.generate()
PREFIX = "log.example/knooppunt"
ORIGIN = f"{PREFIX}/stam"


def run(*arguments, code=ExitCode.DONE):
    result = CliRunner().invoke(app, [str(item) for item in arguments])
    assert result.exit_code == code, (result.output, result.exception)
    return result


def made(folder, naam="getuige.example/politie"):
    return json.loads(run("maak", "--map", folder, "--naam", naam, "--json").stdout)


def placed(tmp_path):
    """Make a witness and its policy; return its folder."""
    folder = tmp_path / "getuige"
    key = made(folder)
    base = tmp_path / "basis"
    base.write_text(policy_text(SIGNER, PREFIX))
    line = f"politie {key['vkey']} http://127.0.0.1:1"
    run("beleid", "--basis", base, "--getuige", line, "--drempel", 1, "--uit", folder / "tlog-policy")
    return folder


@contextmanager
def serving(folder):
    """Serve a witness as a process; yields its address and the process."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "server.commandline",
        "getuige",
        "serve",
        "--map",
        str(folder),
        "--port",
        str(port),
    ]
    process = subprocess.Popen(command, env=os.environ)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                httpx.get(f"{url}/x", trust_env=False)
                break
            except httpx.TransportError:
                assert process.poll() is None
                time.sleep(0.05)
        yield url, process
    finally:
        process.kill()
        process.wait()


def test_a_witness_is_made_once_and_its_key_stays_private(tmp_path):
    """Making writes a key of mode 0600 and a database; a second time is refused, and a policy line parses."""
    folder = tmp_path / "g"
    key = made(folder)
    assert {path.name for path in folder.iterdir()} >= {"getuige.json", "getuige.sqlite"}
    assert (folder / "getuige.json").stat().st_mode & 0o077 == 0
    assert note.VKey.parse(key["vkey"]).type == note.MLDSA44_COSIGNATURE
    assert note.VKey.parse(key["vkey_ed25519"]).name == "getuige.example/politie/ed25519"
    again = CliRunner().invoke(app, ["maak", "--map", str(folder), "--naam", "x"])
    assert isinstance(again.exception, LogError)


def test_a_policy_with_witnesses_outside_the_quorum(tmp_path):
    """`beleid` writes what was asked and never over a file that is there."""
    keys = {name: made(tmp_path / name, f"getuige.example/{name}") for name in "abc"}
    base, out = tmp_path / "basis", tmp_path / "uit"
    base.write_text(policy_text(SIGNER, PREFIX))
    named = [word for n, k in keys.items() for word in ("--getuige", f"{n} {k['vkey']} https://{n}.example")]
    arguments = ("beleid", "--basis", base, *named, "--drempel", 2, "--buiten", "c", "--uit", out)
    run(*arguments)
    policy = tlog_policy.parse(out.read_bytes())
    assert policy.groups[policy.quorum].members == ("a", "b")
    assert set(policy.witnesses) == {"a", "b", "c"}
    assert isinstance(CliRunner().invoke(app, [str(item) for item in arguments]).exception, FileExistsError)


def test_serve_refuses_what_does_not_fit(tmp_path):
    """Without its database, with a policy that does not name it, or without a policy a witness does not start."""
    folder = placed(tmp_path)
    other = tmp_path / "ander"
    made(other)
    for path, said in ((folder / "weg", "weg ontbreekt"), (tmp_path / "basis", "noemt de sleutel")):
        result = CliRunner().invoke(app, ["serve", "--map", str(folder), "--tlog-policy", str(path)])
        assert isinstance(result.exception, LogError)
        assert said in str(result.exception)
    (folder / "getuige.sqlite").unlink()
    result = CliRunner().invoke(app, ["serve", "--map", str(folder)])
    assert "database" in str(result.exception)


def test_a_served_witness_survives_kill_and_stops_in_order(tmp_path):
    """The process signs, is killed, starts again on what it signed last, and ends on SIGTERM."""
    folder = placed(tmp_path)
    head = checkpoint.Checkpoint(ORIGIN, 1, hash_leaf(b"a"))
    body = verzoek.AddCheckpoint(0, (), SIGNER.sign(head, time.time_ns() // 1_000_000)).encode()
    with serving(folder) as (url, process):
        assert httpx.post(f"{url}/add-checkpoint", content=body, trust_env=False).status_code == 200
        process.send_signal(signal.SIGKILL)
        process.wait()
    with serving(folder) as (url, process):
        answer = httpx.post(f"{url}/add-checkpoint", content=body, trust_env=False)
        assert (answer.status_code, answer.text) == (409, "1\n")
        shown = httpx.get(f"{url}/{log_name(ORIGIN)}/checkpoint", trust_env=False)
        assert checkpoint.parse(shown.content)[0] == head
        process.terminate()
        assert process.wait(20) in {0, -signal.SIGTERM}


@pytest.fixture(scope="module")
def operator(tmp_path_factory):
    """A backbone whose partners run three witnesses."""
    backbone = Backbone(tmp_path_factory.mktemp("b"), getuigen=3)
    backbone.witness()
    yield backbone
    backbone.close()


def test_watching_from_the_command_line(operator, tmp_path):
    """One history ends with 0, an unreachable witness with 5, and two that do not fit with 3 and both kept."""
    from starlette.applications import Starlette
    from starlette.routing import Mount
    from starlette.staticfiles import StaticFiles

    from tests.server.conftest import listening

    served = tmp_path / "web"
    shutil.copytree(operator.folder / "log", served / "log")
    policy = tmp_path / "tlog-policy"
    policy.write_text(policy_text(operator.signer, "knooppunt.example/log"))
    with listening(Starlette(routes=[Mount("/", StaticFiles(directory=served))])) as url:
        words = ("bewaak", "--map", tmp_path / "m", "--log", url, "--tlog-policy", policy, "--json")
        told = json.loads(run(*words).stdout)
        assert told["geldig"]
        assert told["omvang"]["stam"] > 1
        policy.write_text(operator.policy_text.replace(".getuige.example", ".ongeldig.invalid"))
        told = json.loads(run(*words, code=ExitCode.UNREACHABLE).stdout)
        assert len(told["onbereikbaar"]) == 3
        forged = operator.signer.sign(
            checkpoint.Checkpoint("knooppunt.example/log/stam", 1, bytes(32)), 1_790_000_000_000
        )
        (served / "log" / "stam" / "getuigd").write_bytes(forged)
        told = json.loads(run(*words, code=ExitCode.VERIFICATION).stdout)
        assert [item["soort"] for item in told["bevindingen"]] == ["log-gesplitst"]
        (kept,) = (tmp_path / "m" / "bewijs").iterdir()
        assert forged in {path.read_bytes() for path in kept.iterdir()}


def test_a_server_does_not_start_in_productie_without_sound_witnesses(operator, tmp_path):
    """Where the operator opens its backbone the rule for the quorum holds as well, and a policy of another log is refused."""
    settings = Settings(data_dir=tmp_path, origin_prefix="knooppunt.example/log")
    prepared = setup.prepare(settings)
    body = json.loads(operator.lijst.bron)["lijst"]
    body["modus"], body["getuigen"] = "productie", []
    body["beheerder"]["antwoordsleutel"] = prepared.antwoordsleutel
    body["tlog_policy_sha256"] = hashlib.sha256(prepared.tlog_policy.encode()).hexdigest()
    from audit.proof import jcs
    from core.keychain import ceremony

    data = jcs.encode(body)
    signed = [ceremony.sign(data, p.oin, p.identiteit) for p in operator.partijen.values()]
    lijst = Deelnemerslijst.parse(ceremony.assemble(data, signed))
    with pytest.raises(NotInitialisedError, match="quorum none"):
        setup.check_own_part(settings, lijst)
    for wrong in (b"onzin", operator.policy_text.encode()):
        with pytest.raises(NotInitialisedError, match="tlog-policy"):
            setup.take_policy(settings, wrong)
    own = LogSigner.read(settings.keys / setup.LOG_FILE)
    good = operator.kring.policy_text.replace(policy_text(operator.signer, "knooppunt.example/log"), "")
    lines = [line for line in good.splitlines() if not line.startswith(("log ", "#"))]
    text = policy_text(own, "knooppunt.example/log").replace("quorum none\n", "") + "\n".join(lines) + "\n"
    setup.take_policy(settings, text.encode())
    assert setup.prepare(settings).tlog_policy == text
    settings.lijst.write_bytes(lijst.bron)
    setup.take_policy(settings, text.encode())
    with pytest.raises(NotInitialisedError, match="al ingericht"):
        setup.take_policy(settings, (text + "# anders\n").encode())


def test_the_kit_gives_witnesses_that_can_be_switched_off(operator):
    """The means for other tests: with two of three away no quorum stands over what is new, afterwards it does."""
    assert (operator.folder / "log" / "stam" / "getuigd").exists()
    operator.kring.off("g0", "g1")
    operator.state("politie", operator.fact("gescreend", persoon=operator["politie"].persoon))
    operator.witness()
    with operator.engine.connect() as connection:
        waiting = [
            s
            for s in [p.name for p in (operator.folder / "log").iterdir() if p.is_dir()]
            if quorum.waiting_since(connection, s, operator.kring.policy)
        ]
    assert waiting
    operator.kring.on()
    operator.witness()
    with operator.engine.connect() as connection:
        for shard in waiting:
            assert quorum.waiting_since(connection, shard, operator.kring.policy) is None
            assert (operator.folder / "log" / shard / "getuigd").exists()
