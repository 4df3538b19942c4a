/** Ends with 0 when the server in this container answers. */
import { request as http } from 'node:http';
import { request as https } from 'node:https';

const { SIDELINE_HOST: host = '0.0.0.0', SIDELINE_PORT: port = '3000', SIDELINE_TLS_CERT: certificate } = process.env;
// The certificate is made for the name that people open, not for this address.
const options = {
  host: ['0.0.0.0', '::'].includes(host) ? 'localhost' : host,
  port,
  path: '/healthz',
  rejectUnauthorized: false,
};
const request = (certificate ? https : http)(options, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1));
request.on('error', () => process.exit(1));
request.end();
