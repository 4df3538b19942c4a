import { createCanvas } from '@napi-rs/canvas';
import { expect, it } from 'vitest';
import { jpegSize } from '../../../../server/pictures/jpeg-size.ts';

it('reads the size of a JPEG from its header, whatever stands before and however little of it is there', async () => {
  const jpeg = await createCanvas(120, 80).encode('jpeg');
  expect(jpegSize(jpeg)).toEqual({ width: 120, height: 80 });
  const comment = Buffer.from([0xff, 0xff, 0xfe, 0x00, 0x06, ...Buffer.from('note')]);
  expect(jpegSize(Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)]))).toEqual({ width: 120, height: 80 });
  for (let length = 0; length < 20; length += 1) expect(jpegSize(jpeg.subarray(0, length))).toBeUndefined();
});

it('knows what is none', async () => {
  expect(jpegSize(await createCanvas(4, 4).encode('png'))).toBeUndefined();
  expect(jpegSize(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toBeUndefined();
  // A segment of no length would be read again for ever.
  expect(jpegSize(Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]))).toBeUndefined();
});
