/** `npm run bench -- docs`: writes the benchmarks' reports into the tables of docs/capacity.md, so that no figure is copied by hand. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { withPart } from './docs/page.ts';
import {
  type CapacityReport,
  capacityPart,
  type FanoutReport,
  fanoutPart,
  type SoakReport,
  soakPart,
} from './docs/parts.ts';

const PAGE = fileURLToPath(new URL('../../docs/capacity.md', import.meta.url));

const PARTS = {
  capacity: (report: string) => capacityPart(JSON.parse(report) as CapacityReport),
  fanout: (report: string) => fanoutPart(JSON.parse(report) as FanoutReport),
  soak: (report: string) => soakPart(JSON.parse(report) as SoakReport),
} as const;

export async function run(args: string[]): Promise<void> {
  const command = new Command('bench -- docs')
    .description('Writes reports of benchmarks (their --json files) into the tables of docs/capacity.md.')
    .option('--capacity <file>', 'report of `bench -- capacity`')
    .option('--fanout <file>', 'report of `bench -- fanout`')
    .option('--soak <file>', 'report of `bench -- soak`')
    .option('--page <file>', 'the page', PAGE)
    .parse(args, { from: 'user' });
  const { page: file, ...reports } = command.opts<{ page: string } & Partial<Record<keyof typeof PARTS, string>>>();
  let page = await readFile(file, 'utf8');
  for (const name of Object.keys(PARTS) as (keyof typeof PARTS)[]) {
    const report = reports[name];
    if (report) page = withPart(page, name, PARTS[name](await readFile(report, 'utf8')));
  }
  await writeFile(file, page);
}
