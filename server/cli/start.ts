import { Command } from 'commander';

/** `sideline start`: the server, until a signal stops it. */
export function startCommand(): Command {
  return new Command('start').description('start the server').action(async () => {
    const { main } = await import('../main.ts');
    await main();
  });
}
