/** The browser's own WebRTC, as mediasoup's client drives it. */
import { Device } from 'mediasoup-client';
import { CAPTURE_TIME_URI } from '../../shared/time/rtp-time.ts';

/**
 * A device of the browser's own kind. Browsers can send and take the capture times of frames, but don't offer that unasked; RTP
 * timestamps do not survive a switch of simulcast layers, capture times do.
 * @throws UnsupportedError in browsers that the client library does not know
 */
export const browserDevice = (): Promise<Device> =>
  Device.factory({ forcedRtpExtensions: { [CAPTURE_TIME_URI]: true } });
