/**
 * From 1.29 on, ONNX Runtime's builds for Linux and macOS keep a device id and a database of what a process did in the home folder,
 * and send it to Microsoft. This variable turns all of it off, if it is set before the library is loaded. Imported for this effect.
 */
process.env.ORT_DISABLE_TELEMETRY = '1';
