import { AV_CODEC_ID_H264, AVMEDIA_TYPE_VIDEO } from 'node-av/constants';
import { CodecParameters } from 'node-av/lib';
import type { Size } from '../../../shared/size.ts';
import type { VideoCodec } from '../../rtp/payload-formats.ts';
import { announcedSize } from '../../video/picture-size.ts';

/** What a file must say of its picture before the first frame. */
export interface VideoFormat extends Size {
  readonly codec: VideoCodec;
  /** H264's sequence and picture parameter sets, as an Annex B byte stream. */
  readonly parameterSets?: Buffer;
}

const START_CODE = Buffer.from([0, 0, 1]);
const SEQUENCE_PARAMETERS = 7;
const PICTURE_PARAMETERS = 8;

/** The format of a video that begins with this key frame; `undefined` when it does not say. */
export function videoFormat(codec: VideoCodec, keyFrame: Buffer): VideoFormat | undefined {
  if (codec === 'h264') return h264Format(keyFrame);
  const size = announcedSize(codec, keyFrame);
  return size && { codec, ...size };
}

function h264Format(keyFrame: Buffer): VideoFormat | undefined {
  const units = nalUnits(keyFrame).filter((unit) => isParameterSet((unit[0] ?? 0) & 0x1f));
  if (units.length < 2) return undefined;
  const parameterSets = Buffer.concat(units.flatMap((unit) => [Buffer.of(0), START_CODE, unit]));
  const parameters = new CodecParameters();
  parameters.alloc();
  try {
    parameters.codecType = AVMEDIA_TYPE_VIDEO;
    parameters.codecId = AV_CODEC_ID_H264;
    parameters.extradata = parameterSets;
    if (parameters.parseExtradata() < 0) return undefined;
    const { width, height } = parameters;
    return width > 0 && height > 0 ? { codec: 'h264', width, height, parameterSets } : undefined;
  } finally {
    parameters.free();
  }
}

const isParameterSet = (type: number) => type === SEQUENCE_PARAMETERS || type === PICTURE_PARAMETERS;

function nalUnits(stream: Buffer): Buffer[] {
  const units: Buffer[] = [];
  for (let start = stream.indexOf(START_CODE); start >= 0; ) {
    const next = stream.indexOf(START_CODE, start + START_CODE.length);
    const end = next < 0 ? stream.length : next - Number(stream[next - 1] === 0);
    units.push(stream.subarray(start + START_CODE.length, end));
    start = next;
  }
  return units;
}
