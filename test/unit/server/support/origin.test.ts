import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { isOwnOrigin } from '../../../../server/support/origin.ts';

const asked = (headers: Record<string, string>): Pick<IncomingMessage, 'headers'> => ({ headers });
const none = { publicUrl: undefined, otherUrls: [], trustProxy: false };

describe('a page is ours', () => {
  it.each([
    ['http://localhost:3000', 'localhost:3000'],
    ['https://coach.example.org', 'coach.example.org'],
    ['https://coach.example.org', 'coach.example.org:443'],
    ['http://[::1]:3000', '[::1]:3000'],
    ['http://[fe80::1]:3000', '[fe80:0:0:0:0:0:0:1]:3000'],
  ])('from %s, asking %s', (origin, host) => {
    expect(isOwnOrigin(none, origin, asked({ host }))).toBe(true);
  });

  it('from the public address, whatever a proxy makes of the host', () => {
    const own = { ...none, publicUrl: 'https://coach.example.org/' };
    expect(isOwnOrigin(own, 'https://coach.example.org', asked({ host: '127.0.0.1:3000' }))).toBe(true);
  });

  it('from another server on the same database', () => {
    const several = { ...none, otherUrls: ['https://two.example.org'] };
    expect(isOwnOrigin(several, 'https://two.example.org', asked({ host: 'one.example.org' }))).toBe(true);
    expect(isOwnOrigin(several, 'https://three.example.org', asked({ host: 'one.example.org' }))).toBe(false);
  });

  it('from the host that a trusted proxy was asked for', () => {
    const headers = { host: '127.0.0.1:3000', 'x-forwarded-host': 'coach.example.org' };
    expect(isOwnOrigin({ ...none, trustProxy: true }, 'https://coach.example.org', asked(headers))).toBe(true);
    expect(isOwnOrigin(none, 'https://coach.example.org', asked(headers))).toBe(false);
  });
});

it.each(['https://evil.example', 'http://localhost:3001', 'null', 'nonsense', ''])(
  'a page from “%s” is not',
  (origin) => {
    expect(isOwnOrigin(none, origin, asked({ host: 'localhost:3000' }))).toBe(false);
  },
);
