/** mediasoup, imported after the variable with its worker's path is set: it reads that once. */
import './worker-binary.ts';

export { createWorker, parseScalabilityMode } from 'mediasoup';
