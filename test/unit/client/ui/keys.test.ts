import { expect, it } from 'vitest';
import { clickOnce } from '../../../../client/ui/keys.ts';

it.each([
  ['Enter', true, true],
  ['Enter', false, false],
  ['Tab', true, false],
])('a button is kept from %s, repeated %s: %s', (key, repeat, kept) => {
  let prevented = false;
  clickOnce({
    key,
    repeat,
    preventDefault: () => {
      prevented = true;
    },
  });
  expect(prevented).toBe(kept);
});
