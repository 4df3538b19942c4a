/** The storm's figures for people. */
import type { AttackFigures, StormFigures } from './figures.ts';

export function printStorm({ calm, attacks, aims, met }: StormFigures): void {
  console.table(Object.fromEntries([calm, ...attacks].map((figures) => [figures.name, row(figures)])));
  for (const { name, done } of attacks) console.info(`${name}: ${wordsOf(done)}`);
  console.info(
    `aims: ${aims.posesPerSecond} poses a second, answers within ${aims.ackMs} ms, memory back to within ${aims.memoryMb} MB`,
  );
  console.info(met ? 'all met' : 'NOT MET');
}

const row = (figures: AttackFigures) => ({
  'lowest poses/s': figures.lowestPosesPerSecond,
  'mean poses/s': figures.meanPosesPerSecond.toFixed(1),
  'longest ack (ms)': figures.longestAckMs.toFixed(0),
  'no answer': figures.failed,
  'main loop (ms/s)': figures.mainCpuMsPerSecond.toFixed(0),
  'memory kept (MB)': figures.memoryMb.toFixed(0),
  'most (MB)': figures.memory.mostMb.toFixed(0),
  verdict: figures.met ? 'met' : 'NOT MET',
});

const wordsOf = (done: Record<string, number>) =>
  Object.entries(done)
    .map(([what, count]) => `${what} ${Math.round(count)}`)
    .join(', ');
