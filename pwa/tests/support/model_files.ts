import { createHash } from 'node:crypto';
import type { Asked, Given } from './model';

interface Upload {
  readonly sha256: string;
  readonly size: number;
  readonly data: Buffer;
}

const FILE_MAX = 25_000_000;
const PATCH_MAX = 5_000_000;

/** The doors of files: tus, and which hashes are known. */
export class FileDoors {
  files = new Map<string, Buffer>();
  uploads = new Map<string, Upload>();
  patchMax = PATCH_MAX;
  private count = 0;

  copy(): FileDoors {
    const made = new FileDoors();
    made.files = new Map(this.files);
    made.uploads = new Map(this.uploads);
    made.count = this.count;
    return made;
  }

  answer(asked: Asked): Given {
    if (asked.path === '/api/files/known') return this.known(asked);
    if (asked.path === '/api/files') return this.create(asked);
    return this.upload(asked);
  }

  private known({ body }: Asked): Given {
    const { sha256 } = JSON.parse(body.toString()) as { sha256: string[] };
    if (sha256.length > 1000) return { status: 400, body: { code: 'field_invalid' } };
    return { status: 200, body: { missing: sha256.filter((one) => !this.files.has(one)) } };
  }

  private create({ headers }: Asked): Given {
    const coded = /sha256 ([^,]+)/.exec(headers.get('upload-metadata') ?? '')?.[1] ?? '';
    const sha256 = Buffer.from(coded, 'base64').toString();
    const size = Number(headers.get('upload-length'));
    if (!(size > 0 && size <= FILE_MAX)) return { status: 413, body: { code: 'too_large' } };
    const id = `u${this.count}`;
    this.count += 1;
    const data = this.files.get(sha256) ?? Buffer.alloc(0);
    this.uploads.set(id, { sha256, size, data });
    return { status: 201, headers: { Location: `/api/files/${id}`, ...offset(data) } };
  }

  private upload({ method, path, headers, body }: Asked): Given {
    const id = path.split('/').pop() ?? '';
    const upload = this.uploads.get(id);
    if (!upload) return { status: 410, body: { code: 'upload_gone' } };
    if (method === 'HEAD') return { status: 200, headers: offset(upload.data) };
    if (headers.get('upload-offset') !== String(upload.data.length))
      return { status: 409, body: { code: 'offset_wrong' } };
    if (body.length > this.patchMax || upload.data.length + body.length > upload.size)
      return { status: 413, body: { code: 'too_large' } };
    const data = Buffer.concat([upload.data, body]);
    if (data.length === upload.size && hashOf(data) !== upload.sha256) {
      this.uploads.set(id, { ...upload, data: Buffer.alloc(0) });
      return { status: 460, body: { code: 'hash_wrong' } };
    }
    this.uploads.set(id, { ...upload, data });
    if (data.length === upload.size) this.files.set(upload.sha256, data);
    return { status: 204, headers: offset(data) };
  }
}

function offset(data: Buffer): Record<string, string> {
  return { 'Upload-Offset': String(data.length) };
}

function hashOf(data: Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
