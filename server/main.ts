/** Start, signals, shutdown. */
import { pino } from 'pino';
import { App } from './app.ts';
import { type Config, ConfigError, loadConfig } from './config.ts';

const SHUTDOWN_LIMIT_MS = 10_000;

/** Runs the server until a signal ends it. */
export async function main(): Promise<void> {
  const config = readConfig();
  const logger = pino(
    { level: config.logLevel },
    process.stdout.isTTY ? (await import('pino-pretty')).PinoPretty({ ignore: 'pid,hostname' }) : process.stdout,
  );
  const app = await App.create(config, logger).catch((error: unknown) => {
    logger.fatal({ err: error }, 'could not start; `npm run sideline -- doctor` explains what is missing');
    process.exit(1);
  });
  console.info(`\n  Sideline is ready: open ${app.url}\n  ${mediaPorts(config)}\n`);

  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => {
      logger.error('did not stop in time');
      process.exit(1);
    }, SHUTDOWN_LIMIT_MS).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // By default it ends a process; of servers it asks to read their files again.
  process.on('SIGHUP', () => void app.reload());
}

function readConfig() {
  try {
    return loadConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

/** Where browsers send sound and picture to, in words: what firewalls must let through. */
function mediaPorts({ rtcPort, workers, announcedAddress, alsoAnnounced }: Config): string {
  const last = rtcPort + workers - 1;
  const ports = rtcPort === 0 ? 'free ports' : last > rtcPort ? `ports ${rtcPort} to ${last}` : `port ${rtcPort}`;
  const also =
    alsoAnnounced === undefined ? '' : `, and ${alsoAnnounced} for Firefox, which never sends media by loopback`;
  return `Sound and picture: UDP and TCP ${ports} of ${announcedAddress}${also}`;
}
