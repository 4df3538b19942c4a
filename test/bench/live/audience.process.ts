/** The watchers' own process, so that what they cost is not the server's nor the browser's. */

import { obeyCommands } from '../support/helper-process.ts';
import type { AudienceCommand, AudienceReply } from './audience.ts';
import { Watcher } from './watcher.ts';

const watchers: Watcher[] = [];

async function obey(command: AudienceCommand): Promise<AudienceReply> {
  switch (command.type) {
    case 'join':
      // One after the other: a crowd at the door is another benchmark.
      for (let number = 1; number <= command.watchers; number += 1) {
        watchers.push(await Watcher.join({ ...command.session, name: `Watcher ${number}` }));
      }
      return { type: 'joined' };
    case 'report':
      return {
        type: 'reported',
        watchers: watchers.map(({ feedback, received }) => ({ feedback: feedback.splice(0), received })),
      };
  }
}

obeyCommands(obey);
