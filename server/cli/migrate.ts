import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { pino } from 'pino';
import { SidelineError } from '../../shared/contract/errors.ts';
import { type Config, loadConfig } from '../config.ts';
import { filesFolder, openStore } from '../files/open-store.ts';
import { filmsOnTheirWay, fromFolder, fromStore } from '../moving/files.ts';
import { MoveJournal, type Route } from '../moving/journal.ts';
import { type Moved, type MoveProgress, move, survey } from '../moving/move.ts';
import { MoveError } from '../moving/move-error.ts';
import { OwnPeople } from '../moving/people.ts';
import { checkPlace, openPlace, type Place } from '../moving/places.ts';
import { ProjectPeople } from '../moving/project-people.ts';
import type { Database } from '../records/database.ts';
import { megabytes } from '../records/embedded/embedded-postgres.ts';
import { reportOf } from './migrate/report.ts';
import { createLine } from './progress-line.ts';

const logger = pino({ level: 'silent' });

interface MigrateOptions {
  to: Route['to'];
  ownDatabase?: string;
  dryRun?: boolean;
}

/** Exit codes, beside 0: what stopped half-way goes on when it is called again; what was refused changed nothing. */
const EXIT = { stopped: 1, refused: 2, interrupted: 130 } as const;

/** `sideline migrate --to supabase|embedded`: moves all people, records and files into a Supabase project, or back. */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description('move people, records and files into a Supabase project, or back; goes on when it was cut off')
    .addOption(
      new Option('--to <place>', 'supabase: into the project that the variables name; embedded: out of it')
        .choices(['supabase', 'embedded'])
        .makeOptionMandatory(),
    )
    .option('--own-database <url>', 'your own PostgreSQL, on the side where the embedded database is otherwise')
    .option('--dry-run', 'say what would be moved, and change nothing')
    .action(async (options: MigrateOptions) => {
      const stop = new AbortController();
      const interrupt = () => stop.abort(new MoveError('Interrupted. The same command goes on from here.'));
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupt);
      const line = createLine(process.stderr);
      try {
        const onProgress = (progress: MoveProgress) => line.show(wordsOf(progress));
        const moved = await migrate(options, { env: process.env, signal: stop.signal, onProgress });
        line.end();
        console.log(reportOf(moved, { to: options.to, done: !options.dryRun }));
      } catch (thrown) {
        const error: unknown = stop.signal.aborted ? stop.signal.reason : thrown;
        if (!(error instanceof MoveError || error instanceof SidelineError)) throw error;
        line.end();
        console.error(error.message);
        if (error.cause instanceof Error && error.cause.message) console.error(error.cause.message);
        const refused = error instanceof MoveError && error.refused;
        process.exitCode = stop.signal.aborted ? EXIT.interrupted : refused ? EXIT.refused : EXIT.stopped;
      } finally {
        line.end();
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupt);
      }
    });
}

/**
 * @param options.env names both places
 * @returns what was moved, or would be
 * @throws MoveError, SidelineError; called again, it goes on
 */
export async function migrate(
  { to, ownDatabase, dryRun = false }: MigrateOptions,
  {
    env,
    signal,
    onProgress,
  }: { env: NodeJS.ProcessEnv; signal: AbortSignal; onProgress(progress: MoveProgress): void },
): Promise<Moved> {
  const { project, supabase, databaseUrl, dataDir } = withProject(loadConfig(env));
  const own: Place = {
    ...{ databaseUrl: ownDatabase, dataDir, isProject: false },
    called: ownDatabase === undefined ? `The embedded database in ${dataDir}` : 'The database of --own-database',
  };
  const theirs: Place = { databaseUrl, dataDir, isProject: true, called: `The database of ${project.url}` };
  const [from, into] = to === 'supabase' ? [own, theirs] : [theirs, own];
  const route: Route = { to, project: project.url, own: ownDatabase === undefined ? dataDir : hostOf(ownDatabase) };
  const people = new ProjectPeople(project);
  await people.check();
  if ((await checkPlace(from)).isEmpty) {
    throw new MoveError(`${from.called} has nobody on record: there is nothing to move.`, { refused: true });
  }
  const { isEmpty } = await checkPlace(into);
  const journal = await MoveJournal.open(dataDir, route);
  if (!isEmpty && !journal.resumed) {
    const advice = 'Move into an empty one: nothing is put over what is there.';
    throw new MoveError(`${into.called} is not empty. ${advice}`, { refused: true });
  }
  if (dryRun) return await withPlace(from, survey);
  const passing = join(dataDir, 'migration');
  const moved = await withPlace(from, async (source) => {
    const films = await filmsOnTheirWay(source);
    if (films > 0) {
      const advice = 'Start the server once more and wait until they are, or take them away.';
      throw new MoveError(`${films} films in the project’s Storage are not judged yet. ${advice}`, { refused: true });
    }
    return await withPlace(into, async (target) => {
      await journal.begin(route);
      const folder = await openStore({ supabase: undefined, dataDir, logger });
      const store = await openStore({ supabase, dataDir, logger });
      return await move({
        ...{ source, target, journal, signal, onProgress },
        people: to === 'supabase' ? people : new OwnPeople(target),
        files: to === 'supabase' ? fromFolder(filesFolder(dataDir), store) : fromStore(store, folder, passing),
      });
    });
  });
  await rm(passing, { recursive: true, force: true });
  await journal.end();
  return moved;
}

type WithProject = Config & { project: NonNullable<Config['project']>; supabase: NonNullable<Config['supabase']> };

/** @throws MoveError when the variables name no project */
function withProject(config: Config): WithProject {
  const { project, supabase } = config;
  if (project && supabase) return { ...config, project, supabase };
  const names = ['SUPABASE_URL', 'SUPABASE_PUBLISHABLE_KEY', 'SUPABASE_SECRET_KEY', 'DATABASE_URL'];
  throw new MoveError(`Set ${names.join(', ')}: they name the Supabase project.`, { refused: true });
}

/** Without user and password. */
const hostOf = (databaseUrl: string) => {
  const { host, pathname } = new URL(databaseUrl);
  return `${host}${pathname}`;
};

/** Closes the place whatever comes of the work. */
async function withPlace<T>(place: Place, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openPlace(place, logger);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

function wordsOf({ what, done, all, unit }: MoveProgress): string {
  const share = `${Math.floor((100 * done) / Math.max(1, all))}%`;
  return unit === 'bytes' ? `${what}: ${share} of ${megabytes(all)} MB` : `${what}: ${share} of ${all}`;
}
