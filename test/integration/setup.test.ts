import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { buildClient } from '../../scripts/setup/client.mjs';
import { installDependencies } from '../../scripts/setup/dependencies.mjs';
import { projectRoot } from '../../scripts/setup/paths.mjs';
import { compileServer } from '../../scripts/setup/server.mjs';
import { SetupError } from '../../scripts/setup/step.mjs';
import { provideWorker } from '../../scripts/setup/worker.mjs';
import { downloadWorker, workerRuns } from '../../scripts/setup/worker-download.mjs';
import { findWorker, mediasoupVersion, workerPlaces } from '../../scripts/setup/worker-path.mjs';
import { temporaryFolder } from '../support/temporary-folder.ts';

const worker = findWorker() ?? '';

/** The context of a step that writes down what it should say. */
const aContext = (root: string, env: NodeJS.ProcessEnv = process.env) => {
  const said: string[] = [];
  return { root, env, said, say: (line: string) => void said.push(line) };
};

describe("mediasoup's worker", () => {
  it('starts, serves a router and a port for WebRTC, and ends', async () => {
    process.env.MEDIASOUP_WORKER_BIN ??= worker;
    const { createWorker } = await import('mediasoup');
    const started = await createWorker();
    onTestFinished(() => started.close());
    const server = await started.createWebRtcServer({
      listenInfos: [
        { protocol: 'udp', ip: '127.0.0.1' },
        { protocol: 'tcp', ip: '127.0.0.1' },
      ],
    });
    const router = await started.createRouter({
      mediaCodecs: [{ kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 }],
    });
    const transport = await router.createWebRtcTransport({ webRtcServer: server });
    expect(transport.iceCandidates.map(({ protocol }) => protocol).sort()).toEqual(['tcp', 'udp']);
    started.close();
    expect(transport.closed).toBe(true);
  });

  it('is downloaded from where releases are, once', async () => {
    const env = {
      SIDELINE_CACHE_DIR: temporaryFolder(),
      MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL: await aMirrorOf(worker),
    };
    const context = aContext(projectRoot, { ...env, PATH: process.env.PATH });
    const leftover = join(env.SIDELINE_CACHE_DIR, 'mediasoup-worker', '0.0.0.part-abc');
    mkdirSync(leftover, { recursive: true });
    expect(await provideWorker(context)).toBe('downloaded the mediasoup worker');
    const { downloaded } = workerPlaces(mediasoupVersion(projectRoot), env);
    expect(findWorker(env)).toBe(downloaded);
    expect(sha256(downloaded)).toBe(sha256(worker));
    expect(existsSync(leftover)).toBe(false);
    expect(await provideWorker(context)).toBeUndefined();
  });

  it.each([
    ['the release has none for this machine', async () => (await aServer(404)).base, 'answered 404'],
    ['what comes is not an archive', async () => (await aServer(200, 'no archive')).base, 'TAR_BAD_ARCHIVE'],
    ['what comes does not run here', () => aMirrorOf('/bin/false'), 'does not run on this machine'],
    ['nobody answers', aClosedAddress, 'ECONNREFUSED'],
  ])('is refused when %s', async (_, base, reason) => {
    const folder = temporaryFolder();
    const env = { MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL: await base() };
    expect(await downloadWorker({ root: projectRoot, env, folder, executable: 'mediasoup-worker' })).toContain(reason);
  });

  it('is not taken from a variable that names something else', async () => {
    const context = aContext(projectRoot, { MEDIASOUP_WORKER_BIN: '/bin/false' });
    await expect(provideWorker(context)).rejects.toThrow(SetupError);
    expect(workerRuns('/bin/false')).toBe(false);
  });
});

describe('the npm packages', () => {
  /** A project with one package, which lies in a folder beside it. */
  const aProject = (version: string) => {
    const root = temporaryFolder();
    write(root, version);
    return root;
  };
  const write = (root: string, version: string) => {
    mkdirSync(join(root, 'part'), { recursive: true });
    const manifest = { name: 'project', version: '1.0.0', dependencies: { part: 'file:part' } };
    const packages = {
      '': manifest,
      part: { version },
      'node_modules/part': { resolved: 'part', link: true },
    };
    writeFileSync(join(root, 'part', 'package.json'), JSON.stringify({ name: 'part', version }));
    writeFileSync(join(root, 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ ...manifest, lockfileVersion: 3, packages }));
  };

  it('are installed when missing or out of date, and left alone otherwise', async () => {
    const root = aProject('1.0.0');
    expect(installDependencies(aContext(root))).toBe('installed the npm packages');
    expect(installDependencies(aContext(root))).toBeUndefined();
    write(root, '2.0.0');
    expect(installDependencies(aContext(root))).toBe('installed the npm packages');
    expect(installDependencies(aContext(root))).toBeUndefined();
  });

  it('that cannot be installed stop the set-up', () => {
    const root = aProject('1.0.0');
    writeFileSync(join(root, 'package.json'), '{ "name": "project", "dependencies": { "other": "file:other" } }');
    expect(() => installDependencies(aContext(root))).toThrow(/lock file/);
  });
});

describe('the pages', () => {
  const aProject = () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'client'));
    symlinkSync(join(projectRoot, 'node_modules'), join(root, 'node_modules'));
    writeFileSync(join(root, 'package-lock.json'), '{}');
    writeFileSync(
      join(root, 'vite.config.ts'),
      "export default { root: 'client', build: { outDir: '../dist/client' } };",
    );
    writeFileSync(join(root, 'client', 'index.html'), '<script type="module" src="./main.ts"></script>');
    writeFileSync(join(root, 'client', 'main.ts'), 'document.title = "one";');
    return root;
  };

  it('are built once, and again when a source changes', async () => {
    const root = aProject();
    expect(await buildClient(aContext(root))).toBe('built the pages');
    expect(existsSync(join(root, 'dist', 'client', 'index.html'))).toBe(true);
    expect(await buildClient(aContext(root))).toBeUndefined();
    writeFileSync(join(root, 'client', 'main.ts'), 'document.title = "two";');
    expect(await buildClient(aContext(root))).toBe('built the pages');
  });

  it('that do not build stop the set-up with the place of the mistake', () => {
    const root = aProject();
    writeFileSync(join(root, 'client', 'main.ts'), 'import "./not-there.ts";');
    expect(() => buildClient(aContext(root))).toThrow(/not-there\.ts/);
  });
});

describe('the server', () => {
  /** A project with one program, which prints what it is told to and where it thinks that it is. */
  const aProject = (said: string) => {
    const root = temporaryFolder();
    for (const name of ['node_modules', 'scripts']) symlinkSync(join(projectRoot, name), join(root, name));
    const copied = ['server/program.mjs', 'server/cli/main.boot.mjs', 'package-lock.json', 'tsconfig.json'];
    for (const file of [...copied, 'vite.server.config.ts']) cpSync(join(projectRoot, file), join(root, file));
    writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
    writeFileSync(
      join(root, 'server/cli/main.ts'),
      "import { said } from '../said.ts'; console.log(said as string, import.meta.url);",
    );
    write(root, said);
    return root;
  };
  const write = (root: string, said: string) =>
    writeFileSync(join(root, 'server', 'said.ts'), `export const said: string = '${said}';`);
  const run = (root: string) => {
    const boot = join(root, 'server', 'cli', 'main.boot.mjs');
    const { stdout, stderr } = spawnSync(process.execPath, [boot], { encoding: 'utf8' });
    return stdout.trim() || stderr;
  };
  /** So that what was compiled can be told from the sources. */
  const mark = (root: string, from: string, to: string) => {
    const file = join(root, 'dist', 'server', 'cli-main.js');
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
  };

  it('is compiled once and run so, until a source changes; then it is run from the sources, and compiled again', async () => {
    const root = aProject('apple');
    const place = pathToFileURL(join(root, 'server', 'cli', 'main.ts')).href;
    expect(run(root)).toBe(`apple ${place}`);
    expect(await compileServer(aContext(root))).toBe('compiled the server');
    mark(root, 'apple', 'compiled');
    expect(run(root)).toBe(`compiled ${place}`);
    expect(await compileServer(aContext(root))).toBeUndefined();

    write(root, 'pear');
    expect(run(root)).toBe(`pear ${place}`);
    expect(await compileServer(aContext(root))).toBe('compiled the server');
    mark(root, 'pear', 'compiled again');
    expect(run(root)).toBe(`compiled again ${place}`);
  });

  it('is run from its sources where compiling stopped half-way, and that stops the set-up with the place of the mistake', async () => {
    const root = aProject('apple');
    await compileServer(aContext(root));
    writeFileSync(join(root, 'server', 'said.ts'), "export * from './not-there.ts';");
    expect(() => compileServer(aContext(root))).toThrow(/not-there\.ts/);
    write(root, 'plum');
    expect(run(root)).toContain('plum');
  });
});

const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

/** A web server that answers every request alike; its base address is returned. */
async function aServer(status: number, body: string | Buffer = ''): Promise<{ base: string }> {
  const server = createServer((_, response) => response.writeHead(status).end(body)).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** An address where something has listened, and listens no more. */
async function aClosedAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}

/** A mirror of mediasoup's releases that gives out this file as the worker. */
async function aMirrorOf(file: string): Promise<string> {
  const folder = temporaryFolder();
  cpSync(file, join(folder, 'mediasoup-worker'), { dereference: true });
  const tar = createRequire(join(projectRoot, 'node_modules', 'mediasoup', 'package.json'))('tar');
  const archive = join(folder, 'worker.tgz');
  await tar.create({ gzip: true, cwd: dirname(archive), file: archive }, [basename(worker)]);
  return (await aServer(200, readFileSync(archive))).base;
}
