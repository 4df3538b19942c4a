/** From what the session that behaves heard to the figures of one attack. */

/** What every attack must leave to others. */
export const AIMS = {
  /** Of 15 that the analysis makes. */
  posesPerSecond: 14,
  ackMs: 300,
  /** More than before the attack, once it is over. */
  memoryMb: 50,
} as const;

export interface AttackFigures {
  name: string;
  /** From before the attackers sign in until the memory has settled. */
  seconds: number;
  /** Poses in the worst second of the worst watcher. */
  lowestPosesPerSecond: number;
  /** Over all watchers and the whole time. */
  meanPosesPerSecond: number;
  /** The longest that the coach waited for an answer; also one that has not come yet. */
  longestAckMs: number;
  acks: number;
  /** Requests of the coach that were refused or not answered at all. */
  failed: number;
  /** CPU time of the server's main loop: what the attack costs it, also where the machine has other work. */
  mainCpuMsPerSecond: number;
  /** What the server and its workers hold more than before, once the attack is over; never below 0. */
  memoryMb: number;
  memory: Memory;
  /** What the attackers did. */
  done: Record<string, number>;
  /** Whether all aims were met. */
  met: boolean;
}

/** What `--json` holds beside machine and time. */
export interface StormFigures {
  /** The same figures without any attack: what the machine gives. */
  calm: AttackFigures;
  attacks: AttackFigures[];
  aims: typeof AIMS;
  /** Whether all aims were met in all attacks. */
  met: boolean;
}

export interface Memory {
  beforeMb: number;
  mostMb: number;
  afterMb: number;
}

export interface SeenDuring {
  name: string;
  /** Ms of the machine's clock. */
  from: number;
  to: number;
  /** Of each watcher, when each pose arrived. */
  poses: readonly (readonly number[])[];
  /** How long each answer took, ms. */
  acks: readonly number[];
  failed: number;
  mainCpuMs: number;
  memory: Memory;
  done: Record<string, number>;
}

export function attackFigures(seen: SeenDuring): AttackFigures {
  const { name, from, to, poses, acks, failed, mainCpuMs, memory, done } = seen;
  const seconds = (to - from) / 1000;
  const lowest = Math.min(...poses.flatMap((arrivals) => countsBySecond(arrivals, from, to)));
  const arrived = poses.reduce((sum, arrivals) => sum + arrivals.length, 0);
  const figures = {
    name,
    seconds,
    lowestPosesPerSecond: lowest,
    meanPosesPerSecond: arrived / poses.length / seconds,
    longestAckMs: Math.max(0, ...acks),
    acks: acks.length,
    failed,
    mainCpuMsPerSecond: mainCpuMs / seconds,
    memoryMb: Math.max(0, memory.afterMb - memory.beforeMb),
    memory,
    done,
  };
  return { ...figures, met: meetsAims(figures) };
}

type Judged = Pick<AttackFigures, 'lowestPosesPerSecond' | 'longestAckMs' | 'failed' | 'memoryMb'>;

const meetsAims = ({ lowestPosesPerSecond, longestAckMs, failed, memoryMb }: Judged) =>
  lowestPosesPerSecond >= AIMS.posesPerSecond &&
  longestAckMs <= AIMS.ackMs &&
  failed === 0 &&
  memoryMb <= AIMS.memoryMb;

/** How many arrived in each whole second. */
function countsBySecond(arrivals: readonly number[], from: number, to: number): number[] {
  const counts = Array.from({ length: Math.max(1, Math.floor((to - from) / 1000)) }, () => 0);
  for (const at of arrivals) {
    const second = Math.floor((at - from) / 1000);
    const count = counts[second];
    if (count !== undefined) counts[second] = count + 1;
  }
  return counts;
}
