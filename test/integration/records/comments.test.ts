import { beforeAll, expect, it } from 'vitest';
import type { Records } from '../../../server/records/records.ts';
import { type CommentInk, commentInkSchema, MAX_COMMENT_POINTS } from '../../../shared/contract/comment-ink.ts';
import { embeddedRecords } from '../../support/records/databases.ts';
import { aGuest } from '../../support/records/people.ts';
import { aNewSession } from '../../support/records/sessions.ts';

let records: Records;
beforeAll(async () => {
  const opened = await embeddedRecords();
  records = opened.records;
  return opened.close;
});

/** As much as one comment may have. */
function muchInk(): CommentInk {
  const points = Array.from({ length: MAX_COMMENT_POINTS }, (_, index) => [index / MAX_COMMENT_POINTS, 0.1234]);
  return commentInkSchema.parse([
    { id: crypto.randomUUID(), tool: 'freehand', colour: '#ffd43b', width: 0.01, points },
  ]);
}

it('have no more characters in a session than the limit, also when they are edited', async () => {
  const ada = await aGuest(records.accounts, 'Ada');
  const { id } = await records.sessions.create(ada, aNewSession());
  const comment = (ink: CommentInk) => records.comments.add(ada, id, { from: 0, to: null, body: 'Look', ink });
  const small = await comment([]);
  const ink = muchInk();
  const untilRefused = async () => {
    for (;;) await comment(ink);
  };
  await expect(untilRefused()).rejects.toMatchObject({ code: 'too_large' });

  await expect(comment([])).rejects.toMatchObject({ code: 'too_large' });
  const edited = (body: string, ink: CommentInk) => records.comments.edit(ada, id, small.id, { body, ink });
  await expect(edited('Look', ink)).rejects.toMatchObject({ code: 'too_large' });
  expect(await edited('See', [])).toMatchObject({ body: 'See', ink: [] });
});
