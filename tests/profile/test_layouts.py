"""A known system's layout is recognised by names and values together, and never by one of them alone."""

import base64
import random

import polars as pl
import pytest

from userferry.dumps import read_dump
from userferry.profile import recognise_layout

BCRYPT = "$2y$10$" + "a" * 21 + "O" + "b" * 30 + "e"
UUID = "550e8400-e29b-41d4-a716-446655440000"
STAMP, MILLIS = "2020-01-02 03:04:05", "1577934245000"
MAIL = "ann@example.com"

MADE = {
    "WordPress wp_users": {"ID": "1", "user_login": "ann", "user_pass": "$P$B" + "a" * 30, "user_nicename": "ann", "user_email": MAIL, "user_url": "", "user_registered": STAMP, "user_activation_key": "", "user_status": "0", "display_name": "Ann Lee"},
    "Drupal users_field_data": {"uid": "5", "langcode": "en", "name": "ann", "pass": "$S$D" + "a" * 51, "mail": MAIL, "timezone": "Europe/Paris", "status": "1", "created": "1577934245", "access": "1577934245", "login": "1577934245", "init": MAIL},
    "Laravel users": {"id": "1", "name": "Ann Lee", "email": MAIL, "email_verified_at": STAMP, "password": BCRYPT, "remember_token": "a" * 60, "created_at": STAMP, "updated_at": STAMP},
    "Devise users": {"id": "1", "email": MAIL, "encrypted_password": BCRYPT, "reset_password_token": "", "reset_password_sent_at": "", "remember_created_at": "", "sign_in_count": "4", "current_sign_in_at": STAMP, "last_sign_in_at": STAMP, "created_at": STAMP, "updated_at": STAMP},
    "ASP.NET Identity AspNetUsers": {"Id": UUID, "UserName": "ann", "NormalizedUserName": "ANN", "Email": MAIL, "NormalizedEmail": MAIL.upper(), "EmailConfirmed": "1", "PasswordHash": base64.b64encode(b"\1" + bytes(60)).decode(), "SecurityStamp": "ABC", "ConcurrencyStamp": UUID, "PhoneNumber": "", "PhoneNumberConfirmed": "0", "TwoFactorEnabled": "0", "LockoutEnd": "", "LockoutEnabled": "1", "AccessFailedCount": "0"},
    "ASP.NET Membership aspnet_Membership": {"ApplicationId": UUID, "UserId": UUID, "Password": "Zm9vYmFyYmF6cXV4Zm9vYmFyYmE=", "PasswordFormat": "1", "PasswordSalt": "c2FsdHNhbHRzYWx0c2FsdA==", "Email": MAIL, "LoweredEmail": MAIL, "PasswordQuestion": "", "PasswordAnswer": "", "IsApproved": "1", "IsLockedOut": "0", "CreateDate": STAMP, "LastLoginDate": STAMP},
    "Keycloak user_entity": {"id": UUID, "email": MAIL, "email_constraint": MAIL, "email_verified": "t", "enabled": "t", "federation_link": "", "first_name": "Ann", "last_name": "Lee", "realm_id": UUID, "username": "ann", "created_timestamp": MILLIS, "service_account_client_link": "", "not_before": "0"},
    "Keycloak realm export": {"id": UUID, "username": "ann", "firstName": "Ann", "lastName": "Lee", "email": MAIL, "emailVerified": "true", "createdTimestamp": MILLIS, "enabled": "true", "totp": "false", "credentials": '[{"type": "password"}]', "disableableCredentialTypes": "[]", "requiredActions": "[]", "realmRoles": "[]", "notBefore": "0", "groups": "[]"},
    "Firebase auth export": {"localId": "a1B2", "email": MAIL, "emailVerified": "true", "passwordHash": "c2FsdA==", "salt": "c2FsdA==", "displayName": "Ann", "photoUrl": "", "lastSignedInAt": MILLIS, "createdAt": MILLIS, "phoneNumber": "", "providerUserInfo": "[]"},
    "Cognito user list": {"cognito:username": "ann", "name": "Ann Lee", "given_name": "Ann", "family_name": "Lee", "email": MAIL, "email_verified": "true", "phone_number": "", "phone_number_verified": "false", "cognito:mfa_enabled": "false", "updated_at": ""},
    "Supabase auth.users": {"instance_id": UUID, "id": UUID, "aud": "authenticated", "role": "authenticated", "email": MAIL, "encrypted_password": BCRYPT, "email_confirmed_at": STAMP, "last_sign_in_at": STAMP, "raw_app_meta_data": "{}", "raw_user_meta_data": "{}", "created_at": STAMP, "updated_at": STAMP, "phone": "", "banned_until": "", "is_sso_user": "f"},
    "Okta users": {"id": "00u1abcd", "status": "ACTIVE", "created": STAMP, "activated": STAMP, "lastLogin": STAMP, "passwordChanged": STAMP, "profile.login": MAIL, "profile.email": MAIL, "profile.firstName": "Ann", "profile.lastName": "Lee"},
    "Clerk users": {"id": "user_2abc", "first_name": "Ann", "last_name": "Lee", "username": "ann", "primary_email_address": MAIL, "primary_phone_number": "", "verified_email_addresses": MAIL, "unverified_email_addresses": "", "totp_secret": "", "password_digest": BCRYPT, "password_hasher": "bcrypt"},
    "Better Auth user": {"id": "a1B2" * 8, "name": "Ann Lee", "email": MAIL, "emailVerified": "1", "image": "", "createdAt": STAMP, "updatedAt": STAMP},
    "Active Directory (ldifde)": {"dn": "CN=Ann,OU=People,DC=example,DC=org", "objectClass": "user", "cn": "Ann Lee", "sn": "Lee", "givenName": "Ann", "distinguishedName": "CN=Ann,OU=People,DC=example,DC=org", "displayName": "Ann Lee", "name": "Ann Lee", "objectGUID": "abc==", "objectSid": "abc==", "pwdLastSet": "132223104000000000", "sAMAccountName": "ann", "userAccountControl": "512", "userPrincipalName": MAIL, "mail": MAIL, "whenCreated": "20200102030405.0Z"},
    "OpenLDAP inetOrgPerson": {"dn": "uid=ann,ou=people,dc=example,dc=org", "objectClass": "inetOrgPerson", "uid": "ann", "cn": "Ann Lee", "sn": "Lee", "mail": MAIL, "userPassword": "{SSHA}c2FsdA=="},
    "Auth0 hash export": {"_id": '{"$oid": "1"}', "email": MAIL, "email_verified": "true", "tenant": "acme", "connection": "Users", "passwordHash": BCRYPT, "password_set_date": "{}"},
    "Auth0 user export": {"user_id": "auth0|1", "email": MAIL, "email_verified": "true", "name": "Ann", "nickname": "ann", "picture": "", "identities": "[]", "logins_count": "3", "last_login": "", "created_at": "2020-01-02T03:04:05.000Z", "updated_at": "2020-01-02T03:04:05.000Z"},
}  # fmt: skip


def frame_of(row, *, seed=0):
    names = list(row)
    random.Random(seed).shuffle(names)
    return pl.DataFrame({name: [row[name]] * 5 for name in names})


@pytest.mark.parametrize("system", MADE)
def test_a_layout_is_recognised_in_any_order_and_says_what_is_missing(system):
    frame = frame_of(MADE[system], seed=system)
    layout = recognise_layout(frame.columns, frame)
    assert layout is not None
    assert layout.name == system
    assert layout.carries
    assert layout.lacks
    assert layout.evidence


@pytest.mark.parametrize("system", MADE)
def test_the_names_alone_prove_nothing(system):
    frame = frame_of(dict.fromkeys(MADE[system], "blue sky, green {field"))
    assert recognise_layout(frame.columns, frame) is None
    assert recognise_layout(frame.columns, frame.clear()) is None


@pytest.mark.parametrize("system", MADE)
def test_the_values_alone_prove_nothing(system):
    frame = frame_of(MADE[system])
    renamed = frame.rename({name: f"column {place}" for place, name in enumerate(frame.columns)})
    assert recognise_layout(renamed.columns, renamed) is None


@pytest.mark.parametrize("system", MADE)
def test_columns_that_changed_places_with_their_names_kept_wrong_are_not_claimed(system):
    names = list(MADE[system])
    moved = dict(zip(names, [*list(MADE[system].values())[1:], MADE[system][names[0]]], strict=True))
    found = recognise_layout(names, frame_of(moved))
    assert found is None


def test_the_demo_is_djangos(project):
    frame = read_dump(project / "params" / "demo" / "django.auth_user.csv").frame.collect()
    layout = recognise_layout(frame.columns, frame)
    assert repr(layout) == "Layout(Django auth_user, 100% of its usual columns)"
    hash_ = frame["password"][0]
    assert hash_ not in str((layout.carries, layout.lacks, layout.evidence))
