import { describe, expect, it } from 'vitest';
import { Turnstile } from '../../../../server/records/turnstile.ts';

/** Work that ends on command, and the order in which it began. */
function scene(options: { places: number; reserved: number; waiting: number }) {
  const turnstile = new Turnstile(options);
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string, urgent = false) =>
    turnstile.pass(
      () =>
        new Promise<string>((resolve) => {
          begun.push(name);
          ends.set(name, () => resolve(name));
        }),
      urgent,
    );
  const end = async (name: string) => {
    ends.get(name)?.();
    await new Promise(setImmediate);
  };
  return { begun, work, end };
}

describe('the turnstile', () => {
  it('lets urgent work go before all that waits', async () => {
    const { begun, work, end } = scene({ places: 1, reserved: 0, waiting: 10 });
    const all = [work('reading'), work('reading more'), work('list'), work('journal', true)];
    await end('reading');
    expect(begun).toEqual(['reading', 'journal']);
    await end('journal');
    await end('reading more');
    await end('list');
    expect(await Promise.all(all)).toEqual(['reading', 'reading more', 'list', 'journal']);
  });

  it('keeps places for urgent work where there are several', async () => {
    const { begun, work } = scene({ places: 3, reserved: 1, waiting: 10 });
    for (const name of ['a', 'b', 'c']) void work(name);
    void work('journal', true);
    expect(begun).toEqual(['a', 'b', 'journal']);
  });

  it('refuses what would wait beyond its bound, but never urgent work', async () => {
    const { begun, work, end } = scene({ places: 1, reserved: 0, waiting: 1 });
    void work('a');
    void work('b');
    await expect(work('c')).rejects.toMatchObject({ code: 'rate_limited' });
    void work('journal', true);
    void work('journal again', true);
    await end('a');
    await end('journal');
    await end('journal again');
    expect(begun).toEqual(['a', 'journal', 'journal again', 'b']);
  });

  it('goes on after work that fails', async () => {
    const turnstile = new Turnstile({ places: 1, reserved: 0, waiting: 1 });
    await expect(turnstile.pass(() => Promise.reject(new Error('no')), false)).rejects.toThrow('no');
    expect(await turnstile.pass(async () => 'yes', false)).toBe('yes');
  });
});
