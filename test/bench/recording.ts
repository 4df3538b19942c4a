/**
 * `npm run bench -- recording`: what recordings cost, what a killed process loses, how far sound lies from the picture, and how
 * many run beside athletes who are analysed. docs/recording.md describes what is recorded.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Command } from 'commander';
import { pino } from 'pino';
import { z } from 'zod';
import { AnalysisPool } from '../../server/analysis/pool.ts';
import { serverNow } from '../../server/clock.ts';
import { createWorker } from '../../server/mediasoup.ts';
import { Recorder } from '../../server/recording/recorder.ts';
import { ROUTER_CODECS } from '../../server/sfu/router-options.ts';
import { anAthlete } from '../../shared/athlete/index.ts';
import { athleteClip } from '../support/rtp/athlete-clip.ts';
import type { Clip } from '../support/rtp/clip.ts';
import { soundClip } from '../support/rtp/sound-clip.ts';
import { tapped } from '../support/rtp/tapped.ts';
import { RecordedAthlete } from './recording/recorded-athlete.ts';
import { runBenchmark } from './support/benchmark.ts';
import type { Machine } from './support/machine.ts';

const CAMERA = { size: { width: 640, height: 480 }, framesPerSecond: 30, bitRate: 1_000_000 } as const;
/** `BENCH_REPS` makes the picture shorter, for a check of the benchmark itself. */
const REPS = Number(process.env.BENCH_REPS ?? 3);
const SOUND_SECONDS = 10;
const WARM_UP_MS = 2_000;
const logger = pino({ level: 'silent' });

const optionsSchema = z.object({
  recordings: z.coerce.number().int().min(1).max(50),
  beside: z.coerce.number().int().min(0).max(50),
  athletes: z.coerce.number().int().min(1).max(50),
  seconds: z.coerce.number().min(1).max(7_200),
});
type Options = z.infer<typeof optionsSchema>;

interface Figures {
  /** Of one recording, in the recording process and the SFU together: CPU time in ms for each second. */
  cpuMsPerSecond: number;
  cpu: { recorder: number; sfu: number };
  lostAfterKillMs: number;
  soundOffsetMs: number;
  /** Of the recordings that ran at once, those whose file lacks frames. */
  recordings: number;
  framesLost: number;
  /** Recordings beside athletes who are analysed, and what became of both. */
  beside?: { athletes: number; recordings: number; framesLost: number; soundOffsetMs: number; analysisFps: number };
}

export async function run(args: string[]): Promise<void> {
  const command = new Command('bench -- recording')
    .description('Cost of recordings, loss after a kill, sound against picture, recordings beside analysed athletes.')
    .option('--recordings <count>', 'how many run at once', '4')
    .option('--beside <count>', 'how many run beside athletes who are analysed; 0 leaves that out', '8')
    .option('--athletes <count>', 'how many athletes are analysed beside them', '8')
    .option('--seconds <seconds>', 'how long each part is measured', '20');
  await runBenchmark(args, { command, options: optionsSchema, measure, print });
}

async function measure({ recordings, beside, athletes, seconds }: Options): Promise<Figures> {
  const folder = await mkdtemp(join(tmpdir(), 'sideline-bench-'));
  const worker = await createWorker({ logLevel: 'error' });
  const recorder = new Recorder({ logger });
  const running: RecordedAthlete[] = [];
  try {
    const router = await worker.createRouter({ mediaCodecs: ROUTER_CODECS });
    const athlete = anAthlete({ activity: 'squat', reps: REPS, tempo: 2, delay: 0 });
    const clip = athleteClip(athlete, { ...CAMERA, size: CAMERA.size });
    const sound = soundClip(SOUND_SECONDS);
    const comeIn = async (count: number) => {
      for (let index = 0; index < count; index += 1) {
        const name = `recording-${running.length}`;
        running.push(await RecordedAthlete.create({ router, clip, sound, folder, name }));
      }
    };
    const sfuMs = async () => {
      const { ru_utime, ru_stime } = await worker.getResourceUsage();
      return ru_utime + ru_stime;
    };

    await comeIn(recordings);
    await wait(WARM_UP_MS);
    const bare = await cpuOver(seconds, sfuMs, () => recorder.cpuMs);
    for (const each of running) await each.record(router, recorder);
    await wait(WARM_UP_MS);
    const used = await cpuOver(seconds, sfuMs, () => recorder.cpuMs);
    const cpu = {
      recorder: (used.recorder - bare.recorder) / recordings,
      sfu: (used.sfu - bare.sfu) / recordings,
    };
    const compared = await endAll(running);

    const [killed] = running;
    if (!killed) throw new Error('There is nothing to kill');
    await killed.record(router, recorder);
    await wait(WARM_UP_MS + 700);
    const killedAt = serverNow();
    process.kill(recorder.pid ?? 0, 'SIGKILL');
    const lostAfterKillMs = await new Promise<number>((resolve, reject) =>
      setTimeout(() => killed.lostAfterKill(recorder, killedAt).then(resolve, reject), WARM_UP_MS),
    );
    for (const each of running.splice(0)) await each.close();

    const figures = { cpuMsPerSecond: cpu.recorder + cpu.sfu, cpu, lostAfterKillMs, ...compared, recordings };
    if (beside === 0) return figures;
    const counts = { athletes, recordings: beside, seconds };
    return { ...figures, beside: await besideAnalysis({ ...counts, clip, join: comeIn, running, recorder, router }) };
  } finally {
    for (const each of running) await each.close();
    await recorder.close();
    worker.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function cpuOver(seconds: number, sfuMs: () => Promise<number>, recorderMs: () => number) {
  const [sfu, recorder, at] = [await sfuMs(), recorderMs(), performance.now()];
  await wait(seconds * 1_000);
  const passed = (performance.now() - at) / 1_000;
  return { sfu: ((await sfuMs()) - sfu) / passed, recorder: (recorderMs() - recorder) / passed };
}

/** Ends all recordings and looks into their files. */
async function endAll(running: readonly RecordedAthlete[]): Promise<{ soundOffsetMs: number; framesLost: number }> {
  let soundOffsetMs = 0;
  let framesLost = 0;
  for (const each of running) {
    const facts = await each.end();
    if (!facts) throw new Error('Nothing was recorded');
    const compared = await each.compare(facts);
    soundOffsetMs = Math.max(soundOffsetMs, compared.soundOffsetMs);
    framesLost += compared.framesLost;
  }
  return { soundOffsetMs, framesLost };
}

async function besideAnalysis(parts: {
  athletes: number;
  recordings: number;
  seconds: number;
  clip: Clip;
  join: (count: number) => Promise<void>;
  running: RecordedAthlete[];
  recorder: Recorder;
  router: Parameters<RecordedAthlete['record']>[0];
}): Promise<NonNullable<Figures['beside']>> {
  const { athletes, recordings, seconds, clip, join: joinAthletes, running, recorder, router } = parts;
  const pool = await AnalysisPool.create({ workers: 3, logger });
  const taps: Awaited<ReturnType<typeof tapped>>[] = [];
  try {
    for (let index = 0; index < athletes; index += 1) taps.push(await tapped({ router, pool, clip }));
    await joinAthletes(recordings);
    for (const each of running) await each.record(router, recorder);
    await wait(WARM_UP_MS);
    const analysed = () => taps.reduce((sum, { frames }) => sum + frames.items.length, 0);
    const [before, at] = [analysed(), performance.now()];
    await wait(seconds * 1_000);
    const analysisFps = ((analysed() - before) * 1_000) / (performance.now() - at) / athletes;
    return { athletes, recordings, analysisFps, ...(await endAll(running)) };
  } finally {
    for (const tap of taps) tap.close();
    await pool.close();
  }
}

function print(figures: Figures, { cpu: model, cores }: Machine): void {
  const { cpuMsPerSecond, cpu, lostAfterKillMs, soundOffsetMs, recordings, framesLost, beside } = figures;
  const lines = [
    `${model}, ${cores} cores; ${CAMERA.size.width}x${CAMERA.size.height} at ${CAMERA.framesPerSecond} frames a second, with sound`,
    `${recordings} recordings at once: ${cpuMsPerSecond.toFixed(1)} ms of a core a second each ` +
      `(recording process ${cpu.recorder.toFixed(1)}, SFU ${cpu.sfu.toFixed(1)}), ${framesLost} frames lost`,
    `killed while recording: ${lostAfterKillMs.toFixed(0)} ms lost`,
    `sound against picture: ${soundOffsetMs.toFixed(1)} ms at most`,
    beside &&
      `beside ${beside.athletes} analysed athletes: ${beside.recordings} recordings, ${beside.framesLost} frames lost, ` +
        `sound ${beside.soundOffsetMs.toFixed(1)} ms off at most, ${beside.analysisFps.toFixed(1)} frames analysed a second each`,
  ];
  console.info(lines.filter(Boolean).join('\n'));
}
