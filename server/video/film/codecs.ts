/** The codecs that films may have; FFmpeg knows hundreds more, many of them old and little looked after. */
import {
  AV_CODEC_ID_AAC,
  AV_CODEC_ID_ALAC,
  AV_CODEC_ID_AV1,
  AV_CODEC_ID_FLAC,
  AV_CODEC_ID_H264,
  AV_CODEC_ID_HEVC,
  AV_CODEC_ID_MJPEG,
  AV_CODEC_ID_MP3,
  AV_CODEC_ID_MPEG4,
  AV_CODEC_ID_OPUS,
  AV_CODEC_ID_PCM_F32LE,
  AV_CODEC_ID_PCM_S16BE,
  AV_CODEC_ID_PCM_S16LE,
  AV_CODEC_ID_PCM_S24BE,
  AV_CODEC_ID_PCM_S24LE,
  AV_CODEC_ID_PCM_S32LE,
  AV_CODEC_ID_PRORES,
  AV_CODEC_ID_VORBIS,
  AV_CODEC_ID_VP8,
  AV_CODEC_ID_VP9,
  type AVCodecID,
} from 'node-av/constants';
import type { Container } from './container.ts';

export const VIDEO_CODECS: ReadonlyMap<AVCodecID, string> = new Map([
  [AV_CODEC_ID_H264, 'h264'],
  [AV_CODEC_ID_HEVC, 'hevc'],
  [AV_CODEC_ID_VP8, 'vp8'],
  [AV_CODEC_ID_VP9, 'vp9'],
  [AV_CODEC_ID_AV1, 'av1'],
  [AV_CODEC_ID_MPEG4, 'mpeg4'],
  [AV_CODEC_ID_MJPEG, 'mjpeg'],
  [AV_CODEC_ID_PRORES, 'prores'],
]);

export const AUDIO_CODECS: ReadonlyMap<AVCodecID, string> = new Map([
  [AV_CODEC_ID_AAC, 'aac'],
  [AV_CODEC_ID_MP3, 'mp3'],
  [AV_CODEC_ID_OPUS, 'opus'],
  [AV_CODEC_ID_VORBIS, 'vorbis'],
  [AV_CODEC_ID_FLAC, 'flac'],
  [AV_CODEC_ID_ALAC, 'alac'],
  // Not encoded at all, as cameras write it into MOV.
  [AV_CODEC_ID_PCM_S16LE, 'pcm_s16le'],
  [AV_CODEC_ID_PCM_S16BE, 'pcm_s16be'],
  [AV_CODEC_ID_PCM_S24LE, 'pcm_s24le'],
  [AV_CODEC_ID_PCM_S24BE, 'pcm_s24be'],
  [AV_CODEC_ID_PCM_S32LE, 'pcm_s32le'],
  [AV_CODEC_ID_PCM_F32LE, 'pcm_f32le'],
]);

interface Playable {
  readonly video: readonly string[];
  readonly audio: readonly string[];
}

const MP4: Playable = { video: ['h264'], audio: ['aac', 'mp3'] };
const WEBM: Playable = { video: ['vp8', 'vp9'], audio: ['opus', 'vorbis'] };

/** What Chromium, Firefox and Safari all play, by container. */
export const PLAYABLE: Readonly<Record<Container, Playable>> = {
  mp4: MP4,
  mov: MP4,
  webm: WEBM,
  matroska: { video: [], audio: [] },
};

/** Pixel formats that browsers show of these codecs: 8 bits, colour at half the resolution. */
export const PLAYABLE_PIXELS: readonly string[] = ['yuv420p', 'yuvj420p'];
