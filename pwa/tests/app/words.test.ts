import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

type Messages = Record<string, unknown>;

function messagesOf(language: string): Messages {
  const url = new URL(`../../messages/${language}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as Messages;
}

function holesOf(message: unknown): string[] {
  const text = JSON.stringify(message);
  return [...new Set(text.match(/\{[a-z]+\}/g) ?? [])].sort();
}

const en = messagesOf('en');
const zh = messagesOf('zh-Hans');

test('every word exists in both languages', () => {
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
});

test('both languages fill the same holes', () => {
  for (const key of Object.keys(en)) expect(holesOf(zh[key]), key).toEqual(holesOf(en[key]));
});

test('every word of the list is used, and no screen speaks past the list', () => {
  const root = new URL('../../src/', import.meta.url);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
  const sources = files
    .filter((name) => /\.(svelte|ts)$/.test(name) && !name.startsWith('paraglide'))
    .map((name) => readFileSync(new URL(name, root), 'utf8'));
  const used = new Set(
    sources.flatMap((text) => [...text.matchAll(/\bm\.([a-z_0-9]+)/g)].map((hit) => hit[1])),
  );
  expect(Object.keys(en).filter((key) => !used.has(key))).toEqual([]);
});
