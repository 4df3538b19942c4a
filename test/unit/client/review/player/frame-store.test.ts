// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { FrameStore, type StoredFrame } from '../../../../../client/review/player/frame-store.ts';

/** Frames of 10 bytes each; `released` has those that were given up. */
function aStore(maxBytes: number, times: readonly number[]) {
  const released: number[] = [];
  const store = new FrameStore(maxBytes);
  const frame = (at: number): StoredFrame => ({
    ...{ at, width: 1, height: 1, bytes: 10, image: new Image() },
    release: () => released.push(at),
  });
  for (const at of times) store.put(frame(at), 0);
  return { store, released, frame };
}

describe('decoded frames', () => {
  it('are known to be on show only where the next one is known', () => {
    const { store } = aStore(100, [0, 40]);
    expect(store.onShowAt(20)).toBeUndefined();
    store.link(null, 0);
    store.link(0, 40);
    expect(store.onShowAt(20)?.at).toBe(0);
    expect(store.onShowAt(-5)?.at).toBe(0);
    expect(store.onShowAt(50)).toBeUndefined();
    store.link(40, null);
    expect(store.onShowAt(5_000)?.at).toBe(40);
  });

  it('are given up furthest from the playhead first, but never the one on show', () => {
    const { store, released, frame } = aStore(30, [160, 40, 80]);
    store.keep(160);
    store.put(frame(120), 50);
    store.put(frame(0), 50);
    expect(released).toEqual([120, 0]);
    expect(store.bytes).toBe(30);
    store.clear();
    expect(store.bytes).toBe(0);
  });

  it('are never more than fit, also while many before a place are decoded for the last of them', () => {
    const { store, frame } = aStore(30, [1_000]);
    store.keep(1_000);
    for (let at = 0; at < 1_000; at += 40) {
      store.put(frame(at), 1_000);
      expect(store.bytes).toBeLessThanOrEqual(30);
    }
    expect([920, 960, 1_000].every((at) => store.has(at))).toBe(true);
  });

  it('are kept once', () => {
    const { store, released, frame } = aStore(100, [0]);
    store.put(frame(0), 0);
    expect(released).toEqual([0]);
    expect(store.bytes).toBe(10);
  });

  it('count as far as they follow each other without a hole', () => {
    const { store } = aStore(100, [0, 40, 120]);
    store.link(0, 40);
    store.link(40, 80);
    expect(store.known(0, 1, 5)).toBe(1);
    store.link(null, 0);
    expect(store.known(40, -1, 5)).toBe(5);
  });
});
