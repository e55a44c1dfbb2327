# SPDX-License-Identifier: EUPL-1.2
"""A partner's keys through the years: rotation with re-wrapping, recovery, a leaked key, handing over.

Start at `rotatie.Rotatie`. How far a rotation is lies in the gateway database (`voortgang`), so it goes on after any stop.
"""
