/** The process that makes one picture of a person anew: a stranger's file is decoded there. */
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { SidelineError } from '../../../shared/contract/errors.ts';
import { PICTURES } from '../../limits.ts';
import { serveTask } from '../../support/task-process.ts';

serveTask<Uint8Array, never, Uint8Array>(async (given) => {
  const image = await loadImage(Buffer.from(given)).catch((cause: unknown) => {
    throw new SidelineError('invalid_request', 'This picture can’t be read.', { cause });
  });
  const side = Math.min(image.width, image.height);
  const canvas = createCanvas(PICTURES.sidePx, PICTURES.sidePx);
  const [left, top] = [(image.width - side) / 2, (image.height - side) / 2];
  canvas.getContext('2d').drawImage(image, left, top, side, side, 0, 0, PICTURES.sidePx, PICTURES.sidePx);
  return await canvas.encode('jpeg', PICTURES.quality);
});
