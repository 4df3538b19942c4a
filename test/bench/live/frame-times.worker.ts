/** Runs in the athlete's browser: notes when each encoded video frame passes on its way to the network. */

/** One encoded frame; simulcast makes several of one picture. */
export interface EncodedAt {
  rtpTimestamp: number;
  /** Tells the simulcast layer; each has timestamps of its own. */
  ssrc: number;
  /** Ms of the page's clock since the epoch. */
  at: number;
}

interface TransformEvent extends Event {
  transformer: {
    readable: ReadableStream<RTCEncodedVideoFrame>;
    writable: WritableStream<RTCEncodedVideoFrame>;
  };
}

addEventListener('rtctransform', (event) => {
  const { readable, writable } = (event as TransformEvent).transformer;
  const noting = new TransformStream<RTCEncodedVideoFrame, RTCEncodedVideoFrame>({
    transform(frame, controller) {
      const at = performance.timeOrigin + performance.now();
      const { rtpTimestamp = 0, synchronizationSource: ssrc = 0 } = frame.getMetadata();
      controller.enqueue(frame);
      postMessage({ rtpTimestamp, ssrc, at } satisfies EncodedAt);
    },
  });
  void readable.pipeThrough(noting).pipeTo(writable);
});
