import { expect, it } from 'vitest';
import { type Film, frameNear, stepped } from '../../../../../client/stage/replay/film.ts';

const chunk = {} as EncodedVideoChunk;
const film: Film = [[1_000, 1_033, 1_066], [1_100, 1_133], [4_000]].map((times) => ({
  config: { codec: 'vp8' },
  frames: times.map((at) => ({ at, chunk })),
}));

it.each([
  ['the frame itself', 1_033, 1_033],
  ['the nearest one', 1_090, 1_100],
  ['the last before a gap', 1_500, 1_133],
  ['none in a gap', 2_500, undefined],
  ['none long before the first', 100, undefined],
  ['the first shortly before it', 700, 1_000],
])('has %s', (_, at, found) => {
  const near = frameNear(film, at);
  expect(near?.frame.at).toBe(found);
  expect(near?.group).toBe(near && film.find(({ frames }) => frames.includes(near.frame)));
});

it.each([
  ['one on', 1_033, 1, 1_066],
  ['over the end of a group', 1_066, 1, 1_100],
  ['back from between two frames', 1_095, -1, 1_066],
  ['over a gap', 1_133, 1, 4_000],
  ['no further than the last', 4_000, 5, 4_000],
  ['no further than the first', 1_033, -10, 1_000],
])('steps %s', (_, at, steps, found) => {
  expect(stepped(film, at, steps)).toBe(found);
});

it('steps nowhere where it is empty', () => {
  expect(stepped([], 1_000, 1)).toBeUndefined();
});
