import { supportedNode } from '../../../scripts/setup/node-version.mjs';
import { projectRoot } from '../../../scripts/setup/paths.mjs';
import { type Finding, ok } from './finding.ts';

/** The Node that runs. One that is not supported does not get as far as here: `bin/sideline.mjs` refuses it. */
export function reportNode(): Finding {
  return ok('Node', `${process.versions.node} (${supportedNode(projectRoot)} will do)`);
}
