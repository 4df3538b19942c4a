/** A model of somebody's own, from the file to keypoints in pictures: a tiny one that finds dots by their colours. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createPoseEstimator, poseCandidates } from '../../../../../../server/analysis/engines/engines.ts';
import { parseDescription } from '../../../../../../server/analysis/engines/simcc/description.ts';
import { descriptionTextOf } from '../../../../../../server/analysis/engines/simcc/model-file.ts';
import { createOnnxSimcc } from '../../../../../../server/analysis/engines/simcc/onnx-simcc.ts';
import { KEYPOINT_STRIDE } from '../../../../../../server/analysis/pose-estimator.ts';
import { VideoDecoder } from '../../../../../../server/video/decoder.ts';
import { anAthlete, drawAthlete } from '../../../../../../shared/athlete/index.ts';
import { LAYOUTS, type PoseLayout } from '../../../../../../shared/coaching/index.ts';
import {
  type ColourModelOptions,
  colourModel,
  DOT_COLOURS,
  MEAN,
  MODEL_SIZE,
  type Rgb,
  STD,
  writeColourModel,
} from '../../../../../support/colour-model.ts';
import { encodeClip } from '../../../../../support/rtp/clip.ts';
import { temporaryFolder } from '../../../../../support/temporary-folder.ts';

const described = (keypoints: string, more: object = {}) =>
  JSON.stringify({ keypoints, size: MODEL_SIZE, mean: MEAN, std: STD, ...more });

/** Where each of the 21 points stands among a set's. */
const SETS = {
  coco17: { count: 17, layout: 'coco17', feet: [] },
  halpe26: { count: 26, layout: 'body21', feet: [24, 25, 20, 21] },
  'coco-wholebody133': { count: 133, layout: 'body21', feet: [19, 22, 17, 20] },
} as const;

/** Each wanted point's dot has a colour of its own; the others are in no picture. */
function coloursOf(set: keyof typeof SETS): (Rgb | undefined)[] {
  const { count, feet } = SETS[set];
  const colours = new Array<Rgb | undefined>(count).fill(undefined);
  for (let point = 0; point < 17; point++) colours[point] = DOT_COLOURS[point];
  for (const [point, index] of feet.entries()) colours[index] = DOT_COLOURS[17 + point];
  return colours;
}

const COCO = { colours: coloursOf('coco17'), beside: described('coco17') };

/** A drawn athlete with a dot on each point of the layout. */
function dottedClip(layout: PoseLayout) {
  const size = { width: 640, height: 480 };
  const athlete = anAthlete({ activity: 'squat', reps: 1, tempo: 2, view: 'front-left' });
  const context = createCanvas(size.width, size.height).getContext('2d');
  const truth = Array.from({ length: 12 }, (_, index) => athlete.poseAt(1_500 + index * 200, layout).keypoints);
  const pictures = truth.map((points, index) => {
    drawAthlete(context, athlete.poseAt(1_500 + index * 200), size);
    for (const [point, { x, y }] of points.entries()) {
      const [red, green, blue] = DOT_COLOURS[point] ?? [0, 0, 0];
      context.fillStyle = `rgb(${red} ${green} ${blue})`;
      context.beginPath();
      context.arc(x * size.width, y * size.height, point < 5 ? 4 : 8, 0, 2 * Math.PI);
      context.fill();
    }
    return Uint8Array.from(context.getImageData(0, 0, size.width, size.height).data);
  });
  return { truth, clip: encodeClip({ codec: 'vp8', size, framesPerSecond: 5, bitRate: 4_000_000, pictures }) };
}

describe('a model of one’s own', () => {
  it.each(['coco17', 'halpe26', 'coco-wholebody133'] as const)(
    'of %s finds the points in a picture',
    async (set) => {
      const { layout } = SETS[set];
      const file = writeColourModel(temporaryFolder(), { colours: coloursOf(set), beside: described(set) });
      const estimator = await createPoseEstimator({ file });
      onTestFinished(() => estimator.close());
      expect(estimator).toMatchObject({ name: 'onnxruntime', model: 'colours.onnx', layout, input: MODEL_SIZE });
      const { truth, clip } = dottedClip(layout);
      const decoder = VideoDecoder.create('vp8');
      onTestFinished(() => decoder.close());
      const follower = estimator.follow();
      const errors: number[] = [];
      for (const [index, { data }] of clip.frames.entries()) {
        const picture = decoder.decode(data) ? decoder.take() : undefined;
        const pose = picture && (await follower.estimate(picture, index * 200));
        const keypoints = pose?.keypoints ?? new Float32Array();
        expect(keypoints).toHaveLength(LAYOUTS[layout].names.length * KEYPOINT_STRIDE[layout]);
        for (const [point, { x, y }] of (truth[index] ?? []).entries()) {
          const [foundX = 0, foundY = 0, score = 0] = keypoints.subarray(point * 3);
          // A dot may lie below another one; points of the face lie close together.
          if (point >= 5 && score > 0.3) errors.push(Math.hypot((foundX - x) * (4 / 3), foundY - y));
        }
      }
      expect(errors.length).toBeGreaterThan(0.8 * truth.length * (LAYOUTS[layout].names.length - 5));
      expect(errors.reduce((a, b) => a + b, 0) / errors.length).toBeLessThan(0.02);
    },
    60_000,
  );

  it('may be described in its own metadata', async () => {
    const file = writeColourModel(temporaryFolder(), {
      colours: coloursOf('halpe26'),
      metadata: { author: 'somebody', sideline: described('halpe26') },
    });
    const estimator = await createOnnxSimcc(file);
    onTestFinished(() => estimator.close());
    expect(estimator.layout).toBe('body21');
  });

  it('is described by the file beside it where there are both', async () => {
    const file = writeColourModel(temporaryFolder(), { ...COCO, metadata: { sideline: 'nonsense' } });
    const estimator = await createOnnxSimcc(file);
    onTestFinished(() => estimator.close());
    expect(estimator.layout).toBe('coco17');
  });

  it('runs on ONNX Runtime alone', () => {
    expect(poseCandidates({ engine: 'tfjs', file: '/models/a.onnx' })).toEqual([]);
    expect(poseCandidates({ file: '/models/a.onnx' })).toMatchObject([{ engine: 'onnx', model: 'a.onnx' }]);
  });
});

describe('what is wrong with a model is said, and what to do', () => {
  type Case = [
    what: string,
    options: Partial<ColourModelOptions> & { beside?: string | Uint8Array | undefined },
    message: RegExp,
  ];
  it.each<Case>([
    [
      'no description',
      { beside: undefined },
      /Write \/.*colours\.json, or the entry "sideline".*\{"keypoints":"coco17"/,
    ],
    [
      'a wrong description',
      { beside: described('coco18') },
      /colours\.json: keypoints: is neither .* should be like \{/,
    ],
    [
      'another size',
      { beside: described('coco17', { size: { width: 256, height: 256 } }) },
      /192 x 256.* 256 x 256; write "size":\{"width":192,"height":256\}/,
    ],
    [
      'another number of points',
      { beside: described('halpe26') },
      /simcc_x as \[1, 17, 384\].* \[1, 26, …\]; name the keypoints/,
    ],
    [
      'heat maps',
      { outputs: ['heatmaps', 'boxes'] },
      /gives heatmaps, boxes, and a SimCC model gives simcc_x and simcc_y/,
    ],
    ['bytes in place of floats', { input: 'uint8' }, /takes its picture as uint8; convert it with inputs of float32/],
    ['numbers that are no multiple', { columns: 300 }, /300 numbers for each simcc_x, .* multiple of 192 px/],
    ['a description too long', { beside: ' '.repeat(70_000) }, /longer than 64 kB/],
    ['a description that is no text', { beside: Uint8Array.of(0x7b, 0xff, 0x7d) }, /colours\.json is not UTF-8/],
  ])('with %s', async (_what, options, message) => {
    const file = writeColourModel(temporaryFolder(), { ...COCO, ...options });
    await expect(createOnnxSimcc(file)).rejects.toThrow(message);
  });

  it('with metadata that says it twice', async () => {
    const file = join(temporaryFolder(), 'twice.onnx');
    const entry = { sideline: described('coco17') };
    const once = colourModel({ ...COCO, metadata: entry });
    const plain = colourModel(COCO);
    writeFileSync(file, Buffer.concat([once, Buffer.from(once).subarray(plain.length)]));
    await expect(createOnnxSimcc(file)).rejects.toThrow(/entry "sideline" 2 times; leave one/);
  });

  it('where there is no file, a folder, or no model in it', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'folder.onnx'));
    writeFileSync(join(folder, 'text.onnx'), 'not a model');
    await expect(createOnnxSimcc(join(folder, 'none.onnx'))).rejects.toThrow(/none\.onnx is no file; give the path/);
    await expect(createOnnxSimcc(join(folder, 'folder.onnx'))).rejects.toThrow(/folder\.onnx is no file/);
    await expect(createOnnxSimcc(join(folder, 'text.onnx'))).rejects.toThrow(/no ONNX model .*convert it anew/);
  });

  it('by whatever engine is asked for the file', async () => {
    await expect(createPoseEstimator({ file: '/nowhere/model.onnx' })).rejects.toThrow(
      /No pose engine can be loaded: onnx with model\.onnx: \/nowhere\/model\.onnx is no file/,
    );
  });
});

it('every byte of a description counts: cut anywhere it is refused, and changed it is refused or is another valid one', async () => {
  const text = described('halpe26');
  const read = async (value: Uint8Array) => {
    const file = writeColourModel(temporaryFolder(), { colours: COCO.colours, metadata: { sideline: value } });
    return parseDescription((await descriptionTextOf(file))?.text ?? '');
  };
  const whole = Buffer.from(text);
  for (let length = 0; length < whole.length; length += 7)
    await expect(read(whole.subarray(0, length))).rejects.toThrow();
  for (let at = 0; at < whole.length; at += 7) {
    for (const byte of [0x00, 0xff, 0x22]) {
      const changed = Buffer.from(whole);
      changed[at] = byte;
      if (!changed.equals(whole)) await expect(read(changed)).rejects.toThrow();
    }
  }
});
