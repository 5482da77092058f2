"""Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint); Ed25519 is passed in."""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

Sign = Callable[[bytes], bytes]
Verify = Callable[[bytes, bytes, bytes], bool]

ED25519_ALGORITHM = b"\x01"
GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierKey:
    """Whose signature counts: name, four bytes of key id, public key."""

    name: str
    key_id: bytes
    public: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A tree head: which log, how many entries, which root."""

    origin: str
    size: int
    root: bytes


def key_id(name: str, public: bytes) -> bytes:
    """First four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key)."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519_ALGORITHM + public).digest()[:4]


def fingerprint(public: bytes) -> str:
    """What people compare by telephone: hex SHA-256 of the public key."""
    return hashlib.sha256(public).hexdigest()


def verifier_key(name: str, public: bytes) -> str:
    """The line of `key.txt`: name+id+base64."""
    encoded = base64.b64encode(ED25519_ALGORITHM + public).decode()
    return f"{name}+{key_id(name, public).hex()}+{encoded}"


def read_verifier_key(text: str) -> VerifierKey | None:
    """The key of a verifier line, or None when a part of it does not fit."""
    parts = text.split("+", 2)
    raw = _base64(parts[2]) if len(parts) == 3 else None
    if raw is None or len(raw) != 33 or raw[:1] != ED25519_ALGORITHM:
        return None
    key = VerifierKey(name=parts[0], key_id=key_id(parts[0], raw[1:]), public=raw[1:])
    return key if parts[1] == key.key_id.hex() else None


def sign_note(text: str, *, name: str, public: bytes, sign: Sign) -> str:
    """The note: the text, a blank line, our signature line."""
    assert text.endswith("\n")
    line = base64.b64encode(key_id(name, public) + sign(text.encode())).decode()
    return f"{text}\n\u2014 {name} {line}\n"


def open_note(note: bytes, key: VerifierKey, verify: Verify) -> str | None:
    """The signed text, or None: each line of our key must fit, and there must be one."""
    try:
        decoded = note.decode()
    except UnicodeDecodeError:
        return None
    text, blank, signatures = decoded.rpartition("\n\n")
    if not blank or not text or not signatures.endswith("\n") or _CONTROL.search(decoded):
        return None
    signed = text + "\n"
    verdicts: list[bool] = []
    for line in signatures[:-1].split("\n"):
        parts = line.split(" ")
        raw = _base64(parts[2]) if len(parts) == 3 and parts[0] == "\u2014" else None
        if raw is None or len(raw) < 5 or not parts[1]:
            return None
        if parts[1] == key.name and raw[:4] == key.key_id:
            verdicts.append(_fits(key.public, signed.encode(), raw[4:], verify))
    return signed if verdicts and all(verdicts) else None


def checkpoint_text(checkpoint: Checkpoint) -> str:
    """Origin, size, base64 root: the text under a checkpoint's signature."""
    root = base64.b64encode(checkpoint.root).decode()
    return f"{checkpoint.origin}\n{checkpoint.size}\n{root}\n"


def read_checkpoint(text: str) -> Checkpoint | None:
    """The tree head in a note's text; extension lines are ignored."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        return None
    root = _base64(lines[2])
    if root is None or len(root) != 32 or not _SIZE.fullmatch(lines[1]):
        return None
    return Checkpoint(origin=lines[0], size=int(lines[1]), root=root)


def _fits(public: bytes, text: bytes, signature: bytes, verify: Verify) -> bool:
    if len(signature) != 64 or int.from_bytes(signature[32:], "little") >= GROUP_ORDER:
        return False
    return verify(public, text, signature)


def _base64(text: str) -> bytes | None:
    """Bytes of canonical base64 only: one text per value, or signatures could be bent."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if base64.b64encode(raw).decode() == text else None
