/** Why picture and sound don't begin, in words for people, with what they can do about it. */
import type { Explanation } from '../explain.ts';
import type { MediaObstacle } from '../session/session-media.ts';

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * @param hostname of the page's address
 * @param userAgent of the browser
 */
export function explainObstacle(obstacle: MediaObstacle, hostname: string, userAgent: string): Explanation {
  if (obstacle === 'unsupported') {
    return {
      title: 'This browser can’t show or send the session’s picture.',
      advice: 'Open this page in a current Chrome, Edge, Safari or Firefox.',
    };
  }
  if (LOOPBACK.test(hostname)) {
    return userAgent.includes('Firefox/')
      ? {
          title: 'Firefox can’t reach picture and sound at this address.',
          advice: `It uses no media from ${hostname}. Open this page by the computer’s address in the network, or in Chrome or Edge.`,
        }
      : {
          title: 'Picture and sound can’t reach the server.',
          advice: 'Run “npm run sideline doctor” on this computer: it says which media port is closed.',
        };
  }
  return {
    title: 'Picture and sound can’t reach the server.',
    advice:
      'A firewall or VPN may block them: try without it, or another network. Whoever runs the server can check its media ports with “sideline doctor”.',
  };
}
