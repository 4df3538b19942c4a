import { expect, it } from 'vitest';
import { Places } from '../../../../server/support/places.ts';

it('gives as many places as there are, and each again once it was given back', () => {
  const places = new Places(2);
  const leave = places.take();
  expect(places.take()).toBeDefined();
  expect(places.take()).toBeUndefined();
  leave?.();
  expect(places.take()).toBeDefined();
  expect(places.take()).toBeUndefined();
});

it('takes a place back once, however often it is given back', () => {
  const places = new Places(1);
  const leave = places.take();
  leave?.();
  leave?.();
  expect(places.take()).toBeDefined();
  expect(places.take()).toBeUndefined();
});
