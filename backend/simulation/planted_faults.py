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
            "reached = entries[-1].seq + 1 if entries else cursor.seq",
            "reached = min(entries[-1].seq + 2, size) if entries else cursor.seq",
        ),
    ),
    _fault(
        "cursor-of-another-past-goes-on", "NO_FALSE_CLAIM", 86,
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
            "    .where(Person.organisation == GIVEN)\n    .order_by(Person.id)\n",
            "    .where((Person.organisation == GIVEN) | (Person.id == Person.id))\n"
            "    .order_by(Person.id)\n",
        ),
    ),
    _fault(
        "every-file-is-called-known", "NO_FALSE_CLAIM", 15,
        (
            "backend/files/uses.py",
            "    return [one for one in asked if not here.get(",
            "    return [one for one in asked[:0] if not here.get(",
        ),
    ),
    _fault(
        "issued-anew-is-another-operation", "REFUSED_FORM", 15,
        (
            "checklists/admission.py",
            "    first = next((one for one in issued if one.says(core)), None)",
            "    first = next((one for one in issued if core is None and one.says(core)), None)",
        ),
    ),
    _fault(
        "issued-anew-is-entered-again", "EXACTLY_ONCE", 15,
        (
            "backend/sync/entering.py",
            '        if one.status != "ok" or one.copy or one.item.op is None:',
            '        if one.status != "ok" or one.item.op is None:',
        ),
    ),
    _fault(
        "the-server-repeats-what-it-was-told", "NO_FALSE_CLAIM", 43,
        (
            "backend/sync/pulling.py",
            "    return ChainTold(id=row.id, received_through=row.head_seq)",
            "    through = max(told.received_through, row.head_seq)\n"
            "    return ChainTold(id=row.id, received_through=through)",
        ),
    ),
    _fault(
        "what-came-before-its-start-is-left", "REFUSED_FORM", 30,
        (
            "backend/sync/service.py",
            "    await readmit_waiting(shell, tx, organisation, world.recording.started)",
            "    await readmit_waiting(shell, tx, organisation, [])",
        ),
    ),
    _fault(
        "a-long-batch-is-acknowledged-and-cut", "ACKED_LOST", 4,
        (
            "backend/sync/service.py",
            "_operation_rows(shell, organisation, chain_id, fresh, seqs)",
            "_operation_rows(shell, organisation, chain_id, fresh[:5], seqs)",
        ),
    ),
    _fault(
        "a-refused-operation-is-not-kept", "ENTERED_LOST", 16,
        (
            "backend/sync/service.py",
            "    for one in fresh:\n",
            '    for one in [kept for kept in fresh if kept.status == "ok"]:\n',
        ),
    ),
    _fault(
        "what-was-replaced-counts-again", "CAUSAL", 81,
        (
            "checklists/fold.py",
            '            self.replaced.setdefault(slot, set()).update(op["replaces"])',
            '            self.replaced[slot] = set(op["replaces"])',
        ),
    ),
)  # fmt: skip

ON_THE_TABLET = (
    _fault(
        "an-answer-clears-the-whole-outbox", "NO_FALSE_CLAIM", 1,
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
            "  sent.delete('Authorization');",
            "  await world.db.clear('outbox');\n  sent.delete('Authorization');",
        ),
    ),
    _fault(
        "only-what-waits-is-issued-anew", "ENTERED_LOST", 19,
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
        "a-refused-operation-is-dropped", "ENTERED_LOST", 16,
        (
            "pwa/src/store/receipts.ts",
            "  const { code, message } = status;\n",
            "  const { code, message } = status;\n"
            "  if (code) return void (await tx.objectStore('operations').delete(row.id));\n",
        ),
    ),
    _fault(
        "a-refused-operation-blocks-the-queue", "LIVENESS", 16,
        (
            "pwa/src/sync/push.ts",
            "  if (through < (batch.at(-1)?.row.seq ?? 0)) throw new Halt('broken');",
            "  if (statuses.some(({ status }) => status === 'rejected')) throw new Halt('broken');",
        ),
    ),
    _fault(
        "the-cursor-is-stored-before-its-items", "CURSOR_SKIP", 1,
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
    _fault(
        "proved-before-a-restore-is-proved-after-it", "NO_FALSE_CLAIM", 28,
        (
            "pwa/src/store/files.ts",
            "  const now = (state: FileState) => files.index('standing').getAllKeys([state, era]);",
            "  const now = (state: FileState) => of(era < 0 ? 'lost' : state);",
        ),
    ),
    _fault(
        "a-server-behind-what-it-told-goes-on", "NO_FALSE_CLAIM", 43,
        (
            "pwa/src/sync/pull.ts",
            "  if (!other && (through === undefined || through >= told.seq)) {",
            "  if (!other) {",
        ),
    ),
    _fault(
        "sending-a-photo-needs-room", "LIVENESS", 3,
        (
            "pwa/src/sync/memory.ts",
            "  if (await tried(patchFiles(db, changes))) return;",
            "  if (await patchFiles(db, changes).then(() => true)) return;",
        ),
    ),
    _fault(
        "a-write-that-did-not-fit-is-called-saved", "ENTERED_LOST", 2,
        (
            "pwa/src/store/operations.ts",
            "    throw new NotStored(error);",
            "    if ((error as Error).message) throw new NotStored(error);\n"
            "    return drafts.map((one) => completed(one, { chain: '', seq: 0, prev: null }, recorder));",
        ),
    ),
    _fault(
        "a-stranger-s-413-voids", "ENTERED_LOST", 4,
        (
            "pwa/src/sync/push_answer.ts",
            "  if (read !== bytesToHex(sha256(utf8ToBytes(body)))) throw new Halt('broken');",
            "  if (read === bytesToHex(sha256(utf8ToBytes(body)))) throw new Halt('broken');",
        ),
        (
            "pwa/src/store/receipts.ts",
            "    if (first && now - first.at >= PROOFS_APART_MS) {",
            "    if (!first || now - first.at >= PROOFS_APART_MS) {",
        ),
    ),
    _fault(
        "a-500-drops-what-was-sent", "NO_FALSE_CLAIM", 1,
        (
            "pwa/src/sync/world.ts",
            "  const sent = new Headers(init.headers);",
            "  const sent = new Headers(init.headers);\n"
            "  if (answer.status >= 500) await world.db.clear('outbox');",
        ),
    ),
    _fault(
        "freeing-drops-what-waits", "BLOB", 81,
        (
            "pwa/src/store/files.ts",
            "  const { received } = await standingOf(db);",
            "  const { received: _, waiting: received } = await standingOf(db);",
        ),
        (
            "pwa/src/store/files.ts",
            "    (state === 'received' && era === now) || proved.has(sha256);",
            "    state === 'waiting' || (state === 'received' && era === now) || proved.has(sha256);",
        ),
    ),
    _fault(
        "a-photo-is-named-by-its-first-bytes", "LIVENESS", 3,
        (
            "pwa/src/store/files.ts",
            "    sha256: await hashBytes(bytes),",
            "    sha256: await hashBytes(bytes.slice(0, 64)),",
        ),
    ),
    _fault(
        "own-work-that-comes-back-is-another-s", "ENTERED_LOST", 5,
        (
            "pwa/src/store/items.ts",
            "  const row: StoredOperation = known?.own\n",
            "  const row: StoredOperation = known?.own && known.receipt === 'waiting'\n",
        ),
    ),
    _fault(
        "a-snapshot-sweeps-own-work-away", "NO_GHOST", 5,
        (
            "pwa/src/store/sweeping.ts",
            "    if (row.own || row.era === era) return false;",
            "    if (row.receipt === 'waiting' || row.era === era) return false;",
        ),
    ),
    _fault(
        "a-photo-is-stored-after-its-operation", "BLOB", 20,
        (
            "pwa/src/store/files.ts",
            "  if (bytes) await tx.objectStore('blobs').put(bytes, file.sha256);\n"
            "  await tx.objectStore('files').put({ ...row, subjects: [...subjects] });",
            "  if (bytes) void tx.done.then(() => tx.db.put('blobs', bytes, file.sha256));\n"
            "  await tx.objectStore('files').put({ ...row, subjects: [...subjects] });",
        ),
    ),
    _fault(
        "a-forked-chain-is-tried-again", "LIVENESS", 15,
        (
            "pwa/src/sync/push_answer.ts",
            "  if (code === 'chain_forked') throw new Halt('forked');",
            "  if (code === 'chain_forked') throw new Halt('broken');",
        ),
    ),
)  # fmt: skip

FAULTS: tuple[Planted, ...] = ON_THE_SERVER + ON_THE_TABLET
