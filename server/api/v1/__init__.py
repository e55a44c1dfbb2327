# SPDX-License-Identifier: EUPL-1.2
"""The paths of `/v1`, one module per noun.

Invariants:
- Each path that has a caller depends on `Aanroeper`; the few that have none serve documents that prove themselves.
- A path reads its body with `read_json`, calls one method of the exchange, and answers with `answer`. Nothing more.
"""

from fastapi import APIRouter

from server.api.v1 import (
    afstemmingen,
    berichten,
    bewaren,
    bijlagen,
    casussen,
    feitverklaringen,
    gebbesluiten,
    leveringen,
    meldingen,
    merken,
    omhulsels,
    ontvangstbewijzen,
    openbaar,
    rechten,
    sleutels,
    uitvragen,
    verstrekkingen,
    wisbevelen,
)

ROUTERS: tuple[APIRouter, ...] = (
    leveringen.router,
    verstrekkingen.router,
    bijlagen.router,
    casussen.router,
    uitvragen.router,
    merken.router,
    feitverklaringen.router,
    sleutels.router,
    omhulsels.router,
    berichten.router,
    ontvangstbewijzen.router,
    meldingen.router,
    afstemmingen.router,
    wisbevelen.router,
    bewaren.router,
    rechten.router,
    gebbesluiten.router,
    openbaar.router,
)
