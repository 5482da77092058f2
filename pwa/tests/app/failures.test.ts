import { describe, expect, test } from 'vitest';
import { failureOf, RefusedHere } from '../../src/app/failures';
import { once } from '../../src/app/once';

describe('what the error of a write means', () => {
  test.each([
    ['a full storage with an empty message', new DOMException('', 'QuotaExceededError'), 'full'],
    ['a full storage with a sentence', new DOMException('Full.', 'QuotaExceededError'), 'full'],
    ['a store that says so', Object.assign(new Error(''), { kind: 'full' }), 'full'],
    ['a full storage behind another error', new Error('x', { cause: quota() }), 'full'],
    ['anything else', new Error('the disk is broken'), 'other'],
    ['an aborted transaction', new DOMException('', 'AbortError'), 'other'],
    ['a store that says so', Object.assign(new Error(''), { kind: 'other' }), 'other'],
    ['no error at all', 'broken', 'other'],
  ])('%s', (_, error, kind) => {
    expect(failureOf(error).kind).toBe(kind);
  });

  test('something is told of each, also where the device says nothing', () => {
    expect(failureOf(new DOMException('', 'AbortError')).detail).toBe('AbortError');
    expect(failureOf(new Error('')).detail).toBe('Error');
    expect(failureOf('broken').detail).toBe('broken');
  });

  test('a rule of the server is told by its code', () => {
    const failure = failureOf(new RefusedHere('too_large'));
    expect(failure).toEqual({ kind: 'refused', code: 'too_large', detail: '' });
  });
});

describe('many taps in one moment', () => {
  test('are one deed, and each is given its result', async () => {
    let done = 0;
    const deed = () => once('submit', async () => ++done);
    expect(await Promise.all(Array.from({ length: 8 }, deed))).toEqual(Array(8).fill(1));
    expect(await deed()).toBe(2);
  });

  test('one that fails does not stand in the way of the next', async () => {
    const failing = once('submit', () => Promise.reject(new Error('no room')));
    await expect(failing).rejects.toThrow('no room');
    expect(await once('submit', async () => 'stored')).toBe('stored');
  });

  test('another deed is another', async () => {
    const both = [once('sign a', async () => 'a'), once('sign b', async () => 'b')];
    expect(await Promise.all(both)).toEqual(['a', 'b']);
  });
});

function quota(): DOMException {
  return new DOMException('', 'QuotaExceededError');
}
