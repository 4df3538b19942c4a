import { expect, it } from 'vitest';
import { strokeId } from '../../../../client/board/stroke-id.ts';
import { strokeIdSchema } from '../../../../shared/contract/board.ts';

it('gives ids that the server takes, each another one', () => {
  const ids = Array.from({ length: 50 }, () => strokeId());
  for (const id of ids) expect(strokeIdSchema.safeParse(id).success).toBe(true);
  expect(new Set(ids).size).toBe(50);
});

it('does so too on pages by plain http, where browsers have no randomUUID', () => {
  const plain = { getRandomValues: crypto.getRandomValues.bind(crypto) };
  const ids = Array.from({ length: 50 }, () => strokeId(plain));
  for (const id of ids) expect(strokeIdSchema.safeParse(id).success).toBe(true);
  expect(new Set(ids).size).toBe(50);
});
