/** What Chromium's processes hold while a player is scrubbed for minutes: a leak is what grows with the time. */
import type { Page } from 'playwright-core';
import { useOf } from '../support/process-tree.ts';

export interface Memory {
  /** Of all of the browser's processes once its caches are full, and at the end, MB. */
  readonly startMb: number;
  readonly endMb: number;
  /** Whether the end is no more than a tenth above the start. */
  readonly flat: boolean;
}

/** What garbage collectors and allocators leave to chance. */
const CHANCE = 1.1;
/** Caches of frames and of the file are full after this time, and the browser's own pools, ms. */
const WARM_UP_MS = 60_000;

/** @param scrub goes on for some seconds; called again and again, for a minute more than is measured */
export async function memoryWhile(page: Page, minutes: number, scrub: () => Promise<void>): Promise<Memory> {
  const scrubFor = async (ms: number) => {
    for (const begin = performance.now(); performance.now() - begin < ms; ) await scrub();
  };
  await scrubFor(WARM_UP_MS);
  const startMb = await heldMb(page);
  await scrubFor(minutes * 60_000);
  const endMb = await heldMb(page);
  return { startMb, endMb, flat: endMb <= startMb * CHANCE };
}

/** After what is not needed any more was given up. */
async function heldMb(page: Page): Promise<number> {
  const browser = page.context().browser();
  if (!browser) throw new Error('the page has no browser of its own');
  const [own, whole] = await Promise.all([page.context().newCDPSession(page), browser.newBrowserCDPSession()]);
  try {
    await own.send('HeapProfiler.collectGarbage');
    const { processInfo } = await whole.send('SystemInfo.getProcessInfo');
    const uses = await Promise.all(processInfo.map(({ id }) => useOf(id)));
    return uses.reduce((sum, { rssMb }) => sum + rssMb, 0);
  } finally {
    await Promise.all([own.detach(), whole.detach()]);
  }
}
