import { expect, it } from 'vitest';
import { isMirrored } from '../../../../client/live/mirrored.ts';

const camera = (facingMode?: string) => ({ getSettings: () => (facingMode === undefined ? {} : { facingMode }) });

it('shows people a mirror of themselves, and what a phone’s back camera sees as it is', () => {
  expect(isMirrored(camera('user'))).toBe(true);
  expect(isMirrored(camera())).toBe(true);
  expect(isMirrored(camera('environment'))).toBe(false);
});
