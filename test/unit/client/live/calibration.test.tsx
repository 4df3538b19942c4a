// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, it, vi } from 'vitest';
import { Calibration } from '../../../../client/live/calibration.tsx';
import { type CorrectionRequest, findActivity } from '../../../../shared/coaching/index.ts';

it('switches a fault off and on again, and says which faults were held against people', async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  const rules = findActivity('lunge')?.rules ?? [];
  const words: CorrectionRequest[] = [];
  const root = createRoot(document.body.appendChild(document.createElement('div')));
  const show = (off: readonly string[]) =>
    act(async () =>
      root.render(
        <MantineProvider env="test">
          <Calibration
            count={3}
            strictness="standard"
            rules={rules}
            rulesOff={new Set(off)}
            onCorrect={(word) => words.push(word)}
          />
        </MantineProvider>,
      ),
    );
  const switchOf = (label: string) => {
    const switches = [...document.querySelectorAll<HTMLInputElement>('input[type=checkbox]')];
    const found = switches.find((input) => input.closest('label')?.textContent.startsWith(label));
    if (!found) throw new Error(`there is no switch ${label}`);
    return found;
  };
  await show([]);
  expect(switchOf('Knee past toes').checked).toBe(true);
  await act(async () => switchOf('Knee past toes').click());
  await show(['knee-past-toes']);
  expect(switchOf('Knee past toes').checked).toBe(false);
  expect(document.querySelector('summary')?.textContent).toBe('Faults that are judged (1 off)');
  await act(async () => switchOf('Knee past toes').click());
  expect(words).toEqual([
    { kind: 'rule', rule: 'knee-past-toes', told: false },
    { kind: 'rule', rule: 'knee-past-toes', told: true },
  ]);
  const said = document.body.textContent ?? '';
  expect(said.split('Held against people')).toHaveLength(2);
  expect(said).toContain('Shown on drawn figures only');
  await act(async () => root.unmount());
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});
