import { describe, expect, it } from 'vitest';
import { auditVerdict } from '../../../scripts/setup/audit-verdict.mjs';

const metadata = { vulnerabilities: { total: 0 } };

describe('what npm’s audit says', () => {
  it('is good when no hole is known', () => {
    expect(auditVerdict(JSON.stringify({ vulnerabilities: {}, metadata }))).toEqual({
      checked: true,
      holes: [],
      reason: undefined,
    });
  });

  it('names each package with its advisories, direct and through another', () => {
    const vulnerabilities = {
      'socket.io-parser': {
        severity: 'high',
        range: '<4.2.7',
        via: [{ title: 'Too many attachments', url: 'https://advisories.example/1' }],
      },
      'socket.io': { severity: 'low', range: '*', via: ['socket.io-parser'] },
    };
    const { checked, holes } = auditVerdict(JSON.stringify({ vulnerabilities, metadata }));
    expect(checked).toBe(true);
    expect(holes).toEqual([
      'socket.io-parser <4.2.7 (high): Too many attachments https://advisories.example/1',
      'socket.io * (low): through socket.io-parser',
    ]);
  });

  it.each([
    ['the registry refuses', JSON.stringify({ message: '405 Method Not Allowed', error: { summary: '' } }), '405'],
    ['the registry can’t be reached', JSON.stringify({ error: { summary: 'ENOTFOUND' } }), 'ENOTFOUND'],
    ['npm printed nothing', '', 'no report'],
    ['npm printed no JSON', 'npm error', 'no report'],
  ])('is not taken for good where %s', (_, answer, reason) => {
    const verdict = auditVerdict(answer);
    expect(verdict).toMatchObject({ checked: false, holes: [] });
    expect(verdict.reason).toContain(reason);
  });
});
