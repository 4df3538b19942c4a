import { chromiumAdvice, findChromium } from '../../../scripts/setup/chromium.mjs';
import { findFirefox, firefoxAdvice } from '../../../scripts/setup/firefox.mjs';
import { type Finding, ok, warn } from './finding.ts';

/** The browsers that the end-to-end tests drive; the server itself needs none. */
export function checkBrowsers(env: NodeJS.ProcessEnv): Finding[] {
  return [
    finding('Test browser', findChromium(env), 'none; only the end-to-end tests need it', chromiumAdvice),
    finding('Test Firefox', findFirefox(env), 'none; the end-to-end test in Firefox is skipped', firefoxAdvice),
  ];
}

const finding = (name: string, path: string | undefined, missing: string, advice: readonly string[]): Finding =>
  path ? ok(name, path) : warn(name, missing, advice.join(' '));
