/** mediasoup, told first where its worker is: it reads the variable once, when it is imported. */
import './worker-binary.ts';

export { createWorker, parseScalabilityMode } from 'mediasoup';
