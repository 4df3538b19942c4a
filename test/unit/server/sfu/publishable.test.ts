import { describe, expect, it } from 'vitest';
import { faultIn } from '../../../../server/sfu/publishable.ts';
import type { RtpParameters } from '../../../../shared/contract/media.ts';

const VP8 = { mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000 };
const RTX = { mimeType: 'video/rtx', payloadType: 97, clockRate: 90_000, parameters: { apt: 96 } };
const H264 = { mimeType: 'video/H264', payloadType: 98, clockRate: 90_000 };
const OPUS = { mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 };

const camera = (parameters: Partial<RtpParameters> = {}): RtpParameters => ({
  codecs: [VP8],
  encodings: [{ ssrc: 1 }],
  ...parameters,
});

describe('a camera', () => {
  it.each<[string, Partial<RtpParameters>]>([
    ['one encoding', {}],
    ['retransmissions', { codecs: [VP8, RTX], encodings: [{ ssrc: 1, rtx: { ssrc: 2 } }] }],
    ['temporal layers', { encodings: [{ ssrc: 1, scalabilityMode: 'L1T3' }] }],
    [
      'simulcast by RID',
      {
        mid: '0',
        encodings: [
          { rid: 'a', scalabilityMode: 'L1T3' },
          { rid: 'b', scalabilityMode: 'L1T2' },
        ],
      },
    ],
    ['simulcast by SSRC', { encodings: [{ ssrc: 1 }, { ssrc: 2 }, { ssrc: 3 }] }],
    ['a MID alone', { mid: '0', encodings: [{}] }],
    ['a codec that its encoding names', { encodings: [{ ssrc: 1, codecPayloadType: 96 }] }],
  ])('may send %s', (_name, parameters) => {
    expect(faultIn('video', camera(parameters))).toBeUndefined();
  });

  it.each<[string, Partial<RtpParameters>]>([
    ...['L3T3', 'L2T1', 'S3T3', 'L3T3_KEY', 'L1T4', 'L99T99', 'T3'].map(
      (scalabilityMode): [string, Partial<RtpParameters>] => [
        `scalability mode ${scalabilityMode}`,
        { encodings: [{ ssrc: 1, scalabilityMode }] },
      ],
    ),
    ['two codecs', { codecs: [VP8, H264] }],
    ['no codec but retransmissions', { codecs: [RTX] }],
    ['retransmissions of another codec', { codecs: [VP8, { ...RTX, parameters: { apt: 55 } }] }],
    ['the codec of a microphone', { codecs: [OPUS] }],
    ['an encoding of a codec that it does not send', { encodings: [{ ssrc: 1, codecPayloadType: 55 }] }],
    ['an encoding without a name', { encodings: [{}] }],
    ['a RID without a MID', { encodings: [{ rid: 'a' }] }],
    ['two encodings with one MID', { mid: '0', encodings: [{}, {}] }],
    ['one SSRC twice', { encodings: [{ ssrc: 1 }, { ssrc: 1 }] }],
    ['one SSRC for the picture and its retransmissions', { encodings: [{ ssrc: 1, rtx: { ssrc: 1 } }] }],
    ['one RID twice', { mid: '0', encodings: [{ rid: 'a' }, { rid: 'a' }] }],
    [
      'two header extensions with one id',
      {
        headerExtensions: [
          { uri: 'urn:ietf:params:rtp-hdrext:toffset', id: 1 },
          { uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 1 },
        ],
      },
    ],
  ])('may not send %s', (_name, parameters) => {
    expect(faultIn('video', camera(parameters))).toEqual(expect.any(String));
  });
});

it('lets a microphone send Opus, but no layers of it', () => {
  expect(faultIn('audio', { codecs: [OPUS], encodings: [{ ssrc: 1 }] })).toBeUndefined();
  expect(faultIn('audio', { codecs: [OPUS], encodings: [{ ssrc: 1, scalabilityMode: 'L1T3' }] })).toBeDefined();
});
