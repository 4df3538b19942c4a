/** What one check of the doctor found. */
export interface Finding {
  /** What was checked. */
  name: string;
  /** `warn` is for what works, but perhaps not as meant; `fail` for what keeps the server from working. */
  status: 'ok' | 'warn' | 'fail';
  found: string;
  /** What to do, where something is to be done. */
  advice?: string;
}

export const ok = (name: string, found: string): Finding => ({ name, status: 'ok', found });

export const warn = (name: string, found: string, advice: string): Finding => ({ name, status: 'warn', found, advice });

export const fail = (name: string, found: string, advice: string): Finding => ({ name, status: 'fail', found, advice });

/** An error's own words, for a finding. */
export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The system's code of an error, such as `EADDRINUSE`. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined;
