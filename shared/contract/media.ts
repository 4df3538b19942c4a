/** WebRTC parameters that browsers send, checked as far as the SFU relies on them; it checks the rest itself. */
import { z } from 'zod';

const shortText = z.string().min(1).max(256);
const parameterValue = z.union([z.string().max(512), z.number(), z.boolean(), z.null()]);
const parameterBag = z.record(z.string().max(64), parameterValue);

export const mediaKindSchema = z.enum(['audio', 'video']);
export const mediaSourceSchema = z.enum(['camera', 'microphone']);
export type MediaSource = z.infer<typeof mediaSourceSchema>;

const rtcpFeedbackSchema = z.object({ type: shortText, parameter: z.string().max(64).exactOptional() });

const codecSchema = z.object({
  mimeType: z.string().regex(/^(audio|video)\/[\w-]{1,32}$/i),
  payloadType: z.int().min(0).max(127),
  clockRate: z.int().positive(),
  channels: z.int().positive().max(8).exactOptional(),
  parameters: parameterBag.exactOptional(),
  rtcpFeedback: z.array(rtcpFeedbackSchema).max(16).exactOptional(),
});

const headerExtensionSchema = z.object({
  uri: z.string().max(256),
  id: z.int().min(1).max(255),
  encrypt: z.boolean().exactOptional(),
  parameters: parameterBag.exactOptional(),
});

/** RFC 3550: 32 bits. */
const ssrc = z
  .int()
  .min(1)
  .max(2 ** 32 - 1);
/** RFC 8852, 3, as a `rid`; a `mid` (RFC 9143) is a token too, and browsers number them. */
const streamName = z.string().regex(/^[\w-]{1,32}$/);

const encodingSchema = z.object({
  ssrc: ssrc.exactOptional(),
  rid: streamName.exactOptional(),
  codecPayloadType: z.int().min(0).max(127).exactOptional(),
  rtx: z.object({ ssrc }).exactOptional(),
  dtx: z.boolean().exactOptional(),
  active: z.boolean().exactOptional(),
  scalabilityMode: z.string().max(32).exactOptional(),
  scaleResolutionDownBy: z.number().positive().max(64).exactOptional(),
  /** Bits a second. mediasoup writes it as an integer; a fraction would break its channel to the worker for everybody. */
  maxBitrate: z.int().positive().exactOptional(),
  maxFramerate: z.number().positive().exactOptional(),
  adaptivePtime: z.boolean().exactOptional(),
  priority: z.string().max(16).exactOptional(),
  networkPriority: z.string().max(16).exactOptional(),
});

/** What a producer sends (RFC 8829 and the mediasoup documentation, "RTP Parameters and Capabilities"). */
export const rtpParametersSchema = z.object({
  mid: streamName.exactOptional(),
  codecs: z.array(codecSchema).min(1).max(16),
  headerExtensions: z.array(headerExtensionSchema).max(32).exactOptional(),
  encodings: z.array(encodingSchema).min(1).max(4),
  rtcp: z
    .object({
      cname: z.string().max(256).exactOptional(),
      reducedSize: z.boolean().exactOptional(),
      mux: z.boolean().exactOptional(),
    })
    .exactOptional(),
  msid: z.string().max(256).exactOptional(),
});

export type RtpParameters = z.infer<typeof rtpParametersSchema>;

/** What a consumer can receive. */
export const rtpCapabilitiesSchema = z.object({
  codecs: z
    .array(
      codecSchema.omit({ payloadType: true }).extend({
        kind: mediaKindSchema,
        preferredPayloadType: z.int().min(0).max(127).exactOptional(),
      }),
    )
    .max(64)
    .exactOptional(),
  headerExtensions: z
    .array(
      z.object({
        kind: mediaKindSchema,
        uri: z.string().max(256),
        preferredId: z.int().min(1).max(255),
        preferredEncrypt: z.boolean().exactOptional(),
        direction: z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive']).exactOptional(),
      }),
    )
    .max(64)
    .exactOptional(),
});

export type RtpCapabilities = z.infer<typeof rtpCapabilitiesSchema>;

export const dtlsParametersSchema = z.object({
  role: z.enum(['auto', 'client', 'server']).exactOptional(),
  fingerprints: z
    .array(
      z.object({
        algorithm: z.enum(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']),
        value: z
          .string()
          .regex(/^([0-9a-f]{2}:)+[0-9a-f]{2}$/i)
          .max(256),
      }),
    )
    .min(1)
    .max(8),
});

export const iceParametersSchema = z.object({
  usernameFragment: z.string(),
  password: z.string(),
  iceLite: z.boolean().exactOptional(),
});

const iceCandidateSchema = z.object({
  foundation: z.string(),
  priority: z.number(),
  ip: z.string(),
  address: z.string(),
  protocol: z.enum(['udp', 'tcp']),
  port: z.number(),
  type: z.enum(['host', 'srflx', 'prflx', 'relay']),
  tcpType: z.enum(['active', 'passive', 'so']).exactOptional(),
});

/** What a client needs to build its side of a transport. */
export const transportOptionsSchema = z.object({
  id: z.uuid(),
  iceParameters: iceParametersSchema,
  iceCandidates: z.array(iceCandidateSchema),
  dtlsParameters: dtlsParametersSchema,
});
export type TransportOptions = z.infer<typeof transportOptionsSchema>;

/** A TURN or STUN server, as RTCIceServer takes it. */
export const iceServerSchema = z.object({
  urls: z.array(z.string().regex(/^(stun|turns?):/)).min(1),
  username: z.string().exactOptional(),
  credential: z.string().exactOptional(),
});
export type IceServer = z.infer<typeof iceServerSchema>;
