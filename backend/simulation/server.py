"""The real application in this process, on a disk that can be cut off and put back."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from httpx import ASGITransport, AsyncClient

from backend import serving
from backend.app import create_app
from backend.clock import SetClock
from backend.files import service as files
from backend.ids import SeededRandom
from backend.ledger import keeping
from backend.people import service as people
from backend.plumbing.database.engine_sqlite import InlineConnection, SqliteDatabase
from backend.plumbing.objects import FolderObjects
from backend.plumbing.shell import Shell
from backend.simulation.houses import NOW, publish, settings_in
from backend.sync import pulling

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Coroutine
    from pathlib import Path

    from backend.plumbing.database.transaction import Database, Kind, Reader, Transaction

Given = TypeVar("Given")

ADDRESS = "http://tablets.example"
# Small pages end in the middle of things; most seeds have those that are served.
PAGES = (500, 500, 12, 500, 40)
KEPT = ("fieldseal.sqlite3", "objects", "keys")


class SimulatedCrashError(BaseException):
    """The process ends here: nothing that comes after it happens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a server answered."""

    status: int
    headers: dict[str, str]
    body: bytes
    cookie: str | None = None


class CrashingDatabase:
    """The real database; told to, the process dies right before or right after a commit."""

    def __init__(self) -> None:
        self._inner: Database | None = None
        self.dies: str | None = None

    @property
    def kind(self) -> Kind:
        return self._opened().kind

    def take(self, inner: Database) -> None:
        """Stand on another database, as after a start."""
        self._inner = inner

    async def open(self) -> None:
        await self._opened().open()

    async def close(self) -> None:
        await self._opened().close()

    async def read(self, work: Callable[[Reader], Coroutine[Any, Any, Given]]) -> Given:
        return await self._opened().read(work)

    async def transact(
        self, work: Callable[[Transaction], Coroutine[Any, Any, Given]], *, durable: bool = True
    ) -> Given:
        async def dying(tx: Transaction) -> Given:
            given = await work(tx)
            self._die("before_commit")
            return given

        given = await self._opened().transact(dying, durable=durable)
        self._die("after_commit")
        return given

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[Reader]:
        async with self._opened().reading() as reader:
            yield reader

    @asynccontextmanager
    async def transaction(self, *, durable: bool = True) -> AsyncGenerator[Transaction]:
        async with self._opened().transaction(durable=durable) as tx:
            yield tx
            self._die("before_commit")
        self._die("after_commit")

    def _die(self, place: str) -> None:
        if self.dies == place:
            self.dies = None
            raise SimulatedCrashError

    def _opened(self) -> Database:
        assert self._inner is not None, "the server was not started"
        return self._inner


class ChangingRandom:
    """Repeatable bytes that begin anew with every seed."""

    def __init__(self) -> None:
        self.source = SeededRandom(0)

    def bytes(self, count: int) -> bytes:
        return self.source.bytes(count)


class SimulatedServer:
    """One server for all seeds; each begins with the same two organisations."""

    def __init__(self, template: Path, folder: Path) -> None:
        self._template, self._folder = template, folder
        self.clock, self.random = SetClock(NOW), ChangingRandom()
        self.database = CrashingDatabase()
        settings = settings_in(folder / "data")
        self.shell = Shell(
            settings=settings,
            clock=self.clock,
            random=self.random,
            database=self.database,
            objects=FolderObjects(settings.data / "objects"),
        )
        app: Any = create_app(self.shell, work=False)
        transport = ASGITransport(app, raise_app_exceptions=False)
        self._client = AsyncClient(transport=transport, base_url=ADDRESS)
        self.past = 0

    @property
    def data(self) -> Path:
        """The folder of the running server."""
        return self.shell.settings.data

    async def begin(self, seed: int) -> None:
        """A fresh life: the template's data, and chance by the seed."""
        shutil.rmtree(self._folder, ignore_errors=True)
        shutil.copytree(self._template, self.data)
        self.clock.at, self.random.source, self.past = NOW, SeededRandom(seed), 0
        pulling.ITEMS_MAX = PAGES[seed % len(PAGES)]
        await self._start()

    async def end(self) -> None:
        """Stop."""
        await self.database.close()

    async def request(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> Said | None:
        """The server's answer; None when it died of it, and it is up again."""
        self._client.cookies.clear()
        try:
            answer = await self._client.request(method, path, headers=headers, content=body)
        except SimulatedCrashError:
            await self.crash()
            return None
        cookie = next(iter(answer.cookies.items()), None)
        kept = {
            name: value
            for name, value in answer.headers.items()
            if name not in {"content-length", "content-encoding", "set-cookie"}
        }
        return Said(
            status=answer.status_code,
            headers=kept,
            body=answer.content,
            cookie=f"{cookie[0]}={cookie[1]}" if cookie else None,
        )

    async def crash(self) -> None:
        """The process is gone and started again: the disk is all it knows."""
        self.database.dies = None
        await self.database.close()
        await self._start()

    async def back_up(self, name: str) -> None:
        """Copy the data as a stopped server leaves it."""
        await self.database.close()
        target = self._folder / name
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for kept in KEPT:
            source = self.data / kept
            copy = shutil.copytree if source.is_dir() else shutil.copy
            if source.exists():
                copy(source, target / kept)
        await self._start()

    async def put_back(self, name: str, *, told: bool, objects: bool) -> None:
        """Put a copy back; `told` as the manual asks, `objects` with the files of that time."""
        await self.database.close()
        for left in self.data.glob("fieldseal.sqlite3*"):
            left.unlink()
        shutil.copy(self._folder / name / "fieldseal.sqlite3", self.data / "fieldseal.sqlite3")
        if objects:
            shutil.rmtree(self.data / "objects")
            shutil.copytree(self._folder / name / "objects", self.data / "objects")
        shutil.rmtree(self.data / "uploads", ignore_errors=True)
        self.past += 1
        await self._start()
        if told:
            async with self.database.transaction() as tx:
                for house in await people.organisations(tx):
                    await keeping.restored(self.shell, tx, house.id, "operator")

    async def publish(self, organisation: str, name: str, version: int) -> None:
        """A new version of a checklist is in force."""
        async with self.database.transaction() as tx:
            await tx.lock_log(organisation)
            await publish(self.shell, tx, organisation, name, version)

    def rows(self, sql: str, args: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """What the disk holds, read beside the server."""
        with closing(sqlite3.connect(self.data / "fieldseal.sqlite3")) as connection:
            return connection.execute(sql, args).fetchall()

    async def _start(self) -> None:
        serving.prepare_folders(self.shell.settings)
        self.shell.documents.clear()
        self.shell.snapshots.clear()
        files.forget_running()
        self.database.take(SqliteDatabase(self.data / "fieldseal.sqlite3", InlineConnection))
        await self.database.open()
