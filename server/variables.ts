/** The environment variables that there are: what each may be, and what it is for. `config.ts` reads them. */
import { z } from 'zod';
import { iceServerSchema } from '../shared/contract/media.ts';
import { ENGINE_NAMES, MODEL_NAMES } from './analysis/engines/engines.ts';

const port = z.coerce.number().int().min(0).max(65_535);
/** Scheme, host and port alone. */
const origin = z.url({ protocol: /^https?$/ }).pipe(
  z
    .string()
    .refine((text) => text.replace(/\/$/, '') === new URL(text).origin, 'must have no path, and no default port')
    .transform((text) => new URL(text).origin),
);
const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

const iceServers = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.array(iceServerSchema));

/** Of each kind. */
export const MAX_WORKERS = 64;

/** Each variable with its schema, an example for error messages and its line in the documentation. */
export const VARIABLES = {
  SIDELINE_HOST: {
    schema: z.string().min(1).default('127.0.0.1'),
    example: '0.0.0.0',
    about: 'address that the web server and the media ports listen on; 0.0.0.0 to let other devices in',
  },
  SIDELINE_PORT: { schema: port.default(3000), example: '3000', about: 'TCP port of the web server' },
  SIDELINE_PUBLIC_URL: {
    schema: z.url({ protocol: /^https?$/ }).optional(),
    example: 'https://coach.example.org',
    about: 'address that people open, when a proxy stands in front',
  },
  SIDELINE_OWN_URL: {
    schema: origin.optional(),
    example: 'https://one.example.org',
    about: 'where several servers share one database: address by which browsers reach this one alone',
  },
  SIDELINE_OTHER_URLS: {
    schema: z
      .string()
      .transform((text) => text.split(/[\s,]+/).filter(Boolean))
      .pipe(z.array(origin).max(100))
      .default([]),
    example: 'https://two.example.org, https://three.example.org',
    about: 'such addresses of the other servers: pages go there, and nowhere else, for the sessions that run there',
  },
  SIDELINE_TLS_CERT: {
    schema: z.string().min(1).optional(),
    example: '/etc/sideline/fullchain.pem',
    about: 'certificate file for HTTPS without a proxy',
  },
  SIDELINE_TLS_KEY: {
    schema: z.string().min(1).optional(),
    example: '/etc/sideline/privkey.pem',
    about: 'private key file that belongs to the certificate',
  },
  SIDELINE_ANNOUNCED_ADDRESS: {
    schema: z.string().min(1).optional(),
    example: '203.0.113.7',
    about:
      'address that browsers send media to; found by itself on a local network, needed behind NAT or in a container',
  },
  SIDELINE_RTC_PORT: {
    schema: port.default(40_000),
    example: '40000',
    about: 'first media port; every media worker takes one, UDP and TCP; 0 for any free ports',
  },
  SIDELINE_WORKERS: {
    schema: z.coerce.number().int().min(1).max(MAX_WORKERS).optional(),
    example: '4',
    about: 'media workers; one per core unless set',
  },
  SIDELINE_ANALYSIS_WORKERS: {
    schema: z.coerce.number().int().min(1).max(MAX_WORKERS).optional(),
    example: '2',
    about: 'analysis processes, some 200 MB each; one more than cores unless set',
  },
  SIDELINE_ANALYSIS_FPS: {
    schema: z.coerce.number().min(1).max(60).default(15),
    example: '15',
    about: 'frames analysed per athlete and second, at most',
  },
  SIDELINE_POSE_ENGINE: {
    schema: z.enum(ENGINE_NAMES).optional(),
    example: 'onnx',
    about: `library that finds poses, ${ENGINE_NAMES.join(' or ')}; the best that loads unless set`,
  },
  SIDELINE_POSE_MODEL: {
    schema: z
      .union([z.enum(MODEL_NAMES), z.string().regex(/\.onnx$/i)], {
        error: `is neither ${MODEL_NAMES.join(', ')} nor the path of an .onnx file`,
      })
      .optional(),
    example: 'blazepose-lite',
    about: `model that finds poses: ${MODEL_NAMES.join(', ')}, or the path of a model of your own, an .onnx file; used alone, however much there is to do; the best of the engine unless set`,
  },
  SIDELINE_ICE_SERVERS: {
    schema: iceServers.default([]),
    example: '[{"urls":["turn:turn.example.org"],"username":"u","credential":"c"}]',
    about: 'STUN and TURN servers given to browsers, as JSON',
  },
  SIDELINE_DATA_DIR: {
    schema: z.string().min(1).default('data'),
    example: '/var/lib/sideline',
    about: 'folder of the embedded database, the server key, recordings and films',
  },
  DATABASE_URL: {
    schema: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    example: 'postgresql://user:password@db.example.org:5432/postgres',
    about: 'Postgres or Supabase database instead of the embedded one',
  },
  SIDELINE_DATABASE_CONNECTIONS: {
    schema: z.coerce.number().int().min(2).max(100).default(10),
    example: '10',
    about:
      'connections to that database at once, all in all; no more than it, or the pooler in front of it, has for this server',
  },
  SUPABASE_URL: {
    schema: z.url({ protocol: /^https?$/ }).optional(),
    example: 'https://abc.supabase.co',
    about: 'Supabase project whose Storage keeps recordings and films; they are in the data folder unless set',
  },
  SUPABASE_SECRET_KEY: {
    schema: z.string().min(1).optional(),
    example: 'sb_secret_…',
    about: 'secret key of that project (or its service_role key), which this server alone has',
  },
  SUPABASE_PUBLISHABLE_KEY: {
    schema: z.string().min(1).optional(),
    example: 'sb_publishable_…',
    about:
      'publishable key of that project (or its anon key): people sign in there then; by this server itself unless set',
  },
  SUPABASE_JWT_SECRET: {
    schema: z.string().min(32).optional(),
    example: 'from the project’s settings, JWT keys',
    about: 'legacy secret of a project that still signs its tokens by HS256; not needed with signing keys',
  },
  SUPABASE_BUCKET: {
    schema: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'is no name of a bucket: small letters, digits and hyphens')
      .default('recordings'),
    example: 'sideline',
    about:
      'private bucket for all files but films on their way, made when it is not there; clips have one of their own unless this is set',
  },
  SIDELINE_KEEP_DAYS: {
    schema: z.coerce.number().int().min(0).max(36_500).default(0),
    example: '90',
    about:
      'days after a session for which its recordings and films are kept, unless the session says otherwise; 0 for ever',
  },
  SIDELINE_SECRET: {
    schema: z.string().min(32).optional(),
    example: 'the output of: openssl rand -base64 32',
    about: 'key that signs tokens and links; made on the first start unless set',
  },
  SIDELINE_SMTP_URL: {
    schema: z.url({ protocol: /^smtps?$/ }).optional(),
    example: 'smtps://user:password@mail.example.org',
    about: 'mail server that sends links to those who forgot their password; no mail is sent unless set',
  },
  SIDELINE_MAIL_FROM: {
    schema: z.string().min(3).optional(),
    example: 'Sideline <sideline@example.org>',
    about: 'sender of those mails',
  },
  SIDELINE_ABANDONED_AFTER: {
    schema: z.coerce.number().min(1).max(86_400).default(300),
    example: '300',
    about: 'seconds after which a session that everyone has left is ended',
  },
  SIDELINE_TRUST_PROXY: {
    schema: flag.default(false),
    example: 'true',
    about: 'take the caller’s address from the proxy’s X-Forwarded-For',
  },
  SIDELINE_METRICS_TOKEN: {
    schema: z
      .string()
      .regex(/^\S{16,}$/, 'must have 16 characters or more, none of them a space')
      .optional(),
    example: 'the output of: openssl rand -hex 32',
    about: 'token that readers of /metrics must bring (`Authorization: Bearer …`); anybody may read them unless set',
  },
  SIDELINE_LOG_LEVEL: {
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
    example: 'debug',
    about: 'how much is logged',
  },
} as const;
