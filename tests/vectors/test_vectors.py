# SPDX-License-Identifier: EUPL-1.2
"""The golden vectors: this code still opens them, and a program in another language does so on its own."""

import contextlib
import hashlib
import io
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

import jsonschema
import pytest

from audit.proof import jcs, receipt, tlog_policy
from core.contract import publish
from core.contract.inhoud import decode_inhoud, label_mismatches
from core.contract.wire import Ontvangstbewijs, VerzegeldRecord
from core.envelope import EnvelopeError, SealedRecord, open_attachment, open_record, verify
from tests.vectors import make_vectors as made

FOLDER = Path(__file__).parent
CACHE = FOLDER.parents[1] / "var" / "vectoren"
PROGRAM = ("common.mjs", "receipt.mjs", "record.mjs", "verify.mjs", "package.json", "package-lock.json")


def load(name):
    """One file of vectors."""
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


RECORDS = load("records")["records"]
RECEIPTS = load("bewijzen")
REFUSED = load("weigeren")["records"]


def names(vectors):
    return [vector["naam"] for vector in vectors]


@pytest.mark.parametrize("vector", RECORDS, ids=names(RECORDS))
def test_each_record_opens_for_each_reader(vector):
    """What was sealed then opens now, for every reader, and is valid content with the labels of its header."""
    record = SealedRecord.from_json(vector["record"])
    verify(record, made.signing_key(made.POLITIE), made.NOW)
    for reader in vector["lezers"]:
        oin, unit = reader["oin"], reader["eenheid"]
        content = open_record(record, made.kem(oin), oin, unit, made.signing_key(made.POLITIE), made.NOW)
        assert hashlib.sha256(content).hexdigest() == vector["inhoud_sha256"]
        assert jcs.decode(content) == vector["inhoud"]
        assert label_mismatches(decode_inhoud(content), record.kop) == ()
    for other in vector["geen_lezers"]:
        with pytest.raises(EnvelopeError):
            open_record(
                record,
                made.kem(other["oin"]),
                other["oin"],
                other["eenheid"],
                made.signing_key(made.POLITIE),
                made.NOW,
            )


def test_the_attachment_opens():
    """An attachment comes out byte for byte."""
    (vector,) = [vector for vector in RECORDS if vector["bijlagen"]]
    record, reader = SealedRecord.from_json(vector["record"]), vector["lezers"][1]
    (item,) = vector["bijlagen"]
    sink = io.BytesIO()
    holder = (reader["oin"], reader["eenheid"])
    source = io.BytesIO(jcs.unb64(item["versleuteld"]))
    own = made.kem(reader["oin"])
    open_attachment(record, own, made.signing_key(made.POLITIE), made.NOW, holder, item["bijlage"], (source, sink))
    assert sink.getvalue() == jcs.unb64(item["inhoud"])


@pytest.mark.parametrize("vector", REFUSED, ids=names(REFUSED))
def test_each_dishonest_record_is_refused(vector):
    """What a dishonest supplier or operator could send is refused, whoever signed it."""
    oin, unit = vector["lezer"]["oin"], vector["lezer"]["eenheid"]
    with pytest.raises(EnvelopeError):
        open_record(
            SealedRecord.from_json(vector["record"]),
            made.kem(oin),
            oin,
            unit,
            made.signing_key(made.POLITIE),
            made.NOW,
        )


@pytest.mark.parametrize("vector", RECEIPTS["bewijzen"], ids=names(RECEIPTS["bewijzen"]))
def test_each_receipt_verifies(vector):
    """A receipt of then proves its line now, under the pinned policy."""
    line = receipt.verify(vector["bewijs"], tlog_policy.parse(RECEIPTS["policy"].encode()))
    assert line.index == vector["bewijs"]["index"]


def test_records_and_receipts_fit_the_published_schemas():
    """The wire models and the JSON Schemas describe what really goes over the line."""
    for vector in RECORDS:
        VerzegeldRecord.model_validate_json(json.dumps(vector["record"]))
        jsonschema.Draft202012Validator(publish.schema("verzegeld-record")).validate(vector["record"])
        jsonschema.Draft202012Validator(publish.schema("inhoud")).validate(vector["inhoud"])
    for vector in RECEIPTS["bewijzen"]:
        Ontvangstbewijs.model_validate_json(json.dumps(vector["bewijs"]))
        jsonschema.Draft202012Validator(publish.schema("ontvangstbewijs")).validate(vector["bewijs"])
    event = RECEIPTS["bewijzen"][-1]["bewijs"]["blad"]
    jsonschema.Draft202012Validator(publish.schema("sleutelgebeurtenis")).validate(event)


def test_the_keys_are_the_public_test_keys():
    """The keys in the vectors follow from their names: nobody can mistake them for real ones."""
    assert load("sleutels") == json.loads(json.dumps(made.make_keys()))


@pytest.fixture(scope="session")
def node_packages():
    """A folder under `var/` with the locked npm packages of the verifier."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("node of npm is hier niet geïnstalleerd")
    lock = hashlib.sha256((FOLDER / "package-lock.json").read_bytes()).hexdigest()[:16]
    target = CACHE / lock / "node_modules"
    if not target.is_dir():
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as temporary:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(FOLDER / name, temporary)
            command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            subprocess.run(command, cwd=temporary, check=True, timeout=240)
            with contextlib.suppress(OSError):  # another test process was first
                (Path(temporary) / "node_modules").rename(target)
    return target


def run_node(folder, packages, *arguments):
    """Run the verifier on the vectors in a folder."""
    for name in PROGRAM:
        shutil.copy(FOLDER / name, folder)
    (folder / "node_modules").symlink_to(packages)
    command = ["node", "verify.mjs", *arguments]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True, timeout=240)


def test_node_opens_every_vector_and_refuses_every_flipped_bit(tmp_path, node_packages):
    """A JavaScript program, on its own, opens and verifies all vectors and refuses thousands of one-bit changes."""
    for name in ("sleutels", "records", "bewijzen", "weigeren"):
        shutil.copy(FOLDER / f"{name}.json", tmp_path)
    done = run_node(tmp_path, node_packages)
    counts = json.loads(done.stdout)
    assert (done.returncode, counts["fouten"]) == (0, [])
    assert counts["records"] == len(RECORDS)
    assert counts["geopend"] == sum(len(vector["lezers"]) for vector in RECORDS)
    assert counts["bewijzen"] == len(RECEIPTS["bewijzen"])
    assert counts["geweigerd"] == len(REFUSED)
    assert counts["bitfouten"] > 4000


def test_node_names_a_vector_that_does_not_hold(tmp_path, node_packages):
    """The verifier is no rubber stamp: with changed content or a good record among the bad it exits with 3."""
    changed = json.loads((FOLDER / "records.json").read_text("utf-8"))
    changed["records"][0]["inhoud"]["betrokkenen"][0]["geslachtsnaam"] = "Anders"
    (tmp_path / "records.json").write_text(json.dumps(changed))
    reader = REFUSED[0]["lezer"]
    good = {"records": [{"naam": "een goed record", "record": RECORDS[0]["record"], "lezer": reader}]}
    (tmp_path / "weigeren.json").write_text(json.dumps(good))
    for name in ("sleutels", "bewijzen"):
        shutil.copy(FOLDER / f"{name}.json", tmp_path)
    done = run_node(tmp_path, node_packages, "--zonder-bitfouten")
    assert done.returncode == 3
    assert len(json.loads(done.stdout)["fouten"]) == 2
