# SPDX-License-Identifier: EUPL-1.2
"""The reading API of the logbook, over HTTP, held against the published description of the extension."""

from __future__ import annotations

import json
import uuid
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import httpx
import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from adapters.gateway.commandline import app
from adapters.gateway.commands_logbook import CONFIDENTIAL, OPEN, readers_of
from adapters.gateway.errors import ConfigError
from adapters.gateway.logbook import TYPE_BSN, Act, Logbook, Status, Subject
from adapters.gateway.logbook.api import PATH, Readers, create_app
from adapters.gateway.trace import Trace
from tests.server.conftest import listening

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = 1_790_000_000_000
MONTH = 31 * 86_400_000
BSN, OTHER = "999990019", "111222333"
ACTIVITY = "https://knooppunt.example/verwerkingen/oc-verstrekken"
SECRET = f"{ACTIVITY}-vertrouwelijk"
TOKENS = ("lezer-van-het-open-logboek", "lezer-van-beide")
SUBJECT = {"dpl.core.data_subject_id": BSN, "dpl.core.data_subject_id_type": "BSN"}


class Api:
    """The served logbook of one partner."""

    def __init__(self, logbook: Logbook, http: httpx.Client) -> None:
        self.logbook, self.http = logbook, http

    def ask(self, body: Any, token: str | None = TOKENS[0], **headers: str) -> httpx.Response:
        bearer = {} if token is None else {"Authorization": f"Bearer {token}"}
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.http.post(PATH, content=content, headers={"Content-Type": "application/json", **bearer, **headers})

    def names(self, body: Any, token: str = TOKENS[0]) -> list[str]:
        return [item["name"] for item in self.ask(body, token).json()["processingActivities"]]


@pytest.fixture(scope="module")
def trace() -> Trace:
    """The trace of the first supply."""
    return Trace.start()


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory, trace: Trace) -> Iterator[Api]:
    """A logbook with open and confidential records in three months, served on loopback."""
    keys = (bytes(range(64)), bytes(range(1, 65)))
    logbook = Logbook(tmp_path_factory.mktemp("partner") / "logboek", keys, "00000099000000001000")
    person = [Subject(BSN, TYPE_BSN)]
    called = "urn:nl:oin:00000099000000001001"
    logbook.write(Act("eerste", ACTIVITY, NOW, NOW + 5, trace), [*person, Subject(OTHER, TYPE_BSN)])
    logbook.write(Act("tweede", ACTIVITY, NOW + MONTH, NOW + MONTH, Trace.start(), processor=called), person)
    logbook.write(Act("derde", ACTIVITY, NOW + 2 * MONTH, NOW + 2 * MONTH, Trace.start(), status=Status.UNSET), [])
    logbook.write(Act("geheim", SECRET, NOW, NOW, Trace.start(), confidential=True), person)
    hashes = [sha256(token.encode()).hexdigest() for token in TOKENS]
    served = create_app(logbook, Readers(*hashes), lambda: NOW + 3 * MONTH)
    with listening(served) as address, httpx.Client(base_url=address, trust_env=False) as http:
        yield Api(logbook, http)


@pytest.fixture(scope="module")
def described(shared_data: Path) -> dict[str, Any]:
    """The description of the extension, its references to the schema of the attributes filled in."""
    text = (shared_data / "ldv" / "lezen-openapi.json").read_text("utf-8")
    attributes = json.loads((shared_data / "ldv" / "attributes.schema.json").read_text("utf-8"))
    whole: dict[str, Any] = json.loads(text)
    whole["components"]["schemas"]["Attributes"] = attributes
    return whole


def valid(value: Any, name: str, described: dict[str, Any]) -> bool:
    """Return whether a value fits a schema of the description, formats included."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
    checker = jsonschema.FormatChecker()
    return bool(jsonschema.Draft202012Validator(schema, format_checker=checker).is_valid(value))


def test_one_subject_is_found_by_its_bsn(api: Api) -> None:
    """The BSN of the question is made into the code; its records come in order of time and no answer holds a number."""
    answer = api.ask(SUBJECT)
    assert answer.status_code == 200
    assert [item["name"] for item in answer.json()["processingActivities"]][:2] == ["eerste", "tweede"]
    assert BSN not in answer.text
    code = answer.json()["processingActivities"][0]["attributes"]["dpl.core.data_subject_id"]
    again = {"dpl.core.data_subject_id": code, "dpl.core.data_subject_id_type": "BSN"}
    assert api.names(again)[:2] == ["eerste", "tweede"]
    assert api.names({**SUBJECT, "dpl.core.data_subject_id_type": "nergens-gebruikt"}) == []


def test_questions_narrow_each_other(api: Api, trace: Trace) -> None:
    """Trace, activity, caller and period select, alone where that is allowed and together."""
    assert api.names({"traceId": trace.trace_id}) == ["eerste"] * 3
    assert api.names({"traceId": str(uuid.UUID(trace.trace_id))}) == ["eerste"] * 3
    assert api.names({"dpl.core.processing_activity_id": ACTIVITY}) == ["eerste"] * 3 + ["tweede"] * 2 + ["derde"]
    period = {"startTime": NOW + 1, "endTime": NOW + MONTH}
    assert api.names({"dpl.core.processing_activity_id": ACTIVITY, **period}) == ["tweede"] * 2
    caller = {"dpl.core.foreign_operation.processor": "urn:nl:oin:00000099000000001001"}
    assert api.names({"dpl.core.processing_activity_id": ACTIVITY, **caller}) == ["tweede"] * 2
    assert api.names({"traceId": "f" * 32}) == []


def test_the_confidential_logbook_is_not_there_for_others(api: Api) -> None:
    """Without the right token nothing confidential is found or hinted at; with it, it is found."""
    assert "geheim" not in api.names(SUBJECT)
    assert api.names({"dpl.core.processing_activity_id": SECRET}) == []
    assert "geheim" in api.names(SUBJECT, TOKENS[1])
    assert api.names({"dpl.core.processing_activity_id": SECRET}, TOKENS[1])[:2] == ["geheim"] * 2


def test_every_read_leaves_a_record_of_itself(api: Api) -> None:
    """A read is written down about whom was asked, under the caller's trace; one with the second token in its own logbook."""
    span = f"00-{'c' * 32}-{'d' * 16}-00"
    for token, secret in zip(TOKENS, (False, True), strict=True):
        before = len(list(api.logbook.records(confidential=not secret)))
        api.ask(SUBJECT, token, traceparent=span)
        joint, about = list(api.logbook.records(confidential=secret))[-2:]
        assert (joint["name"], about["trace_id"], joint["parent_span_id"]) == ("logboek gelezen", "c" * 32, "d" * 16)
        code = api.logbook.code(Subject(BSN, TYPE_BSN), confidential=secret)
        assert about["attributes"]["dpl.core.data_subject_id"] == code
        assert joint["attributes"]["dpl.core.processing_activity_id"].endswith("-vertrouwelijk") == secret
        assert len(list(api.logbook.records(confidential=not secret))) == before


@pytest.mark.parametrize("token", [None, "-", "verkeerd", TOKENS[0][:-1], TOKENS[0] + "x"])
def test_who_shows_no_token_gets_nothing(api: Api, token: str | None) -> None:
    """Without a known token the answer is 401 with how to come in, and no record of a read is left."""
    before = len(list(api.logbook.records()))
    answer = api.ask(SUBJECT, token)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert len(list(api.logbook.records())) == before


@pytest.mark.parametrize(
    "body",
    [
        {}, [], None, 5, b"", b"{", b'{"traceId": 1.5}', {"startTime": NOW}, {"dpl.core.foreign_operation.processor": "urn:x"},
        {"dpl.core.data_subject_id": BSN}, {"dpl.core.data_subject_id_type": "BSN", "traceId": "a" * 32},
        {"traceId": "kort"}, {"traceId": "g" * 32}, {"traceId": 5}, {**SUBJECT, "startTime": "gisteren"},
        {**SUBJECT, "startTime": -1}, {**SUBJECT, "endTime": True}, {**SUBJECT, "dpl.core.employee": "x"},
        {**SUBJECT, "naam": "x"}, {"dpl.core.processing_activity_id": ""}, {"dpl.core.processing_activity_id": "x" * 3000},
    ],
)  # fmt: skip
def test_a_question_that_is_not_sound_is_refused(api: Api, body: Any) -> None:
    """Less than one of trace, activity and subject, an unknown member or a wrong value: 400, without repeating a value."""
    answer = api.ask(body)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert {"type", "title", "status", "detail", "bevindingen"} <= answer.json().keys()
    assert BSN not in answer.text


def test_other_ways_in_are_closed(api: Api) -> None:
    """Another media type, a body that is too large, another method and another path have each their own refusal."""
    assert api.ask(b"x=1", **{"Content-Type": "text/plain"}).status_code == 415
    assert api.ask(b" " * 70_000).status_code == 413
    assert api.http.get(PATH).status_code == 405
    assert api.http.get("/").status_code == 404
    for answer in (api.http.get(PATH), api.ask({}), api.ask(SUBJECT), api.ask(SUBJECT, None)):
        assert answer.headers["API-Version"] == "1.1.0"


def test_answers_fit_the_description(api: Api, described: dict[str, Any]) -> None:
    """Every answer validates against the published schema, with its formats; a spoiled one does not."""
    for token in TOKENS:
        answer = api.ask({"dpl.core.processing_activity_id": ACTIVITY}, token).json()
        assert len(answer["processingActivities"]) == 6
        assert valid(answer, "ListProcessingActivities", described)
    for name, value in (("traceId", "kort"), ("spanId", "x"), ("status", "ok"), ("startTime", "nu")):
        spoiled = {"processingActivities": [{**answer["processingActivities"][0], name: value}]}
        assert not valid(spoiled, "ListProcessingActivities", described), name


MEMBER = st.fixed_dictionaries(
    {},
    optional={
        "traceId": st.uuids().map(str) | st.text(max_size=5),
        "dpl.core.processing_activity_id": st.sampled_from([ACTIVITY, SECRET, ""]) | st.text(max_size=20),
        "dpl.core.data_subject_id": st.sampled_from([BSN, OTHER]) | st.text(max_size=30) | st.integers(),
        "dpl.core.data_subject_id_type": st.sampled_from(["BSN", "personeelsnummer"]) | st.none(),
        "dpl.core.foreign_operation.processor": st.text(max_size=20),
        "startTime": st.integers(-10, 2**70) | st.booleans(),
        "endTime": st.integers(-10, 2**70) | st.floats(allow_nan=False),
    },
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=MEMBER | st.recursive(st.none() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3)))
def test_any_question_is_answered_or_refused(api: Api, described: dict[str, Any], body: Any) -> None:
    """Whatever is asked, the answer is 200 or 400 and fits; what the schema forbids is never answered."""
    answer = api.ask(body)
    assert answer.status_code in (200, 400)
    if answer.status_code == 200:
        assert valid(body, "ProcessingActivityRequest", described)
        assert valid(answer.json(), "ListProcessingActivities", described)


def test_a_read_that_cannot_be_written_down_is_not_answered(tmp_path: Path) -> None:
    """When the record of the read cannot be kept nothing is given away: 503."""
    logbook = Logbook(tmp_path / "logboek", (bytes(range(64)), bytes(range(1, 65))), "x")
    logbook.write(Act("eerste", ACTIVITY, NOW, NOW, Trace.start()), [])
    (tmp_path / "logboek").chmod(0o755)
    readers = Readers(sha256(TOKENS[0].encode()).hexdigest(), None)
    with listening(create_app(logbook, readers, lambda: NOW)) as address, httpx.Client(base_url=address) as http:
        answer = Api(logbook, http).ask({"dpl.core.processing_activity_id": ACTIVITY})
        assert (answer.status_code, "processingActivities" in answer.text) == (503, False)
        assert Api(logbook, http).ask(SUBJECT, None).status_code == 401


def test_tokens_are_made_and_kept_as_hashes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token is shown once, only its hash is kept (0600), a new one takes its place; without one nobody reads."""
    runner = CliRunner()
    monkeypatch.setenv("KNOOPPUNT_PARTNER_DIR", str(tmp_path / "p"))
    init = ["init", "--oin", "0000009900000000" + "1000", "--soort", "gemeente", "--naam", "X", "--eenheid", "hoofd"]
    assert runner.invoke(app, init).exit_code == 0
    with pytest.raises(ConfigError, match="nog geen token"):
        readers_of(tmp_path / "p")
    made = [runner.invoke(app, ["logboek", "token", *more]).stdout.strip() for more in ([], [], ["--vertrouwelijk"])]
    assert len(set(made)) == 3
    readers = readers_of(tmp_path / "p")
    assert [readers.may(token) for token in (*made, "")] == [None, False, True, None]
    for name in (OPEN, CONFIDENTIAL):
        path = tmp_path / "p" / name
        assert path.stat().st_mode & 0o777 == 0o600
        assert not any(token in path.read_text() for token in made)
    path.chmod(0o644)
    with pytest.raises(ConfigError, match="0600"):
        readers_of(tmp_path / "p")


def test_a_partner_cites_only_activities_that_are_registered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A URI that leads nowhere makes no partner folder; one of the register does, and so does leaving it out."""
    init = ["init", "--oin", "0000009900000000" + "1000", "--soort", "gemeente", "--naam", "X", "--eenheid", "hoofd"]
    for name, uri, code in (("weg", ACTIVITY + "-niet", 2), ("wel", ACTIVITY, 0), ("zonder", None, 0)):
        monkeypatch.setenv("KNOOPPUNT_PARTNER_DIR", str(tmp_path / name))
        done = CliRunner().invoke(app, [*init, *(() if uri is None else ("--verwerking", uri))])
        assert (done.exit_code, (tmp_path / name).exists()) == (code, code == 0), done.output
    assert ACTIVITY in (tmp_path / "zonder" / "partner.toml").read_text("utf-8")
