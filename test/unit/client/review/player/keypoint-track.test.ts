import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { NoAnswerError } from '../../../../../client/no-answer-error.ts';
import { KeypointTrack } from '../../../../../client/review/player/keypoint-track.ts';
import type { SessionFileItem } from '../../../../../shared/contract/files.ts';
import { TRACK_PIECE_HEAD, TRACK_PIECE_TYPE } from '../../../../../shared/contract/track-piece.ts';

let server: Server;
let url: string;
let status = 200;
let requests = 0;

beforeAll(async () => {
  server = createServer((_request, response) => {
    requests += 1;
    response.statusCode = status;
    response.end(TRACK_PIECE_HEAD);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});
afterEach(() => {
  vi.useRealTimers();
});

const aPiece = (changes: Partial<SessionFileItem> = {}): SessionFileItem => ({
  ...{ id: randomUUID(), participantId: null, participant: null, kind: 'track', sourceId: null, number: 0, url },
  ...{ contentType: TRACK_PIECE_TYPE, bytes: 17, startedAt: 0, endedAt: 60_000, about: {}, state: 'stored' },
  ...changes,
});

it('asks for a piece that can’t be had again after some seconds, not with each frame', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const track = new KeypointTrack([aPiece()], async () => url);
  status = 503;
  await expect(track.need(0)).rejects.toThrow(NoAnswerError);
  for (let frame = 1; frame <= 60; frame += 1) expect(await track.need(frame)).toBe(false);
  expect(requests).toBe(1);
  // Who asks for all of it is answered at once.
  await expect(track.between(0, 60_000)).rejects.toThrow(NoAnswerError);
  expect(requests).toBe(2);
  status = 200;
  vi.advanceTimersByTime(5_000);
  expect(await track.need(61)).toBe(true);
  expect(track.read.getState().pieces).toBe(1);
});

it('reads a piece that grows again when there is more of it, and a whole one once', async () => {
  status = 200;
  requests = 0;
  const [whole, growing] = [aPiece(), aPiece({ state: 'growing', endedAt: null, startedAt: 60_000 })];
  const track = new KeypointTrack([whole, growing], async () => url);
  expect(await track.need(60_000)).toBe(true);
  expect(await track.need(60_000)).toBe(false);
  expect(requests).toBe(2);
  track.grow([whole, growing]);
  expect(track.grown.getState().times).toBe(1);
  expect(await track.need(60_000)).toBe(true);
  expect(requests).toBe(3);
  track.grow([whole, { ...growing, state: 'waiting', endedAt: 90_000 }]);
  expect(await track.need(60_000)).toBe(true);
  expect(await track.need(60_000)).toBe(false);
  expect(requests).toBe(4);
  // What has ended grows no more.
  track.grow([whole, { ...growing, state: 'stored', endedAt: 90_000 }]);
  expect(track.grown.getState().times).toBe(2);
});
