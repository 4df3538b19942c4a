import {
  AV_CODEC_FLAG_LOW_DELAY,
  AV_CODEC_ID_H264,
  AV_CODEC_ID_VP8,
  AV_LOG_FATAL,
  AV_OPT_TYPE_INT64,
  type AVCodecID,
} from 'node-av/constants';
import { Codec, CodecContext, Frame, Log, Packet } from 'node-av/lib';
import type { Size } from '../../shared/size.ts';
import { STREAM } from '../limits.ts';
import type { VideoCodec } from '../rtp/payload-formats.ts';
import { DecodedPicture } from './decoded-picture.ts';

const CODEC_IDS: Record<VideoCodec, AVCodecID> = { vp8: AV_CODEC_ID_VP8, h264: AV_CODEC_ID_H264 };

/** What a sender gets wrong is counted; FFmpeg would fill stderr with it. */
Log.setLevel(AV_LOG_FATAL);

/** Decodes one stream frame by frame at once. Pictures that nobody takes are never converted. FFmpeg's objects are made once and reused. */
export class VideoDecoder {
  readonly #context: CodecContext;
  readonly #packet: Packet;
  readonly #frame: Frame;
  readonly #picture = new DecodedPicture();
  #closed = false;

  /** @throws When FFmpeg has no decoder for the codec or can't open it. */
  static create(codec: VideoCodec): VideoDecoder {
    const decoder = Codec.findDecoder(CODEC_IDS[codec]);
    if (!decoder) throw new Error(`FFmpeg has no decoder for ${codec}`);
    const context = new CodecContext();
    context.allocContext3(decoder);
    context.threadCount = 1;
    context.setFlags(AV_CODEC_FLAG_LOW_DELAY);
    context.setOption('max_pixels', BigInt(STREAM.picturePixels), AV_OPT_TYPE_INT64);
    const result = context.open2Sync(decoder);
    if (result < 0) {
      context.freeContext();
      throw new Error(`FFmpeg can't open its ${codec} decoder (${result})`);
    }
    return new VideoDecoder(context);
  }

  private constructor(context: CodecContext) {
    this.#context = context;
    this.#packet = new Packet();
    this.#packet.alloc();
    this.#frame = new Frame();
    this.#frame.alloc();
  }

  /**
   * Decodes one encoded frame; the picture before it is gone then.
   *
   * @returns whether there is a new picture; `false` when the decoder refused the frame or shows nothing for it.
   */
  decode(data: Buffer): boolean {
    this.#packet.data = data;
    const sent = this.#context.sendPacketSync(this.#packet);
    this.#packet.unref();
    if (sent < 0) return false;
    return this.#context.receiveFrameSync(this.#frame) >= 0;
  }

  /** Size of the newest picture, px. */
  get size(): Size {
    return { width: this.#frame.width, height: this.#frame.height };
  }

  /** Takes the newest picture, to be read from until the next is taken; `undefined` when there is none. */
  take(): DecodedPicture | undefined {
    const { width, height } = this.size;
    if (width === 0 || height === 0) return undefined;
    return this.#picture.hold(this.#frame) ? this.#picture : undefined;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#picture.close();
    this.#frame.free();
    this.#packet.free();
    this.#context.freeContext();
  }
}
