import { describe, expect, it } from 'vitest';
import {
  betterLayers,
  firstLayers,
  type LayerReadings,
  type Layers,
} from '../../../../../server/analysis/tap/tap-layers.ts';

const NEEDS = { framesPerSecond: 15, pictureSide: 192 };
const layers = (spatialLayer: number, temporalLayer: number): Layers => ({ spatialLayer, temporalLayer });

describe('firstLayers', () => {
  it.each([
    { top: layers(2, 2), framesPerSecond: 15, first: layers(0, 1) },
    { top: layers(2, 2), framesPerSecond: 30, first: layers(0, 2) },
    { top: layers(2, 2), framesPerSecond: 10, first: layers(0, 1) },
    { top: layers(2, 2), framesPerSecond: 8, first: layers(0, 0) },
    { top: layers(1, 1), framesPerSecond: 15, first: layers(0, 0) },
    { top: layers(1, 0), framesPerSecond: 15, first: layers(0, 0) },
  ])(
    'takes the smallest picture and the layer nearest $framesPerSecond fps of $top',
    ({ top, framesPerSecond, first }) => {
      expect(firstLayers(top, { ...NEEDS, framesPerSecond })).toEqual(first);
    },
  );
});

describe('betterLayers', () => {
  const top = layers(2, 2);
  it.each<[string, Layers, Partial<LayerReadings>, Layers]>([
    ['stays where the layers serve', layers(0, 1), {}, layers(0, 1)],
    ['climbs when the camera gives half of the usual rate', layers(0, 1), { framesPerSecond: 7.5 }, layers(0, 2)],
    ['climbs down when the camera gives twice of what is wanted', layers(0, 2), { framesPerSecond: 30 }, layers(0, 1)],
    ['bears a camera a little slower than wanted', layers(0, 1), { framesPerSecond: 12 }, layers(0, 1)],
    ['takes a larger picture when the model could use more', layers(0, 1), { pictureSide: 160 }, layers(1, 1)],
    ['climbs no higher than the top', layers(2, 2), { pictureSide: 90, framesPerSecond: 3 }, layers(2, 2)],
    ['decides nothing while no frame comes', layers(0, 1), { framesPerSecond: 0, pictureSide: 90 }, layers(0, 1)],
  ])('%s', (_, present, readings, better) => {
    expect(betterLayers(present, top, { framesPerSecond: 15, pictureSide: 320, ...readings }, NEEDS)).toEqual(better);
  });
});
