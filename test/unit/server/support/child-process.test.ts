import { fork } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';

it('ends without a word when it is asked to stop before it has begun', async () => {
  const program = new URL('../../../../server/recording/process/main.boot.mjs', import.meta.url);
  const child = fork(program, { execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => said.push(String(text)));
  child.send({ type: 'start', clockOrigin: 0, reportEveryMs: 1_000 });
  child.send({ type: 'stop' });
  const [code] = await once(child, 'exit');
  expect({ code, said }).toEqual({ code: 0, said: [] });
});
