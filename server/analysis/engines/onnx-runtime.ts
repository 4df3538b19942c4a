/** ONNX Runtime, which sends nothing to anybody. */
import './no-telemetry.ts';

// Not as a declaration: those of packages come first where several files are compiled into one.
export const { InferenceSession, Tensor } = await import('onnxruntime-node');
