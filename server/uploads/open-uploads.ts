/** How films come to this server, or past it to a project's Storage, and are judged. */
import type { Logger } from 'pino';
import { z } from 'zod';
import { LARGEST_FILM_BYTES, uploadWishSchema } from '../../shared/contract/uploads.ts';
import type { SupabaseStorage } from '../files/supabase-storage.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Records } from '../records/records.ts';
import type { Files } from '../sessions/files.ts';
import type { FilmFolder } from './film-folder.ts';
import { Judging, type JudgingOptions } from './judging.ts';
import { Reception } from './reception.ts';
import { SignedReception } from './signed-reception.ts';
import { Tickets } from './tickets.ts';
import { Uploads } from './uploads.ts';

export interface OpenUploadsOptions {
  records: Pick<Records, 'uploads' | 'activities'>;
  files: Files;
  jobs: Jobs;
  /** Where films arrive that come here. */
  folder: FilmFolder;
  /** Where pages send them in its place; undefined where they come here. */
  project: { files: SupabaseStorage; publishableKey: string } | undefined;
  /** At how many frames a second, and by what, films are judged. */
  analysis: Pick<JudgingOptions, 'fps' | 'choice'>;
  /** This server, whose disk films come to. */
  node: string;
  /** The server's own. */
  secret: Uint8Array;
  logger: Logger;
}

/** Where pages send films, with a token for one. */
const SIGNED_PATH = '/api/uploads/sign';

/** Goes on with what an earlier process of this server left. */
export async function openUploads(options: OpenUploadsOptions) {
  const { files, jobs, folder, project, analysis, node, secret, logger } = options;
  const { uploads: records, activities } = options.records;
  const store = project?.files;
  const judging = new Judging({ ...{ records, activities, folder, store, files, logger }, ...analysis });
  const judgingJobs = jobs.define('judge-film', z.object({ id: z.uuid() }), ({ id }, context) =>
    judging.judge(id, context),
  );
  const uploads = await Uploads.create({
    ...{ records, activities, folder, store, node, logger },
    judging: judgingJobs,
    onRemoved: () => files.removed(),
    progressOf: (id) => judging.progressOf(id),
  });
  const reception = new Reception<z.infer<typeof uploadWishSchema>>({
    ...{ path: '/api/uploads', folder, largestBytes: LARGEST_FILM_BYTES, wish: uploadWishSchema },
    ...{ arrivals: uploads, logger },
  });
  const tickets = new Tickets({ path: SIGNED_PATH, uploads, folder, secret, store: project });
  const signedReception = new SignedReception({
    ...{ path: SIGNED_PATH, folder, uploads, logger },
    readTicket: (token) => tickets.read(token),
  });
  return { uploads, reception, signedReception, tickets };
}
