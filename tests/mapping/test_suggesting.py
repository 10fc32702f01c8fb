"""What the suggestion says and how it decides, case by case."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from userferry.mapping import ColumnRule, Mapping, Step, apply_mapping, suggest_mapping
from userferry.profile import profile_users

ROWS = range(40)
EMAILS = [f"user{number}@example.com" for number in ROWS]
HASHES = [f"$2b$10$abcdefghijklmnopqrstuO{number:031d}" for number in ROWS]


NUMBERS = [str(number + 1) for number in ROWS]
UUIDS = [f"6f1c2d3e-4a5b-4c6d-8e7f-90123456{number:04d}" for number in ROWS]
MOMENTS = [f"2020-01-{number % 28 + 1:02d} 10:00:00" for number in ROWS]
BITS = ["1" if number % 8 else "0" for number in ROWS]


def suggested(**columns):
    return {rule.column: rule for rule in suggest_mapping(pl.DataFrame(columns)).rules}


@pytest.mark.parametrize(
    ("column", "transforms"),
    [
        ("disabled", ("boolean",)),
        ("isBanned", ("boolean",)),
        ("gesperrt", ("boolean",)),
        ("is_active", ("boolean", "invert")),
        ("enabled", ("boolean", "invert")),
        ("activo", ("boolean", "invert")),
    ],
)
def test_blocked_is_the_right_way_round(column, transforms):
    values = ["1" if number % 8 else "0" for number in ROWS]
    rule = suggested(email=EMAILS, **{column: values})[column]
    assert (rule.target, rule.transforms) == ("blocked", transforms)


@pytest.mark.parametrize(
    ("column", "true", "false", "rest"),
    [("gesperrt", "ja", "nein", ()), ("Aktiv", "Ja", "Nein", ("invert",)), ("заблокирован", "да", "нет", ())],
)
def test_true_and_false_in_another_language_are_read_by_a_table(column, true, false, rest):
    values = [
        (false if number % 8 else true) if not rest else (true if number % 8 else false) for number in ROWS
    ]
    rule = suggested(email=EMAILS, **{column: values})[column]
    assert rule.target == "blocked"
    assert rule.transforms == (Step("values", {false: False, true: True}), *rest)
    whole = Mapping((rule, ColumnRule("email", "email")))
    users = apply_mapping(pl.DataFrame({"email": EMAILS, column: values}).lazy(), whole).collect()
    assert users["blocked"].to_list() == [not number % 8 for number in ROWS]
    assert "does not read" not in rule.reason


@pytest.mark.parametrize(
    ("way", "first"),
    [
        ("%d.%m.%Y", "2020-01-01"),
        ("%d/%m/%Y", "2020-01-01"),
        ("%m/%d/%Y", "2020-01-01"),
        ("%Y-%m-%d", "2020-01-01"),
    ],
)
def test_days_come_out_so_that_they_sort(way, first):
    days = [date(2020, 1, 1) + timedelta(days=17 * number) for number in ROWS]
    values = [day.strftime(way) for day in days]
    rules = suggested(email=EMAILS, angelegt=values)
    assert rules["angelegt"].target == "app_metadata.created"
    made = apply_mapping(
        pl.DataFrame({"email": EMAILS, "angelegt": values}).lazy(), Mapping(tuple(rules.values()))
    )
    created = made.collect()["app_metadata"].struct.field("created").to_list()
    assert created[0] == first
    assert created == sorted(created) == [day.isoformat() for day in days]


def test_words_that_nobody_reads_are_named():
    values = ["bof" if number == 7 else "oui" if number % 8 else "non" for number in range(400)]
    rule = suggested(email=[f"a{number}@x.org" for number in range(400)], bloque=values)["bloque"]
    assert (rule.target, rule.transforms) == ("blocked", ("boolean",))
    assert "`boolean` does not read bof, non, oui" in rule.reason


def test_each_reason_says_how_sure_it_is_and_by_what():
    rules = suggested(correo=EMAILS, zzz=["lorem ipsum dolor sit amet " * 2] * len(ROWS))
    assert rules["correo"].reason.startswith("100%: named `correo`; email: 100% of the values")
    assert rules["zzz"].reason.startswith("open: ")


def test_an_attribute_goes_to_one_column_the_best_named():
    rules = suggested(login=EMAILS, contact_email=[f"x{email}" for email in EMAILS])
    assert [rule.column for rule in rules.values() if rule.target == "email"] == ["contact_email"]


def test_what_was_decided_before_wins_and_its_target_is_gone():
    before = Mapping(
        (ColumnRule("login", "email", ("trim", "lower"), "chosen by hand"), ColumnRule("lost", "name"))
    )
    mapping = suggest_mapping(pl.DataFrame({"login": EMAILS, "email": EMAILS}), before)
    assert mapping.targets() == {"login": "email", "email": None}
    assert mapping.rules[0].transforms == ("trim", "lower")
    assert mapping.rules[0].reason == "100%: decided before; chosen by hand"


def test_a_password_column_needs_hashes_in_it():
    rules = suggested(email=EMAILS, senha=["red", "green"] * 20, password_hash=HASHES)
    assert rules["senha"].target is None
    assert rules["password_hash"].target == "custom_password_hash"


def test_names_in_metadata_are_ones_that_auth0_takes():
    moments = [f"2020-01-{number % 28 + 1:02d} 10:00:00" for number in ROWS]
    mapping = suggest_mapping(
        pl.DataFrame({"email": EMAILS, "created_at": moments, "CreatedOn": moments, "登録日": moments})
    )
    assert mapping.complaints() == []
    assert len(set(mapping.targets().values())) == 4


def targets(**columns):
    return {column: rule.target for column, rule in suggested(**columns).items()}


def test_letters_that_all_names_begin_with_are_left_out():
    found = targets(OXID=NUMBERS, OXMAIL=EMAILS, OXFAX=NUMBERS, OXPASSWORD=HASHES, OXACTIVE=BITS)
    assert found["OXID"] == "user_id"
    assert found["OXPASSWORD"] == "custom_password_hash"
    assert found["OXACTIVE"] == "blocked"


def test_letters_that_say_a_type_are_left_out():
    found = targets(kKunde=NUMBERS, cMail=EMAILS, cPasswort=HASHES, cGesperrt=BITS, dErstellt=MOMENTS)
    assert found["cPasswort"] == "custom_password_hash"
    assert found["cGesperrt"] == "blocked"
    assert found["kKunde"] == "user_id"


def test_a_word_that_names_end_with_is_left_out():
    found = targets(id_zzq=NUMBERS, email_zzq=EMAILS, actif_zzq=BITS, mdp_zzq=HASHES)
    assert found == {
        "id_zzq": "user_id",
        "email_zzq": "email",
        "actif_zzq": "blocked",
        "mdp_zzq": "custom_password_hash",
    }


def test_a_compound_is_what_it_ends_with():
    found = targets(email=EMAILS, familienaam=["Jansen", "de Boer", "Bakker", "Smit"] * 10)
    assert found["familienaam"] == "family_name"
    assert targets(email=EMAILS, qqqcomment=["likes long walks by the river"] * 20 + ["no"] * 20)[
        "qqqcomment"
    ].startswith("app_metadata.")


def test_a_short_word_means_what_it_means_only_where_it_is_the_whole_name():
    cities = ["Aarhus", "Odense"] * 20
    found = targets(email=EMAILS, by=cities, created_by=NUMBERS)
    assert found["by"] == "user_metadata.city"
    assert found["created_by"] is None


def test_a_uuid_named_as_the_users_wins_over_a_number():
    assert targets(id=NUMBERS, member_uuid=UUIDS) == {"id": None, "member_uuid": "user_id"}


def test_a_bare_uuid_beside_a_number_is_for_a_person_to_decide():
    rules = suggested(id=NUMBERS, uuid=UUIDS, email=EMAILS)
    assert [rule.column for rule in rules.values() if rule.target == "user_id"] == []
    assert "`id` and `uuid` each tell the users apart" in rules["uuid"].reason


def test_a_login_named_a_key_beside_a_number_is_the_username():
    logins = [
        f"{name}{number}" for number, name in zip(ROWS, ["anna", "bert", "cleo", "dora"] * 10, strict=True)
    ]
    assert targets(member_no=NUMBERS, member_id=logins) == {"member_no": "user_id", "member_id": "username"}


def test_a_number_of_the_staff_is_the_key_where_the_table_has_no_other():
    assert targets(matricola=NUMBERS, email=EMAILS)["matricola"] == "user_id"
    assert targets(id=NUMBERS, matricola=NUMBERS)["matricola"] == "app_metadata.matricola"


@pytest.mark.parametrize("column", ["invite_code", "address_id", "session_uuid", "order_number"])
def test_the_key_of_something_else_is_not_the_users(column):
    assert targets(email=EMAILS, **{column: NUMBERS})[column] != "user_id"


@pytest.mark.parametrize(
    "column", ["email_disabled", "mfa_active", "newsletter_active", "active_zzq", "phone_blocked"]
)
def test_what_is_blocked_or_active_has_to_be_the_account(column):
    assert targets(email=EMAILS, **{column: BITS})[column] != "blocked"


@pytest.mark.parametrize("column", ["hash", "stored_hash", "email_hash", "file_digest"])
def test_a_digest_of_who_knows_what_is_no_password(column):
    digests = [f"{number:032x}" for number in range(10**36, 10**36 + 40)]
    assert targets(email=EMAILS, **{column: digests})[column] != "custom_password_hash"


def test_a_state_is_a_province_beside_other_places_and_no_state_of_the_account():
    provinces, states = ["Ontario", "Quebec"] * 20, ["active", "pending"] * 20
    cities = ["Toronto", "Laval"] * 20
    assert targets(email=EMAILS, city=cities, state=provinces)["state"] == "user_metadata.state"
    assert targets(email=EMAILS, city=cities, state=states)["state"] == "app_metadata.status"
    assert targets(email=EMAILS, state=provinces)["state"] == "app_metadata.status"


def test_a_closed_set_whose_name_says_nothing_is_left_open():
    assert targets(email=EMAILS, zzq=["red", "green"] * 20)["zzq"] is None


def test_of_two_names_the_one_that_is_filled_in_wins():
    logins = [
        f"{name}{number}" for number, name in zip(ROWS, ["anna", "bert", "cleo", "dora"] * 10, strict=True)
    ]
    sparse = [login if number % 4 == 0 else "" for number, login in enumerate(logins)]
    assert targets(email=EMAILS, login_name=sparse, name=logins)["name"] == "username"


def test_keys_into_tables_that_stay_behind_are_left_open_whatever_they_are_called():
    found = targets(
        email=EMAILS, location_id=["1", "2"] * 20, language=["1", "2"] * 20, group_id=["1", "2"] * 20
    )
    assert (found["location_id"], found["language"]) == (None, None)
    assert found["group_id"].startswith("app_metadata.")


def test_an_end_is_kept_unless_it_is_a_secrets():
    found = targets(email=EMAILS, token_expires=MOMENTS, membership_expires=MOMENTS)
    assert found["token_expires"] is None
    assert found["membership_expires"].startswith("app_metadata.")


def test_what_describes_a_picture_is_left_open_and_a_default_language_is_not():
    found = targets(email=EMAILS, avatar_source=["upload", "web"] * 20, default_language=["en", "de"] * 20)
    assert found == {
        "email": "email",
        "avatar_source": None,
        "default_language": "user_metadata.language",
    }


def test_activated_beside_the_key_of_a_mailed_link_says_that_the_address_is_proven():
    keys = [f"k{number:019x}" for number in ROWS]
    assert targets(email=EMAILS, activated=BITS, activation_key=keys)["activated"] == "email_verified"
    assert targets(email=EMAILS, activated=BITS)["activated"] == "blocked"
    assert targets(email=EMAILS, active=BITS, activation_key=keys)["active"] == "blocked"


@pytest.mark.parametrize("column", ["billing-active", "profile_active"])
def test_a_part_of_the_account_that_is_active_blocks_nobody(column):
    assert targets(email=EMAILS, **{column: BITS})[column].startswith("app_metadata.")


def test_a_flag_that_is_set_or_empty_says_something():
    flags = ["yes" if number % 8 == 0 else "" for number in ROWS]
    assert targets(email=EMAILS, banned=flags, tax_exempt=flags) == {
        "email": "email",
        "banned": "blocked",
        "tax_exempt": "app_metadata.tax_exempt",
    }


def test_who_forbids_the_login_blocks():
    rare = ["1" if number % 8 == 0 else "0" for number in ROWS]
    found = targets(email=EMAILS, is_active=BITS, prohibit_login=rare)
    assert (found["prohibit_login"], found["is_active"]) == ("blocked", "app_metadata.is_active")


def test_a_number_of_customers_beside_their_key_is_not_their_key():
    found = targets(
        kKunde=NUMBERS,
        cKundenNr=[str(10_000 + 7 * number) for number in ROWS],
        cMail=EMAILS,
        dErstellt=MOMENTS,
    )
    assert found["kKunde"] == "user_id"
    assert found["cKundenNr"].startswith("app_metadata.")


@pytest.mark.parametrize(
    "column",
    [
        "notify_with_post",
        "enable_comment_notifications",
        "show_avatars",
        "hide_ssh_keys",
        "opt_in",
        "allow_mail",
        "theme",
    ],
)
def test_what_people_wish_is_theirs_whatever_else_the_name_says(column):
    values = ["dark", "light"] * 20 if column == "theme" else BITS
    assert targets(email=EMAILS, **{column: values})[column].startswith("user_metadata.")


@pytest.mark.parametrize("column", ["allow_git_hook", "marketing_permission", "alerts_unread"])
def test_what_the_system_grants_or_counts_is_its_own(column):
    values = ["0", "1", "3", "7"] * 10 if column == "alerts_unread" else BITS
    assert targets(email=EMAILS, **{column: values})[column].startswith("app_metadata.")


@pytest.mark.parametrize(
    "column", ["last_newsletter_date", "age_verified_at", "last_email_sent", "last_password_reset_date"]
)
def test_a_moment_is_what_the_system_knows(column):
    assert targets(email=EMAILS, **{column: MOMENTS})[column].startswith("app_metadata.")


@pytest.mark.parametrize(
    "column", ["confirmation_sent_at", "locked_until", "auto_login_expired", "cannot_login_until"]
)
def test_moments_of_what_ends_with_the_old_system_are_left_open(column):
    assert targets(email=EMAILS, **{column: MOMENTS})[column] is None


def test_settings_are_kept_as_words_and_left_open_as_keys():
    words, keys = ["dark", "light"] * 20, ["1", "2"] * 20
    found = targets(
        email=EMAILS, default_style=words, style_id=keys, default_room=keys, auth_source_id=keys, job=keys
    )
    assert found.pop("default_style") == "user_metadata.default_style"
    assert set(found.values()) == {"email", None}


def test_a_code_that_can_be_read_needs_no_table():
    zones = ["Europe/Berlin", "Asia/Tokyo"] * 20
    assert targets(email=EMAILS, TimeZoneId=zones)["TimeZoneId"] == "user_metadata.time_zone"


def test_two_words_that_mean_something_together_are_read_together():
    assert targets(email=EMAILS, has_two_factor=BITS)["has_two_factor"] is None


def test_a_hash_of_an_unknown_form_is_the_passwords_where_it_is_long():
    made = [f"{number:0100x}" for number in range(10**80, 10**80 + 40)]
    assert targets(email=EMAILS, passwd=made)["passwd"] == "custom_password_hash"
    assert targets(email=EMAILS, passwd=[one[-30:] for one in made])["passwd"] is None


def test_of_a_password_and_a_hash_of_one_owner_a_person_chooses():
    digests = [f"{number:032x}" for number in range(10**36, 10**36 + 40)]
    rules = suggested(email=EMAILS, user_password=HASHES, user_hash=digests)
    assert rules["user_password"].target is None
    assert "`user_password` and `user_hash` both hold hashes" in rules["user_password"].reason
    assert targets(email=EMAILS, password=HASHES, hash=digests)["password"] == "custom_password_hash"


def test_the_only_hashes_that_carry_a_mark_are_the_passwords_whatever_they_are_called():
    digests = [f"{number:032x}" for number in range(10**36, 10**36 + 40)]
    assert targets(email=EMAILS, secret=HASHES, etag=digests)["secret"] == "custom_password_hash"
    assert targets(email=EMAILS, secret=HASHES, other=HASHES)["secret"] is None
    assert targets(email=EMAILS, reset_token=HASHES)["reset_token"] is None


def test_addresses_for_recovery_are_further_addresses():
    others = [f"home{number}@example.net" for number in ROWS]
    assert targets(email=EMAILS, recovery_email=others)["recovery_email"] == "user_metadata.recovery_email"


def test_an_account_at_a_provider_is_told_from_a_page_there():
    pages = [f"https://github.com/user{number}" for number in ROWS]
    numbers = [str(48_000_000 + 7919 * number) for number in ROWS]
    assert targets(email=EMAILS, github=pages)["github"].startswith("user_metadata.")
    assert targets(email=EMAILS, github_id=numbers)["github_id"].startswith("app_metadata.")


def test_a_state_that_is_kept_or_deleted_is_a_mark_of_deletion():
    assert targets(email=EMAILS, status=["active"] * 36 + ["deleted"] * 4)["status"] is None


def test_each_of_two_hundred_columns_gets_a_rule():
    profile = profile_users(pl.DataFrame({"email": EMAILS, "actif": BITS}).lazy())
    rows = [
        {**profile.columns.row(number % 2, named=True), "column": f"{word}_{number}"}
        for number, word in enumerate(["etternavn", "lastcheckedinterpretations"] * 100)
    ]
    wide = replace(profile, columns=pl.DataFrame(rows, schema=profile.columns.schema))
    assert len(suggest_mapping(wide).rules) == 200


def test_a_key_is_told_among_more_rows_than_are_counted_exactly():
    """Above about a hundred thousand rows, distinct values are an estimate, and seldom as many as there are rows."""
    rows = pl.int_range(150_000, eager=True)
    frame = pl.DataFrame(
        {"id": rows.cast(pl.String), "login": pl.select(pl.format("ann.lee{}", rows)).to_series()}
    )
    assert suggest_mapping(frame).targets() == {"id": "user_id", "login": "username"}


def test_accents_of_latin_letters_are_dropped_and_those_of_others_belong_to_them():
    days = [f"{number % 28 + 1:02d}.05.198{number % 10}" for number in ROWS]
    found = targets(**{"email": EMAILS, "Doğum Tarihi": days, "Ülke": ["Türkiye", "Almanya"] * 20})
    assert found["Doğum Tarihi"] == "user_metadata.birthdate"
    assert found["Ülke"] == "user_metadata.country"
    assert targets(email=EMAILS, **{"последний вход": MOMENTS})["последний вход"] == "app_metadata.last_login"


def test_a_path_means_what_stands_at_its_end_and_what_its_branches_say_of_that():
    phones = [f"+49 151 {number:07d}" for number in ROWS]
    found = targets(
        **{
            "emails[0].value": EMAILS,
            "emails[0].verified": BITS,
            "phones[0].verified": BITS,
            "phones[0].number": phones,
            "credentials.password.config.hashed_password": HASHES,
            "account.created_at": MOMENTS,
        }
    )
    assert found == {
        "emails[0].value": "email",
        "emails[0].verified": "email_verified",
        "phones[0].verified": "phone_verified",
        "phones[0].number": "phone_number",
        "credentials.password.config.hashed_password": "custom_password_hash",
        "account.created_at": "app_metadata.created",
    }


def test_a_second_of_a_list_is_one_more():
    others = [f"home{number}@example.net" for number in ROWS]
    found = targets(**{"emails[0].email": EMAILS, "emails[1].email": others})
    assert found["emails[0].email"] == "email"
    assert found["emails[1].email"].startswith("user_metadata.")


def test_a_moment_says_blocked_where_few_have_one_and_is_for_a_person_where_many_do():
    few = [moment if number % 10 == 0 else "" for number, moment in enumerate(MOMENTS)]
    rule = suggested(email=EMAILS, banned_at=few)["banned_at"]
    assert (rule.target, rule.transforms) == ("blocked", ("is_set",))
    many = suggested(email=EMAILS, banned_at=MOMENTS)["banned_at"]
    assert many.target is None
    assert "since when somebody is blocked" in many.reason


@pytest.mark.parametrize("better", ["suspended", "is_active"])
def test_a_lock_gives_way_to_what_the_staff_set(better):
    rare = ["1" if number % 10 == 0 else "0" for number in ROWS]
    found = targets(email=EMAILS, locked=rare, **{better: rare})
    assert (found["locked"], found[better]) == (None, "blocked")
    assert targets(email=EMAILS, locked=rare)["locked"] == "blocked"


@pytest.mark.parametrize("column", ["approved", "valid", "qwertyuiop"])
def test_what_may_say_blocked_is_for_a_person_where_nothing_else_does(column):
    assert targets(email=EMAILS, **{column: BITS})[column] is None


def test_what_may_be_the_key_is_for_a_person_where_nothing_else_is():
    nearly = [*NUMBERS[:-1], NUMBERS[0]]
    rule = suggested(email=EMAILS, member_number=nearly)["member_number"]
    assert rule.target is None
    assert "it may be the user's key" in rule.reason


def test_a_column_that_repeats_an_attribute_is_a_copy_of_it():
    rules = suggested(email=EMAILS, delivery_email=EMAILS, contact_email=[f"x{email}" for email in EMAILS])
    assert rules["delivery_email"].target is None
    assert "its values are those of `email`" in rules["delivery_email"].reason
    assert rules["contact_email"].target == "user_metadata.contact_email"


def test_a_closed_set_named_by_a_word_that_nobody_knows_is_the_systems_own():
    rule = suggested(email=EMAILS, flurbel=["red", "green"] * 20)["flurbel"]
    assert rule.target == "app_metadata.flurbel"
    assert rule.reason.startswith("55%: ")
    assert "none of its words is known" in rule.reason


def test_what_nobody_knows_is_kept_where_its_neighbours_are():
    even = ["1", "0"] * 20
    wishes = targets(email=EMAILS, show_email=even, flurbel=even, newsletter=even)
    grants = targets(email=EMAILS, can_post=even, flurbel=even, can_upload=even)
    assert wishes["flurbel"] == "user_metadata.flurbel"
    assert grants["flurbel"] == "app_metadata.flurbel"


def test_the_phone_that_people_carry_comes_before_the_one_that_more_gave():
    phones = [f"(030) {number:04d}-1234" for number in ROWS]
    half = [phone if number % 2 else "" for number, phone in enumerate(phones)]
    found = targets(email=EMAILS, telefone=phones, celular=half)
    assert (found["celular"], found["telefone"]) == ("phone_number", "user_metadata.telefone")


def test_a_number_between_the_parts_of_an_address_is_of_the_house():
    houses = [str(number % 90) for number in ROWS]
    streets = [f"{number} Smith Street" for number in ROWS]
    found = targets(email=EMAILS, rua=streets, numero=houses, cidade=["Recife", "Olinda"] * 20)
    assert found["numero"].startswith("user_metadata.")
    assert not (targets(email=EMAILS, numero=houses)["numero"] or "").startswith("user_metadata.")


def test_names_on_an_address_give_way_to_the_users_own():
    given, family = ["Ana", "Bob", "Cara", "Ivo"] * 10, ["Smith", "Brown", "Silva", "Rossi"] * 10
    address = {"b_city": ["Berlin", "Lyon"] * 20, "b_zip": [f"{number:05d}" for number in ROWS]}
    found = targets(email=EMAILS, b_first_name=given[::-1], b_last_name=family[::-1], **address)
    assert (found["b_first_name"], found["b_last_name"]) == ("given_name", "family_name")
    found = targets(
        email=EMAILS,
        b_first_name=given[::-1],
        b_last_name=family,
        first_name=given,
        last_name=family,
        **address,
    )
    assert (found["first_name"], found["last_name"]) == ("given_name", "family_name")


@pytest.mark.parametrize("column", ["iban", "Kontoinhaber", "card_cvc"])
def test_bank_accounts_and_cards_are_left_open(column):
    values = [f"NL{number:02d}ABNA0{number:09d}" for number in ROWS]
    rule = suggested(email=EMAILS, **{column: values})[column]
    assert rule.target is None


@pytest.mark.parametrize("column", ["external_auth_token", "payment_token", "sales_api_key"])
def test_a_secret_is_left_behind_whoever_it_is_for(column):
    secrets = [f"{number:032x}" for number in range(10**36, 10**36 + 40)]
    assert targets(email=EMAILS, **{column: secrets})[column] is None


def test_letters_that_all_names_end_with_are_left_out():
    found = targets(CODCLI=NUMBERS, EMAILCLI=EMAILS, FAXCLI=NUMBERS, WEBCLI=NUMBERS, PASSCLI=HASHES)
    assert (found["EMAILCLI"], found["PASSCLI"]) == ("email", "custom_password_hash")
