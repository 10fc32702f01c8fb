"""A migration that met everything: refusals, conflicts, failures, differences, a lost answer, two hundred jobs."""

import random
from datetime import UTC, datetime
from pathlib import Path

import orjson
import polars as pl

from userferry.afterwards import explain_failures
from userferry.forecast import Forecast, PasswordReport
from userferry.proof import LoginProof
from userferry.reconcile import Reconciliation
from userferry.reconcile.result import DIFFERENCES
from userferry.reports import write_report_page
from userferry.runs import Balance, ChunkFile, Manifest, Outcome, Run
from userferry.runs.outcome import ROWS_SCHEMA

DUMP = 100_000
REFUSED = [
    ("email.format", "INVALID_FORMAT", 1_840),
    ("username.long", "MAX_LENGTH", 612),
    ("user.too_large", "413", 3),
]
HELD = [("email", "the rule keeps newest", 2_310), ("same person?", "open", 145)]
FAILED = [
    ("DUPLICATED_USER", "The user already exist and upsert parameter is false", None, 412),
    ("PATTERN", "Error in passwordHash property - String does not match", "passwordHash", 88),
    ("QUOTA_EXCEEDED", "The quota of ann.lee@example.com was exceeded by Ann Lee", None, 7),
]
JOBS, USERS = 200, 475
BEGAN = datetime(2026, 3, 14, 9, 30, tzinfo=UTC).timestamp()


def make_journal() -> list[dict[str, object]]:
    """Write down two hundred jobs, two at a time; one loses its answer, and there is a pause in the middle."""
    rng, free, events = random.Random(3), [BEGAN, BEGAN], []

    def note(at: float, event: str, **facts: object) -> None:
        events.append(
            {
                "at": datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds"),
                "event": event,
                **facts,
            }
        )

    note(BEGAN - 5, "snapshot", file="before.parquet", users=1_204, digest="0" * 64)
    for chunk in range(1, JOBS + 1):
        at = min(free)
        pause = 2_400 if chunk == 120 else 0
        took = rng.lognormvariate(0, 0.25) * USERS / (14 if chunk < 70 else 18)
        end = at + pause + 0.4 + took
        note(
            at + pause,
            "submitting",
            chunk=chunk,
            attempt=1,
            rows=USERS,
            file="f",
            digest="d",
            external_id="e",
        )
        if chunk == 33:
            note(end, "settled", chunk=chunk, attempt=1, landed=USERS, remaining=0, file="f", digest="d")
        else:
            note(at + pause + 0.4, "submitted", chunk=chunk, attempt=1, job_id=f"job_{chunk}")
            note(end, "ended", chunk=chunk, attempt=1, status="completed", summary={})
        free[free.index(at)] = end
    return sorted(events, key=lambda each: str(each["at"]))


def write_scene(folder: Path, *, is_clean: bool = False) -> Path:
    """Write the page of a rough migration, or of one in which nothing went wrong."""
    failed = [] if is_clean else FAILED
    refused = [] if is_clean else REFUSED
    held = [] if is_clean else HELD
    places = [("refused", rule, code) for rule, code, rows in refused for _ in range(rows)]
    places += [("held back", f"{kind}: {why}", None) for kind, why, rows in held for _ in range(rows)]
    lost = [(code, text, path) for code, text, path, rows in failed for _ in range(rows)]
    sent = DUMP - len(places)
    updated = 0 if is_clean else 4_200
    outcomes = ["failed"] * len(lost) + ["updated"] * updated
    outcomes += ["inserted"] * (sent - len(outcomes))
    rows = pl.DataFrame(
        {
            "__row": range(sent),
            "outcome": outcomes,
            **{
                name: [each[place] for each in lost] + [None] * (sent - len(lost))
                for place, name in enumerate(("code", "message", "path"))
            },
        },
        schema_overrides={"__row": pl.Int64, "code": pl.String, "message": pl.String, "path": pl.String},
    )
    rows = pl.concat([pl.DataFrame(schema=ROWS_SCHEMA), rows], how="diagonal")
    outcome = Outcome(rows.lazy(), {}, {}, {}, JOBS, JOBS + 1, 1_204)
    standing = pl.DataFrame(
        {
            "__row": range(DUMP),
            "place": ["sent"] * sent + [each[0] for each in places],
            "reason": [None] * sent + [each[1] for each in places],
            "outcome": ["failed"] * min(412, len(lost))
            + outcomes[min(412, len(lost)) :]
            + [None] * len(places)
            if is_clean
            else ["failed"] * 412 + ["inserted"] * 95 + outcomes[507:] + [None] * len(places),
            "code": ([None] * sent if is_clean else ["DUPLICATED_USER"] * 412 + [None] * (sent - 412))
            + [each[2] for each in places],
            "format": ["django_pbkdf2_sha256"] * DUMP,
            "promise": ["keeps"] * (sent - 5_000) + ["resets"] * 5_000 + [None] * len(places),
            "why": [None] * DUMP,
            "is_doubtful": [False] * DUMP,
        },
        schema_overrides={
            "__row": pl.Int64,
            "reason": pl.String,
            "outcome": pl.String,
            "code": pl.String,
            "promise": pl.String,
            "why": pl.String,
        },
    )
    made_from = {
        "dump": "ab" * 32,
        "target": "acme.eu.auth0.com",
        "connection": "Username-Password-Authentication",
        "users": "read",
    }
    forecast = Forecast(standing, made_from)
    out = standing.filter(pl.col("place") != "sent")
    balance = Balance.of(
        DUMP,
        refused=out.filter(pl.col("place") == "refused").select("__row", rule="reason", code="code"),
        held=out.filter(pl.col("place") == "held back").select(
            "__row",
            kind=pl.col("reason").str.split(": ").list.first(),
            decision=pl.col("reason").str.split(": ").list.last(),
        ),
        rows=outcome.rows,
    )
    differences = [] if is_clean else [
        (9, "app_metadata.settings.notifications.newsletter_weekly", "type differs", '"1"', "1"),
        *[(row, "email_verified", "value differs", "false", "true") for row in range(31)],
        (None, "the user", "user not meant", None, "auth0|x"),
    ]  # fmt: skip
    found = Reconciliation(
        pl.DataFrame(differences, schema=DIFFERENCES, orient="row"),
        sent - len(lost),
        tuple("abcdefghijklmn"),
        1_204,
    )
    ways = [
        ("bulk import", "django_pbkdf2_sha256", 80_000, "proven", None),
        ("bulk import", "bcrypt", 9_583, "not tried", None),
    ]
    ways += [] if is_clean else [
        ("lazy migration", "bcrypt_sha256", 3_100, None, "Auth0 computes bcrypt over the password itself, not over its SHA-256"),
        ("a decision", "hex_32", 800, None, "a text of 32 hexadecimal digits may be MD5, NTLM or a salted form"),
        ("reset", None, 1_100, None, "there is no hash"),
    ]  # fmt: skip
    users = pl.DataFrame(ways, schema=["way", "format", "users", "proof", "why"], orient="row")
    logins = pl.DataFrame(
        {
            "__row": range(40),
            "format": ["django_pbkdf2_sha256"] * 30 + ["bcrypt"] * 10,
            "promise": ["keeps"] * 36 + ["resets"] * 4,
            "right": "ok",
            "wrong": "wrong password",
            "is_kept": [True] * 39 + [is_clean],
        }
    )
    run = folder / "first"
    run.mkdir(parents=True, exist_ok=True)
    (run / "journal.ndjson").write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in make_journal()))
    chunks = tuple(
        ChunkFile(number, f"{number:05}.json", USERS, 500_000, "d") for number in range(1, JOBS + 1)
    )
    digests = {"dump": "ab" * 32, "mapping": "cd" * 32, "resolutions": "ef" * 32}
    manifest = Manifest(
        "b6a8cbbc161c", "acme.eu.auth0.com", "con_AbCdEfGhIjKlMnOp", not is_clean, digests, DUMP, chunks
    )
    return write_report_page(
        folder / "report.html",
        "acme-2026",
        run=Run(run, manifest),
        outcome=outcome,
        balance=balance,
        explained=explain_failures(outcome),
        forecast=forecast,
        passwords=PasswordReport(users),
        reconciliation=found,
        logins=LoginProof(logins),
    )
