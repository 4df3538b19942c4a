// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ClipMedia } from '../../../../client/clips/clip-media.tsx';

let root: Root;
let troubles = 0;
beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  troubles = 0;
  root = createRoot(document.body.appendChild(document.createElement('div')));
});
afterEach(async () => {
  await act(async () => root.unmount());
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

const KINDS = [
  { form: 'film', tag: 'video', loaded: 'loadeddata' },
  { form: 'kinogram', tag: 'img', loaded: 'load' },
] as const;

it.each(KINDS)('shows a $form by the same address while that is good', async ({ form, tag, loaded }) => {
  const show = (url: string) =>
    act(async () => root.render(<ClipMedia form={form} url={url} title="Rep 3" onTrouble={() => troubles++} />));
  const source = () => document.querySelector(tag)?.getAttribute('src');
  const happens = (what: string) => act(async () => document.querySelector(tag)?.dispatchEvent(new Event(what)));

  await show('/a');
  await happens(loaded);
  await show('/b');
  expect(source()).toBe('/a');
  // The newest address that is known already is the next one.
  await happens('error');
  expect([source(), troubles]).toEqual(['/b', 1]);
  await happens(loaded);
  await happens('error');
  expect([source(), troubles]).toEqual(['/b', 2]);
  await show('/c');
  expect(source()).toBe('/c');
});

it.each(KINDS)('asks once for another address of a $form that none helps', async ({ form, tag }) => {
  let url = 0;
  const show = () =>
    act(async () => root.render(<ClipMedia form={form} url={`/${url}`} title="Rep 3" onTrouble={() => troubles++} />));
  await show();
  for (let round = 1; round <= 3; round += 1) {
    await act(async () => document.querySelector(tag)?.dispatchEvent(new Event('error')));
    url += 1;
    await show();
  }
  expect(troubles).toBe(1);
});
