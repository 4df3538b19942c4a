import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';

const lockFile = new URL('../../../package-lock.json', import.meta.url);
const { packages } = z
  .object({ packages: z.record(z.string(), z.object({ version: z.string().optional() })) })
  .parse(JSON.parse(readFileSync(lockFile, 'utf8')));

/** Negative when `a` is the older version; both are releases. */
const byVersion = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true });

it.each([
  // It reads what anybody sends to the socket server, before a schema does.
  { name: 'socket.io-parser', floor: '4.2.7' },
])('is installed: $name of $floor at least, wherever it is needed', ({ name, floor }) => {
  const versions = Object.entries(packages)
    .filter(([path]) => path.endsWith(`node_modules/${name}`))
    .map(([, { version }]) => version ?? 'none');
  expect(versions.length).toBeGreaterThan(0);
  expect(versions.filter((version) => byVersion(version, floor) < 0)).toEqual([]);
});
