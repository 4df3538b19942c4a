import { chromiumAdvice, findChromium } from '../../../scripts/setup/chromium.mjs';
import { type Finding, ok, warn } from './finding.ts';

/** The browser that the end-to-end tests drive; the server itself needs none. */
export function checkBrowser(env: NodeJS.ProcessEnv): Finding {
  const name = 'Test browser';
  const path = findChromium(env);
  if (path) return ok(name, path);
  return warn(name, 'none; only the end-to-end tests need it', chromiumAdvice.join(' '));
}
