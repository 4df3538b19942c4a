import { describe, expect, it } from 'vitest';
import { recordingWords } from '../../../../client/ui/recording-sign.tsx';

describe('the sign of a recording', () => {
  it.each([
    [{ state: 'on' }, 'on', 'Recording'],
    [{ state: 'paused' }, 'paused', 'Recording paused'],
    [{ state: 'off' }, 'off', 'Not recorded'],
    [{ state: 'on', trouble: 'disk-full' }, 'off', 'Not recorded'],
    [{ state: 'paused', trouble: 'no-recorder' }, 'off', 'Not recorded'],
  ] as const)('of %j has a dot that is %s and says “%s”', (sign, dot, label) => {
    expect(recordingWords(sign)).toMatchObject({ dot, label });
  });

  it('says why nothing is recorded that should be', () => {
    const full = recordingWords({ state: 'on', trouble: 'disk-full' });
    expect(full.why).toBe('disk full');
    expect(full.means).toContain('disk is full');
    expect(recordingWords({ state: 'on', trouble: 'no-recorder' }).means).toContain('can’t record');
  });

  it('says to whoever refused that they are left out, while others are recorded', () => {
    expect(recordingWords({ state: 'on' }, true).label).toBe('Recording, not you');
    expect(recordingWords({ state: 'off' }, true).label).toBe('Not recorded');
  });
});
