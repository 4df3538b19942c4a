import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Upload } from '@tus/server';
import { describe, expect, it } from 'vitest';
import { FilmFolder } from '../../../../server/uploads/film-folder.ts';
import { canHaveSmallDisk, smallDisk } from '../../../support/small-disk.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const MB = 1024 ** 2;

describe('the folder that films arrive in', () => {
  async function aFilm(options: { reserveBytes?: number } = {}) {
    const path = temporaryFolder();
    const folder = await FilmFolder.create({ path, ...options });
    const id = randomUUID();
    await folder.create(new Upload({ id, offset: 0, size: 10 }));
    return { path, folder, id };
  }
  /** On a disk on which nothing is reserved. */
  async function aLargeFilm(path: string) {
    const folder = await FilmFolder.create({ path, reserveBytes: 0 });
    const id = randomUUID();
    const film = randomBytes(6 * MB);
    await folder.create(new Upload({ id, offset: 0, size: film.length }));
    return { folder, id, film };
  }
  const free = (path: string) => {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  };

  it('adds pieces where the last one ended', async () => {
    const { folder, id } = await aFilm();
    expect(await folder.write(Readable.from([Buffer.from('01234')]), id, 0)).toBe(5);
    expect(await folder.write(Readable.from([Buffer.from('567'), Buffer.from('89')]), id, 5)).toBe(10);
    expect(readFileSync(folder.pathOf(id), 'utf8')).toBe('0123456789');
    expect(await folder.received(id)).toMatchObject({ bytes: 10 });
  });

  it('fills no disk up, and keeps what is there', async () => {
    const { folder, id } = await aFilm();
    await folder.write(Readable.from([Buffer.from('01234')]), id, 0);
    const full = await FilmFolder.create({ path: folder.directory, reserveBytes: free(folder.directory) + 2 ** 30 });
    await expect(full.write(Readable.from([Buffer.from('56789')]), id, 5)).rejects.toMatchObject({
      code: 'storage_unavailable',
    });
    await expect(full.makeSureOfRoom(1)).rejects.toMatchObject({ code: 'storage_unavailable' });
    expect(await full.getUpload(id)).toMatchObject({ offset: 5, size: 10 });
  });

  const really = canHaveSmallDisk ? '' : ' (skipped: needs root)';
  it.skipIf(!canHaveSmallDisk)(
    `keeps what came until the disk was really full, and goes on there${really}`,
    async () => {
      const { folder, id, film } = await aLargeFilm(smallDisk(20 * MB));
      const filler = join(folder.directory, 'filler');
      async function* sent() {
        yield film.subarray(0, 2 * MB);
        // Somebody else takes the rest of the disk meanwhile.
        writeFileSync(filler, Buffer.alloc(free(folder.directory) - MB));
        for (let at = 2 * MB; at < film.length; at += MB) yield film.subarray(at, at + MB);
      }
      await expect(folder.write(Readable.from(sent()), id, 0)).rejects.toMatchObject({ code: 'ENOSPC' });
      const { offset } = await folder.getUpload(id);
      expect(offset).toBeGreaterThan(0);
      expect(film.subarray(0, offset).equals(readFileSync(folder.pathOf(id)))).toBe(true);
      rmSync(filler);
      await folder.write(Readable.from([film.subarray(offset)]), id, offset);
      expect(film.equals(readFileSync(folder.pathOf(id)))).toBe(true);
    },
  );

  it('keeps what came before the connection broke', async () => {
    const { folder, id } = await aFilm();
    async function* broken() {
      yield Buffer.from('0123');
      await new Promise((resolve) => setImmediate(resolve));
      throw new Error('the connection broke');
    }
    await expect(folder.write(Readable.from(broken()), id, 0)).rejects.toThrow('the connection broke');
    const { offset } = await folder.getUpload(id);
    expect('0123'.slice(0, offset)).toBe(readFileSync(folder.pathOf(id), 'utf8'));
  });

  it('drops a film with all that belongs to it, and knows those that are there', async () => {
    const { path, folder, id } = await aFilm();
    writeFileSync(join(path, 'other.txt'), 'no film');
    expect(await folder.ids()).toEqual([id]);
    await folder.drop(id);
    await folder.drop(id);
    expect(await folder.ids()).toEqual([]);
    expect(existsSync(`${folder.pathOf(id)}.json`)).toBe(false);
    expect(await folder.received(id)).toBeUndefined();
  });

  it.each(['../secret', '/etc/passwd', 'x', ''])('has no film of the id %j', async (id) => {
    const { folder } = await aFilm();
    expect(() => folder.pathOf(id)).toThrow();
  });
});
