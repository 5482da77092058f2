import { describe, expect, it } from 'vitest';
import { attachedFile, namesOf } from '../../src/app/attached_file';
import type { Operation } from '../../src/domain';

const attach = (value: object) => ({ kind: 'attach', value }) as unknown as Operation;
const HASH = 'ab'.repeat(32);

describe('what an attachment says of its file', () => {
  it('is a document under its own name', () => {
    const value = { file: HASH, bytes: 24_000, type: 'text/csv', name: '灭火器维保记录.csv' };

    expect(attachedFile(attach(value))).toEqual({
      sha256: HASH,
      name: '灭火器维保记录.csv',
      bytes: 24_000,
      picture: false,
    });
  });

  it('is a picture, also without a name', () => {
    const value = { file: HASH, bytes: 9, type: 'image/heic' };

    expect(attachedFile(attach(value))).toEqual({
      sha256: HASH,
      name: null,
      bytes: 9,
      picture: true,
    });
  });
});

describe('the names of what was chosen', () => {
  it('go with a move, by hash', () => {
    const files = [
      { sha256: HASH, name: 'training-record.docx' },
      { sha256: 'cd'.repeat(32), name: null },
    ];

    expect(namesOf(files)).toEqual({ names: { [HASH]: 'training-record.docx' } });
  });

  it('are left out where there is none', () => {
    expect(namesOf([{ sha256: HASH, name: null }])).toEqual({});
    expect(namesOf([])).toEqual({});
  });
});
