import { describe, expect, it } from 'vitest';
import { satisfies, supportedNode } from '../../../scripts/setup/node-version.mjs';
import { projectRoot } from '../../../scripts/setup/paths.mjs';

describe('the Node versions that package.json names', () => {
  const range = supportedNode(projectRoot);

  it.each([
    ['20.18.3', false],
    ['20.19.0', true],
    ['v20.20.2', true],
    ['21.7.0', false],
    ['22.11.0', false],
    ['22.12.0', true],
    ['23.5.0', false],
    ['24.0.0', true],
    ['24.1.0-nightly20260101', true],
    ['26.0.1', true],
  ])('%s is supported: %s', (version, supported) => {
    expect(satisfies(version, range)).toBe(supported);
  });

  it('refuses a range that it cannot judge', () => {
    expect(() => satisfies('20.19.0', '20.x || <30')).toThrow(RangeError);
  });
});
