// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useReviewTime } from '../../../../client/pages/use-review-time.ts';

const ID = '5b07e3c0-26d9-46f7-834a-bbb98923f0b7';

let root: Root;
let said: string[];
/** What the server answers. */
let counted: boolean;

function Page() {
  useReviewTime('token', ID);
  return null;
}

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  [said, counted] = [[], true];
  vi.stubGlobal('fetch', async (path: string, { method }: RequestInit) => {
    said.push(`${method} ${path}`);
    return Response.json({ counted });
  });
  root = createRoot(document.body.appendChild(document.createElement('div')));
  await act(async () => root.render(<Page />));
});
afterEach(async () => {
  await act(async () => root.unmount());
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const pass = (minutes: number) => vi.advanceTimersByTimeAsync(60_000 * minutes);

it('says twice a minute that somebody looks, until they leave', async () => {
  await pass(1);
  expect(said).toEqual(Array(2).fill(`POST /api/sessions/${ID}/review-minutes`));
  await act(async () => root.render(null));
  await pass(5);
  expect(said).toHaveLength(2);
});

it('says nothing while nobody has touched anything for three minutes, or the page is out of sight', async () => {
  await pass(10);
  expect(said).toHaveLength(6);
  document.dispatchEvent(new Event('pointermove'));
  await pass(1);
  expect(said).toHaveLength(8);
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  await pass(1);
  expect(said).toHaveLength(8);
});

it('says no more once the server has said that it does not count', async () => {
  counted = false;
  await pass(5);
  expect(said).toHaveLength(1);
});
