/** How many athletes a pipeline can carry. */

/**
 * The greatest number up to `most` for which `holds` is true, if what holds for a number holds for all smaller ones: doubled
 * until it fails, then halved in between. 0 when not even one holds. No number is tried twice.
 */
export async function capacityOf(holds: (athletes: number) => Promise<boolean>, most: number): Promise<number> {
  let held = 0;
  let failed = most + 1;
  for (let next = 1; next < failed; next = held === 0 ? 1 : Math.min(2 * held, most)) {
    if (next === held) break;
    if (await holds(next)) held = next;
    else failed = next;
  }
  while (failed - held > 1) {
    const next = Math.floor((held + failed) / 2);
    if (await holds(next)) held = next;
    else failed = next;
  }
  return held;
}
