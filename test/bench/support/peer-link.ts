/**
 * A browser's end of a WebRTC transport without the browser: ICE and DTLS-SRTP are real, so the SFU encrypts and decrypts as
 * for anybody. What it receives is counted and neither decrypted nor decoded; what it sends is RTP that was encoded before.
 */
import { createCipheriv, randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import {
  classes,
  DtlsClient,
  Message,
  methods,
  ProtectionProfileAeadAes128Gcm,
  type RTCCertificate,
  RTCDtlsTransport,
  SrtcpSession,
  SrtpSession,
  type Transport,
} from 'werift';
import type { TransportOptions } from '../../../shared/contract/media.ts';
import type { RequestPayload } from '../../../shared/contract/socket.ts';

type DtlsParameters = RequestPayload<'transport:connect'>['dtlsParameters'];

const SRTP_PROFILE = ProtectionProfileAeadAes128Gcm;
/** Of AEAD_AES_128_GCM, RFC 7714, 12. */
const SRTP_KEY_BYTES = 16;
const SRTP_SALT_BYTES = 12;
const RTP_HEADER_BYTES = 12;

/** The SFU forgets who does not show for half a minute. */
const KEEP_ALIVE_MS = 5_000;
const RETRY_MS = 200;
const CONNECT_LIMIT_MS = 10_000;
/** What arrives while this process is busy elsewhere must not be lost. */
const RECEIVE_BUFFER = 1 << 20;
/** As of a host candidate, RFC 8445, 5.1.2.1. */
const PRIORITY = (126 << 24) | (65_535 << 8) | 255;

/** First byte of a datagram, RFC 7983. */
const isDtls = (first: number) => first >= 20 && first <= 63;
const isStun = (first: number) => first <= 3;
/** RTCP's packet types 192 to 223 in the second byte, RFC 5761. */
const isRtcp = (second: number) => second >= 192 && second <= 223;

/** What came in so far. */
export interface Received {
  packets: number;
  bytes: number;
}

export class PeerLink {
  readonly #received: Received = { packets: 0, bytes: 0 };
  readonly #socket: Socket;
  readonly #ice: TransportOptions['iceParameters'];
  readonly #username: string;
  readonly #beats: NodeJS.Timeout;
  #srtp: SrtpSession | undefined;
  #srtcp: SrtcpSession | undefined;
  #onReached: () => void = () => undefined;
  #onDtls: (datagram: Buffer) => void = () => undefined;

  /**
   * Resolves once media can flow.
   * @param offered as `transport:create` answered
   * @param tellServer sends our side of DTLS by `transport:connect`
   */
  static async connect(
    offered: TransportOptions,
    tellServer: (dtlsParameters: DtlsParameters) => Promise<unknown>,
  ): Promise<PeerLink> {
    const candidate = offered.iceCandidates.find(({ protocol }) => protocol === 'udp');
    if (!candidate) throw new Error('the server offers no UDP candidate');
    const socket = createSocket({ type: 'udp4', recvBufferSize: RECEIVE_BUFFER });
    socket.connect(candidate.port, candidate.ip);
    await once(socket, 'connect');
    const link = new PeerLink(socket, offered.iceParameters);
    try {
      const certificate = await RTCDtlsTransport.SetupCertificate();
      await link.#reach();
      const fingerprints = certificate.getFingerprints() as DtlsParameters['fingerprints'];
      await tellServer({ role: 'client', fingerprints });
      await link.#shakeHands(certificate);
    } catch (error) {
      link.close();
      throw error;
    }
    return link;
  }

  private constructor(socket: Socket, ice: TransportOptions['iceParameters']) {
    this.#socket = socket;
    this.#ice = ice;
    this.#username = `${ice.usernameFragment}:${randomBytes(4).toString('hex')}`;
    socket.on('message', (datagram) => this.#receive(datagram));
    socket.on('error', (error) => console.error(`media socket: ${error.message}`));
    this.#beats = setInterval(() => this.#knock(), KEEP_ALIVE_MS);
  }

  get received(): Readonly<Received> {
    return { ...this.#received };
  }

  /** Encrypts and sends one RTP packet without extensions. */
  sendRtp(packet: Buffer): void {
    if (this.#srtp) this.#socket.send(sealRtp(this.#srtp.localContext, packet));
  }

  /** Encrypts and sends one RTCP packet. */
  sendRtcp(packet: Buffer): void {
    if (this.#srtcp) this.#socket.send(this.#srtcp.encrypt(packet));
  }

  close(): void {
    clearInterval(this.#beats);
    this.#socket.close();
  }

  /** Names this socket to the SFU as the one to send to. */
  async #reach(): Promise<void> {
    const reached = new Promise<void>((resolve) => {
      this.#onReached = resolve;
    });
    const again = setInterval(() => this.#knock(), RETRY_MS);
    this.#knock();
    await within(CONNECT_LIMIT_MS, reached, 'the SFU does not answer over UDP').finally(() => clearInterval(again));
  }

  #knock(): void {
    const request = new Message(methods.BINDING, classes.REQUEST)
      .setAttribute('USERNAME', this.#username)
      .setAttribute('PRIORITY', PRIORITY)
      .setAttribute('ICE-CONTROLLING', 1n)
      .setAttribute('USE-CANDIDATE', null) as Message;
    request.addMessageIntegrity(Buffer.from(this.#ice.password)).addFingerprint();
    this.#socket.send(request.bytes);
  }

  async #shakeHands({ certPem, privateKey, signatureHash }: RTCCertificate): Promise<void> {
    const transport: Transport = {
      type: 'udp',
      address: this.#socket.address(),
      closed: false,
      onData: () => undefined,
      send: async (datagram) => this.#socket.send(datagram),
      close: async () => undefined,
    };
    const client = new DtlsClient({
      cert: certPem,
      key: privateKey,
      signatureHash,
      transport,
      srtpProfiles: [SRTP_PROFILE],
      extendedMasterSecret: true,
    });
    this.#onDtls = (datagram) => transport.onData(datagram, [this.#socket.remoteAddress().address, 0]);
    const connected = new Promise<void>((resolve, reject) => {
      client.onConnect.once(() => resolve());
      client.onError.once(reject);
      client.connect().catch(reject);
    });
    await within(CONNECT_LIMIT_MS, connected, 'the SFU did not finish the DTLS handshake');
    const { localKey, localSalt, remoteKey, remoteSalt } = client.extractSessionKeys(SRTP_KEY_BYTES, SRTP_SALT_BYTES);
    const keys = {
      localMasterKey: localKey,
      localMasterSalt: localSalt,
      remoteMasterKey: remoteKey,
      remoteMasterSalt: remoteSalt,
    };
    this.#srtp = new SrtpSession({ profile: SRTP_PROFILE, keys });
    this.#srtcp = new SrtcpSession({ profile: SRTP_PROFILE, keys });
  }

  #receive(datagram: Buffer): void {
    const [first = 0, second = 0] = datagram;
    if (isStun(first)) this.#onReached();
    else if (isDtls(first)) this.#onDtls(datagram);
    else if (!isRtcp(second)) {
      this.#received.packets += 1;
      this.#received.bytes += datagram.length;
    }
  }
}

/** RFC 7714, 8 and 9.1. What werift does too, but without taking the packet apart and putting it together for each layer. */
function sealRtp(context: SrtpSession['localContext'], packet: Buffer): Buffer {
  const sequenceNumber = packet.readUInt16BE(2);
  const ssrc = packet.readUInt32BE(8);
  const state = context.getSrtpSsrcState(ssrc);
  context.updateRolloverCount(sequenceNumber, state);
  const iv = Buffer.alloc(SRTP_SALT_BYTES);
  iv.writeUInt32BE(ssrc, 2);
  iv.writeUInt32BE(state.rolloverCounter, 6);
  iv.writeUInt16BE(sequenceNumber, 10);
  for (let index = 0; index < iv.length; index += 1)
    iv[index] = (iv[index] ?? 0) ^ (context.srtpSessionSalt[index] ?? 0);
  const header = packet.subarray(0, RTP_HEADER_BYTES);
  const cipher = createCipheriv('aes-128-gcm', context.srtpSessionKey, iv);
  cipher.setAAD(header);
  const sealed = cipher.update(packet.subarray(RTP_HEADER_BYTES));
  cipher.final();
  return Buffer.concat([header, sealed, cipher.getAuthTag()]);
}

async function within<T>(limitMs: number, work: Promise<T>, complaint: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(complaint)), limitMs);
  });
  return await Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
