import { expect, it } from 'vitest';
import { explain } from '../../../client/explain.ts';
import { loadPart } from '../../../client/load-part.ts';

it('a part that the server has no more says to load the page again', async () => {
  const failure = await loadPart(() => import(`./${crypto.randomUUID()}.ts`)).catch((error: unknown) => error);
  expect(explain(failure).advice).toContain('load the page again');
});

it('a part that is there is given', async () => {
  expect(await loadPart(async () => 1)).toBe(1);
});
