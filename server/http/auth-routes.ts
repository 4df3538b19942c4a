/**
 * `/auth/v1`: our own sign-in, spoken as GoTrue speaks, so that `@supabase/supabase-js` signs in here as in a Supabase project.
 * The protocol: https://github.com/supabase/auth/blob/master/openapi.yaml
 */
import express, { type ErrorRequestHandler, type Request, Router } from 'express';
import type { JWK } from 'jose';
import type { Logger } from 'pino';
import { z } from 'zod';
import { ERROR_STATUS, type ErrorCode, SidelineError } from '../../shared/contract/errors.ts';
import { personNameSchema } from '../../shared/contract/rest.ts';
import { AUTH_STATUS, type AuthCode, AuthProblem } from '../identity/auth-problem.ts';
import type { Identity, Visitor } from '../identity/identity.ts';
import type { SignIn } from '../identity/sign-in.ts';
import type { TokenVerifier } from '../identity/token-verifier.ts';
import { METADATA_CHARACTERS } from '../limits.ts';
import { logRefusal } from '../support/refusals.ts';
import { bearerToken } from './caller.ts';
import type { RateLimits } from './rate-limits.ts';

export interface AuthService {
  signIn: SignIn;
  verifier: TokenVerifier;
  identity: Identity;
  /** For whoever checks our tokens. */
  publicKeys: readonly JWK[];
}

/** From which on GoTrue's clients find an error's code under `code`. */
const API_VERSION = '2024-01-01';

const emailSchema = z.email('this is no e-mail address').max(254).toLowerCase();
const passwordSchema = z.string().min(1).max(1_000);
const tokenSchema = z.string().min(1).max(1_000);

/** What people say of themselves. */
const metadataSchema = z
  .looseObject({ name: personNameSchema.optional() })
  .refine((data) => JSON.stringify(data).length <= METADATA_CHARACTERS, 'this is too much to keep');

/** Clients send empty fields for what they have not. */
const emptyAsMissing = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' || value === null ? undefined : value), schema.optional());

const signUpSchema = z.object({
  email: emptyAsMissing(emailSchema),
  password: emptyAsMissing(passwordSchema),
  data: metadataSchema.required({ name: true }),
});
const passwordGrantSchema = z.object({ email: emailSchema, password: passwordSchema });
const renewalSchema = z.object({ refresh_token: tokenSchema });
const changeSchema = z.object({
  email: emptyAsMissing(emailSchema),
  password: emptyAsMissing(passwordSchema),
  data: metadataSchema.optional(),
});
const signOutSchema = z.object({ scope: z.enum(['local', 'global', 'others']).default('global') });
const mailSchema = z.object({ email: emailSchema });
const linkSchema = z.object({
  token_hash: tokenSchema,
  /** A link to sign in by is `email` to newer clients. */
  type: z.enum(['recovery', 'magiclink', 'email']).transform((type) => (type === 'email' ? 'magiclink' : type)),
});

export function authRoutes(
  { signIn, verifier, identity, publicKeys }: AuthService,
  limits: RateLimits,
  logger: Logger,
) {
  const router = Router();

  /** @throws AuthProblem `no_authorization`, `bad_jwt`, `session_not_found` */
  const visitorOf = async (request: Request): Promise<Visitor> => {
    const token = bearerToken(request);
    if (!token) throw new AuthProblem('no_authorization', 'Sign in first.');
    await verifier.verify(token).catch(asProblem('bad_jwt'));
    return await identity.verify(token).catch(asProblem('session_not_found'));
  };
  const agentOf = (request: Request) => request.headers['user-agent'];

  router.get('/.well-known/jwks.json', (_request, response) => {
    response.json({ keys: publicKeys });
  });
  router.use((_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('X-Supabase-Api-Version', API_VERSION);
    next();
  });
  router.use(express.json({ limit: '16kb' }));
  router.get('/settings', (_request, response) => {
    response.json({
      external: { email: true, anonymous_users: true },
      disable_signup: false,
      mailer_autoconfirm: true,
    });
  });
  router.post('/signup', limits.signIn, async (request, response) => {
    response.json(await signIn.signUp(signUpSchema.parse(request.body), agentOf(request)));
  });
  router.post('/token', (request, response, next) => {
    switch (request.query.grant_type) {
      case 'password':
        return limits.signIn(request, response, next);
      case 'refresh_token':
        return limits.account(request, response, next);
      default:
        throw new AuthProblem('validation_failed', 'The grant type is neither password nor refresh_token.');
    }
  });
  router.post('/token', async (request, response) => {
    response.json(
      request.query.grant_type === 'password'
        ? await signIn.byPassword(passwordGrantSchema.parse(request.body), agentOf(request))
        : await signIn.renew(renewalSchema.parse(request.body).refresh_token),
    );
  });
  router.get('/user', limits.account, async (request, response) => {
    response.json(await signIn.user(await visitorOf(request)));
  });
  router.put('/user', limits.account, async (request, response) => {
    const visitor = await visitorOf(request);
    response.json(await signIn.change(visitor, changeSchema.parse(request.body)));
  });
  router.post('/logout', limits.account, async (request, response) => {
    const { scope } = signOutSchema.parse(request.query);
    await signIn.signOut(await visitorOf(request), scope);
    response.status(204).end();
  });
  router.post('/recover', limits.signIn, async (request, response) => {
    await signIn.sendLink(mailSchema.parse(request.body).email, 'recovery');
    response.json({});
  });
  router.post(['/otp', '/magiclink'], limits.signIn, async (request, response) => {
    await signIn.sendLink(mailSchema.parse(request.body).email, 'magiclink');
    response.json({});
  });
  router.post('/verify', limits.signIn, async (request, response) => {
    const { token_hash: token, type } = linkSchema.parse(request.body);
    response.json(await signIn.byLink(token, type, agentOf(request)));
  });
  router.use((request) => {
    throw new SidelineError('not_found', `There is nothing at ${request.method} ${request.path}.`);
  });
  router.use(problemHandler(logger));
  return router;
}

/** Refusals of our own, in GoTrue's words; other errors are left as they are. */
const asProblem =
  (code: AuthCode) =>
  (error: unknown): never => {
    if (error instanceof SidelineError && error.code === 'unauthenticated') {
      throw new AuthProblem(code, error.message, { cause: error });
    }
    throw error;
  };

/** What Express's parser throws. */
const bodyErrorSchema = z.object({ status: z.int().min(400).max(499), message: z.string() });

interface Answer {
  status: number;
  code: AuthCode;
  message: string;
}

function answerTo(error: unknown): Answer {
  const answer = (code: AuthCode, message: string, status: number = AUTH_STATUS[code]) => ({ status, code, message });
  if (error instanceof AuthProblem) return answer(error.code, error.message);
  if (error instanceof z.ZodError) return answer('validation_failed', error.issues[0]?.message ?? 'This does not fit.');
  if (error instanceof SidelineError) {
    const { code, message } = error;
    if (code === 'rate_limited') return answer('over_request_rate_limit', message);
    if (code === 'invalid_request') return answer('validation_failed', message);
    if (code === 'unauthenticated') return answer('user_not_found', message);
    // Clients try again after a status of 503.
    return answer('unexpected_failure', message, ERROR_STATUS[code]);
  }
  const body = bodyErrorSchema.safeParse(error);
  if (body.success) return answer('bad_json', body.data.message, body.data.status);
  return answer('unexpected_failure', 'The server failed at this; its log says why.');
}

function problemHandler(logger: Logger): ErrorRequestHandler {
  // Express recognises error handlers by their four parameters.
  return (error: unknown, request, response, _next) => {
    const { status, code, message } = answerTo(error);
    const { method, path } = request;
    const kind: ErrorCode = status === 429 ? 'rate_limited' : status >= 500 ? kindOf(error) : 'invalid_request';
    logRefusal(logger, error, { code: kind, reason: `${code}: ${message}`, request: `${method} /auth/v1${path}` });
    response
      .status(status)
      .json({ code, message, ...(code === 'weak_password' && { weak_password: { reasons: ['length'] } }) });
  };
}

const kindOf = (error: unknown): ErrorCode => (error instanceof SidelineError ? error.code : 'internal');
