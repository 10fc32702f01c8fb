"""Auth0's own samples, and legacy hashes whose Auth0 form and password are known."""

import json
from pathlib import Path

import pytest

from userferry.errors import HashError
from userferry.passwords import identify_hash, to_custom_password_hash, verify_legacy, verify_password

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "hash-vectors.json").read_text())
NAMED = {
    "ASP.NET Membership SHA1": ("aspnet_membership_sha1", {"salt": "TmFDbFNhbHQxMjM0NTY3OA=="}),
    "Joomla md5(pw.salt)": ("md5_salt_suffix", {}),
    "osCommerce md5(salt.pw)": ("md5_salt_prefix", {}),
    "bare sha512": ("sha512", {}),
    "hmac-sha256": ("hmac_sha256", {"key": "app-secret"}),
}


@pytest.mark.parametrize("sample", VECTORS["auth0_samples"], ids=lambda one: one["email"])
def test_auth0_samples_let_their_password_in_and_no_other(sample):
    assert verify_password(sample["custom_password_hash"], sample["password"])
    assert not verify_password(sample["custom_password_hash"], sample["password"] + "x")


BESIDE = {
    "antoinette@example.com": ("md4_base64", {}),
    "mary@example.com": ("sha256", {"salt": "abc123"}),
    "peter@example.com": ("hmac_sha1_base64", {"key": "736868", "key_encoding": "hex"}),
}


@pytest.mark.parametrize(
    "sample",
    [one for one in VECTORS["auth0_samples"] if one["custom_password_hash"]["algorithm"] != "scrypt"],
    ids=lambda one: one["email"],
)
def test_the_values_of_auth0_samples_are_recognised_and_said_again(sample):
    """All but the bare scrypt digest, whose costs no value tells."""
    form, neighbours = BESIDE.get(sample["email"], (None, {}))
    value = sample["custom_password_hash"]["hash"]["value"]
    finding = identify_hash(value)
    assert finding.kind == ("ambiguous" if form else "converted")
    assert form is None or form in finding.candidates
    told = to_custom_password_hash(value, form, **neighbours)
    given = sample["custom_password_hash"]
    assert told | {"salt": None} == given | {"hash": {"encoding": "utf8"} | given["hash"], "salt": None}
    assert verify_password(told, sample["password"])
    assert not verify_password(told, sample["password"] + "x")


@pytest.mark.parametrize("vector", VECTORS["legacy"], ids=lambda one: one["format"])
def test_legacy_vectors_become_the_given_form(vector):
    form, neighbours = NAMED.get(vector["format"], (None, {}))
    value = vector["legacy"].split(" ")[0]
    finding = identify_hash(value)
    assert finding.kind == ("ambiguous" if form else "converted")
    if form:
        assert finding.format is None
        assert form in finding.candidates
        with pytest.raises(HashError):
            to_custom_password_hash(value)
    told = to_custom_password_hash(value, form, **neighbours)
    assert told == vector["custom_password_hash"]
    for password in (vector["password"], "~" + vector["password"]):
        is_right = password == vector["password"]
        assert verify_password(told, password) is is_right
        assert verify_legacy(value, password, format=form or finding.format, **neighbours) is is_right
