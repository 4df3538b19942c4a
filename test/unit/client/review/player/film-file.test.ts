import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EncodedPacketSink } from 'mediabunny';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { FilmGoneError } from '../../../../../client/review/player/film-address.ts';
import { openFilm } from '../../../../../client/review/player/film-file.ts';
import { evenTimes, greyPictures } from '../../../../support/film.ts';
import { rendered } from '../../../../support/numbered-film.ts';

const SIZE = { width: 64, height: 48 };
const PICTURES = 120;
/** A server gives no more than this at once, so that a film is read by several requests, bytes. */
const PIECE = 1_000;
/** Each link is good for so many requests. */
const GOOD_FOR = 2;

let server: Server;
let url: string;
let film: Buffer;
/** Requests that came by each link. */
let requests: Map<string, number>;

beforeAll(async () => {
  film = await rendered('film.mp4', { size: SIZE, pictures: greyPictures(SIZE, evenTimes(PICTURES, 30)) });
  server = createServer((request, response) => {
    const link = request.url ?? '';
    const count = (requests.get(link) ?? 0) + 1;
    requests.set(link, count);
    const from = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1]);
    const piece = film.subarray(from, from + PIECE);
    if (count > GOOD_FOR) response.writeHead(401).end();
    else {
      const range = `bytes ${from}-${from + piece.length - 1}/${film.length}`;
      response.writeHead(206, { 'content-range': range, 'content-length': piece.length }).end(piece);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});
beforeEach(() => {
  requests = new Map();
  // A browser that decodes all there is.
  vi.stubGlobal('window', { location: { href: url } });
  vi.stubGlobal('VideoDecoder', { isConfigSupported: async () => ({ supported: true }) });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

it('is read to its end by as many links as it takes, each of which runs out meanwhile', async () => {
  let links = 0;
  const { input, track } = await openFilm({ url: `${url}/0`, again: async () => `${url}/${++links}` });
  let read = 0;
  for await (const _packet of new EncodedPacketSink(track).packets()) read += 1;
  expect(read).toBe(PICTURES);
  expect(links).toBeGreaterThan(1);
  input.dispose();
});

it('is gone when there is no further link', async () => {
  requests.set('/0', GOOD_FOR);
  await expect(openFilm({ url: `${url}/0`, again: async () => undefined })).rejects.toThrow(FilmGoneError);
});
