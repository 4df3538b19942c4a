/** Adds two records of numbers, key by key. */
export function addCounts<T extends object>(a: T, b: T): T {
  const sum: Record<string, number> = {};
  for (const record of [a, b]) {
    for (const [key, value] of Object.entries(record)) sum[key] = (sum[key] ?? 0) + Number(value);
  }
  return sum as T;
}
