# SPDX-License-Identifier: EUPL-1.2
"""Scenarios in Dutch Gherkin that prove the rules, and the mutations that prove the scenarios."""
