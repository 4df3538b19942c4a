/** `/api/files/:id`: the bytes of a file, for whoever brings its link. */
import { pipeline } from 'node:stream/promises';
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { ByteRange } from '../files/file-store.ts';
import type { Files, ReadableFile } from '../sessions/files.ts';
import type { RateLimits } from './rate-limits.ts';

const filePath = z.object({ id: z.uuid() });
const fileQuery = z.object({ token: z.string().max(4_000).optional(), download: z.literal('').optional() });

/** What a browser may show by itself. Anything else that might once be kept is bytes to it. */
const SHOWN = /^(video|audio|image)\/[\w.+-]+$|^application\/(json|x-ndjson)$/;

export function fileRoutes(files: Files, limits: RateLimits): Router {
  const router = Router();

  // Express answers HEAD by this too.
  router.get('/:id', limits.file, async (request, response) => {
    const { id } = filePath.parse(request.params);
    const { token, download } = fileQuery.parse(request.query);
    if (!token) throw new SidelineError('unauthenticated', 'A file is read by the link that its session has for it.');
    const found = await files.open(id, token);
    if (found instanceof URL) response.redirect(302, found.href);
    else await sendFile(found, request, response, download === undefined ? 'inline' : 'attachment');
  });
  return router;
}

/** RFC 9110, sections 13 and 14: validators and ranges. Of several ranges at once none is given, which it allows. */
export async function sendFile(
  found: ReadableFile,
  request: Request,
  response: Response,
  disposition: 'inline' | 'attachment',
): Promise<void> {
  const { file, size } = found;
  const whole = file.sha256 !== null;
  const tag = whole ? `"${file.sha256}"` : `W/"${file.id}-${size}"`;
  response.setHeader('ETag', tag);
  response.setHeader('Accept-Ranges', 'bytes');
  // Never squeezed on the way, since ranges count the file's own bytes; asked for anew each time, since it may be deleted.
  response.setHeader('Cache-Control', `private, no-transform, ${whole ? 'no-cache' : 'no-store'}`);
  response.setHeader('Content-Type', SHOWN.test(file.contentType) ? file.contentType : 'application/octet-stream');
  response.setHeader('Content-Disposition', `${disposition}; filename="${fileName(found)}"`);
  if (request.fresh) {
    response.status(304).end();
    return;
  }
  const range = wantedRange(request, size, tag);
  if (range === 'outside') {
    response.setHeader('Content-Range', `bytes */${size}`);
    response.removeHeader('Content-Disposition');
    response.status(416).end();
    return;
  }
  if (range) {
    response.status(206);
    response.setHeader('Content-Range', `bytes ${range.start}-${range.end}/${size}`);
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  response.setHeader('Content-Length', end - start + 1);
  if (request.method === 'HEAD' || size === 0) {
    response.end();
    return;
  }
  await deliver(await found.open({ start, end }), response);
}

/** Undefined for the whole file. */
function wantedRange(request: Request, size: number, tag: string): ByteRange | 'outside' | undefined {
  const condition = request.headers['if-range'];
  if (condition !== undefined && condition !== tag) return undefined;
  const ranges = request.range(size);
  if (ranges === -1) return 'outside';
  if (!Array.isArray(ranges) || ranges.type !== 'bytes' || ranges.length !== 1) return undefined;
  return ranges[0];
}

async function deliver(bytes: NodeJS.ReadableStream, response: Response): Promise<void> {
  try {
    await pipeline(bytes, response);
  } catch (error) {
    // Players break off and ask anew wherever they seek to.
    if (!response.destroyed || !isPrematureClose(error)) throw error;
  }
}

const isPrematureClose = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';

/** Made of what the server knows alone: names that people chose may be anything. */
function fileName({ file: { kind, number, name } }: ReadableFile): string {
  return `sideline-${kind}-${number + 1}${/\.[a-z0-9]+$/.exec(name)?.[0] ?? ''}`;
}
