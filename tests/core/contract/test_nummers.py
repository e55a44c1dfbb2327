# SPDX-License-Identifier: EUPL-1.2
"""Check digits against definitions written another way, and against published examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.contract import nummers

DIGITS = st.text("0123456789", min_size=9, max_size=9)


def eleven_by_definition(number: str) -> bool:
    """The test as a person does it: nine times the first digit, eight times the second, ..., minus the last."""
    total = 0
    for position in range(8):
        total += (9 - position) * int(number[position])
    total -= int(number[8])
    return number != "0" * 9 and total % 11 == 0


def iban_remainder(number: str) -> int:
    """Mod 97 digit by digit, without big integers."""
    remainder = 0
    for char in number[4:] + number[:4]:
        value = ord(char) - 48 if char.isdigit() else ord(char) - 55
        remainder = (remainder * (100 if value > 9 else 10) + value) % 97
    return remainder


@given(DIGITS)
def test_eleven_test_follows_its_definition(number):
    """Any nine digits get the same verdict from the definition written out."""
    assert nummers.elfproef(number) is eleven_by_definition(number)


@given(st.integers(0, 99_999_999))
def test_at_most_one_last_digit_fits(head):
    """Eight digits have at most one ninth digit, so one wrong digit is always noticed."""
    fitting = [last for last in range(10) if nummers.elfproef(f"{head:08d}{last}")]
    assert len(fitting) <= 1


@pytest.mark.parametrize("number", ["000000000", "12345678", "1234567822", "12345678x", "१२३४५६७८२", "", " 123456782"])
def test_other_text_is_no_bsn(number):
    """Wrong length, other digits, spaces and nine zeros are refused without an error."""
    assert not nummers.elfproef(number)


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=10, max_size=10))
def test_iban_accepts_exactly_the_right_check_digits(tail):
    """For a Dutch account exactly one pair of check digits is right: the one ISO 13616 computes."""
    body = "NL00" + "BANK" + tail
    right = f"{98 - iban_remainder(body):02d}"
    accepted = [f"{pair:02d}" for pair in range(100) if nummers.iban(f"NL{pair:02d}BANK{tail}")]
    assert accepted == [right]


@pytest.mark.parametrize(
    ("number", "good"),
    [
        ("NL91ABNA0417164300", True),
        ("GB82WEST12345698765432", True),
        ("DE89370400440532013000", True),
        ("NL91ABNA041716430", False),
        ("nl91abna0417164300", False),
        ("NL91 ABNA 0417 1643 00", False),
        ("NL92ABNA0417164300", False),
    ],
)
def test_iban_examples(number, good):
    """The examples of the registry pass; other lengths, lower case, spaces and other digits do not."""
    assert nummers.iban(number) is good


def luhn_by_definition(number: str) -> bool:
    """From the right, double every second digit and add the digits of the results."""
    total = 0
    for position, char in enumerate(reversed(number)):
        value = int(char) * 2 if position % 2 else int(char)
        total += sum(int(digit) for digit in str(value))
    return total % 10 == 0 and set(number) != {"0"}


@given(st.text("0123456789", min_size=15, max_size=15))
def test_imei_follows_luhn(number):
    """Fifteen digits get the verdict of the Luhn test written out."""
    assert nummers.imei(number) is luhn_by_definition(number)


def test_imei_example():
    """The example of the 3GPP text passes, with one digit changed it does not."""
    assert nummers.imei("490154203237518")
    assert not nummers.imei("490154203237519")
