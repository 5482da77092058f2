import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

// The server writes this description (`fieldseal openapi`); the types of every door follow from it.
const source = new URL('../../docs/openapi.json', import.meta.url);
const target = new URL('../src/api/schema.d.ts', import.meta.url);
const nodes = await openapiTS(JSON.parse(readFileSync(source, 'utf8')));
writeFileSync(target, astToString(nodes));
