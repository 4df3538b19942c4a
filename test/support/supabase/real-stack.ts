/** A real Supabase stack to test on: the command line's own, or a project that may be filled with people and sessions of tests. */

const NEEDED = ['SUPABASE_URL', 'SUPABASE_PUBLISHABLE_KEY', 'SUPABASE_SECRET_KEY', 'DATABASE_URL'] as const;

/** Set by `npm run test:supabase` alone, so that no other run touches a project whose variables happen to be set. */
const WANTED = 'TEST_ON_SUPABASE';

/** What the server is started with; undefined where no real stack is to be tested on. */
export function realStack(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv | undefined {
  if (env[WANTED] !== 'true') return undefined;
  const legacy = env.SUPABASE_JWT_SECRET;
  return {
    ...Object.fromEntries(NEEDED.map((name) => [name, env[name]])),
    ...(legacy !== undefined && { SUPABASE_JWT_SECRET: legacy }),
  };
}
