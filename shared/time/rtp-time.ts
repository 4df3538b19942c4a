/** RTP timestamps of video count at 90 kHz, whatever the codec (RFC 7741, 4.1; RFC 6184, 8.2.1). */
export const TICKS_PER_MS = 90;
