// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Bar, Bars } from '../../../../client/charts/bars.tsx';

let root: Root;
beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  root = createRoot(document.body.appendChild(document.createElement('div')));
});
afterEach(async () => {
  await act(async () => root.unmount());
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

const show = (values: (number | null)[], most?: number) => {
  const bars = values.map((value, index): Bar => ({ key: String(index), label: `Rep ${index + 1}`, value }));
  return act(async () =>
    root.render(<Bars title="Score" bars={bars} words={String} {...(most !== undefined && { most })} />),
  );
};
const heights = () => [...document.querySelectorAll('rect')].map((bar) => Number(bar.getAttribute('height')));

it('draws values to scale, says them in words, and leaves a place where there is none', async () => {
  await show([50, null, 100, 75], 200);
  expect(heights()).toEqual([24, 48, 36]);
  const places = [...document.querySelectorAll('rect')].map((bar) => Number(bar.getAttribute('x')));
  expect((places[1] ?? 0) - (places[0] ?? 0)).toBeCloseTo(2 * ((places[2] ?? 0) - (places[1] ?? 0)));
  expect(document.querySelector('svg')?.getAttribute('aria-label')).toBe('Score: 50 to 100, mean 75');
  expect(document.querySelector('rect title')?.textContent).toBe('Rep 1: 50');
});

it('goes up to the largest value where nothing else is said, also where that is nothing', async () => {
  await show([1, 4]);
  expect(heights()).toEqual([24, 96]);
  await show([0, 0]);
  expect(heights()).toEqual([2, 2]);
  expect(document.querySelector('svg')?.getAttribute('aria-label')).toBe('Score: 0');
});

it('is left out where nothing was measured', async () => {
  await show([null, null]);
  expect(document.querySelector('figure')).toBeNull();
});
