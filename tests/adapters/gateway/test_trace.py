# SPDX-License-Identifier: EUPL-1.2
"""W3C trace context at the gateway: taken over when sound, passed on whole, never a reason not to log."""

from __future__ import annotations

import pytest

from adapters.gateway.trace import Trace

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
HEADER = f"00-{TRACE}-{SPAN}-01"


def test_new_traces_are_unique_lowercase_hex() -> None:
    """Each new processing has a trace and a span of its own, in 32 and 16 lower-case hex digits."""
    made = [Trace.start() for _ in range(50)]
    assert len({trace.trace_id for trace in made}) == len({trace.span_id for trace in made}) == 50
    for trace in made:
        assert (len(trace.trace_id), len(trace.span_id), trace.flags, trace.parent) == (32, 16, "01", None)
        assert trace.header == trace.header.lower()


def test_a_sound_caller_is_continued() -> None:
    """The trace id stays, the caller's span becomes the parent, our span is new, tracestate goes on unchanged."""
    span = Trace.from_environment({"TRACEPARENT": HEADER, "TRACESTATE": "eigen=00f067,ander=x"})
    assert (span.trace_id, span.parent) == (TRACE, SPAN)
    assert span.span_id not in (SPAN, "")
    assert span.headers == {"traceparent": f"00-{TRACE}-{span.span_id}-01", "tracestate": "eigen=00f067,ander=x"}
    child = span.child()
    assert (child.trace_id, child.parent, child.state) == (TRACE, span.span_id, span.state)


def test_sampled_is_passed_on_as_it_came() -> None:
    """The flag of the caller is neither looked at nor altered."""
    assert Trace.under(f"00-{TRACE}-{SPAN}-00").header.endswith("-00")
    assert Trace.under(HEADER).header.endswith("-01")


def test_a_later_version_is_read_by_its_known_parts() -> None:
    """A version after 00 may have more parts; what is known of it is taken over."""
    assert Trace.under(f"01-{TRACE}-{SPAN}-01-meer").trace_id == TRACE


@pytest.mark.parametrize(
    "wrong",
    [
        None, "", "x", HEADER.upper(), f"00-{'0' * 32}-{SPAN}-01", f"00-{TRACE}-{'0' * 16}-01", f"ff-{TRACE}-{SPAN}-01",
        f"{HEADER}-meer", HEADER[:-1], f"00-{TRACE[:-1]}-{SPAN}-01", f"00-{TRACE}-{SPAN}-0g",
    ],
)  # fmt: skip
def test_an_unsound_caller_begins_a_new_trace(wrong: str | None) -> None:
    """What is not well-formed is not taken over, nor is its tracestate."""
    span = Trace.under(wrong, "a=b")
    assert (span.trace_id != TRACE, span.parent, span.state) == (True, None, "")


def test_a_bad_tracestate_is_left_out() -> None:
    """Control characters, or more than the standard asks to carry, do not go on; the trace does."""
    for state in ("a=b\n", "é=1", "x" * 513):
        span = Trace.under(HEADER, f"{state}é" if state == "a=b\n" else state)
        assert (span.trace_id, span.state) == (TRACE, "")


def test_ids_of_another_party_must_be_sound() -> None:
    """A span is joined only under ids that are well-formed texts."""
    joined = Trace.joined(TRACE, SPAN)
    assert joined is not None
    assert (joined.trace_id, joined.parent) == (TRACE, SPAN)
    for pair in ((None, SPAN), (TRACE, None), (TRACE.upper(), SPAN), ("0" * 32, SPAN), (TRACE, 5)):
        assert Trace.joined(*pair) is None
