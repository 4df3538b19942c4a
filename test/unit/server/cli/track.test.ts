import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../../../scripts/setup/paths.mjs';
import { anAthlete } from '../../../../shared/athlete/index.ts';
import { type SessionSummary, trackLines } from '../../../../shared/coaching/index.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

/** Runs `sideline track` on a file of these lines. */
async function track(lines: Iterable<string>, args: string[], node: string[] = []) {
  const file = join(temporaryFolder(), 'track.jsonl');
  await pipeline(Readable.from(withEnds(lines)), createWriteStream(file));
  const program = join(projectRoot, 'bin', 'sideline.mjs');
  const child = spawn(process.execPath, [...node, program, 'track', file, ...args]);
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const [status] = await once(child, 'close');
  return { status: status as number | null, stdout: output.stdout, stderr: output.stderr.replaceAll(`${file}: `, '') };
}

function* withEnds(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield `${line}\n`;
}

const athlete = anAthlete({ activity: 'squat', view: 'left', reps: 3, tempo: 2.5 });
const frames = Array.from({ length: Math.floor(athlete.duration / 100) }, (_, index) => athlete.poseAt(index * 100));

/** The same squats again and again, so many frames at 60 a second. */
function* training(count: number): Generator<string> {
  const lines = [...trackLines(frames, 480)];
  yield lines[0] ?? '';
  const points = lines.slice(1).map((line) => line.slice(line.indexOf(',')));
  for (let frame = 0; frame < count; frame++) {
    const at = (frame * 1000) / 60;
    yield `{"t":${at.toFixed(3)}${points[Math.floor(at / 100) % points.length]}`;
  }
}

// Each case starts a process of its own.
describe('sideline track', { timeout: 60_000 }, () => {
  it('says what it read otherwise than it stands, and counts it', async () => {
    const seconds = trackLines(
      frames.map((frame) => ({ ...frame, at: frame.at / 1000 })),
      480,
    );
    const { status, stdout, stderr } = await track(seconds, ['--activity', 'squat', '--json']);
    const told = JSON.parse(stdout) as { summary: SessionSummary; notes: string[] };
    expect(told.summary.reps).toBe(3);
    expect(told.notes).toEqual(['times are in seconds: read as such']);
    expect(stderr).toBe('note: times are in seconds: read as such\n');
    expect(status).toBe(0);
  });

  it('refuses what it can’t understand with the line, the reason and the mend', async () => {
    const counting = trackLines(
      frames.map((frame, index) => ({ ...frame, at: index })),
      480,
    );
    const { status, stdout, stderr } = await track(counting, ['--activity', 'squat']);
    expect(stderr).toBe(
      'line 2: t: frames are 1 apart: they seem to count frames; give the time of each frame in ms\n',
    );
    expect(stdout).toBe('');
    expect(status).toBe(1);
  });

  it('refuses a file without lines before it fills the memory', async () => {
    const { status, stderr } = await track(['x'.repeat(200_000)], ['--activity', 'squat']);
    expect(stderr).toMatch(/^line 1: longer than 64000 characters/);
    expect(status).toBe(1);
  });

  it.each([
    ['squat', 64],
    ['auto', 96],
  ])('reads a long training in a small heap (--activity %s)', async (activity, megabytes) => {
    const heap = [`--max-old-space-size=${megabytes}`];
    const { status, stdout, stderr } = await track(training(20_000), ['--activity', activity], heap);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/squat: 10\d repetitions/);
    expect(status).toBe(0);
  });
});
