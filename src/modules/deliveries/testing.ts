import { createHmac } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

/** A post of a provider, signed as Resend signs. */
export function signedPost(app: FastifyInstance, post: { address: string; secret: string; body: string; id?: string; at: string }) {
  const { address, secret, body, id = 'msg_1', at } = post;
  const timestamp = String(Math.floor(Date.parse(at) / 1000));
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return app.inject({
    method: 'POST',
    url: new URL(address).pathname,
    payload: body,
    headers: { 'content-type': 'application/json', 'svix-id': id, 'svix-timestamp': timestamp, 'svix-signature': `v1,${signature}` },
  });
}
