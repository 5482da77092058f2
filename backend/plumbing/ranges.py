"""One byte range of a request (RFC 9110 §14)."""

from __future__ import annotations

import re

from backend.problems import RefusedError

FORM = re.compile(r"bytes=(\d{0,15})-(\d{0,15})\Z")


def wanted_range(header: str | None, size: int) -> tuple[int, int, bool]:
    """`(start, end, partial)` with end exclusive; several ranges or another unit give the whole."""
    found = FORM.match(header or "")
    if found is None or found.group(0) == "bytes=-":
        return 0, size, False
    first, last = found.groups()
    if not first:
        if int(last) == 0 or size == 0:
            raise RefusedError("range_wrong", more={"size": size})
        return max(0, size - int(last)), size, True
    start = int(first)
    end = min(size, int(last) + 1) if last else size
    if start >= size or end <= start:
        raise RefusedError("range_wrong", more={"size": size})
    return start, end, True
