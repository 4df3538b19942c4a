/** WebRTC parameters that browsers send, checked as far as the SFU relies on them; it checks the rest itself. */
import { z } from 'zod';

const shortText = z.string().min(1).max(256);
const parameterValue = z.union([z.string().max(512), z.number(), z.boolean(), z.null()]);
const parameterBag = z.record(z.string().max(64), parameterValue);

export const mediaKindSchema = z.enum(['audio', 'video']);
export const mediaSourceSchema = z.enum(['camera', 'microphone']);
export type MediaSource = z.infer<typeof mediaSourceSchema>;

const rtcpFeedbackSchema = z.object({ type: shortText, parameter: z.string().max(64).optional() });

const codecSchema = z.object({
  mimeType: z.string().regex(/^(audio|video)\/[\w-]{1,32}$/i),
  payloadType: z.int().min(0).max(127),
  clockRate: z.int().positive(),
  channels: z.int().positive().max(8).optional(),
  parameters: parameterBag.optional(),
  rtcpFeedback: z.array(rtcpFeedbackSchema).max(16).optional(),
});

const headerExtensionSchema = z.object({
  uri: z.string().max(256),
  id: z.int().min(1).max(255),
  encrypt: z.boolean().optional(),
  parameters: parameterBag.optional(),
});

const encodingSchema = z.object({
  ssrc: z.int().nonnegative().optional(),
  rid: z.string().max(32).optional(),
  codecPayloadType: z.int().min(0).max(127).optional(),
  rtx: z.object({ ssrc: z.int().nonnegative() }).optional(),
  dtx: z.boolean().optional(),
  active: z.boolean().optional(),
  scalabilityMode: z.string().max(32).optional(),
  scaleResolutionDownBy: z.number().positive().max(64).optional(),
  maxBitrate: z.number().positive().optional(),
  maxFramerate: z.number().positive().optional(),
  adaptivePtime: z.boolean().optional(),
  priority: z.string().max(16).optional(),
  networkPriority: z.string().max(16).optional(),
});

/** What a producer sends (RFC 8829 and the mediasoup documentation, "RTP Parameters and Capabilities"). */
export const rtpParametersSchema = z.object({
  mid: z.string().max(32).optional(),
  codecs: z.array(codecSchema).min(1).max(16),
  headerExtensions: z.array(headerExtensionSchema).max(32).optional(),
  encodings: z.array(encodingSchema).min(1).max(4),
  rtcp: z
    .object({ cname: z.string().max(256).optional(), reducedSize: z.boolean().optional(), mux: z.boolean().optional() })
    .optional(),
  msid: z.string().max(256).optional(),
});

/** What a consumer can receive. */
export const rtpCapabilitiesSchema = z.object({
  codecs: z
    .array(
      codecSchema.omit({ payloadType: true }).extend({
        kind: mediaKindSchema,
        preferredPayloadType: z.int().min(0).max(127).optional(),
      }),
    )
    .max(64)
    .optional(),
  headerExtensions: z
    .array(
      z.object({
        kind: mediaKindSchema,
        uri: z.string().max(256),
        preferredId: z.int().min(1).max(255),
        preferredEncrypt: z.boolean().optional(),
        direction: z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive']).optional(),
      }),
    )
    .max(64)
    .optional(),
});

export const dtlsParametersSchema = z.object({
  role: z.enum(['auto', 'client', 'server']).optional(),
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
  iceLite: z.boolean().optional(),
});

const iceCandidateSchema = z.object({
  foundation: z.string(),
  priority: z.number(),
  ip: z.string(),
  address: z.string(),
  protocol: z.enum(['udp', 'tcp']),
  port: z.number(),
  type: z.enum(['host', 'srflx', 'prflx', 'relay']),
  tcpType: z.enum(['active', 'passive', 'so']).optional(),
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
  username: z.string().optional(),
  credential: z.string().optional(),
});
export type IceServer = z.infer<typeof iceServerSchema>;
