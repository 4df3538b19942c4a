/** The doctor's checks, in the order in which they are printed. */
import { type Config, ConfigError, loadConfig } from '../../config.ts';
import { checkAnnouncedAddress, checkSecureContext } from './address.ts';
import { checkBrowsers } from './browser.ts';
import { checkFileStore } from './file-store.ts';
import { type Finding, fail, ok } from './finding.ts';
import { reportNode } from './node.ts';
import { checkMediaPorts, checkWebPort } from './ports.ts';
import { checkPose } from './pose.ts';
import { checkRealtime } from './realtime.ts';
import { checkSignIn } from './sign-in.ts';
import { checkDatabase, checkFolder } from './storage.ts';
import { checkWorker } from './worker.ts';

/**
 * Examines this machine with the configuration of an environment. Nothing stays open, and nothing is changed.
 *
 * @returns the findings; those that take a configuration are missing when it is wrong
 */
export async function examine(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const config = readConfig(env);
  return [
    reportNode(),
    await checkWorker(env),
    await checkPose('status' in config ? {} : config.poseChoice),
    ...('status' in config ? [config] : await examineConfig(config)),
    ...checkBrowsers(env),
  ];
}

function readConfig(env: NodeJS.ProcessEnv): Config | Finding {
  try {
    return loadConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return fail('Configuration', error.problems.join('; '), 'Correct the variables named, or unset them.');
  }
}

async function examineConfig(config: Config): Promise<Finding[]> {
  const ofProject = [await checkRealtime(config), await checkFileStore(config)];
  const { finding: webPort, running } = await checkWebPort(config);
  return [
    ok('Configuration', 'all variables are valid'),
    webPort,
    await checkMediaPorts(config, running),
    await checkAnnouncedAddress(config),
    checkSecureContext(config),
    await checkFolder(config),
    ...(config.databaseUrl === undefined ? [] : [await checkDatabase(config.databaseUrl, config.databaseConnections)]),
    await checkSignIn(config),
    ...ofProject.filter((finding) => finding !== undefined),
  ];
}
