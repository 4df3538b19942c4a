/** Milliseconds of the machine's monotonic clock: the same in all processes of the machine, and never set. */
export function machineTimeMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
