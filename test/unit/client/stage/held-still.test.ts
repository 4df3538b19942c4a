import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Shot } from '../../../../client/stage/frame-ring.ts';
import { type FoundStill, HeldStill } from '../../../../client/stage/held-still.ts';

const AT = 4_000;
let closed: number[];
let found: FoundStill[];
let held: HeldStill;
beforeEach(() => {
  closed = [];
  found = [];
  held = new HeldStill(AT, (still) => found.push(still));
});
afterEach(() => vi.restoreAllMocks());

const shot = (mediaTime: number): Shot => ({
  bitmap: { width: 4, height: 3, close: () => closed.push(mediaTime) },
  mediaTime,
  pose: undefined,
});
const sourceOf = (taken: Shot | undefined) => ({ take: async () => taken });

it('holds the frame until it is closed, and closes it once', async () => {
  const frame = shot(AT);
  await held.takeFrom(sourceOf(frame));
  expect(found).toEqual([frame]);
  expect(closed).toEqual([]);
  held.close();
  held.close();
  expect(closed).toEqual([AT]);
});

it('keeps the frame when the picture is built anew, and asks the new one for none', async () => {
  await held.takeFrom(sourceOf(shot(AT)));
  const take = vi.fn(async () => shot(AT + 900));
  await held.takeFrom({ take });
  expect(take).not.toHaveBeenCalled();
  expect(found).toHaveLength(1);
});

it('asks for the moment of the freeze, and says that the frame was never here', async () => {
  const take = vi.fn(async () => undefined);
  await held.takeFrom({ take });
  expect(take).toHaveBeenCalledWith(AT);
  expect(found).toEqual(['missing']);
});

it('takes the frame from another source where the first had none', async () => {
  const frame = shot(AT);
  await held.takeFrom(sourceOf(undefined));
  await held.takeFrom(sourceOf(frame));
  expect(found).toEqual(['missing', frame]);
});

it('keeps one frame when two sources give it, and closes the other', async () => {
  await Promise.all([held.takeFrom(sourceOf(shot(1))), held.takeFrom(sourceOf(shot(2)))]);
  expect(found).toHaveLength(1);
  expect(closed).toEqual([2]);
});

it('closes a frame that comes when nobody waits for it any more', async () => {
  const taking = held.takeFrom(sourceOf(shot(AT)));
  held.close();
  await taking;
  expect(found).toEqual([]);
  expect(closed).toEqual([AT]);
});

it('says that the frame is missing where taking it fails', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  await held.takeFrom({ take: () => Promise.reject(new Error('out of memory')) });
  expect(found).toEqual(['missing']);
  expect(warn).toHaveBeenCalledOnce();
});
