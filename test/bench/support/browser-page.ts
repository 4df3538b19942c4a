/** A page of Chromium's with a script of ours in it, on the origin of a server. */
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { launchChromium } from '../../support/chromium.ts';

/**
 * @param url the server's, which the page talks to
 * @param source file of the script
 * @param who names the page in messages
 */
export async function openPage(url: string, source: string, who: string): Promise<{ browser: Browser; page: Page }> {
  const script = await bundle(source, who);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ bypassCSP: true });
    page.on('console', (message) => {
      if (message.type() === 'error') console.error(`${who}'s page: ${message.text()}`);
    });
    page.on('pageerror', (error) => console.error(`${who}'s page: ${error}`));
    // Any page of the server's own will do to run the script in: its origin is what counts.
    await page.goto(`${url}/healthz`);
    await page.addScriptTag({ content: script });
    return { browser, page };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** The page's script, in one piece. */
async function bundle(source: string, who: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    build: { write: false, minify: false, lib: { entry: source, formats: ['iife'], name: 'page' } },
  });
  const chunk = [built].flat().flatMap((result) => ('output' in result ? result.output : []))[0];
  if (chunk?.type !== 'chunk') throw new Error(`the ${who}’s page could not be built`);
  return chunk.code;
}
