"""The proxies of docs/operations.md, run for real before a real server; where they are installed."""

from __future__ import annotations

import asyncio
import datetime
import json
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from backend.clock import SystemClock
from backend.people import throttle
from tests.backend.test_cli import ROOT, command, environment
from tests.backend.test_serving import a_port, answer
from tests.worlds import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from tests.worlds import World

NAME = "fieldseal.example.org"
MAIL = "p05@harbourline.example"
# The client is no proxy: it comes from another address of this machine.
CLIENT = "127.0.0.2"
START_SECONDS_MAX = 20
NGINX = """daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{example}
}}
"""


@dataclass(frozen=True, slots=True)
class Front:
    """A proxy under way, as a client reaches it."""

    program: str
    port: int

    def ask(
        self, head: str, body: bytes = b"", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """One request over TLS; gives status, headers and body."""
        sent = {
            "Host": NAME, "Connection": "close", "Content-Length": str(len(body)),
            "Fieldseal-Protocol": "1", **{k.replace("_", "-"): v for k, v in headers.items()},
        }  # fmt: skip
        lines = [f"{head} HTTP/1.1", *(f"{name}: {text}" for name, text in sent.items()), "", ""]
        with self.connected() as wire:
            wire.sendall("\r\n".join(lines).encode() + body)
            got = b""
            while piece := wire.recv(65_536):
                got += piece
        top, _, rest = got.partition(b"\r\n\r\n")
        first, *more = top.decode("latin-1").split("\r\n")
        read = {
            name.lower(): text.strip() for name, _, text in (one.partition(":") for one in more)
        }
        return int(first.split()[1]), read, rest

    @contextmanager
    def connected(self) -> Generator[ssl.SSLSocket]:
        """A connection that trusts the certificate, whoever signed it."""
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        raw = socket.create_connection(("127.0.0.1", self.port), 20, (CLIENT, 0))
        with context.wrap_socket(raw, server_hostname=NAME) as wire:
            yield wire


def example(language: str) -> str:
    """The example as it stands in the manual."""
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    found = re.search(rf"```{language}\n(.*?)```", page, re.DOTALL)
    assert found, f"no example of {language}"
    # Nobody waits a quarter of a minute in a test.
    return found[1].replace("15s", "1s")


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.fromtimestamp(SystemClock().now() / 1000, datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    cert, private = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return cert, private


def nginx(folder: Path, port: int, behind: str) -> list[str]:
    """The command of nginx with the manual's example."""
    cert, key = certificate(folder)
    text = (
        example("nginx")
        .replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl")
        .replace("/etc/ssl/fieldseal.pem", str(cert))
        .replace("/etc/ssl/fieldseal.key", str(key))
        .replace("127.0.0.1:8000", behind)
    )
    path = folder / "nginx.conf"
    path.write_text(NGINX.format(folder=folder, example=text), encoding="utf-8")
    return ["nginx", "-p", str(folder), "-c", str(path)]


def caddy(folder: Path, port: int, behind: str) -> list[str]:
    """The command of Caddy with the manual's example, its own authority in place of a public one."""
    text = (
        example("caddy")
        .replace(
            "{\n",
            "{\n\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects\n"
            f"\tstorage file_system {folder}/caddy\n",
            1,
        )
        .replace(f"{NAME} {{\n", f"https://{NAME}:{port} {{\n\ttls internal\n")
        .replace("127.0.0.1:8000", behind)
    )
    path = folder / "Caddyfile"
    path.write_text(text, encoding="utf-8")
    return ["caddy", "run", "--config", str(path), "--adapter", "caddyfile"]


PROGRAMS = {"nginx": nginx, "caddy": caddy}


@contextmanager
def in_front(program: str, folder: Path, world: World) -> Generator[Front]:
    """The server, and the proxy before it."""
    port, settings = a_port(), world.shell.settings
    server = subprocess.Popen(
        command("serve", "--data", settings.data, "--port", str(a_port())),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment(
            PYTHONUNBUFFERED="1",
            FIELDSEAL_DATABASE_URL=settings.database,
            FIELDSEAL_TRUSTED_PROXIES="127.0.0.1/32, ::1/128",
        ),
    )
    proxy: subprocess.Popen[bytes] | None = None
    try:
        assert server.stdout is not None
        address = server.stdout.readline().strip().rsplit(" ", 1)[-1]
        assert answer(address, "/health/live")[0] == 200
        words = PROGRAMS[program](folder, port, address.removeprefix("http://"))
        log = (folder / "proxy.log").open("wb")
        proxy = subprocess.Popen(words, stdout=log, stderr=log, env=environment(HOME=str(folder)))
        front = Front(program, port)
        _wait(front, folder)
        yield front
    finally:
        for one in (proxy, server):
            if one is not None:
                one.terminate()
                one.wait(timeout=20)


def _wait(front: Front, folder: Path) -> None:
    end = time.monotonic() + START_SECONDS_MAX
    while True:
        try:
            if front.ask("GET /health/live")[0] == 200:
                return
        except (OSError, IndexError):
            pass
        said = (folder / "proxy.log").read_text(encoding="utf-8", errors="replace")
        assert time.monotonic() < end, said[-2_000:]


def _closes_half_a_header(front: Front) -> float:
    """Seconds until a connection that never ends its header is closed."""
    began = time.monotonic()
    with front.connected() as wire:
        wire.sendall(b"GET /health/live HTTP/1.1\r\nHost: x\r\n")
        while wire.recv(1000):
            pass
    return time.monotonic() - began


def _seen(program: str, folder: Path, world: World) -> dict[str, object]:
    """What a client is answered that lies about itself."""
    with in_front(program, folder, world) as front:
        body = json.dumps({"email": MAIL, "password": "wrong"}).encode()
        lies = {
            "Content_Type": "application/json",
            "X_Forwarded_For": "203.0.113.9",
            "Forwarded": "for=203.0.113.9",
            "X_Forwarded_Proto": "http",
        }
        refused = front.ask("POST /api/session", body, **lies)
        right = json.dumps({"email": MAIL, "password": PASSWORD}).encode()
        given = front.ask("POST /api/session", right, **lies)
        token = json.loads(given[2])["token"]
        rescue = front.ask(
            "POST /api/sync/rescue",
            b"x" * 9_000_000,
            Content_Type="application/octet-stream",
            Authorization=f"Bearer {token}",
        )
        return {
            "health": front.ask("GET /health/live")[0],
            "wrong password": refused[0],
            "right password": given[0],
            "a rescue file of 9 MB": (rescue[0], rescue[1].get("content-type")),
            "closed after": _closes_half_a_header(front),
        }


@pytest.mark.parametrize("engine", ["sqlite"])
@pytest.mark.parametrize("program", sorted(PROGRAMS))
async def test_the_manuals_proxy_says_who_asks(
    world: World, tmp_path: Path, program: str, engine: str
) -> None:
    """The client's own address is counted, whatever it writes about itself; files of any size arrive."""
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed here: apt-get install {program}")
    assert engine == "sqlite"

    told = await asyncio.to_thread(_seen, program, tmp_path, world)
    for what, found in told.items():
        sys.stdout.write(f"{program}: {what}: {found}\n")
    counts = {
        address: throttle.tries(MAIL, address, None).shared[0].id
        for address in (CLIENT, "127.0.0.1", "203.0.113.9")
    }
    async with world.shell.database.reading() as reader:
        rows = await reader.fetch("SELECT id FROM throttle")
    counted = [
        address for address, known in counts.items() if known in {row["id"] for row in rows}
    ]
    sys.stdout.write(f"{program}: counted: {counted}\n")

    assert counted == [CLIENT]
    assert (told["health"], told["wrong password"], told["right password"]) == (200, 401, 200)
    # It is none: what matters is that the program says so, and not the proxy.
    assert told["a rescue file of 9 MB"] == (422, "application/problem+json")
    assert isinstance(told["closed after"], float)
    assert told["closed after"] < 10
