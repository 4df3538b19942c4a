/** ONNX Runtime, which sends nothing to anybody. */
import './no-telemetry.ts';

export { InferenceSession, Tensor } from 'onnxruntime-node';
