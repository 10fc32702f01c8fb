"""The unmodified auth0-python reads back what was assigned."""

import pytest
from tests.contract.sdk import speech

pytest.importorskip("auth0")


def test_the_sdk_reads_what_was_assigned(small):
    if speech.GENERATION < 5:
        pytest.skip("this SDK's Management API client speaks https only")
    from auth0.authentication import GetToken  # noqa: PLC0415 an SDK that is not there is a skip
    from auth0.management import Auth0  # noqa: PLC0415 likewise

    assigned = small.assign()
    tenant = small.tenant
    scheme, _, host = tenant.url.partition("://")
    grant = GetToken(host, tenant.client_id, client_secret=tenant.client_secret, protocol=scheme)
    api = Auth0(
        base_url=f"{tenant.url}/api/v2", token=grant.client_credentials(tenant.audience)["access_token"]
    )
    names = {role.id: role.name for role in api.roles.list()}
    found = [
        (None, name, user.user_id)
        for role, name in names.items()
        for user in api.roles.users.list(role, take=7)
    ]
    for each in api.organizations.list():
        for member in api.organizations.members.list(each.id, take=7):
            held = api.organizations.members.roles.list(each.id, member.user_id)
            found += [
                (each.name, None, member.user_id),
                *((each.name, role.name, member.user_id) for role in held),
            ]
    given = assigned.rows.filter(outcome="assigned").select("organization", "role", "auth0_user_id").collect()
    assert sorted(found, key=str) == sorted(given.iter_rows(), key=str)
    assert len(found) == 46
