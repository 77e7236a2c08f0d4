import { Agent, request } from 'node:http';
import { signIn as signInEndpoint } from '#modules/team/contract/access.ts';
import { type Endpoint, fillPath, type InputOf, type OutputOf } from '#platform/shared/contract.ts';

/** A signed-in person at a browser that keeps its connections. */
export interface Caller {
  call<E extends Endpoint>(endpoint: E, input: InputOf<E>): Promise<OutputOf<E>>;
  upload(place: string, file: { name: string; content: Buffer }): Promise<{ id: string; files: { id: string }[] }>;
}

interface Sent {
  method: string;
  place: string;
  body?: string | Buffer;
  type?: string;
}

interface Answer {
  text: string;
  cookies: string[];
}

export async function signIn(address: string, who: { email: string; password: string }): Promise<Caller> {
  // As many as a browser opens to one host.
  const agent = new Agent({ keepAlive: true, maxSockets: 6 });
  let cookie = '';
  const send = (sent: Sent) => exchange(address, agent, { ...sent, cookie });
  const call: Caller['call'] = async (endpoint, input) => JSON.parse((await send(sentOf(endpoint, input))).text);
  const { cookies } = await send(sentOf(signInEndpoint, who));
  cookie = cookies.map((one) => one.split(';')[0]).join('; ');
  return { call, upload: async (place, file) => JSON.parse((await send({ method: 'POST', place, ...formOf(file) })).text) };
}

function sentOf<E extends Endpoint>(endpoint: E, input: InputOf<E>): Sent {
  const { path, rest } = fillPath(endpoint, input as Record<string, unknown>);
  if (endpoint.method !== 'GET' && endpoint.method !== 'DELETE')
    return { method: endpoint.method, place: path, body: JSON.stringify(rest), type: 'application/json' };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(rest))
    if (value !== undefined) query.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  return { method: endpoint.method, place: query.size > 0 ? `${path}?${query}` : path };
}

function formOf({ name, content }: { name: string; content: Buffer }): { body: Buffer; type: string } {
  const head = `--bench\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/csv\r\n\r\n`;
  return {
    body: Buffer.concat([Buffer.from(head), content, Buffer.from('\r\n--bench--\r\n')]),
    type: 'multipart/form-data; boundary=bench',
  };
}

function exchange(address: string, agent: Agent, sent: Sent & { cookie: string }): Promise<Answer> {
  const { method, place, body, type, cookie } = sent;
  const headers = {
    ...{ cookie, 'x-requested-with': 'truce' },
    ...(body === undefined ? {} : { 'content-type': type ?? '', 'content-length': Buffer.byteLength(body) }),
  };
  return new Promise((resolve, reject) => {
    const out = request(address + place, { method, agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if ((response.statusCode ?? 500) >= 400) reject(new Error(`${method} ${place}: ${response.statusCode} ${text.slice(0, 500)}`));
        else resolve({ text, cookies: response.headers['set-cookie'] ?? [] });
      });
    });
    out.on('error', reject);
    out.end(body);
  });
}
