import { PROTOCOL_HEADER } from '../../api/client';
import { problemOf } from '../../api/problem';
import { namesOf } from '../../app/attached_file';
import { fileNameOf } from '../../app/photos';
import { browserPorts } from '../../ports';
import { hashBytes } from '../../store/files';

export type Need =
  | 'nothing'
  | 'confirm'
  | 'reason'
  | 'text'
  | 'owner'
  | 'evidence'
  | 'severity'
  | 'file';

const NEEDS: Readonly<Record<string, Need>> = {
  accept: 'nothing',
  start: 'nothing',
  verify: 'nothing',
  withdraw: 'nothing',
  effective: 'nothing',
  resume: 'confirm',
  accept_cause: 'nothing',
  plan: 'nothing',
  approve_cancel: 'nothing',
  approve_extension: 'confirm',
  reassign: 'owner',
  regrade: 'severity',
  write_off: 'file',
  propose_cause: 'text',
  contain: 'evidence',
  submit: 'evidence',
  close: 'evidence',
};

const PRIMARY = new Set(['accept', 'start', 'verify', 'submit']);

/** What a person must say or show for a move. */
export const needOf = (event: string): Need => NEEDS[event] ?? 'reason';

/** True for the moves that carry the matter forward. */
export const primaryOf = (event: string): boolean => PRIMARY.has(event);

/** The severities, the worst first. */
export const SEVERITIES = ['critical', 'major', 'minor', 'observation'] as const;

const MOVES_DUE = new Set(['regrade', 'approve_extension', 'pause', 'resume']);

/** True for the moves that put a due moment elsewhere: what they do is shown before. */
export const movesDue = (event: string): boolean => MOVES_DUE.has(event);

/** The first cells of a hash, as a person compares them. */
export const shortHash = (sha256: string): string => `${sha256.slice(0, 4)} ${sha256.slice(4, 8)}`;

/** Sends files through the session; gives what a move says of them. */
export async function uploaded(files: readonly File[]): Promise<{ files: string[] }> {
  const sent: { sha256: string; name: string | null }[] = [];
  for (const file of files) sent.push({ sha256: await upload(file), name: fileNameOf(file.name) });
  return { files: sent.map(({ sha256 }) => sha256), ...namesOf(sent) };
}

async function upload(file: File): Promise<string> {
  const bytes = await file.arrayBuffer();
  const sha256 = await hashBytes(bytes);
  const type = file.type || 'application/octet-stream';
  const metadata = [
    `sha256 ${btoa(sha256)}`,
    `type ${btoa(type)}`,
    `bytes ${btoa(String(bytes.byteLength))}`,
  ];
  const common = { ...PROTOCOL_HEADER, 'Tus-Resumable': '1.0.0' };
  const created = await browserPorts.net.fetch('/api/files', {
    method: 'POST',
    headers: {
      ...common,
      'Upload-Length': String(bytes.byteLength),
      'Upload-Metadata': metadata.join(','),
    },
  });
  if (!created.ok) throw await problemOf(created);
  let offset = Number(created.headers.get('Upload-Offset') ?? 0);
  const url = created.headers.get('Location') ?? '';
  while (offset < bytes.byteLength) {
    const sent = await browserPorts.net.fetch(url, {
      method: 'PATCH',
      headers: {
        ...common,
        'Upload-Offset': String(offset),
        'Content-Type': 'application/offset+octet-stream',
      },
      body: bytes.slice(offset, offset + CHUNK_BYTES),
    });
    if (!sent.ok) throw await problemOf(sent);
    offset = Number(sent.headers.get('Upload-Offset'));
  }
  return sha256;
}

const CHUNK_BYTES = 5_000_000;
