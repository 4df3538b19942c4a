/**
 * Arguments of Node for processes that hold the embedded database: its WebAssembly stays as V8's first, fast compiler made it.
 * To optimise it takes a second of processor time for each database, and most live no longer than a few seconds here.
 */
export const UNOPTIMISED = ['--liftoff-only'];
