/** What a run of the tests on a real Supabase stack takes. */

/** Its addresses and keys, as the server reads them. */
const needed = ['SUPABASE_URL', 'SUPABASE_PUBLISHABLE_KEY', 'SUPABASE_SECRET_KEY', 'DATABASE_URL'];

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]} the names of variables that are not set
 */
export const missingForStack = (env) => needed.filter((name) => !env[name]);
