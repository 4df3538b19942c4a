/** `npm run bench -- NAME …`: runs the benchmark of that name. A benchmark is a file beside this one, added to the list below. */
import { argv, exit } from 'node:process';

interface Benchmark {
  run(args: string[]): unknown;
}

const benchmarks = new Map<string, () => Promise<Benchmark>>([
  ['capacity', () => import('./capacity.ts')],
  ['counting', () => import('./counting.ts')],
  ['crowd', () => import('./crowd.ts')],
  ['docs', () => import('./docs.ts')],
  ['fanout', () => import('./fanout.ts')],
  ['live', () => import('./live.ts')],
  ['overlay', () => import('./overlay.ts')],
  ['people', () => import('./people.ts')],
  ['plots', () => import('./plots.ts')],
  ['pose', () => import('./pose.ts')],
  ['recording', () => import('./recording.ts')],
  ['records', () => import('./records.ts')],
  ['review', () => import('./review.ts')],
  ['soak', () => import('./soak.ts')],
  ['storm', () => import('./storm.ts')],
  ['upload', () => import('./upload.ts')],
]);

const [name = '', ...args] = argv.slice(2);
const load = benchmarks.get(name);
if (!load) {
  console.error(`Usage: npm run bench -- NAME [options], where NAME is one of: ${[...benchmarks.keys()].join(', ')}`);
  exit(2);
}
try {
  await (await load()).run(args);
} catch (error) {
  console.error(error);
  exit(1);
}
