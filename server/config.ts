/** Environment → configuration. The one place that reads variables; nonsense stops the start with the mend named. */

import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { IceServer } from '../shared/contract/media.ts';
import { isLoopback, mediaAddresses } from './addresses.ts';
import { MODEL_NAMES, type PoseChoice, poseCandidates } from './analysis/engines/engines.ts';
import { MAX_WORKERS, VARIABLES } from './variables.ts';

export interface Config {
  host: string;
  port: number;
  /** What people open; undefined when only the listening address is known. */
  publicUrl: string | undefined;
  /** By which browsers reach this server alone, among several on one database. */
  ownUrl: string | undefined;
  /** The same of the other servers. */
  otherUrls: readonly string[];
  tls: { cert: string; key: string } | undefined;
  /** Address in the ICE candidates. */
  announcedAddress: string;
  /** A second address of this machine that media ports are opened on and announced (see `mediaAddresses`). */
  alsoAnnounced: string | undefined;
  rtcPort: number;
  workers: number;
  analysisWorkers: number;
  analysisFps: number;
  poseChoice: PoseChoice;
  iceServers: IceServer[];
  /** Absolute path. */
  dataDir: string;
  databaseUrl: string | undefined;
  /** At once, where there is a `databaseUrl`. */
  databaseConnections: number;
  /** Where files are kept; undefined for the data folder. */
  supabase: { url: string; key: string; bucket: string } | undefined;
  /** The Supabase project that people sign in at; undefined where this server does it. */
  project: { url: string; publishableKey: string; secretKey: string; legacySecret: Uint8Array | undefined } | undefined;
  /** For how long files are kept after a session, in days; 0 for ever. */
  keepDays: number;
  secret: string | undefined;
  /** How mails are sent; undefined where they are not. */
  mail: { smtpUrl: string; from: string; publicUrl: string } | undefined;
  abandonedAfterMs: number;
  trustProxy: boolean;
  metricsToken: string | undefined;
  logLevel: z.infer<(typeof VARIABLES)['SIDELINE_LOG_LEVEL']['schema']>;
}

/** The configuration can't be used; `problems` has a line per variable: its name, what is wrong, an example. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration can't be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

type Variable = keyof typeof VARIABLES;
type Values = z.infer<typeof environmentSchema>;

const environmentSchema = z.object(
  Object.fromEntries(Object.entries(VARIABLES).map(([name, { schema }]) => [name, schema])) as {
    [N in Variable]: (typeof VARIABLES)[N]['schema'];
  },
);

const problem = (name: Variable, what: string) => `${name}: ${what} (for example ${VARIABLES[name].example})`;

/**
 * @param env the process's environment; a variable set to the empty string counts as not set
 * @throws ConfigError naming every variable that is wrong
 */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const known = Object.keys(VARIABLES) as Variable[];
  const given = Object.fromEntries(known.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  const parsed = environmentSchema.safeParse(given);
  const unknown = Object.keys(env).filter((name) => name.startsWith('SIDELINE_') && !isKnown(name));
  const problems = [
    ...(parsed.error?.issues ?? []).map((issue) => problem(issue.path[0] as Variable, issue.message)),
    ...unknown.map((name) => `${name}: no such variable; known are ${known.join(', ')}`),
  ];
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return assemble(parsed.data);
}

/** Variables that set-up and tests read; the server leaves them alone. */
const SETUP_VARIABLES = new Set(['SIDELINE_CACHE_DIR', 'SIDELINE_CHROMIUM']);

const isKnown = (name: string) => name in VARIABLES || SETUP_VARIABLES.has(name);

function assemble(values: Values): Config {
  const problems: string[] = [];
  const host = values.SIDELINE_HOST;
  const local = isLoopback(host);
  if (isIP(host) === 0 && host !== 'localhost') {
    problems.push(problem('SIDELINE_HOST', `“${host}” is not an IP address`));
  }
  const media = mediaAddresses(host, values.SIDELINE_ANNOUNCED_ADDRESS);
  const announced = media?.announced;
  if (!announced) {
    problems.push(problem('SIDELINE_ANNOUNCED_ADDRESS', 'is not set and this machine has no network address to take'));
  } else if (!local && (isLoopback(announced) || announced === '0.0.0.0')) {
    problems.push(
      problem(
        'SIDELINE_ANNOUNCED_ADDRESS',
        `no other device can send media to “${announced}” while the server listens on ${host}`,
      ),
    );
  }
  if (Boolean(values.SIDELINE_TLS_CERT) !== Boolean(values.SIDELINE_TLS_KEY)) {
    const missing = values.SIDELINE_TLS_CERT ? 'SIDELINE_TLS_KEY' : 'SIDELINE_TLS_CERT';
    problems.push(problem(missing, 'is needed too: HTTPS takes a certificate and its key'));
  }
  if (Boolean(values.SUPABASE_URL) !== Boolean(values.SUPABASE_SECRET_KEY)) {
    const missing = values.SUPABASE_URL ? 'SUPABASE_SECRET_KEY' : 'SUPABASE_URL';
    problems.push(problem(missing, 'is needed too: files go to Supabase Storage by an address and a key'));
  }
  problems.push(...problemsOfProject(values));
  for (const name of ['SIDELINE_MAIL_FROM', 'SIDELINE_PUBLIC_URL'] as const) {
    if (values.SIDELINE_SMTP_URL && !values[name]) {
      problems.push(problem(name, 'is needed too: mails have a sender, and links in them an address'));
    }
  }
  const workers = values.SIDELINE_WORKERS ?? Math.min(MAX_WORKERS, availableParallelism());
  if (values.SIDELINE_RTC_PORT > 0 && values.SIDELINE_RTC_PORT + workers - 1 > 65_535) {
    problems.push(problem('SIDELINE_RTC_PORT', `leaves no room for ${workers} media ports below 65536`));
  }
  const poseChoice = poseChoiceOf(values);
  if (poseCandidates(poseChoice).length === 0) {
    problems.push(
      problem('SIDELINE_POSE_MODEL', `${values.SIDELINE_POSE_ENGINE} does not run ${values.SIDELINE_POSE_MODEL}`),
    );
  }
  if (problems.length > 0 || !media || !announced) throw new ConfigError(problems);
  const publicUrl = values.SIDELINE_PUBLIC_URL?.replace(/\/+$/, '');
  return {
    host: host === 'localhost' ? '127.0.0.1' : host,
    port: values.SIDELINE_PORT,
    publicUrl,
    ownUrl: values.SIDELINE_OWN_URL,
    otherUrls: values.SIDELINE_OTHER_URLS,
    tls:
      values.SIDELINE_TLS_CERT && values.SIDELINE_TLS_KEY
        ? { cert: resolve(values.SIDELINE_TLS_CERT), key: resolve(values.SIDELINE_TLS_KEY) }
        : undefined,
    announcedAddress: announced,
    alsoAnnounced: media.also,
    rtcPort: values.SIDELINE_RTC_PORT,
    workers,
    // With one more than cores, no core is left without work while a worker waits for one that others use.
    analysisWorkers: values.SIDELINE_ANALYSIS_WORKERS ?? Math.min(MAX_WORKERS, availableParallelism() + 1),
    analysisFps: values.SIDELINE_ANALYSIS_FPS,
    poseChoice,
    iceServers: values.SIDELINE_ICE_SERVERS,
    dataDir: resolve(values.SIDELINE_DATA_DIR),
    databaseUrl: values.DATABASE_URL,
    databaseConnections: values.SIDELINE_DATABASE_CONNECTIONS,
    supabase:
      values.SUPABASE_URL && values.SUPABASE_SECRET_KEY
        ? { url: values.SUPABASE_URL, key: values.SUPABASE_SECRET_KEY, bucket: values.SUPABASE_BUCKET }
        : undefined,
    project:
      values.SUPABASE_URL && values.SUPABASE_SECRET_KEY && values.SUPABASE_PUBLISHABLE_KEY
        ? {
            url: values.SUPABASE_URL.replace(/\/+$/, ''),
            publishableKey: values.SUPABASE_PUBLISHABLE_KEY,
            secretKey: values.SUPABASE_SECRET_KEY,
            legacySecret: values.SUPABASE_JWT_SECRET ? new TextEncoder().encode(values.SUPABASE_JWT_SECRET) : undefined,
          }
        : undefined,
    keepDays: values.SIDELINE_KEEP_DAYS,
    secret: values.SIDELINE_SECRET,
    mail:
      values.SIDELINE_SMTP_URL && values.SIDELINE_MAIL_FROM && publicUrl
        ? { smtpUrl: values.SIDELINE_SMTP_URL, from: values.SIDELINE_MAIL_FROM, publicUrl }
        : undefined,
    abandonedAfterMs: values.SIDELINE_ABANDONED_AFTER * 1000,
    trustProxy: values.SIDELINE_TRUST_PROXY,
    metricsToken: values.SIDELINE_METRICS_TOKEN,
    logLevel: values.SIDELINE_LOG_LEVEL,
  };
}

function problemsOfProject(values: Values): string[] {
  const { SUPABASE_PUBLISHABLE_KEY: key, SUPABASE_SECRET_KEY: secret } = values;
  const problems: string[] = [];
  for (const name of ['SUPABASE_URL', 'DATABASE_URL'] as const) {
    if (key && !values[name]) {
      problems.push(problem(name, 'is needed too: who signs in at a Supabase project is on record in its database'));
    }
  }
  if (values.SUPABASE_JWT_SECRET && !key) {
    problems.push(problem('SUPABASE_PUBLISHABLE_KEY', 'is needed too: without it nobody signs in at the project'));
  }
  // It goes to every page.
  if (key && isSecret(key)) {
    problems.push(problem('SUPABASE_PUBLISHABLE_KEY', 'is a secret key, which nobody but this server may have'));
  }
  if (secret && !isSecret(secret) && (secret.startsWith('sb_publishable_') || secret === key)) {
    problems.push(problem('SUPABASE_SECRET_KEY', 'is the publishable key'));
  }
  return problems;
}

/** Newer keys say it in front; the legacy ones are tokens that name their role. */
function isSecret(key: string): boolean {
  if (key.startsWith('sb_')) return key.startsWith('sb_secret_');
  const payload = Buffer.from(key.split('.')[1] ?? '', 'base64url').toString();
  return payload.includes('"service_role"');
}

function poseChoiceOf({ SIDELINE_POSE_ENGINE: engine, SIDELINE_POSE_MODEL: model }: Values): PoseChoice {
  const named = MODEL_NAMES.find((name) => name === model);
  if (model === undefined || named) return { engine, model: named };
  return { engine, file: resolve(model) };
}
