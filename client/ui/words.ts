/** Times, activities and coaching events in words. */
import type { CoachingEvent, MeasuredCurve, View } from '../../shared/coaching/index.ts';
import type { Role } from '../../shared/contract/roles.ts';
import type { SessionStatus } from '../../shared/contract/session.ts';

export const ROLE_NAMES: Readonly<Record<Role, string>> = {
  athlete: 'Athlete',
  coach: 'Coach',
  spectator: 'Spectator',
};

export const STATUS_NAMES: Readonly<Record<SessionStatus, string>> = {
  live: 'Live now',
  ended: 'Finished',
  interrupted: 'Interrupted',
};

/** Where the camera stands. */
export const VIEW_NAMES: Readonly<Record<View, string>> = {
  front: 'from the front',
  'three-quarter': 'half from the side',
  side: 'from the side',
  back: 'from behind',
};

/** An id in words: `knees-in` → “Knees in”. */
export function sentence(id: string): string {
  const words = id.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A measured value with its unit, in degrees to `digits`; a share of a length of the body needs two. */
export const inUnit = (value: number, unit: MeasuredCurve['unit'], digits = 1) =>
  `${value.toFixed(unit === '' ? 2 : digits)}${unit}`;

const dateFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
export const dateAndTime = (iso: string) => dateFormat.format(new Date(iso));

/** A place on the session's clock: 75_000 → “1:15”. */
export function clockTime(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** The same to a tenth of a second: 75_400 → “1:15.4”. */
export function momentTime(ms: number): string {
  const tenths = Math.max(0, Math.floor(ms / 100));
  return `${clockTime(tenths * 100)}.${tenths % 10}`;
}

export function duration(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return `${Math.max(1, Math.round(ms / 1_000))} s`;
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** 1_500_000 → “1.5 MB”, in powers of 1,000 as disks are sold. */
export function fileSize(bytes: number): string {
  const units = ['kB', 'MB', 'GB', 'TB'];
  let [value, unit] = [bytes / 1_000, 0];
  while (value >= 999.5 && unit < units.length - 1) [value, unit] = [value / 1_000, unit + 1];
  return `${value < 9.95 && unit > 0 ? value.toFixed(1) : Math.ceil(value)} ${units[unit]}`;
}

const ATTEMPTS = {
  'too-shallow': 'too shallow to count',
  'not-locked-out': 'not finished at the top',
  incomplete: 'broken off',
} as const;

export interface EventWords {
  tone: 'good' | 'fair' | 'bad' | 'cue' | 'praise';
  title: string;
  detail?: string;
}

/** A line of the feedback list; undefined for events that are not listed there. */
export function describeEvent(event: CoachingEvent): EventWords | undefined {
  switch (event.type) {
    case 'repetition':
      return {
        tone: event.faults.length === 0 ? 'good' : 'fair',
        title: `Rep ${event.index}${event.side ? ` (${event.side})` : ''}`,
        detail: event.faults.map(({ rule }) => sentence(rule)).join(', ') || `Score ${Math.round(event.score)}`,
      };
    case 'attempt':
      return { tone: 'bad', title: 'Attempt', detail: ATTEMPTS[event.why] };
    case 'fault':
      return { tone: 'bad', title: sentence(event.rule), detail: `${event.severity} fault` };
    case 'cue':
      return { tone: event.kind === 'praise' || event.kind === 'milestone' ? 'praise' : 'cue', title: event.text };
    default:
      return undefined;
  }
}
