/** What the processes that handle strangers' media are given: no addresses, passwords and keys of the server's. */
const NEEDED_VARIABLES = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ', 'NODE_ENV', 'SIDELINE_CACHE_DIR', 'XDG_CACHE_HOME'];

export const childEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    NEEDED_VARIABLES.map((name) => [name, process.env[name]]).filter(([, value]) => value !== undefined),
  );
