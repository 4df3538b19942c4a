import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { projectRoot } from '../../scripts/setup/paths.mjs';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('stops the server when `npm start` gets the signal to stop', async () => {
  const npm = spawn('npm', ['start'], {
    cwd: projectRoot,
    env: { ...process.env, SIDELINE_PORT: '0', SIDELINE_RTC_PORT: '0', SIDELINE_DATA_DIR: temporaryFolder() },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => {
    npm.kill('SIGKILL');
  });
  const lines = createInterface({ input: npm.stdout });
  let url = '';
  for await (const line of lines) {
    url = /http:\S+/.exec(line)?.[0] ?? '';
    if (line.includes('ready') && url) break;
  }
  expect((await fetch(`${url}/healthz`)).status).toBe(200);

  npm.kill('SIGTERM');
  // The server holds the pipe as well: it closes when the last of them has ended.
  npm.stdout.resume();
  await once(npm.stdout, 'close');
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
}, 120_000);
