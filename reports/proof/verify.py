#!/usr/bin/env python3
"""Check a Fieldseal evidence pack. Python 3.9+, standard library only, no network, nothing is written.

Use a verifier that did not come with the pack, and compare the fingerprint of the key by another way.

    python3 verify.py pack.zip [--key NAME+ID+BASE64 | --fingerprint HEX] [--since OLD_CHECKPOINT] [--json]

Exit: 0 proved and the key is yours; 3 proved, key not confirmed; 1 changed or incomplete; 2 not a readable pack.
"""

import base64
import bisect
import hashlib
import json
import re
import struct
import sys
import zlib

CHUNK = 1 << 20
KEPT_BYTES_MAX = 1 << 28
MALFORMED = (
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    RecursionError,
    struct.error,
    OverflowError,
)
ORIGINALS = ("photos/", "documents/")
KEPT = (
    "manifest.json",
    "manifest.sig",
    "checkpoint",
    "key.txt",
    "ledger.jsonl",
    "cover.bin",
    "consistency.json",
)
UNLISTED = ("manifest.json", "manifest.sig")
FORMAT = "fieldseal.org/pack/v1"
COMPLETENESS = {
    "gap": "a number inside the period is missing",
    "boundary": "the entry just before the period is missing or lies inside it",
    "head": "does not run to the last number of the signed heads",
    "duplicate": "a number stands twice",
    "order": "numbers or positions do not ascend",
    "time": "server times run backwards",
    "heads_missing": "the entry that closes the ledger is missing",
}

# --- Ed25519 (RFC 8032), verification only -----------------------------------------------------
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def _add(a, b):
    x1, y1, z1, t1 = a
    x2, y2, z2, t2 = b
    m, n = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    c, d = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = n - m, d - c, d + c, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def _point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519(public, message, signature):
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r, s = _point(public), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    minus_a = P - a[0], a[1], 1, P - a[3]
    table = [None, BASE, minus_a, _add(BASE, minus_a)]
    q = 0, 1, 1, 0
    for i in range(252, -1, -1):
        q = _add(q, q)
        k = (s >> i & 1) | (h >> i & 1) << 1
        if k:
            q = _add(q, table[k])
    x, y, z, _ = q
    return (x - r[0] * z) % P == 0 and (y - r[1] * z) % P == 0


# --- signed notes and checkpoints (C2SP) -------------------------------------------------------
def strict_base64(text):
    raw = base64.b64decode(text.encode("ascii"), validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError("base64 is not canonical")
    return raw


def key_of(line):
    name, key_id, encoded = line.split("+", 2)
    raw = strict_base64(encoded)
    if (
        len(raw) != 33
        or raw[:1] != b"\x01"
        or hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[:8] != key_id
    ):
        raise ValueError("malformed key")
    return name, bytes.fromhex(key_id), raw[1:]


def open_note(note, line):
    """The signed text. Each line of our key must fit, one must exist; other signers are ignored."""
    name, key_id, public = key_of(line)
    text, blank, signatures = note.decode("utf-8").rpartition("\n\n")
    if not blank or not text or not signatures.endswith("\n"):
        raise ValueError("not a signed note")
    if re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", text + signatures):
        raise ValueError("control character in a note")
    ours = 0
    for signature in signatures[:-1].split("\n"):
        dash, who, encoded = signature.split(" ")
        raw = strict_base64(encoded)
        if dash != "\u2014" or not who or len(raw) < 5:
            raise ValueError("malformed signature line")
        if who == name and raw[:4] == key_id:
            if not ed25519(public, (text + "\n").encode(), raw[4:]):
                raise ValueError("signature does not fit")
            ours += 1
    if not ours:
        raise ValueError("no signature by this key")
    return text + "\n"


def read_checkpoint(text):
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise ValueError("malformed checkpoint")
    root = strict_base64(lines[2])
    if len(root) != 32 or not re.match(r"(0|[1-9][0-9]{0,18})\Z", lines[1], re.ASCII):
        raise ValueError("malformed checkpoint")
    return lines[0], int(lines[1]), root


# --- Merkle tree (RFC 9162) --------------------------------------------------------------------
def leaf_hash(data):
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def cover_root(size, leaves, cover):
    """Root of shown leaves and cover; the cover must be exactly the one of the shown set."""
    shown = sorted(leaves)
    if shown and (shown[0] < 0 or shown[-1] >= size):
        raise ValueError("an entry lies outside the tree")
    parts = [cover[i : i + 37] for i in range(0, len(cover), 37)]
    used = [0]

    def root_of(start, end):
        count = end - start
        whole = count & (count - 1) == 0 and start % count == 0
        if whole and bisect.bisect_left(shown, start) == bisect.bisect_left(shown, end):
            part = parts[used[0]]
            used[0] += 1
            level = count.bit_length() - 1
            if part[:5] != struct.pack(">BI", level, start >> level) or len(part) != 37:
                raise ValueError("the cover is not the one of the shown entries")
            return part[5:]
        if count == 1:
            return leaves[start]
        middle = start + (1 << (count - 1).bit_length() - 1)
        left = root_of(start, middle)
        return node_hash(left, root_of(middle, end))

    root = root_of(0, size) if size else hashlib.sha256(b"").digest()
    if used[0] != len(parts):
        raise ValueError("the cover holds more than the shown entries need")
    return root


def continues(old, size, old_root, root, proof):
    path = list(proof)
    if old == size:
        return old_root == root and not path
    if old == 0:
        return old_root == hashlib.sha256(b"").digest() and not path
    if old > size or not path:
        return False
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and before == old_root and after == root


# --- nothing left out --------------------------------------------------------------------------
def completeness(entries, size, starts_at, scope, heads):
    """Sorted (fault, stream or None) of the shown entries."""
    found, streams = set(), {}
    for before, after in zip(entries, entries[1:]):
        if after["seq"] <= before["seq"]:
            found.add(("order", None))
        if after["at"] < before["at"]:
            found.add(("time", None))
    if size and (not entries or entries[-1]["seq"] != size - 1 or entries[-1]["kind"] != "heads"):
        found.add(("heads_missing", None))
    for entry in entries:
        streams.setdefault(entry["stream"], []).append(entry)
    for stream, shown in streams.items():
        numbers = [e["n"] for e in sorted(shown, key=lambda e: e["seq"])]
        if len(set(numbers)) < len(numbers):
            found.add(("duplicate", stream))
        if any(a >= b for a, b in zip(numbers, numbers[1:])):
            found.add(("order", stream))
    for stream in scope:
        shown, head = streams.get(stream, []), heads.get(stream, 0)
        inside = sorted({e["n"] for e in shown if e["at"] >= starts_at})
        before = {e["n"] for e in shown if e["at"] < starts_at}
        if not inside:
            if max(before or {0}) != head:
                found.add(("head", stream))
            continue
        if inside[0] != 1 and inside[0] - 1 not in before:
            found.add(("boundary", stream))
        if inside[-1] - inside[0] != len(inside) - 1:
            found.add(("gap", stream))
        if inside[-1] != head:
            found.add(("head", stream))
    return sorted(found, key=lambda p: (p[0], p[1] or ""))


# --- the ZIP, byte for byte --------------------------------------------------------------------
def headers(name, size, crc, offset, when):
    """Local header and directory record as Fieldseal writes them: a pure function of the facts."""
    raw, big, far = name.encode("ascii"), size >= 0xFFFFFFFF, offset >= 0xFFFFFFFF
    both = struct.pack("<QQ", size, size) if big else b""
    extra = struct.pack("<HH", 1, 16) + both if big else b""
    short, version = (0xFFFFFFFF if big else size), (45 if big else 20)
    local = struct.pack(
        "<IHHHIIIIHH", 0x04034B50, version, 0, 0, when, crc, short, short, len(raw), len(extra)
    )
    wide = both + (struct.pack("<Q", offset) if far else b"")
    wide = struct.pack("<HH", 1, len(wide)) + wide if wide else b""
    version = 45 if big or far else 20
    central = struct.pack(
        "<IBBHHHIIIIHHHHHII",
        0x02014B50,
        version,
        3,
        version,
        0,
        0,
        when,
        crc,
        short,
        short,
        len(raw),
        len(wide),
        0,
        0,
        0,
        0o100644 << 16,
        min(offset, 0xFFFFFFFF),
    )
    return local + raw + extra, central + raw + wide


def ending(count, size, offset):
    out = b""
    if count >= 0xFFFF or size >= 0xFFFFFFFF or offset >= 0xFFFFFFFF:
        out = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, count, count, size, offset)
        out += struct.pack("<IIQI", 0x07064B50, 0, offset + size, 1)
    few = min(count, 0xFFFF)
    return out + struct.pack(
        "<IHHHHIIH", 0x06054B50, 0, 0, few, few, min(size, 0xFFFFFFFF), min(offset, 0xFFFFFFFF), 0
    )


class Pack:
    """What one pass over the file gives."""

    def __init__(self):
        self.members, self.kept, self.problems = {}, {}, []
        self.records, self.heads, self.restores, self.when = {}, {}, {}, None

    def text(self, name):
        return self.kept.get(name, b"")


class Lines:
    """Splits a records member into lines while it streams by; keeps hashes and heads bodies only."""

    def __init__(self, pack, name):
        self.pack, self.name, self.rest = pack, name, b""

    def feed(self, data):
        lines = (self.rest + data).split(b"\n")
        self.rest = lines.pop()
        for line in lines:
            digest = hashlib.sha256(line).hexdigest()
            self.pack.records.setdefault(digest, self.name)
            if b'"kind":"heads"' in line and len(line) < CHUNK:
                self.pack.heads[digest] = line
            elif b'"kind":"restored"' in line and len(line) < CHUNK:
                self.pack.restores[digest] = line
        if len(self.rest) > KEPT_BYTES_MAX:
            raise ValueError("%s: a line is too long" % self.name)

    def end(self):
        if self.rest:
            self.pack.problems.append("%s: the last line is cut" % self.name)


def read_member(fp, name, size, crc, pack):
    sha, check, left = hashlib.sha256(), 0, size
    kept = [] if name in KEPT and size <= KEPT_BYTES_MAX else None
    lines = Lines(pack, name) if name.startswith("records/") else None
    while left:
        data = fp.read(min(CHUNK, left))
        if not data:
            pack.problems.append("%s: cut short" % name)
            return False
        sha.update(data)
        check, left = zlib.crc32(data, check), left - len(data)
        if kept is not None:
            kept.append(data)
        if lines:
            lines.feed(data)
    if lines:
        lines.end()
    if check != crc:
        pack.problems.append("%s: bytes differ from the ZIP checksum" % name)
    if kept is not None:
        pack.kept[name] = b"".join(kept)
    pack.members[name] = size, sha.hexdigest()
    return True


def read_header(fp, at, pack):
    """(name, size, crc, directory record), or None where no member starts; names what was changed."""
    fp.seek(at)
    head = fp.read(30)
    if head[:4] != b"PK\x03\x04" or len(head) < 30:
        return None
    when, crc, short, name_bytes, extra_bytes = struct.unpack("<III4xHH", head[10:])
    raw, extra = fp.read(name_bytes), fp.read(extra_bytes)
    name = raw.decode("ascii", "replace")
    size = (
        struct.unpack("<Q", extra[4:12])[0] if short == 0xFFFFFFFF and len(extra) == 20 else short
    )
    pack.when = when if pack.when is None else pack.when
    local = central = None
    if raw.isascii():
        local, central = headers(name, size, crc, at, pack.when)
    if local != head + raw + extra:
        pack.problems.append("%r: its ZIP header was changed" % name)
        return None
    return name, size, crc, central


def walk(fp):
    """Reads front to back, once, and recomputes every header and the directory."""
    pack, directory, at = Pack(), [], 0
    while True:
        found = read_header(fp, at, pack)
        if found is None:
            break
        name, size, crc, central = found
        if name in pack.members:
            pack.problems.append("%s: appears twice" % name)
            break
        if not read_member(fp, name, size, crc, pack):
            break
        directory.append(central)
        at = fp.tell()
    tail = b"".join(directory)
    tail += ending(len(directory), len(tail), at)
    fp.seek(at)
    if fp.read(len(tail) + 1) != tail:
        pack.problems.append(
            "ZIP directory (after the last member) was changed, or bytes were added"
        )
    return pack


# --- the checks --------------------------------------------------------------------------------
def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def strict_json(raw, what):
    value = json.loads(raw.decode("utf-8"))
    if canonical(value) != raw:
        raise ValueError("%s is not canonical JSON" % what)
    return value


def check_key(pack, key, fingerprint, facts):
    """The key line that counts from here on; the given one wins over the one inside."""
    bad, inside = pack.problems, pack.text("key.txt")
    line = key.strip() if key else inside.decode("utf-8", "replace").rstrip("\n")
    try:
        public = key_of(line)[2]
    except MALFORMED:
        bad.append("%s: malformed" % ("--key" if key else "key.txt"))
        return None
    if inside != line.encode() + b"\n":
        bad.append("key.txt: not the key you gave" if key else "key.txt: malformed")
    facts["fingerprint"] = hashlib.sha256(public).hexdigest()
    if fingerprint and facts["fingerprint"] != re.sub(r"[\s:]", "", fingerprint).lower():
        bad.append("key.txt: its fingerprint is not the one you gave")
    return line


def check_manifest(pack, line, facts):
    """The manifest, after its signature, its canonical form and every member were held against it."""
    bad = pack.problems
    raw = pack.text("manifest.json")
    manifest = strict_json(raw, "manifest.json")
    facts["pack"] = str(manifest["pack"])
    wanted = "%s\n%s\n%s\n" % (FORMAT, manifest["pack"], hashlib.sha256(raw).hexdigest())
    try:
        if open_note(pack.text("manifest.sig"), line) != wanted:
            bad.append("manifest.json: changed after it was signed")
    except MALFORMED:
        bad.append("manifest.sig: signature does not fit")
    if manifest["format"] != FORMAT:
        bad.append("manifest.json: another format")
    files = {f["name"]: (f["size"], f["sha256"]) for f in manifest["files"]}
    if list(files) != sorted(files) or len(files) != len(manifest["files"]):
        bad.append("manifest.json: files are not in order")
    for name, facts_of in files.items():
        found = pack.members.get(name)
        if found is None:
            bad.append("%s: missing" % name)
        elif found != facts_of:
            bad.append("%s: changed" % name)
        elif name.startswith(ORIGINALS) and not name.split("/")[1].startswith(found[1] + "."):
            bad.append("%s: its name is not its hash" % name)
    bad.extend(
        "%s: not in the manifest" % n for n in pack.members if n not in files and n not in UNLISTED
    )
    at = [int(x) for x in re.findall(r"\d+", manifest["issued_at"])[:6]]
    when = (at[0] - 1980 << 9 | at[1] << 5 | at[2]) << 16 | at[3] << 11 | at[4] << 5 | at[5] // 2
    if when != pack.when:
        bad.append("ZIP header: its time is not the time of issue")
    return manifest


def read_entries(pack):
    raw = pack.text("ledger.jsonl")
    if raw and not raw.endswith(b"\n"):
        raise ValueError("ledger.jsonl: the last line is cut")
    entries, leaves = [], {}
    for line in raw.split(b"\n")[:-1]:
        entry = strict_json(line, "ledger.jsonl")
        if sorted(entry) != ["at", "body", "kind", "n", "seq", "stream", "subject"]:
            raise ValueError("an entry has other fields")
        if (
            type(entry["seq"]) is not int
            or type(entry["n"]) is not int
            or not isinstance(entry["at"], str)
        ):
            raise ValueError("an entry has other types")
        entries.append(entry)
        leaves[entry["seq"]] = leaf_hash(line)
    return entries, leaves


def check_ledger(pack, line, manifest, facts):
    """Entries and cover give the signed root; streams are complete. The entries and the checkpoint."""
    bad = pack.problems
    try:
        origin, size, root = read_checkpoint(open_note(pack.text("checkpoint"), line))
    except MALFORMED:
        bad.append("checkpoint: signature does not fit")
        return [], None
    facts.update(origin=origin, size=size, root=root.hex())
    if manifest.get("origin") != origin or manifest.get("ledger_size") != size:
        bad.append("checkpoint: not the one of the manifest")
    entries, leaves = read_entries(pack)
    facts["entries"] = len(entries)
    try:
        fits = cover_root(size, leaves, pack.text("cover.bin")) == root
    except MALFORMED as error:
        bad.append("cover.bin: %s" % error)
        fits = True
    if not fits:
        bad.append("ledger.jsonl / cover.bin: do not add up to the signed checkpoint")
    heads = {}
    if entries:
        body = pack.heads.get(entries[-1]["body"])
        if body is None:
            bad.append("ledger.jsonl: the body of the closing heads entry is missing")
        else:
            heads = json.loads(body.decode("utf-8"))["heads"]
    for fault, stream in completeness(
        entries, size, manifest["starts_at"], manifest["scope"], heads
    ):
        bad.append(
            "ledger.jsonl: %s%s" % ("stream %s: " % stream if stream else "", COMPLETENESS[fault])
        )
    return entries, (origin, size, root)


def check_records(pack, entries, manifest, facts):
    """Each record stands in a shown entry; each entry without a record is left out for a reason."""
    bad, bodies = pack.problems, {e["body"] for e in entries}
    for digest, name in pack.records.items():
        if digest not in bodies:
            bad.append("%s: a record that the ledger does not know" % name)
    left_out = {}
    for group in manifest["redactions"]:
        for seq in group["entries"]:
            left_out[seq] = group["reason"]
    count = {}
    for entry in entries:
        reason = left_out.pop(entry["seq"], None)
        if entry["body"] in pack.records:
            continue
        if not reason:
            bad.append(
                "records: the body of ledger entry %d is missing without a reason" % entry["seq"]
            )
        else:
            count[reason] = count.get(reason, 0) + 1
    bad.extend("manifest.json: leaves out entry %s, which is not shown" % seq for seq in left_out)
    facts.update(records=len(pack.records), left_out=count)


def check_restores(pack, entries, head, facts):
    """The tree of each origin before a restore: {origin: size}. Each is continued, or a finding."""
    bad, before = pack.problems, {}
    proofs = strict_json(pack.text("consistency.json"), "consistency.json")
    for entry in entries:
        if entry["kind"] != "restored":
            continue
        line = pack.restores.get(entry["body"])
        if line is None:
            bad.append("records: the body of the restore %d is missing" % entry["seq"])
            continue
        body = strict_json(line, "records/restored")
        size, root = body["size"], bytes.fromhex(body["root"])
        proof = [bytes.fromhex(h) for h in proofs.get(str(size), [])]
        if size != entry["seq"] or (size and not continues(size, head[1], root, head[2], proof)):
            bad.append("ledger.jsonl: the restore %d does not continue its log" % entry["seq"])
        before[body["from"]] = size
    if before:
        facts["restored"] = ", ".join("%s at %d" % one for one in before.items())
    return before


def check_since(pack, line, head, since, before):
    """True when the ledger was restored behind the checkpoint that is held."""
    bad = pack.problems
    with open(since, "rb") as fp:
        raw = fp.read(1 << 16)
    try:
        origin, size, root = read_checkpoint(open_note(raw, line))
    except MALFORMED:
        bad.append("--since: that checkpoint is not signed by this key")
        return False
    proofs = strict_json(pack.text("consistency.json"), "consistency.json")
    proof = [bytes.fromhex(h) for h in proofs.get(str(size), [])]
    if origin != head[0] and origin not in before:
        bad.append("checkpoint: another ledger than the one you hold (%s)" % origin)
    elif origin != head[0] and size > before[origin]:
        return True
    elif not continues(size, head[1], root, head[2], proof):
        bad.append("checkpoint: the ledger does not continue the one you hold")
    return False


def check(path, key=None, fingerprint=None, since=None):
    """(exit code, problems, facts)"""
    facts = {}
    with open(path, "rb") as fp:
        pack = walk(fp)
        fp.seek(0)
        readable = fp.read(4) == b"PK\x03\x04" or bool(pack.members)
        if not readable:
            fp.seek(-min(22, fp.seek(0, 2)), 2)
            readable = fp.read(4) == b"PK\x05\x06"
    bad = pack.problems
    if not readable:
        return 2, bad, facts
    facts["members"] = len(pack.members)
    bad.extend("%s: missing" % name for name in KEPT + UNLISTED[1:] if name not in pack.members)
    behind = False
    line = check_key(pack, key, fingerprint, facts)
    if line:
        step = "manifest.json"
        try:
            manifest = check_manifest(pack, line, facts)
            step = "ledger.jsonl"
            entries, head = check_ledger(pack, line, manifest, facts)
            step = "records"
            check_records(pack, entries, manifest, facts)
            step = "consistency.json"
            before = check_restores(pack, entries, head, facts) if head else {}
            if since and head:
                behind = check_since(pack, line, head, since, before)
        except MALFORMED as error:
            bad.append("%s: malformed (%s)" % (step, error))
    problems = list(dict.fromkeys(bad))
    return (1 if problems else 4 if behind else 0 if key or fingerprint else 3), problems, facts


def options(argv):
    """(path, options, as json), or None for wrong use."""
    given, paths, rest = {}, [], list(argv)
    while rest:
        word = rest.pop(0)
        if word in ("--key", "--fingerprint", "--since"):
            if not rest or word[2:] in given:
                return None
            given[word[2:]] = rest.pop(0)
        elif word == "--json":
            given["json"] = True
        elif word.startswith("--"):
            return None
        else:
            paths.append(word)
    if len(paths) != 1 or ("key" in given and "fingerprint" in given):
        return None
    return paths[0], given, given.pop("json", False)


OTHER_WAY = "Use a verifier that did not come with the pack, and compare the fingerprint of the key by another way."
VERDICTS = {
    0: "PROVED: complete and unchanged, signed with the key you gave.",
    1: "NOT PROVED: see the lines above.",
    2: "NOT A READABLE PACK.",
    4: "RESTORED: whole, but the ledger was put back behind the checkpoint that you hold.",
    3: "PROVED, KEY NOT CONFIRMED. %s" % OTHER_WAY,
}


def main(argv):
    parsed = options(argv)
    if parsed is None:
        print(__doc__)
        return 2
    path, given, as_json = parsed
    try:
        code, problems, facts = check(path, **given)
    except OSError as error:
        code, problems, facts = 2, ["%s: %s" % (error.filename, error.strerror)], {}
    except (MemoryError,) + MALFORMED as error:
        code, problems, facts = 1, ["malformed (%s)" % error], {}
    if as_json:
        print(json.dumps(dict(code=code, problems=problems, **facts)))
        return code
    for problem in problems:
        print(("FOUND    %s" % problem).encode("ascii", "backslashreplace").decode())
    for name, value in facts.items():
        print(("%-12s %s" % (name, value)).encode("ascii", "backslashreplace").decode())
    print(VERDICTS[code])
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
