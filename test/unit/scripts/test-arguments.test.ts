import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../../../scripts/setup/paths.mjs';
import { slowTests, testArguments } from '../../../scripts/setup/test-arguments.mjs';
import { LONGEST } from '../../support/longest-first.ts';

it('hands everything on to vitest as it is', () => {
  expect(testArguments(['test/unit', '--bail=1'])).toEqual({ quick: false, args: ['test/unit', '--bail=1'] });
});

it('leaves the slow files out of the quick set, and hands the rest on', () => {
  const { quick, args } = testArguments(['quick', '--bail=1']);
  expect(quick).toBe(true);
  expect(args).toEqual(expect.arrayContaining(['--project', 'unit', '--exclude', slowTests[0], '--bail=1']));
  expect(args).not.toContain('quick');
});

it.each(slowTests)('knows %s, so that a file that was moved is not forgotten', (file) => {
  expect(existsSync(join(projectRoot, file))).toBe(true);
});

it.each(LONGEST)('begins with %s, which is there', (file) => {
  expect(existsSync(join(projectRoot, file))).toBe(true);
});
