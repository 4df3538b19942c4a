import { describe, expect, it } from 'vitest';
import { Kept } from '../../../../server/support/kept.ts';

function counted() {
  const clock = { ms: 0 };
  const kept = new Kept<number>(1_000, () => clock.ms);
  let made = 0;
  const make = async () => {
    made += 1;
    return made;
  };
  return { clock, kept, get: (key = 'a') => kept.get(key, make) };
}

describe('an answer that is kept', () => {
  it('is made once for all who ask within its time', async () => {
    const { clock, get } = counted();
    expect(await Promise.all([get(), get(), get()])).toEqual([1, 1, 1]);
    clock.ms += 999;
    expect(await get()).toBe(1);
    clock.ms += 1;
    expect(await get()).toBe(2);
  });

  it('is each key’s own', async () => {
    const { get } = counted();
    expect([await get('a'), await get('b'), await get('a')]).toEqual([1, 2, 1]);
  });

  it('is made anew once it is not true any more', async () => {
    const { kept, get } = counted();
    await get();
    kept.forget('a');
    expect(await get()).toBe(2);
  });

  it('is not kept when making it failed', async () => {
    const { kept, get } = counted();
    await expect(kept.get('a', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(await get()).toBe(1);
  });
});
