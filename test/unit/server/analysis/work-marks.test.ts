import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { WorkMarks } from '../../../../server/analysis/work-marks.ts';

const MODULE = fileURLToPath(new URL('../../../../server/analysis/work-marks.ts', import.meta.url));

/** Runs this in a process that has the marks, and kills it when it says that it is done. */
async function streamsAfter(program: string): Promise<number[]> {
  const marks = new WorkMarks();
  const source = `import { markWork } from ${JSON.stringify(MODULE)}; ${program}; console.log('done'); setInterval(() => 0, 1000);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', source], {
    stdio: ['ignore', 'pipe', 'inherit', 'ignore', marks.descriptor],
  });
  const { stdout } = child;
  if (!stdout) throw new Error('the program has no output');
  await once(stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const streams = [...marks.streams()];
  marks.close();
  marks.close();
  return streams;
}

it.each([
  { program: `markWork('decoding', 7)`, streams: [7] },
  { program: `markWork('decoding', 7); markWork('analysing', 9)`, streams: [7, 9] },
  {
    program: `markWork('decoding', 7); markWork('decoding', undefined); markWork('analysing', 70000)`,
    streams: [70_000],
  },
  { program: `markWork('analysing', 3); markWork('analysing', undefined)`, streams: [] },
])('says on which streams a killed process was at work: $program', async ({ program, streams }) => {
  expect(await streamsAfter(program)).toEqual(streams);
});
