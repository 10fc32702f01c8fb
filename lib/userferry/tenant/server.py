"""The public door: a tenant in a folder, behind a port of this machine."""

import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import uvicorn

from .app import LOOPBACK_HOSTS, Application
from .certificates import make_certificates
from .clock import Clock
from .connections import make_connection
from .fates import release_jobs
from .faults import FaultPlan
from .fullness import named_when_full
from .ghosts import make_ghost
from .hashexport import write_hashes
from .holding import hold_folder, listen, wait_until_started
from .identity import Identity, make_id, signing_key
from .mishaps import BreakableProtocol
from .priming import add_named, prime_connection
from .routes import ALL_SCOPES
from .scripts import Scripts
from .seed import seed_users
from .settings import FailureStyle, Settings
from .snapshots import restore_snapshot, take_snapshot
from .state import JobSeconds, TenantState, add_client
from .store import Store
from .tiers import Tier, export_seconds
from .tiers import job_seconds as tier_seconds
from .tokens import Tokens
from .worker import Worker


class LocalTenant:
    """An Auth0 tenant on 127.0.0.1, in a folder.

    Args:
        folder: Where it lives; the same folder again is the same tenant. None makes a temporary one, removed
            at `stop`.
        host: Must name this machine itself; the tenant refuses to be reached from elsewhere.
        port: 0 takes a free one.
        tls: Serve https with a certificate of the tenant's own authority, `ca_file`.
        name: The tenant's name, shown in export files.
        connection: The name of its database connection.
        connection_id: The id that the connection gets on the first start; None makes one.
        scopes: What its client may do; every scope that a door asks for by default.
        password_rounds: The cost of its own bcrypt; Auth0's is 10.
        job_seconds: How long a job takes on the tenant's clock: seconds, or a function of the number of rows.
        clock: Gives seconds since the epoch.
        tier: The plan whose rate limits and job speed apply, with `x-ratelimit-*` headers; None limits nothing.
            `job_seconds` wins where it is given, for imports and for exports.
        index_lag_seconds: How long a new user stays out of searches.
        failure_style: How `/errors` answers for a job that failed as a whole: `status_details` or `no_content`.
        legacy_jobs: Show `processing` and `expired` as Auth0's older pages do.
        documented_codes: Call a broken format `FORMAT`, as the documented list does.
        match_on_user_id: Match an upsert by `user_id` before email, as a tenant flag does.
        node_modules: The folder of packages that the scripts of a custom database may `require`.
        script_seconds: How long one such script may take.
        script_megabytes: How much heap the scripts of one connection may use.
        policy_on_migration: Refuse who moves in with a password below the connection's policy.
        seed: A file of users, an export's lines or an import's array, loaded while the tenant has none.

    Attributes:
        url: `http://127.0.0.1:PORT`, without a slash at the end; set by `start`, as all that follow.
        domain: `127.0.0.1:PORT`.
        audience: The Management API's, `<url>/api/v2/`.
        client_id: Its client's id.
        client_secret: Its client's secret.
        connection_id: Its database connection's id, the same for as long as the folder lives.
        folder: Where its files are.
        ca_file: With `tls`, the authority that a client must trust; otherwise None.
        faults: The plan of what goes wrong.

    Raises:
        ValueError: `host` is another machine's, or the folder holds a tenant of other names.
    """

    def __init__(
        self,
        folder: Path | str | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: bool = False,
        name: str = "userferry-local",
        connection: str = "Username-Password-Authentication",
        connection_id: str | None = None,
        scopes: Iterable[str] = ALL_SCOPES,
        password_rounds: int = 10,
        job_seconds: JobSeconds = 0.0,
        clock: Callable[[], float] = time.time,
        tier: Tier | None = None,
        index_lag_seconds: float = 0.0,
        failure_style: FailureStyle = "status_details",
        legacy_jobs: bool = False,
        documented_codes: bool = False,
        match_on_user_id: bool = False,
        node_modules: Path | str | None = None,
        script_seconds: float = 20.0,
        script_megabytes: int = 128,
        policy_on_migration: bool = False,
        seed: Path | str | None = None,
    ) -> None:
        if host not in LOOPBACK_HOSTS:
            raise ValueError(f"The embedded tenant binds 127.0.0.1 only, not {host!r}. Nothing was started.")
        self._given_folder = None if folder is None else Path(folder)
        self._wanted_port = port
        self._tls = tls
        self._name = name
        self._connection = connection
        self._wanted_connection_id = connection_id
        self._scopes = tuple(scopes)
        self._password_rounds = password_rounds
        self._job_seconds = job_seconds or (0.0 if tier is None else tier_seconds(tier))
        self._export_seconds = None if job_seconds or tier is None else export_seconds
        self._settings = Settings(
            tier=tier,
            index_lag_seconds=index_lag_seconds,
            failure_style=failure_style,
            legacy_jobs=legacy_jobs,
            documented_codes=documented_codes,
            match_on_user_id=match_on_user_id,
            node_modules=None if node_modules is None else Path(node_modules),
            script_seconds=script_seconds,
            script_megabytes=script_megabytes,
            policy_on_migration=policy_on_migration,
        )
        self._seed = None if seed is None else Path(seed)
        self.clock = Clock(clock)
        self.faults = FaultPlan()
        self.url = ""
        self.domain = ""
        self.ca_file: Path | None = None
        self._running: tuple[TenantState, Worker, uvicorn.Server, threading.Thread, IO[str]] | None = None

    def __repr__(self) -> str:
        where = f"at {self.url}" if self._running else "stopped"
        return f"LocalTenant({self._name!r}, {where})"

    def start(self) -> Self:
        """Start, and take up the jobs that an earlier process left pending.

        Raises:
            PortTakenError: The port is in use.
            FolderInUseError: Another tenant runs in the folder.
            OSError: The disk is full; it names the folder.
        """
        if self._running is not None:
            return self
        self.folder = self._given_folder or Path(tempfile.mkdtemp(prefix="userferry-tenant-"))
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        lock = hold_folder(self.folder)
        try:
            listener = listen(self._wanted_port)
        except BaseException:
            lock.close()
            self._forget_folder()
            raise
        try:
            with named_when_full(self.folder):
                state = self._open_state(listener.getsockname()[1])
        except BaseException:
            listener.close()
            lock.close()
            raise
        worker = Worker(state)
        state.wake = worker.wake
        server = uvicorn.Server(self._configuration(state))
        thread = threading.Thread(
            target=server.run, args=([listener],), name="userferry-tenant-http", daemon=True
        )
        thread.start()
        worker.start()
        wait_until_started(server, thread)
        self._running = (state, worker, server, thread, lock)
        return self

    def _open_state(self, port: int) -> TenantState:
        scheme = "https" if self._tls else "http"
        self.domain = f"127.0.0.1:{port}"
        self.url = f"{scheme}://{self.domain}"
        store = Store(self.folder / "tenant.sqlite")
        identity = Identity.of(
            store, name=self._name, connection=self._connection, connection_id=self._wanted_connection_id
        )
        self.client_id, self.client_secret = identity.client_id, identity.client_secret
        self.connection_id, self.connection = identity.connection_id, identity.connection
        self.audience = f"{self.url}/api/v2/"
        add_client(store, identity.client_id, identity.client_secret, "Userferry", self._scopes)
        with store.writing() as db:
            enabled = (identity.client_id,)
            make_connection(db, identity.connection_id, identity.connection, enabled_clients=enabled)
        state = TenantState(
            folder=self.folder,
            identity=identity,
            store=store,
            clock=self.clock,
            tokens=Tokens(signing_key(self.folder), self.clock),
            faults=self.faults,
            password_rounds=self._password_rounds,
            job_seconds=self._job_seconds,
            export_seconds=self._export_seconds,
            url=self.url,
            settings=self._settings,
            scripts=Scripts(self._settings),
        )
        if self._seed is not None:
            seed_users(state, self._seed)
        return state

    def _configuration(self, state: TenantState) -> uvicorn.Config:
        settings: dict[str, str] = {}
        if self._tls:
            certificates = make_certificates(self.folder)
            self.ca_file = certificates.ca_file
            settings = {
                "ssl_certfile": str(certificates.chain_file),
                "ssl_keyfile": str(certificates.key_file),
            }
        return uvicorn.Config(
            Application(state),
            http=BreakableProtocol,
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            # Longer than anyone polls: a connection that closes under a POST looks like a lost answer.
            timeout_keep_alive=75,
            timeout_graceful_shutdown=1,
            **settings,  # type: ignore[arg-type]  # uvicorn types each apart
        )

    def stop(self) -> None:
        """Stop; pending jobs wait for the next start. A temporary folder is removed."""
        if self._running is None:
            return
        state, worker, server, thread, lock = self._running
        self._running = None
        server.should_exit = True
        state.scripts.stop()
        thread.join(timeout=10)
        state.scripts.stop()  # what a request under way has started meanwhile
        worker.stop()
        state.store.close()
        lock.close()
        self._forget_folder()

    def _forget_folder(self) -> None:
        if self._given_folder is None:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _state(self) -> TenantState:
        if self._running is None:
            raise RuntimeError("The tenant is not running. Start it, or use it in a `with`.")
        return self._running[0]

    def add_client(self, name: str, scopes: Iterable[str]) -> tuple[str, str]:
        """Register another client with these scopes and give its id and its secret."""
        client_id, secret = make_id("", 32), make_id("", 64)
        add_client(self._state().store, client_id, secret, name, tuple(scopes))
        return client_id, secret

    def add_connection(
        self,
        name: str,
        *,
        strategy: str = "auth0",
        enabled: bool = True,
        custom_database: bool = False,
        import_mode: bool = False,
        options: Mapping[str, Any] | None = None,
        custom_scripts: Mapping[str, str] | None = None,
        configuration: Mapping[str, str] | None = None,
    ) -> str:
        """Add a connection and give its id.

        Args:
            name: Its name.
            strategy: `auth0` makes a database connection.
            enabled: For the tenant's client; a connection enabled for nobody takes no import.
            custom_database: Has scripts for a store of its own.
            import_mode: Moves that store's users in as they log in.
            options: Any other of Auth0's `options`, as JSON.
            custom_scripts: JavaScript by name (`login`, `get_user`, …); they make it a custom database.
            configuration: What the scripts read as `configuration`.
        """
        new_id = make_id("con_")
        given = {
            "enabledDatabaseCustomization": custom_database or bool(custom_scripts),
            "import_mode": import_mode,
            "customScripts": dict(custom_scripts or {}),
            "configuration": dict(configuration or {}),
            **(options or {}),
        }
        clients = (self.client_id,) if enabled else ()
        with self._state().store.writing() as db:
            make_connection(db, new_id, name, strategy=strategy, options=given, enabled_clients=clients)
        return new_id

    def prime(
        self,
        *,
        options: Mapping[str, Any],
        strategy: str = "auth0",
        enabled: bool = True,
        users: Path | str | None = None,
        roles: Iterable[Mapping[str, str]] = (),
        organizations: Iterable[Mapping[str, str]] = (),
    ) -> int:
        """Give the tenant's own connection another's settings, and another's users for its own; all or nothing.

        Args:
            options: The other's `options`, as the API gives them; empty ones leave its own.
            strategy: Of the other.
            enabled: Whether an application may use it.
            users: NDJSON as an export writes it, unpacked; None for nobody.
            roles: Added, by `id` and `name`.
            organizations: Added, by `id` and `name`.

        Returns:
            How many users were loaded; one who shares an identifier with an earlier one is left out.

        Raises:
            ValueError: A line of the file is no user with a `user_id`.
        """
        state, path = self._state(), None if users is None else Path(users)
        with state.store.writing() as db:
            add_named(db, roles, organizations, state.clock.stamp())
            return prime_connection(state, options=options, strategy=strategy, enabled=enabled, users=path)

    def count_users(self) -> int:
        """Say how many users it holds, in all its connections."""
        counted = self._state().store.reader().execute("SELECT count(*) FROM users")
        return int(counted.fetchone()[0])

    def add_ghost(self, user_id: str, *, email: str | None = None, connection_id: str | None = None) -> None:
        """Leave half a record of a user, which an import of the same `user_id` runs into.

        Args:
            user_id: Without the prefix, as in an import.
            email: What `DELETE /connections/{id}/users` finds it by.
            connection_id: The tenant's own connection where it is not given.
        """
        with self._state().store.writing() as db:
            make_ghost(db, connection_id or self.connection_id, f"auth0|{user_id}", email)

    def export_hashes(self, to: Path | str) -> int:
        """Write the password-hash export that Auth0's support gives, unpacked and not encrypted; give its lines."""
        return write_hashes(self._state(), Path(to))

    def snapshot(self, to: Path | str) -> Path:
        """Copy the whole tenant into a file and give its path."""
        take_snapshot(self._state(), Path(to))
        return Path(to)

    def restore(self, source: Path | str) -> None:
        """Put a snapshot of this tenant back.

        Raises:
            FileNotFoundError: There is no such file.
            ValueError: It is another tenant's, or no snapshot.
        """
        restore_snapshot(self._state(), Path(source))

    def release_jobs(self) -> int:
        """Let the jobs go on that a planned `job_stuck` holds; give how many there were."""
        return release_jobs(self._state())

    def finish_due_jobs(self) -> None:
        """Return once every job whose time has come has ended, so that what is asked next is sure to see it."""
        if self._running is not None:
            self._running[1].catch_up()

    def advance(self, seconds: float) -> None:
        """Put the tenant's clock forward: jobs end, tokens and links expire."""
        self.clock.advance(seconds)
        self._state().wake()
