"""`python -m backend.serve_child`: the server without the command line around it."""

from __future__ import annotations

from backend.cli import serve

if __name__ == "__main__":
    serve()
