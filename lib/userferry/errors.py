"""What can go wrong, as one tree.

    UserferryError
    ├── DecisionError            a person's file or parameter cannot be followed; all complaints at once
    │   ├── UndecidedError       the file is not there yet: nobody has decided
    │   └── UnagreedError        what is about to be done takes something from people, and nobody agreed yet
    ├── DumpError                the dump cannot be read
    ├── HashError                this password hash has no form that Auth0 takes
    ├── WorkspaceError           a folder or file of the migration is missing or held
    │   └── ChangedError         a file is not what an earlier page or run read or wrote
    ├── VerificationError        what is there is not what was meant
    └── TenantError              the tenant said no, or said nothing
        ├── TransientError       worth trying again: rate limit, 5xx, a connection that broke
        │   └── LostAnswerError  the request was sent and no answer came: it may have been carried out
        └── TerminalError        trying again changes nothing: 400, 401, 403, 404, 413

    KeyboardInterrupt
    └── Interrupted              Ctrl-C; the text says where that leaves the data

Bad rows are data (a finding in `failure`), never an exception. Every message says what happened, where that
leaves the data and what to do next; none carries a token, a hash, a secret or a whole user.
"""

from collections.abc import Sequence
from copy import copy
from typing import Self


class UserferryError(Exception):
    """Something that a person has to decide or mend; its text is meant for that person."""


class DecisionError(UserferryError):
    """A file or parameter that a person wrote cannot be followed; holds every complaint found.

    Args:
        subject: What was read, such as a path.
        complaints: One sentence each, in the order of the file.
    """

    def __init__(self, subject: str, complaints: Sequence[str]) -> None:
        self.subject = subject
        self.complaints = tuple(complaints)
        listed = "\n".join(f"  - {complaint}" for complaint in self.complaints)
        super().__init__(f"{subject} cannot be followed. Nothing was written or sent. Mend these:\n{listed}")


class UndecidedError(DecisionError):
    """A file that a person has to write first is not there.

    Args:
        subject: The file.
        what: What is read from it.
        made_by: What to do about it.
    """

    def __init__(self, subject: str, what: str, made_by: str) -> None:
        super().__init__(subject, [f"it is not there yet; {made_by}"])
        happened = f"{subject} is not there yet, and {what} is read from it"
        self.args = (f"{happened}. Nothing was written or sent. {made_by}, then run this again.",)


class UnagreedError(DecisionError):
    """What is about to be done takes something from people, and the parameters do not agree to it yet.

    Args:
        complaints: One sentence each: what it takes, and how to agree or go another way.
    """

    def __init__(self, complaints: Sequence[str]) -> None:
        super().__init__("The parameters", complaints)
        listed = "\n".join(f"  - {complaint}" for complaint in complaints)
        self.args = (
            f"Nobody has agreed to this yet. Nothing was written or sent. Decide on each:\n{listed}",
        )


class DumpError(UserferryError):
    """The dump cannot be read, or not without losing something."""


class HashError(UserferryError):
    """This password hash has no form that Auth0 takes; the text gives the reason and the way out."""


class WorkspaceError(UserferryError):
    """A folder or file of this migration is missing, held by another run, or not what it was."""


class ChangedError(WorkspaceError):
    """A file is not what an earlier page or run read or wrote; the text says which page to go back to."""


class VerificationError(UserferryError):
    """What the tenant holds, or what it answers to a password, is not what was meant."""


class TenantError(UserferryError):
    """The tenant refused, failed or did not answer.

    Args:
        message: The sentence for a person.
        status: The HTTP status, None where no answer came.
        code: The tenant's `errorCode`, None where it gave none.

    Attributes:
        endpoint: What was called, without an id, such as `GET /api/v2/users/{id}`; None where nothing was.
    """

    def __init__(self, message: str, *, status: int | None = None, code: str | None = None) -> None:
        self.status = status
        self.code = code
        self.endpoint: str | None = None
        super().__init__(message)

    def reworded(self, message: str) -> Self:
        """Give the same error with another sentence for the person."""
        again = copy(self)
        again.args = (message,)
        return again


class TransientError(TenantError):
    """Worth trying again later.

    Args:
        message: The sentence for a person.
        status: The HTTP status, None where no answer came.
        code: The tenant's `errorCode`.
        retry_after_seconds: How long the tenant asked to wait, None where it did not say.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        code: str | None = None,
        retry_after_seconds: float | None = None,
    ) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(message, status=status, code=code)


class LostAnswerError(TransientError):
    """The request went out and no answer came back, so it may or may not have been carried out."""


class TerminalError(TenantError):
    """Trying again changes nothing; somebody has to change something first."""


class Interrupted(KeyboardInterrupt):
    """Somebody pressed Ctrl-C; the text says where that leaves the data and how to go on."""

    def _render_traceback_(self) -> list[str]:
        """Let a notebook show the text alone: nothing went wrong."""
        return [str(self)]
