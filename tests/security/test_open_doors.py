# SPDX-License-Identifier: EUPL-1.2
"""The doors where nobody signs take no more than they can bear."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from server.api.app import create_app
from server.api.outside.authzen import EVALUATIONS, MAX_QUESTIONS
from tests.server.conftest import listening, serve

if TYPE_CHECKING:
    from tests.kit import Backbone


@pytest.mark.parametrize(("asked", "status"), [(2, 200), (MAX_QUESTIONS + 1, 413)])
def test_batch_of_questions_is_bounded(knooppunt: Backbone, asked: int, status: int) -> None:
    """A small body that asks for a great many answers is refused before any is made."""
    backbone = serve(knooppunt)
    with listening(create_app(backbone)) as address, httpx.Client(base_url=address, trust_env=False) as client:
        response = client.post(EVALUATIONS, json={"evaluations": [{}] * asked})
    backbone.close()
    assert response.status_code == status
