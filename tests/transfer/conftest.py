"""What the transfer's tests share."""

import pytest
from tests.transfer.two_tenants import two_tenants


@pytest.fixture
def scene(tmp_path, monkeypatch):
    with two_tenants(monkeypatch, tmp_path, 120) as found:
        yield found
