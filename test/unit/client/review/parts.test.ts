import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { extentOf, hasPictures, lanesOf, partAt, partBeside } from '../../../../client/review/parts.ts';
import type { SessionFileItem } from '../../../../shared/contract/files.ts';

const ATHLETE = randomUUID();
const COACH = randomUUID();

function aFile(changes: Partial<SessionFileItem> = {}): SessionFileItem {
  const id = changes.id ?? randomUUID();
  return {
    ...{ id, participantId: ATHLETE, participant: { name: 'Ada', role: 'athlete' }, kind: 'recording', sourceId: null },
    ...{ number: 0, contentType: 'video/webm', bytes: 1, startedAt: 0, endedAt: 1_000, about: {}, state: 'stored' },
    url: `/api/files/${id}`,
    ...changes,
  };
}

describe('what was recorded', () => {
  it('lies in lanes by participant, athletes first, parts in the order of their time', () => {
    const lanes = lanesOf([
      aFile({ participantId: COACH, participant: { name: 'Cleo', role: 'coach' } }),
      aFile({ startedAt: 5_000, endedAt: 6_000 }),
      aFile(),
    ]);
    expect(lanes.map(({ participant }) => participant?.name)).toEqual(['Ada', 'Cleo']);
    expect(lanes[0]?.parts.map(({ startMs }) => startMs)).toEqual([0, 5_000]);
  });

  it('is shown by the copy that browsers play best, with what helps to look at it', () => {
    const original = aFile();
    const made = (kind: SessionFileItem['kind']) => aFile({ kind, sourceId: original.id });
    const [index, proxy] = [made('index'), made('proxy')];
    const part = () => lanesOf([original, index, proxy])[0]?.parts[0];
    expect(part()?.shown?.id).toBe(index.id);
    expect(part()?.proxy?.id).toBe(proxy.id);
    proxy.state = 'growing';
    expect(part()?.proxy).toBeUndefined();
  });

  it('has no file to show where a part was lost', () => {
    const [lane] = lanesOf([aFile({ state: 'lost', url: null })]);
    expect(lane?.parts.map(({ shown }) => shown)).toEqual([undefined]);
  });

  it.each([
    { what: 'nothing is said of how far it is', about: {}, parts: [] },
    { what: 'nothing of it is sure to be in the file', about: { recordedUntil: 9_900 }, parts: [] },
    { what: 'it goes on', about: { recordedUntil: 12_000 }, parts: [[9_000, 11_000, true]] },
  ])('is there while it grows as far as the file surely has it: $what', ({ about, parts }) => {
    const files = [aFile({ state: 'growing', endedAt: null, startedAt: 9_000, about })];
    const [lane] = lanesOf(files);
    expect((lane?.parts ?? []).map(({ startMs, endMs, grows }) => [startMs, endMs, grows])).toEqual(parts);
    expect(hasPictures(files)).toBe(parts.length > 0);
  });

  it('has gaps, in which there is no part, and parts beside them', () => {
    const parts = lanesOf([aFile(), aFile({ startedAt: 5_000, endedAt: 6_000 })])[0]?.parts ?? [];
    expect(extentOf(parts)).toEqual({ from: 0, until: 6_000 });
    expect(partAt(parts, 3_000)).toBeUndefined();
    expect(partAt(parts, 5_000)?.startMs).toBe(5_000);
    expect(partBeside(parts, { startMs: 3_000 }, 1)?.startMs).toBe(5_000);
    expect(partBeside(parts, { startMs: 3_000 }, -1)?.startMs).toBe(0);
    expect(partBeside(parts, { startMs: 5_000 }, 1)).toBeUndefined();
  });
});
