/** The performance of the demo athlete: sets with rests, most repetitions good, a few with something to correct. */
import { type Athlete, anAthlete, MOVES, type MoveName, type Planned } from '../../shared/athlete/index.ts';

/** Time to get ready before the first repetition, in ms: media has to flow and the pose to be found first. */
export const DEMO_DELAY_MS = 5_000;

const REST_SECONDS = 15;
/** More sets than anybody watches. */
const SETS = 200;

const isMove = (name: string): name is MoveName => Object.hasOwn(MOVES, name);

/** One set; the shallow try in it shows that not every movement counts. */
function set(index: number): Planned[] {
  const rep: Planned = { kind: 'repetition', tempo: 2.8 };
  const [first, ...others]: Planned[] = [rep, rep, { kind: 'attempt', tempo: 2.4 }, rep, rep, rep];
  return [{ ...rep, ...first, ...(index > 0 && { rest: REST_SECONDS }) }, ...others];
}

/** An athlete who performs an activity's figure; squats where no figure of that name is known. */
export function demoAthlete(figure: string): Athlete {
  return anAthlete({
    activity: isMove(figure) ? figure : 'squat',
    plan: Array.from({ length: SETS }, (_, index) => set(index)).flat(),
    view: 'front-left',
    aspect: 4 / 3,
    delay: DEMO_DELAY_MS,
  });
}
