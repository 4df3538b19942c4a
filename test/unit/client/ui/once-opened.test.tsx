// @vitest-environment happy-dom
import { act, useCallback, useState } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NoAnswerError } from '../../../../client/no-answer-error.ts';
import { OnceOpened } from '../../../../client/ui/once-opened.tsx';

const Dialog = ({ opened }: { opened: boolean }) => <p>{opened ? 'open' : 'closed'}</p>;

let root: Root;
let press: () => Promise<void>;
const failures: Error[] = [];
const shown = () => document.querySelector('p')?.textContent;

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  root = createRoot(document.body.appendChild(document.createElement('div')));
});
afterEach(() => {
  failures.length = 0;
  act(() => root.unmount());
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

async function aPage(load: () => Promise<typeof Dialog>): Promise<void> {
  function Page() {
    const [opened, setOpened] = useState(false);
    const failed = useCallback((error: Error) => {
      failures.push(error);
      setOpened(false);
    }, []);
    press = async () => await act(async () => setOpened((open) => !open));
    return (
      <OnceOpened opened={opened} load={load} onFailed={failed}>
        {(Loaded) => <Loaded opened={opened} />}
      </OnceOpened>
    );
  }
  await act(async () => root.render(<Page />));
}

describe('a part of the page that opens on request', () => {
  it('is loaded when it is opened for the first time, and stays', async () => {
    const load = vi.fn(async () => Dialog);
    await aPage(load);
    expect(load).not.toHaveBeenCalled();
    await press();
    expect(shown()).toBe('open');
    await press();
    expect(shown()).toBe('closed');
    await press();
    expect(load).toHaveBeenCalledOnce();
  });

  it('reports that it can’t be had, leaves the page as it is, and is loaded again when it is opened again', async () => {
    const load = vi
      .fn(async () => Dialog)
      .mockRejectedValueOnce(new TypeError('Failed to fetch dynamically imported module'));
    await aPage(load);
    await press();
    expect(shown()).toBeUndefined();
    expect(failures).toEqual([expect.any(NoAnswerError)]);
    await press();
    expect(shown()).toBe('open');
  });
});
