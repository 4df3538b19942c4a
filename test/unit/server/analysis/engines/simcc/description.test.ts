import { describe, expect, it } from 'vitest';
import { exampleDescription, parseDescription } from '../../../../../../server/analysis/engines/simcc/description.ts';
import { LAYOUTS } from '../../../../../../shared/coaching/index.ts';

const COCO = LAYOUTS.coco17.names;
const good = { keypoints: 'halpe26', size: { width: 192, height: 256 }, mean: [1, 2, 3], std: [4, 5, 6] };
const withNames = (keypoints: readonly string[]) => JSON.stringify({ ...good, keypoints });

describe('a description of a model', () => {
  it.each([
    { keypoints: 'coco17', count: 17, layout: 'coco17', points: {} },
    { keypoints: 'halpe26', count: 26, layout: 'body21', points: { left_heel: 24, right_foot_index: 21 } },
    { keypoints: 'coco-wholebody133', count: 133, layout: 'body21', points: { left_heel: 19, right_foot_index: 20 } },
  ] as const)('names the set $keypoints, which is judged as $layout', ({ keypoints, count, layout, points }) => {
    const found = parseDescription(JSON.stringify({ ...good, keypoints }));
    expect(found).toMatchObject({ count, layout, size: good.size, mean: good.mean, std: good.std, order: 'rgb' });
    for (const [name, index] of Object.entries({ nose: 0, right_ankle: 16, ...points }))
      expect(found.indices[LAYOUTS[layout].names.indexOf(name)]).toBe(index);
  });

  it('may name the points in an order of its own, and in other spellings', () => {
    const names = COCO.toReversed().map((name) => name.replace('left_', 'Left ').replace('right_', 'RIGHT-'));
    const { layout, indices } = parseDescription(withNames(names));
    expect(layout).toBe('coco17');
    expect(indices).toEqual(Array.from({ length: 17 }, (_, index) => 16 - index));
  });

  it.each<[string, string, RegExp]>([
    ['no JSON', '{"keypoints":', /^is not JSON/],
    ['a list in place of it', '[]', /expected object/],
    [
      'an unknown set',
      JSON.stringify({ ...good, keypoints: 'mpii16' }),
      /^keypoints: is neither one of coco17, halpe26/,
    ],
    [
      'a count that is not known',
      withNames([...COCO, 'neck']),
      /^keypoints: there are 18 names; models of 17, 26, 133/,
    ],
    ['a name twice', withNames([...COCO.slice(1), 'left_eye']), /^keypoints: left_eye is there twice/],
    ['names that are not COCO’s', withNames(COCO.map((name) => `${name}x`)), /^keypoints: nose, .* are missing/],
    ['a name that is none', withNames([...COCO.slice(1), '\u0000']), /^keypoints/],
    ['no size', JSON.stringify({ ...good, size: undefined }), /^size: /],
    ['half a px', JSON.stringify({ ...good, size: { width: 192.5, height: 256 } }), /^size: width: /],
    ['a huge size', JSON.stringify({ ...good, size: { width: 192, height: 1e9 } }), /^size: height: /],
    ['two means', JSON.stringify({ ...good, mean: [1, 2] }), /^mean: /],
    ['a mean beyond colours', JSON.stringify({ ...good, mean: [1, 2, 300] }), /^mean: 2: /],
    ['a division by zero', JSON.stringify({ ...good, std: [1, 0, 1] }), /^std: 1: /],
    ['another order of colours', JSON.stringify({ ...good, order: 'hsv' }), /^order: /],
    ['a word too many', JSON.stringify({ ...good, scale: 2 }), /scale/],
  ])('is refused with %s, and says why', (_what, text, message) => {
    expect(() => parseDescription(text)).toThrow(message);
  });

  it('has an example for every shape, which is a description', () => {
    const example = exampleDescription({ count: 133, size: { width: 288, height: 384 } });
    expect(parseDescription(example)).toMatchObject({ count: 133, size: { width: 288, height: 384 } });
    expect(parseDescription(exampleDescription({}))).toMatchObject({ count: 17 });
    expect(parseDescription(exampleDescription({ count: 21 }))).toMatchObject({ count: 17 });
  });
});
