/** The attacks, by their names. Each goes on by itself from its beginning until its process ends. */
import type { Attacker } from './attacker.ts';
import { badTokens, flood, takeAllPlaces, unread } from './attacks/connections.ts';
import { requestsInFlight, sessionLists } from './attacks/http.ts';
import { hugeVideo } from './attacks/huge-video.ts';
import { largeBoards } from './attacks/large-boards.ts';

interface Attack {
  what: string;
  begin(attacker: Attacker): Promise<void>;
}

export const ATTACK_NAMES = [
  'boards',
  'unread-10',
  'unread-50',
  'tokens-1',
  'tokens-50',
  'flood',
  'places',
  'metrics',
  'readyz',
  'sessions',
  'huge-video',
] as const;
export type AttackName = (typeof ATTACK_NAMES)[number];

export const ATTACKS: Readonly<Record<AttackName, Attack>> = {
  boards: {
    what: 'a board is filled with the longest strokes, and 8 connections of a spectator ask for snapshots without end',
    begin: largeBoards,
  },
  'unread-10': { what: '10 readers that never read, while someone draws as fast as they may', begin: unread(10) },
  'unread-50': { what: '50 readers that never read, while someone draws as fast as they may', begin: unread(50) },
  'tokens-1': { what: 'bad tokens without end on one connection', begin: badTokens(1) },
  'tokens-50': { what: 'bad tokens without end on 50 connections', begin: badTokens(50) },
  flood: { what: '200 connections of one spectator send 100 messages a second each', begin: flood },
  places: { what: 'one person takes all places for spectators', begin: takeAllPlaces },
  metrics: { what: '200 requests for /metrics at any time', begin: requestsInFlight('/metrics') },
  readyz: { what: '200 requests for /readyz at any time', begin: requestsInFlight('/readyz') },
  sessions: { what: '200 requests for the list of sessions at any time', begin: sessionLists },
  'huge-video': { what: 'an athlete sends a video of 8192 x 8192 px', begin: hugeVideo },
};
