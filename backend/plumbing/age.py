"""Files that only this organisation can open, in the form of age (age-encryption.org/v1).

The secret half is made once and lies with the other keys; the public half is handed to devices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyrage

from backend.plumbing.keys import key_folder, made_once

if TYPE_CHECKING:
    from pathlib import Path

    from backend.plumbing.shell import Shell

# The package ships no types: what is used of it is typed by the functions below.
AGE: Any = pyrage


def recipient(shell: Shell, organisation: str) -> str:
    """The public half, `age1…`, read from the disk once."""
    kept = shell.documents.made(
        f"age:{organisation}",
        lambda: str(_identity(shell.settings.data, organisation).to_public()),
    )
    return str(kept)


def decrypted(shell: Shell, organisation: str, source: Path, target: Path) -> bool:
    """Write the plain bytes into `target`, for the owner only; False when this key does not fit.

    A file that was cut or changed fits no key.
    """
    target.touch(mode=0o600)
    try:
        AGE.decrypt_file(str(source), str(target), [_identity(shell.settings.data, organisation)])
    except AGE.DecryptError:
        target.unlink(missing_ok=True)
        return False
    except OSError as error:
        target.unlink(missing_ok=True)
        if error.errno is not None:  # the disk's own; a changed or cut file has none
            raise
        return False
    return True


def _identity(data: Path, organisation: str) -> Any:  # noqa: ANN401 - see AGE
    raw = made_once(key_folder(data, organisation) / "rescue.key", _new_identity)
    return AGE.x25519.Identity.from_str(raw.decode().strip())


def _new_identity() -> bytes:
    return f"{AGE.x25519.Identity.generate()}\n".encode()
