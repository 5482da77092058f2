import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const SOURCE = '../docs/openapi.json';

if (existsSync(SOURCE)) {
  const nodes = await openapiTS(JSON.parse(readFileSync(SOURCE, 'utf8')));
  writeFileSync('src/api/schema.d.ts', astToString(nodes));
} else {
  process.stdout.write(`${SOURCE} does not exist yet; nothing to generate\n`);
}
