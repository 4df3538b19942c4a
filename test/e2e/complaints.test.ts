/** Whether tests notice what pages report. */
import { expect, it } from 'vitest';
import { TestBrowser } from '../support/browser.ts';

const PAGE = 'http://page.test/';

/** A browser with a page that reports something in every way there is. */
async function complainingBrowser(options: Parameters<typeof TestBrowser.launch>[0] = {}): Promise<TestBrowser> {
  const browser = await TestBrowser.launch(options);
  const page = await browser.visitor();
  await page.route(`${PAGE}**`, async (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path === '/gone') await route.fulfill({ status: 404 });
    else if (path === '/cut') await route.abort('connectionreset');
    else await route.fulfill({ contentType: 'text/html', body: '<title>A page</title>' });
  });
  await page.goto(PAGE);
  const thrown = page.waitForEvent('pageerror');
  await page.evaluate(async () => {
    console.info('all is well');
    console.warn('a warning');
    console.error('an error');
    await fetch('/gone');
    await fetch('/cut').catch(() => undefined);
    setTimeout(() => {
      throw new Error('thrown');
    });
  });
  await thrown;
  return browser;
}

it('fails for a logged warning, a logged and a thrown error, a refused and a failed request', async () => {
  const browser = await complainingBrowser();
  expect(browser.complaints).toHaveLength(5);
  const failure = await browser.close().then(
    () => 'none',
    (error: unknown) => String(error),
  );
  for (const complaint of ['a warning', 'an error', 'Error: thrown', '/gone answered 404', '/cut: net::ERR_']) {
    expect(failure).toContain(complaint);
  }
  expect(failure).not.toContain('all is well');
});

it('does not fail for what a test brings about on purpose', async () => {
  const browser = await complainingBrowser({ onPurpose: ['no network'] });
  expect([...browser.complaints].sort()).toEqual([
    'Error: thrown',
    'GET http://page.test/gone answered 404',
    'a warning',
    'an error',
  ]);
  await expect(browser.close()).rejects.toThrow();
});
