// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FilmSound } from '../../../../../client/review/player/sound.ts';

/** Those that the browser was asked for, in order. */
let elements: HTMLAudioElement[];

beforeEach(() => {
  elements = [];
  vi.stubGlobal('Audio', function anAudio(src: string) {
    const element = Object.assign(document.createElement('audio'), { src });
    elements.push(element);
    return element;
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** The sound of one part; each new link has the next number. */
function aSound(again?: () => Promise<string>) {
  let links = 0;
  const address = { url: '/film?token=0', again: again ?? (async () => `/film?token=${++links}`) };
  const sound = new FilmSound([[{ id: 'a', startMs: 0, endMs: 3_600_000, address }]]);
  sound.follow(0, 1);
  const [element] = elements;
  if (!element) throw new Error('nothing is played');
  return { sound, element };
}

const source = (element: HTMLAudioElement) => element.getAttribute('src');

it('gets a new link whenever one has run out, and gives up where a new one does not help', async () => {
  const { element } = aSound();
  for (const link of [1, 2, 3]) {
    element.dispatchEvent(new Event('error'));
    await vi.waitFor(() => expect(source(element)).toBe(`/film?token=${link}`));
    element.dispatchEvent(new Event('loadedmetadata'));
  }
  element.dispatchEvent(new Event('error'));
  await vi.waitFor(() => expect(source(element)).toBe('/film?token=4'));
  element.dispatchEvent(new Event('error'));
  await new Promise((resolve) => setImmediate(resolve));
  expect(source(element)).toBe('/film?token=4');
});

it('reads nothing of a part any more once it is over', () => {
  const { sound, element } = aSound();
  const emptied = vi.fn();
  element.addEventListener('emptied', emptied);
  sound.close();
  expect(source(element)).toBeNull();
  expect(emptied).toHaveBeenCalledOnce();
});

it('begins nothing anew by a link that comes when its part is over', async () => {
  let give: (url: string) => void = () => undefined;
  const { sound, element } = aSound(
    () =>
      new Promise<string>((resolve) => {
        give = resolve;
      }),
  );
  element.dispatchEvent(new Event('error'));
  sound.close();
  give('/film?token=1');
  await new Promise((resolve) => setImmediate(resolve));
  expect(source(element)).toBeNull();
});
