import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadNodeId } from '../../../../server/sessions/node.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

it('a server keeps its id over restarts, and each data folder has one of its own', async () => {
  const [folder, other] = [temporaryFolder(), temporaryFolder()];
  const id = await loadNodeId(folder);
  expect(await loadNodeId(folder)).toBe(id);
  expect(await loadNodeId(other)).not.toBe(id);
});

it('a server whose id is broken says which file to remove', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'node'), 'half an i');
  await expect(loadNodeId(folder)).rejects.toThrow(join(folder, 'node'));
});
