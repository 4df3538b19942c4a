/** The athletes' own process, so that what they cost is not the server's. */
import type { Clip } from '../../support/rtp/clip.ts';
import { obeyCommands } from '../support/helper-process.ts';
import type { AthletesCommand, AthletesReply } from './athletes.ts';
import { performance } from './performance.ts';
import { PublishedAthlete } from './published-athlete.ts';

let layers: Clip[] = [];
const athletes: PublishedAthlete[] = [];

obeyCommands<AthletesCommand, AthletesReply>(async (command) => {
  switch (command.type) {
    case 'prepare':
      layers = performance();
      return { type: 'prepared' };
    case 'join':
      athletes.push(await PublishedAthlete.join(command.seat, layers));
      return { type: 'joined' };
    case 'leave':
      for (const athlete of athletes.splice(-command.count)) athlete.close();
      return { type: 'left' };
    case 'report': {
      const { user, system } = process.cpuUsage();
      return { type: 'reported', athletes: athletes.map((athlete) => athlete.report()), cpuMs: (user + system) / 1000 };
    }
  }
});
