/** `npm run bench -- NAME …`: runs the benchmark in the file of that name beside this one. */
import { readdirSync } from 'node:fs';

const here = new URL('./', import.meta.url);
const [name = '', ...args] = process.argv.slice(2);
const names = readdirSync(here)
  .filter((file) => file.endsWith('.ts') && file !== 'main.ts')
  .map((file) => file.slice(0, -'.ts'.length));

if (!names.includes(name)) {
  console.error(`Usage: npm run bench -- NAME [options], where NAME is one of: ${names.join(', ')}`);
  process.exit(2);
}
try {
  const benchmark = (await import(new URL(`${name}.ts`, here).href)) as { run(args: string[]): Promise<void> | void };
  await benchmark.run(args);
} catch (error) {
  console.error(error);
  process.exit(1);
}
