/** What the coach says whatever the activity, in each language. `{…}` is filled in. */
import type { Language } from '../events.ts';

export const WORDING = {
  nobody: { en: 'Step into the picture', de: 'Komm ins Bild' },
  missing: { en: 'Step back so that I can see your {parts}', de: 'Geh zurück, damit ich {parts} sehe' },
  view: { en: 'Best seen from {views}', de: 'Am besten zu sehen: {views}' },
  fixed: { en: "That's it, keep it like that", de: 'Genau so, weiter so' },
  milestone: { en: '{count} reps', de: '{count} Wiederholungen' },
  held: { en: '{count} seconds', de: '{count} Sekunden' },
  unlocked: { en: 'Finish every rep', de: 'Bring jede Wiederholung zu Ende' },
} as const satisfies Record<string, Record<Language, string>>;

/** Names of body parts and views for people. */
export const PART_NAMES: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  head: { en: 'head', de: 'deinen Kopf' },
  nose: { en: 'head', de: 'deinen Kopf' },
  ear: { en: 'head', de: 'deinen Kopf' },
  shoulder: { en: 'shoulders', de: 'deine Schultern' },
  elbow: { en: 'elbows', de: 'deine Ellbogen' },
  wrist: { en: 'hands', de: 'deine Hände' },
  hip: { en: 'hips', de: 'deine Hüfte' },
  knee: { en: 'knees', de: 'deine Knie' },
  ankle: { en: 'feet', de: 'deine Füße' },
  heel: { en: 'feet', de: 'deine Füße' },
  toe: { en: 'feet', de: 'deine Füße' },
  front: { en: 'the front', de: 'von vorn' },
  side: { en: 'the side', de: 'von der Seite' },
  back: { en: 'behind', de: 'von hinten' },
  'three-quarter': { en: 'half from the side', de: 'schräg von vorn' },
};

/** A part's name in a language; `mid.hip` is named as `hip`. */
export function partName(part: string, language: Language): string {
  const plain = part.replace(/^mid\./, '');
  return PART_NAMES[plain]?.[language] ?? plain;
}

const AND = { en: ' and ', de: ' und ' };
const OR = { en: ' or ', de: ' oder ' };

/** "a, b and c", each name once. */
export function listed(names: readonly string[], language: Language, word: 'and' | 'or' = 'and'): string {
  const once = [...new Set(names)];
  const joint = (word === 'and' ? AND : OR)[language];
  return once.length < 2 ? once.join('') : `${once.slice(0, -1).join(', ')}${joint}${once.at(-1)}`;
}

export function say(
  key: keyof typeof WORDING,
  language: Language,
  values: Record<string, string | number> = {},
): string {
  return WORDING[key][language].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}
