"""Bundles of lives as varied as a made-up year has them: both verifiers come to the same, and find nothing wrong."""

from pathlib import Path
from threading import Event

import pytest
from playwright.sync_api import Browser

from api.bundles.asking import about_hazard
from api.cli.acting import console
from api.services import services_of
from api.workers.sealer import run_sealer
from tests.api.trial.conftest import Year
from tests.api.trial.test_load import hazards
from tests.support.verifying import bundle_about, checked, page_from_a_file

EACH = 3
"""Every third hazard of the year."""


@pytest.mark.browser
def test_hazards_of_every_kind_hold_before_page_and_file(year: Year, chromium: Browser, tmp_path: Path) -> None:
    run_sealer(year.system, Event(), once=True)
    services = services_of(year.system)
    some = [str(hazard) for hazard in hazards(year.system)][::EACH]
    with page_from_a_file(chromium, tmp_path) as page:
        for hazard in some:
            bundle = bundle_about(services, about_hazard(services, console(services), hazard))
            assert checked(page, bundle)["kind"] == "unpinned", hazard
    assert len(some) > 10
