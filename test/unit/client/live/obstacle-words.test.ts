import { expect, it } from 'vitest';
import { explainObstacle } from '../../../../client/live/obstacle-words.ts';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0';
const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';

it.each(['localhost', '127.0.0.1', '[::1]'])('sends Firefox away from %s, from where it takes no media', (hostname) => {
  const { title, advice } = explainObstacle('unreachable', hostname, FIREFOX);
  expect(title).toContain('Firefox');
  expect(advice).toContain('address in the network');
  expect(explainObstacle('unreachable', hostname, CHROME).advice).toContain('doctor');
});

it('names firewall, VPN and network elsewhere', () => {
  for (const browser of [FIREFOX, CHROME]) {
    expect(explainObstacle('unreachable', 'coach.example', browser).advice).toMatch(/firewall or VPN/);
    expect(explainObstacle('unreachable', '192.168.1.20', browser).advice).toMatch(/another network/);
  }
});

it('names browsers that can', () => {
  expect(explainObstacle('unsupported', 'coach.example', 'Lynx/2.9').advice).toMatch(/Chrome, Edge, Safari or Firefox/);
});
