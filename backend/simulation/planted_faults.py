"""The table of planted faults; `seed` is one that finds it (`tests/simulation` replays each)."""

from __future__ import annotations

from backend.simulation.planted import Edit, Planted


def _fault(name: str, promise: str, seed: int, *edits: tuple[str, str, str]) -> Planted:
    made = tuple(Edit(file=file, before=before, after=after) for file, before, after in edits)
    return Planted(name=name, promise=promise, seed=seed, edits=made)


ON_THE_SERVER = (
    _fault(
        "cursor-skips-an-entry", "CONVERGE", 24,
        (
            "backend/sync/pulling.py",
            'reached = entries[-1]["seq"] + 1 if entries else cursor.seq',
            'reached = min(entries[-1]["seq"] + 2, size) if entries else cursor.seq',
        ),
    ),
    _fault(
        "cursor-of-another-past-goes-on", "NO_FALSE_CLAIM", 34,
        (
            "backend/sync/pulling.py",
            "    if given.epoch != epoch or given.scope != scope:\n        return False\n",
            "    if given.scope == scope:\n        return True\n",
        ),
    ),
    _fault(
        "organisation-filter-missing", "ISOLATION", 1,
        (
            "backend/people/queries.py",
            "        .where(Person.organisation == organisation)\n        .order_by(Person.id)\n",
            "        .order_by(Person.id)\n",
        ),
    ),
    _fault(
        "every-file-is-called-known", "NO_FALSE_CLAIM", 11,
        (
            "backend/files/uses.py",
            "    return [one for one in asked if not here.get(",
            "    return [one for one in asked[:0] if not here.get(",
        ),
    ),
    _fault(
        "issued-anew-is-another-operation", "REFUSED_FORM", 3,
        (
            "checklists/admission.py",
            "    first = next((one for one in issued if core is not None and one.core == core), None)",
            "    first = next((one for one in issued if core is None and one.core == core), None)",
        ),
    ),
    _fault(
        "issued-anew-is-entered-again", "EXACTLY_ONCE", 3,
        (
            "backend/sync/entering.py",
            '        if one.status != "ok" or one.copy or one.item.op is None:',
            '        if one.status != "ok" or one.item.op is None:',
        ),
    ),
)  # fmt: skip

ON_THE_TABLET = (
    _fault(
        "an-answer-clears-the-whole-outbox", "ENTERED_LOST", 4,
        (
            "pwa/src/store/receipts.ts",
            "      await tx.objectStore('outbox').delete([row.chain, row.seq]);\n      await settleOne",
            "      await tx.objectStore('outbox').clear();\n      await settleOne",
        ),
    ),
    _fault(
        "a-401-clears-the-outbox", "NO_FALSE_CLAIM", 3,
        (
            "pwa/src/sync/world.ts",
            "  if (answer.status === 401) throw unauthorised(answer);",
            "  if (answer.status === 401) await world.db.clear('outbox');\n"
            "  if (answer.status === 401) throw unauthorised(answer);",
        ),
    ),
    _fault(
        "only-what-waits-is-issued-anew", "ENTERED_LOST", 3,
        (
            "pwa/src/store/chains.ts",
            "  const own = await ownOf(tx);\n",
            "  const own = (await ownOf(tx)).filter(({ receipt }) => receipt === 'waiting');\n",
        ),
    ),
    _fault(
        "operation-and-outbox-in-two-transactions", "NO_FALSE_CLAIM", 14,
        (
            "pwa/src/store/operations.ts",
            "  const queued = "
            "beside(tx.objectStore('outbox').put({ chain, seq, id, size: row.bytes.length }));",
            "  const later = { chain, seq, id, size: row.bytes.length };\n"
            "  const queued = Promise.resolve();\n"
            "  void tx.done.then(() => tx.db.put('outbox', later));",
        ),
    ),
    _fault(
        "a-refused-operation-is-dropped", "ENTERED_LOST", 3,
        (
            "pwa/src/store/receipts.ts",
            "  const { code, message } = status;\n",
            "  const { code, message } = status;\n"
            "  if (code) return void (await tx.objectStore('operations').delete(row.id));\n",
        ),
    ),
    _fault(
        "a-refused-operation-blocks-the-queue", "LIVENESS", 3,
        (
            "pwa/src/sync/push.ts",
            "  if (through < (batch.at(-1)?.row.seq ?? 0)) throw new Halt('broken');",
            "  if (statuses.some(({ status }) => status === 'rejected')) throw new Halt('broken');",
        ),
    ),
    _fault(
        "the-cursor-is-stored-before-its-items", "CURSOR_SKIP", 4,
        (
            "pwa/src/store/items.ts",
            "  return durably(db, [...STORES], work, 'pulled');",
            "  return db\n    .put('meta', page.cursor, 'cursor')\n"
            "    .then(() => durably(db, [...STORES], work, 'pulled'));",
        ),
    ),
    _fault(
        "not-applicable-stays-in-the-denominator", "SCORE", 8,
        (
            "pwa/src/domain/scoring.ts",
            "  return line.status === 'answered' || line.status === 'unanswered';",
            "  return line.status !== 'hidden';",
        ),
    ),
    _fault(
        "the-day-in-the-form-of-a-locale", "REFUSED_FORM", 1,
        (
            "pwa/src/app/moments.ts",
            "  return localParts(ms, zone).date;",
            "  return new Intl.DateTimeFormat('en-US', { timeZone: zone }).format(ms);",
        ),
    ),
)  # fmt: skip

FAULTS: tuple[Planted, ...] = ON_THE_SERVER + ON_THE_TABLET
