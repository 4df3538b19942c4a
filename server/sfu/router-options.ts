/** What every router speaks. */
import type { types } from 'mediasoup';

/**
 * Opus, VP8 and H264 constrained baseline: what every browser sends and the analysis decodes. VP8 stands first, since
 * browsers take the first codec that they know.
 */
export const ROUTER_CODECS: types.RouterRtpCodecCapability[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2, parameters: { useinbandfec: 1, usedtx: 1 } },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
  {
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: 90_000,
    parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 },
  },
];

/**
 * With this extension phones send their picture as the sensor has it and leave the turning to the receiver, which decoded
 * frames and recordings can't follow (mediasoup documentation, "Tricks"). Without it they turn the picture themselves.
 */
const VIDEO_ORIENTATION = 'urn:3gpp:video-orientation';

/** RTP capabilities or parameters with the video orientation extension left out. */
export function upright<T extends { headerExtensions?: { uri: string }[] | undefined }>(rtp: T): T {
  if (!rtp.headerExtensions) return rtp;
  return { ...rtp, headerExtensions: rtp.headerExtensions.filter(({ uri }) => uri !== VIDEO_ORIENTATION) };
}
