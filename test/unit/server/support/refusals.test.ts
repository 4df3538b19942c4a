import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { logRefusal, type Refusal } from '../../../../server/support/refusals.ts';
import { SidelineError } from '../../../../shared/contract/errors.ts';

/** The lines that are logged for a refusal. */
function linesFor(error: unknown, refusal: Partial<Refusal>): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) });
  logRefusal(logger, error, { code: 'internal', reason: 'no', request: 'stroke:begin', ...refusal });
  return lines;
}
const { labels } = pino.levels;

describe('a refusal in the log', () => {
  it.each([
    ['invitation_expired', 'info'],
    ['unauthenticated', 'info'],
    ['forbidden', 'info'],
    ['rate_limited', 'warn'],
    ['storage_unavailable', 'warn'],
    ['internal', 'error'],
  ] as const)('%s is of level %s', (code, level) => {
    const [line, ...more] = linesFor(new SidelineError(code, 'no'), { code });
    expect(labels[Number(line?.level)]).toBe(level);
    expect(more).toEqual([]);
  });

  it('says who was refused what, and where', () => {
    const who = { code: 'forbidden', request: 'session:end', userId: 'u1', sessionId: 's1' } as const;
    expect(linesFor(new SidelineError('forbidden', 'no'), who)).toEqual([expect.objectContaining(who)]);
  });

  it('is no fault because it has a cause: a mistyped link leaves no stack', () => {
    const error = new SidelineError('invitation_invalid', 'no', { cause: new Error('signature verification failed') });
    const [line] = linesFor(error, { code: 'invitation_invalid' });
    expect(JSON.stringify(line)).not.toContain('stack');
  });

  it('names the cause where a part can’t serve', () => {
    const error = new SidelineError('storage_unavailable', 'no', { cause: new Error('disk full') });
    expect(linesFor(error, { code: 'storage_unavailable' })).toEqual([expect.objectContaining({ cause: 'disk full' })]);
  });
});
