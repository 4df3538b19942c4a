import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkMediaPorts, checkWebPort } from '../../../../server/cli/doctor/ports.ts';
import { type Config, loadConfig } from '../../../../server/config.ts';

const aConfig = (given: Partial<Config>): Config => ({ ...loadConfig({}), host: '127.0.0.1', workers: 1, ...given });

/** A web server that answers every request with one status; its port is returned. */
async function aServer(status: number): Promise<number> {
  const server = createServer((_, response) => response.writeHead(status).end()).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('the web port', () => {
  it('fails when a stranger holds it, with the variable to change', async () => {
    const { finding, running } = await checkWebPort(aConfig({ port: await aServer(404) }));
    expect(finding).toMatchObject({ status: 'fail', advice: expect.stringContaining('SIDELINE_PORT') });
    expect(running).toBe(false);
  });

  it('is fine when a running Sideline holds it', async () => {
    const { finding, running } = await checkWebPort(aConfig({ port: await aServer(200) }));
    expect(finding.status).toBe('ok');
    expect(running).toBe(true);
  });

  it('fails on an address that is not of this machine', async () => {
    const { finding } = await checkWebPort(aConfig({ host: '203.0.113.250', port: 3000 }));
    expect(finding).toMatchObject({ status: 'fail', advice: expect.stringContaining('SIDELINE_HOST') });
  });

  it('is free again after it was tried', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    for (let time = 0; time < 2; time += 1) {
      expect((await checkWebPort(aConfig({ port }))).finding.status).toBe('ok');
    }
  });
});

describe('the media ports', () => {
  async function aTakenUdpPort(): Promise<number> {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    onTestFinished(() => {
      socket.close();
    });
    await once(socket, 'listening');
    return socket.address().port;
  }

  it('fail when one is taken, naming it', async () => {
    const port = await aTakenUdpPort();
    const finding = await checkMediaPorts(aConfig({ rtcPort: port }), false);
    expect(finding).toMatchObject({ status: 'fail', found: expect.stringContaining(`udp ${port}`) });
    expect(finding.advice).toContain('SIDELINE_RTC_PORT');
  });

  it('are looked at for every worker', async () => {
    const port = await aTakenUdpPort();
    const finding = await checkMediaPorts(aConfig({ rtcPort: port - 1, workers: 2 }), false);
    expect(finding.found).toContain(`udp ${port}`);
  });

  it('are expected to be taken while Sideline runs', async () => {
    const finding = await checkMediaPorts(aConfig({ rtcPort: await aTakenUdpPort() }), true);
    expect(finding.status).toBe('warn');
  });
});
