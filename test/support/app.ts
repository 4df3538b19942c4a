/** The whole server in this process, on free ports and a folder of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { App } from '../../server/app.ts';
import { loadConfig } from '../../server/config.ts';
import { copyTemplate } from './fresh-database.ts';

export interface TestApp {
  app: App;
  url: string;
  dataDir: string;
  close(): Promise<void>;
}

/** @param env variables beside those that tests need; `SIDELINE_DATA_DIR` keeps a folder for a second start */
export async function startApp(env: NodeJS.ProcessEnv = {}): Promise<TestApp> {
  const ownFolder = env.SIDELINE_DATA_DIR === undefined;
  const dataDir = env.SIDELINE_DATA_DIR ?? (await mkdtemp(join(tmpdir(), 'sideline-test-')));
  if (ownFolder) copyTemplate(dataDir);
  const config = loadConfig({
    SIDELINE_PORT: '0',
    SIDELINE_RTC_PORT: '0',
    SIDELINE_WORKERS: '1',
    SIDELINE_ANALYSIS_WORKERS: '1',
    SIDELINE_LOG_LEVEL: process.env.SIDELINE_LOG_LEVEL ?? 'silent',
    ...env,
    SIDELINE_DATA_DIR: dataDir,
  });
  const app = await App.create(config, pino({ level: config.logLevel }));
  return {
    app,
    url: `http://127.0.0.1:${app.port}`,
    dataDir,
    close: async () => {
      await app.close();
      if (ownFolder) await rm(dataDir, { recursive: true, force: true });
    },
  };
}
