// Browsers by the thousand, in a process of their own: sends hits over many connections, each the next when the last was answered. Started by hits.ts.
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';

interface Order {
  host: string;
  port: number;
  /** Of the websites, in turn: one alone may send only so many a second. */
  keys: readonly string[];
  connections: number;
  seconds: number;
  /** Hits a second at most; null: as many as are taken. */
  rate: number | null;
}

const order = JSON.parse(process.argv[2] ?? '{}') as Order;
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const end = performance.now() + order.seconds * 1000;
const answers = new Map<string, number>();
let due = 0;
const idle: (() => void)[] = [];

let sent = 0;
function requestText(visitor: string): string {
  sent += 1;
  const q = [{ i: randomBytes(16).toString('hex'), k: 'page', u: 'https://bench.test/pricing', a: 3, h: 'Prices' }];
  const body = JSON.stringify({ s: order.keys[sent % order.keys.length], v: visitor, c: 0, b: 0, w: 1280, l: 2, q });
  return `POST /v/hits HTTP/1.1\r\nhost: bench\r\norigin: https://bench.test\r\nuser-agent: ${AGENT}\r\ncontent-type: text/plain;charset=UTF-8\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

function browse(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(order.port, order.host);
    const send = () => {
      if (performance.now() >= end) {
        socket.destroy();
        resolve();
        return;
      }
      if (order.rate !== null && due <= 0) {
        idle.push(send);
        return;
      }
      due -= 1;
      socket.write(requestText(randomBytes(16).toString('hex')));
    };
    socket.setNoDelay(true);
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('data', (data) => {
      // Answers are short and come whole; their end needs no looking for.
      const status = data.toString('latin1', 9, 12);
      answers.set(status, (answers.get(status) ?? 0) + 1);
      send();
    });
  });
}

const { rate } = order;
const pace =
  rate === null
    ? null
    : setInterval(() => {
        due = Math.min(due + rate / 100, rate);
        for (const send of idle.splice(0, Math.max(0, Math.floor(due)))) send();
        if (performance.now() >= end) for (const send of idle.splice(0)) send();
      }, 10);
await Promise.all(Array.from({ length: order.connections }, browse));
if (pace) clearInterval(pace);
process.stdout.write(JSON.stringify(Object.fromEntries(answers)));
