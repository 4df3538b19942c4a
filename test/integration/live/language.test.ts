import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import { Person } from '../../support/rest.ts';

let server: TestApp;
let ada: Person;

beforeAll(async () => {
  server = await startApp();
  ada = await Person.signIn(server.url, 'Ada');
});
afterAll(() => server.close());

async function start(wish: object): Promise<{ status: number; id: string }> {
  const response = await ada.fetch('/sessions', 'POST', { activity: 'squat', ...wish });
  const { id } = (await response.json()) as { id: string };
  return { status: response.status, id };
}

it.each([
  ['German when it was asked for', { language: 'de' }, 'de', 'Komm ins Bild'],
  ['English when nothing was said', {}, 'en', 'Step into the picture'],
])('a session’s cues are in %s', async (_name, wish, language, cue) => {
  const { id } = await start(wish);
  const athlete = await RawSocket.connect(server.url, ada.token);
  try {
    expect((await athlete.join(id)).state.language).toBe(language);
    const { change } = await athlete.event(
      (change) => change.type === 'coaching' && change.event.type === 'visibility',
    );
    expect(change).toMatchObject({ event: { advice: cue } });
  } finally {
    athlete.close();
  }
});

it('a session in a language that nobody has written cues in is refused', async () => {
  expect((await start({ language: 'tlh' })).status).toBe(400);
});
