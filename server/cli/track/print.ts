import type { CoachingEvent, SessionSummary } from '../../../shared/coaching/index.ts';

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const percent = (share: number) => `${Math.round(share * 100)}%`;

/** The line of an event in the table: at, what, side, lasted, score, notes; undefined for one that has none. */
function rowOf(event: CoachingEvent): string[] | undefined {
  if (event.type === 'repetition') {
    const { index, side = '', start, end, score } = event;
    const faults = event.faults.map(({ rule }) => rule).join(', ');
    return [seconds(end), `rep ${index}`, side, seconds(end - start), `${score}`, faults];
  }
  if (event.type === 'attempt') return [seconds(event.at), 'attempt', event.side ?? '', '', '', event.why];
  if (event.type === 'hold' && event.state !== 'progress')
    return [seconds(event.at), `hold ${event.index}`, '', seconds(event.held), '', event.state];
  if (event.type === 'visibility' && !event.visible) return [seconds(event.at), 'not seen', '', '', '', event.advice];
  return undefined;
}

/** Whether an event has a line in the table; others need not be kept for it. */
export const isPrinted = (event: CoachingEvent): boolean => rowOf(event) !== undefined;

/** A table of what was counted, and the summary below it. */
export function printTrack(events: readonly CoachingEvent[], summary: SessionSummary): void {
  const rows = events.flatMap((event) => {
    const row = rowOf(event);
    return row ? [row] : [];
  });
  printTable(['at', 'what', 'side', 'lasted', 'score', 'notes'], rows);
  const { hold, sides } = summary;
  console.log(
    `\n${summary.activity}: ${summary.reps} repetitions, ${summary.attempts} attempts, ${summary.sets.length} sets`,
  );
  if (sides) console.log(`left ${sides.left}, right ${sides.right}`);
  if (hold) console.log(`held ${seconds(hold.totalMs)} in ${hold.holds} holds, the longest ${seconds(hold.bestMs)}`);
  console.log(`score ${summary.score}, technique ${percent(summary.technique)}, skill ${summary.skill.level}`);
  for (const { rule, count } of summary.faults) console.log(`${rule}: ${count} times`);
  if (summary.workOn) console.log(`Work on: ${summary.workOn.text}`);
}

function printTable(head: string[], rows: string[][]): void {
  const widths = head.map((name, column) =>
    rows.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), name.length),
  );
  for (const row of [head, ...rows]) {
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
}
