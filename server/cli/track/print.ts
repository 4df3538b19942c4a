import type { CoachingEvent, SessionSummary } from '../../../shared/coaching/index.ts';

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const percent = (share: number) => `${Math.round(share * 100)}%`;

/** A table of what was counted, and the summary below it. */
export function printTrack(events: readonly CoachingEvent[], summary: SessionSummary): void {
  const rows = events.flatMap((event) => {
    if (event.type === 'repetition') {
      const faults = event.faults.map(({ rule }) => rule).join(', ');
      return [
        [
          seconds(event.end),
          `rep ${event.index}`,
          event.side ?? '',
          seconds(event.end - event.start),
          `${event.score}`,
          faults,
        ],
      ];
    }
    if (event.type === 'attempt') return [[seconds(event.at), 'attempt', event.side ?? '', '', '', event.why]];
    if (event.type === 'hold' && event.state !== 'progress') {
      return [[seconds(event.at), `hold ${event.index}`, '', seconds(event.held), '', event.state]];
    }
    if (event.type === 'visibility' && !event.visible)
      return [[seconds(event.at), 'not seen', '', '', '', event.advice]];
    return [];
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
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of [head, ...rows]) {
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
}
