import { expect, it } from 'vitest';
import { clickOnce, oncePressed } from '../../../../client/ui/keys.ts';

it('a key acts once, however long it is held, and again when it is pressed again', () => {
  let acted = 0;
  const press = oncePressed(() => {
    acted += 1;
  });
  press({ repeat: false });
  press({ repeat: true });
  press({ repeat: true });
  expect(acted).toBe(1);
  press({ repeat: false });
  expect(acted).toBe(2);
});

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
