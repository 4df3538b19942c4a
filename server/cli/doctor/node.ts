import { satisfies, supportedNode } from '../../../scripts/setup/node-version.mjs';
import { projectRoot } from '../../../scripts/setup/paths.mjs';
import { type Finding, fail, ok } from './finding.ts';

/** Is this Node one that Sideline is made for? */
export function checkNode(): Finding {
  const range = supportedNode(projectRoot);
  const { node } = process.versions;
  return satisfies(node, range)
    ? ok('Node', node)
    : fail('Node', `${node}, and Sideline runs on ${range}`, 'Install Node 22 or 24 from https://nodejs.org');
}
