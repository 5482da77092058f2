import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freshFolder, ROOT } from './folders';
import type { DemoServer } from './server';

/** Before the 32 bytes of an Ed25519 private key in PKCS #8 (RFC 8410). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const PYTHON = join(ROOT, '.venv/bin/python');
/** Without the environment's packages: what proves a pack must need nothing but Python. */
const ALONE = ['-I', '-S'];
const REPOSITORY_VERIFIER = join(ROOT, 'reports/proof/verify.py');

export interface Verified {
  readonly code: number | null;
  readonly said: string;
}

/** Runs a verifier over a pack. */
export function verified(
  pack: string,
  verifier = REPOSITORY_VERIFIER,
  ...more: string[]
): Verified {
  const { status, stdout, stderr } = spawnSync(PYTHON, [...ALONE, verifier, pack, ...more], {
    encoding: 'utf8',
  });
  return { code: status, said: stdout + stderr };
}

/** Takes the verifier that travels in the pack out of it. */
export function verifierOf(pack: string): string {
  const folder = freshFolder('verifier');
  const program = 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])';
  execFileSync(PYTHON, [...ALONE, '-c', program, pack, folder]);
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const inside = found.find((name) => name.endsWith('verify.py'));
  if (!inside) throw new Error('the pack carries no verifier');
  return join(folder, inside);
}

/** The fingerprint that the organisation reads to the auditor: of its key, not out of the pack. */
export function fingerprintOf({ data }: DemoServer): string {
  const [organisation = ''] = readdirSync(join(data, 'keys'));
  const raw = readFileSync(join(data, 'keys', organisation, 'ledger.key'));
  const secret = createPrivateKey({
    key: Buffer.concat([PKCS8_HEAD, raw]),
    format: 'der',
    type: 'pkcs8',
  });
  const { x = '' } = createPublicKey(secret).export({ format: 'jwk' });
  return createHash('sha256').update(Buffer.from(x, 'base64url')).digest('hex');
}

/** A copy of the pack in which one byte of one of its photographs is another. */
export function withOneByteFlipped(pack: string): { path: string; name: string } {
  const program = [
    'import sys, zipfile',
    'infos = [i for i in zipfile.ZipFile(sys.argv[1]).infolist() if i.filename.endswith((".png", ".jpg"))]',
    'first = infos[0]',
    'raw = open(sys.argv[1], "rb").read()',
    'at = first.header_offset',
    'head = 30 + int.from_bytes(raw[at+26:at+28], "little") + int.from_bytes(raw[at+28:at+30], "little")',
    'print(at + head + first.compress_size // 2, first.filename)',
  ].join('\n');
  const said = execFileSync(PYTHON, [...ALONE, '-c', program, pack], { encoding: 'utf8' }).trim();
  const [at = '', name = ''] = said.split(' ');
  const path = join(freshFolder('changed'), 'changed.zip');
  copyFileSync(pack, path);
  const bytes = readFileSync(path);
  bytes[Number(at)] = (bytes[Number(at)] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  return { path, name };
}
