import {
  AV_LOG_FATAL,
  AV_PIX_FMT_RGBA,
  AV_PIX_FMT_YUV420P,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AVMEDIA_TYPE_VIDEO,
  FF_ENCODER_LIBVPX_VP8,
  FF_ENCODER_LIBX264,
  SWS_AREA,
} from 'node-av/constants';
import { Codec, CodecContext, FormatContext, Frame, Log, Packet, Rational, SoftwareScaleContext } from 'node-av/lib';
import type { VideoCodec } from '../../../server/rtp/payload-formats.ts';
import { copyInto, PIXEL_BYTES, PictureScaler } from '../../../server/video/picture-scaler.ts';
import type { Size } from '../../../shared/size.ts';
import type { ClipFrame } from './packetizer.ts';

/** A short encoded video as a camera would send it: a key frame about every second, no frame waits for a later one. */
export interface Clip extends Size {
  readonly codec: VideoCodec;
  readonly framesPerSecond: number;
  readonly frames: readonly ClipFrame[];
}

const ENCODERS = {
  vp8: { name: FF_ENCODER_LIBVPX_VP8, options: { deadline: 'realtime', 'cpu-used': '8', 'lag-in-frames': '0' } },
  h264: { name: FF_ENCODER_LIBX264, options: { preset: 'veryfast', tune: 'zerolatency', profile: 'baseline' } },
} as const;

/**
 * Three temporal layers (L1T3) as browsers send them: each but the lowest doubles the frames of those below, and none refers
 * to a higher one. Here are the frames of the pattern, and libvpx's words for it.
 */
const TEMPORAL_PATTERN = [
  { layer: 0, layerSync: false },
  { layer: 2, layerSync: true },
  { layer: 1, layerSync: true },
  { layer: 2, layerSync: false },
];
const temporalLayers = (bitRate: number) => ({
  // Else probabilities learnt from higher layers would be needed for lower ones.
  'error-resilient': 'default',
  'ts-parameters': [
    'ts_number_layers=3',
    `ts_target_bitrate=${[0.5, 0.7, 1].map((share) => Math.round((share * bitRate) / 1000)).join(',')}`,
    'ts_rate_decimator=4,2,1',
    `ts_periodicity=${TEMPORAL_PATTERN.length}`,
    `ts_layer_id=${TEMPORAL_PATTERN.map(({ layer }) => layer).join(',')}`,
    'ts_layering_mode=3',
  ].join(':'),
});

Log.setLevel(AV_LOG_FATAL);

/** Encodes pictures given as RGBA, 4 bytes a px, rows without padding. */
export function encodeClip(options: {
  codec: VideoCodec;
  size: Size;
  framesPerSecond: number;
  bitRate?: number;
  /** With three temporal layers (VP8 only); key frames then stand where the pattern of the layers begins. */
  temporal?: boolean;
  pictures: Iterable<Uint8Array>;
}): Clip {
  const { codec, size, framesPerSecond, bitRate = 400_000, temporal = false, pictures } = options;
  const pattern = temporal ? TEMPORAL_PATTERN : [{ layer: 0, layerSync: false }];
  const keyFrameEvery = Math.ceil(framesPerSecond / pattern.length) * pattern.length;
  const encoder = openEncoder({ codec, size, framesPerSecond, bitRate, keyFrameEvery, temporal });
  const scaler = new SoftwareScaleContext();
  scaler.getContext(size.width, size.height, AV_PIX_FMT_RGBA, size.width, size.height, AV_PIX_FMT_YUV420P, SWS_AREA);
  const frame = new Frame();
  frame.alloc();
  frame.format = AV_PIX_FMT_YUV420P;
  frame.width = size.width;
  frame.height = size.height;
  check(frame.getBuffer(0), 'get a frame buffer');
  const packet = new Packet();
  packet.alloc();
  const frames: ClipFrame[] = [];
  try {
    let index = 0n;
    for (const picture of pictures) {
      check(frame.makeWritable(), 'write to a frame');
      const pixels = [Buffer.from(picture.buffer, picture.byteOffset, picture.byteLength)];
      check(scaler.scaleSync(pixels, [size.width * 4], 0, size.height, frame.data ?? [], frame.linesize), 'convert');
      frame.pts = index++;
      check(encoder.sendFrameSync(frame), 'encode');
      drain(encoder, packet, frames);
    }
    check(encoder.sendFrameSync(null), 'flush');
    drain(encoder, packet, frames);
  } finally {
    for (const native of [packet, frame]) native.free();
    scaler.freeContext();
    encoder.freeContext();
  }
  const layered = frames.map((frame, index) => ({ ...frame, ...pattern[index % pattern.length] }));
  return { codec, ...size, framesPerSecond, frames: layered };
}

/** Decodes a video file to RGBA pictures of the given size. */
export async function* picturesOf(file: string, size: Size): AsyncGenerator<Uint8Array> {
  const input = new FormatContext();
  check(await input.openInput(file), `open ${file}`);
  check(await input.findStreamInfo(null), 'find the streams');
  const stream = input.streams.find(({ codecpar }) => codecpar.codecType === AVMEDIA_TYPE_VIDEO);
  const codec = stream && Codec.findDecoder(stream.codecpar.codecId);
  if (!codec) throw new Error(`${file} has no video that can be decoded`);
  const decoder = new CodecContext();
  decoder.allocContext3(codec);
  check(decoder.parametersToContext(stream.codecpar), 'set up the decoder');
  check(decoder.open2Sync(codec), 'open the decoder');
  const packet = new Packet();
  packet.alloc();
  const frame = new Frame();
  frame.alloc();
  const scaler = new PictureScaler('rgba');
  try {
    for (let more = true; more; ) {
      more = (await input.readFrame(packet)) >= 0;
      if (more && packet.streamIndex !== stream.index) continue;
      decoder.sendPacketSync(more ? packet : null);
      packet.unref();
      while (decoder.receiveFrameSync(frame) >= 0) {
        const { width, height, data, linesize } = frame;
        const rows = scaler.scale({ width, height, data, linesize, format: decoder.pixelFormat }, size);
        if (!rows) throw new Error(`${file} has a picture that can't be converted`);
        const picture = new Uint8Array(size.width * size.height * PIXEL_BYTES.rgba);
        copyInto(picture, size.width, { x: 0, y: 0, ...size }, rows);
        yield picture;
      }
    }
  } finally {
    for (const native of [packet, frame]) native.free();
    scaler.close();
    decoder.freeContext();
    await input.closeInput();
  }
}

function openEncoder(wanted: {
  codec: VideoCodec;
  size: Size;
  framesPerSecond: number;
  bitRate: number;
  keyFrameEvery: number;
  temporal: boolean;
}): CodecContext {
  const { codec, size, framesPerSecond, bitRate, keyFrameEvery, temporal } = wanted;
  const { name, options } = ENCODERS[codec];
  const encoder = Codec.findEncoderByName(name);
  if (!encoder) throw new Error(`FFmpeg has no encoder ${name}`);
  const context = new CodecContext();
  context.allocContext3(encoder);
  context.width = size.width;
  context.height = size.height;
  context.pixelFormat = AV_PIX_FMT_YUV420P;
  context.timeBase = new Rational(1, framesPerSecond);
  context.framerate = new Rational(framesPerSecond, 1);
  context.bitRate = BigInt(bitRate);
  context.gopSize = keyFrameEvery;
  context.maxBFrames = 0;
  context.threadCount = 1;
  for (const [option, value] of Object.entries({ ...options, ...(temporal && temporalLayers(bitRate)) })) {
    check(context.setOption(option, value), `set ${option}`);
  }
  check(context.open2Sync(encoder), `open ${name}`);
  return context;
}

function drain(encoder: CodecContext, packet: Packet, frames: ClipFrame[]): void {
  for (;;) {
    const result = encoder.receivePacketSync(packet);
    if (result === AVERROR_EAGAIN || result === AVERROR_EOF) return;
    check(result, 'take a packet');
    frames.push({ data: Buffer.from(packet.data ?? []), keyFrame: packet.isKeyframe });
    packet.unref();
  }
}

function check(result: number, what: string): void {
  if (result < 0) throw new Error(`FFmpeg can't ${what} (${result})`);
}

/** The same VP8 video, whose key frames announce pictures of this width and height, px. */
export function announcing(clip: Clip, side: number): Clip {
  const frames = clip.frames.map(({ data, keyFrame }) => {
    const changed = Buffer.from(data);
    if (keyFrame) {
      changed.writeUInt16LE(side, 6);
      changed.writeUInt16LE(side, 8);
    }
    return { data: changed, keyFrame };
  });
  return { ...clip, frames };
}

/** A noisy square that wanders over a gradient: enough for a codec to need several packets a frame. */
export function* wanderingSquare(size: Size, count: number): Generator<Uint8Array> {
  const side = Math.floor(size.height / 4);
  for (let index = 0; index < count; index++) {
    const picture = Buffer.alloc(size.width * size.height * 4, 255);
    const left = (index * 7) % (size.width - side);
    for (let y = 0; y < size.height; y++) {
      for (let x = 0; x < size.width; x++) {
        const inside = x >= left && x < left + side && y >= side && y < 2 * side;
        const grain = ((x * 73 + y * 151 + index * 197) * 31) & 0xff;
        picture.fill(inside ? grain : (x + y) & 0x7f, (y * size.width + x) * 4, (y * size.width + x) * 4 + 3);
      }
    }
    yield picture;
  }
}
