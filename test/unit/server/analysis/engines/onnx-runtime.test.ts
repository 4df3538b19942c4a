import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

/** Loads the runtime and asks for a session; the model is none, which the runtime finds out after it has begun to work. */
const PROGRAM = `
  import('./server/analysis/engines/onnx-runtime.ts')
    .then(({ InferenceSession }) => InferenceSession.create(new Uint8Array(8)))
    .then(() => process.exit(2), (error) => process.exit(/protobuf|model/i.test(error.message) ? 0 : 3));
`;

it('leaves nothing in the home folder, where its telemetry would be kept until it is sent', async () => {
  const home = temporaryFolder();
  // Both would keep telemetry off, and are not set where a server runs.
  const { CI: _ci, ORT_DISABLE_TELEMETRY: _disabled, XDG_CACHE_HOME: _cache, ...env } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', '--eval', PROGRAM], {
    env: { ...env, HOME: home },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(await readdir(home, { recursive: true })).toEqual([]);
});
