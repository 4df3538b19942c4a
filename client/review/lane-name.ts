import { ROLE_NAMES } from '../ui/words.ts';
import type { Lane } from './parts.ts';

/** Whose picture it is. */
export function laneName({ participant }: Pick<Lane, 'participant'>): string {
  return participant ? `${participant.name} (${ROLE_NAMES[participant.role].toLowerCase()})` : 'The film';
}
