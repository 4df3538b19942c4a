import { describe, expect, it } from 'vitest';
import { downloadUrl } from '../../../scripts/setup/worker-download.mjs';

const mediasoup = { version: '3.19.3', repository: { url: 'git+https://github.com/versatica/mediasoup.git' } };

describe('the address of the prebuilt worker', () => {
  it.each([
    ['linux', 'x64', '6.1.0-44-amd64', 'mediasoup-worker-3.19.3-linux-x64-kernel6.tgz'],
    ['linux', 'arm64', '5.15.0', 'mediasoup-worker-3.19.3-linux-arm64-kernel5.tgz'],
    ['darwin', 'arm64', '24.1.0', 'mediasoup-worker-3.19.3-darwin-arm64.tgz'],
  ])('on %s %s, kernel %s, ends with %s', (platform, arch, kernel, name) => {
    const url = downloadUrl(mediasoup, {}, { platform, arch, kernel });
    expect(url).toBe(`https://github.com/versatica/mediasoup/releases/download/3.19.3/${name}`);
  });

  it('can be that of a mirror', () => {
    const env = { MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL: 'http://mirror.example/workers' };
    expect(downloadUrl(mediasoup, env)).toMatch(
      /^http:\/\/mirror\.example\/workers\/3\.19\.3\/mediasoup-worker-3\.19\.3-/,
    );
  });
});
