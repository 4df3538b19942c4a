import { describe, expect, it } from 'vitest';
import { NoAnswerError } from '../../../../client/no-answer-error.ts';
import { explainFailure, explainSending } from '../../../../client/uploads/failure-words.ts';
import { SidelineError } from '../../../../shared/contract/errors.ts';

describe('why a film can’t be sent', () => {
  it.each([
    [new SidelineError('unreadable_film', 'empty'), 'The file is empty'],
    [new SidelineError('too_large', 'large'), 'The file is too large'],
    [new SidelineError('not_found', 'There is no such upload.'), 'The upload is not there any more'],
    [new NoAnswerError('no answer'), 'The server can’t be reached'],
  ])('%s: %s', (error, title) => {
    expect(explainSending(error).title).toBe(title);
  });

  it('says how many are under way as the server says it', () => {
    const advice = 'You have 20 films under way. Wait until some are done.';
    expect(explainSending(new SidelineError('rate_limited', advice))).toEqual({
      title: 'Too many films at once',
      advice,
    });
  });
});

it('says of a failure that this page does not know what helps in most cases', () => {
  expect(explainFailure({ code: 'analysis_failed' })).toEqual(explainFailure({ code: 'from a later version' }));
  expect(explainFailure({ code: 'unreadable_film', reason: 'cut-off' }).title).toBe('The film is cut off');
});
