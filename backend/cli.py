"""The command `fieldseal`."""


def main() -> None:
    """Run."""
