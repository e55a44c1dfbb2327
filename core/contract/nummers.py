# SPDX-License-Identifier: EUPL-1.2
"""Check digits of Dutch and international numbers, as plain predicates on text.

Invariants: a predicate never raises and never logs; only ASCII digits count as digits; a number of all zeros is no
number. Norm: Besluit burgerservicenummer (eleven test), ISO 13616 (IBAN, mod 97), 3GPP TS 23.003 (IMEI, Luhn).
It does not say whether a number is in use.
"""

import re

_NINE = re.compile(r"[0-9]{9}", re.ASCII)
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", re.ASCII)
_IMEI = re.compile(r"[0-9]{15}", re.ASCII)
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)

# Lengths of the countries that cases meet most; elsewhere only the general form and the check digits are tested.
IBAN_LENGTHS = {
    "AT": 20, "BE": 16, "CH": 21, "DE": 22, "ES": 24, "FR": 27, "GB": 22, "IE": 22,
    "IT": 27, "LT": 20, "LU": 20, "MT": 31, "NL": 18, "PL": 28, "PT": 25, "TR": 26,
}  # fmt: skip


def elfproef(number: str) -> bool:
    """Tell whether nine digits pass the eleven test of BSN and RSIN; nine zeros do not."""
    if not _NINE.fullmatch(number) or number == "000000000":
        return False
    return sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=True)) % 11 == 0


def iban(number: str) -> bool:
    """Tell whether upper-case text without spaces is a well-formed IBAN whose check digits hold."""
    if not _IBAN.fullmatch(number) or IBAN_LENGTHS.get(number[:2], len(number)) != len(number):
        return False
    if not 2 <= int(number[2:4]) <= 98:  # the check digits that the standard can produce
        return False
    return int("".join(str(int(char, 36)) for char in number[4:] + number[:4])) % 97 == 1


def imei(number: str) -> bool:
    """Tell whether fifteen digits pass the Luhn test of a device number."""
    if not _IMEI.fullmatch(number) or not number.strip("0"):
        return False
    doubled = (int(digit) * (1 + position % 2) for position, digit in enumerate(number))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0
