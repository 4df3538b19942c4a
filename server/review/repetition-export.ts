/** What was measured of the repetitions of a session, for other programs. */
import { type CoachingEventOf, marksOf } from '../../shared/coaching/index.ts';
import type { SessionRecord } from '../../shared/contract/rest.ts';

interface ExportedRepetition extends Omit<CoachingEventOf<'repetition'>, 'type' | 'at'> {
  /** The last word of the coaches, good or not; null where they said nothing. */
  coachSays: boolean | null;
}

export interface ExportedSession {
  sessionId: string;
  activity: string;
  /** ISO 8601 in UTC; times of repetitions are ms since then. */
  startedAt: string;
  athletes: {
    name: string;
    summary: SessionRecord['athletes'][number]['summary'];
    repetitions: ExportedRepetition[];
  }[];
}

export function repetitionsOf({ id, activity, createdAt, athletes }: SessionRecord): ExportedSession {
  return {
    sessionId: id,
    activity,
    startedAt: createdAt,
    athletes: athletes.map(({ name, summary, feedback }) => {
      const marks = marksOf(summary?.corrected.corrections ?? []);
      const repetitions = feedback.flatMap((event) => {
        if (event.type !== 'repetition') return [];
        const { type: _type, at: _at, ...measured } = event;
        return [{ ...measured, coachSays: marks.get(event.index) ?? null }];
      });
      return { name, summary, repetitions };
    }),
  };
}

type Cell = string | number | boolean | null | undefined;

/** RFC 4180, one line a repetition. Phases and measures that any repetition has are columns of their own. */
export function repetitionsCsv(session: ExportedSession): string {
  const all = session.athletes.flatMap(({ name, repetitions }) => repetitions.map((rep) => ({ name, rep })));
  const phases = namesIn(all.map(({ rep }) => rep.phases));
  const measures = namesIn(all.map(({ rep }) => rep.peaks));
  const moments = namesIn(all.map(({ rep }) => rep.moments ?? {}));
  const header: Cell[] = [
    ...[
      'athlete',
      'repetition',
      'side',
      'start_ms',
      'turn_ms',
      'end_ms',
      'duration_ms',
      'score',
      'coach_says',
      'reach',
    ],
    ...['range_measure', 'range_min', 'range_max', 'range_span', 'asymmetry', 'faults'],
    ...phases.map((name) => `phase_${name}_ms`),
    ...moments.map((name) => `moment_${name}_ms`),
    ...measures.map((name) => `at_turn_${name}`),
  ];
  const lines = all.map(({ name, rep }): Cell[] => [
    ...[name, rep.index, rep.side, rep.start, rep.turn, rep.end, rep.end - rep.start, rep.score],
    ...[rep.coachSays === null ? '' : rep.coachSays ? 'good' : 'not good', rep.reach],
    ...[rep.range.measure, rep.range.min, rep.range.max, rep.range.span, rep.asymmetry],
    rep.faults.map(({ rule, severity }) => `${rule} (${severity})`).join('; '),
    ...phases.map((phase) => rep.phases[phase]),
    ...moments.map((moment) => rep.moments?.[moment]),
    ...measures.map((measure) => rep.peaks[measure]),
  ]);
  return [header, ...lines].map((line) => `${line.map(cellOf).join(',')}\r\n`).join('');
}

const namesIn = (records: readonly Readonly<Record<string, unknown>>[]): string[] => [
  ...new Set(records.flatMap((record) => Object.keys(record))),
];

/** Text that a spreadsheet would take for a formula begins with an apostrophe: names are anybody's. */
function cellOf(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell !== 'string')
    return typeof cell === 'number' ? String(Math.round(cell * 1_000) / 1_000) : String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
