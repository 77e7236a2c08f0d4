import { createServer, type Server, type Socket } from 'node:net';

/** What the sink does, at the step it does it. `accept`: all is well. */
export type Mode =
  | { do: 'accept' }
  | { do: 'reset_before_greeting' }
  | { do: 'greet'; with: string }
  /** One byte of the greeting at a time, for ever. */
  | { do: 'trickle_greeting'; everyMs: number }
  | { do: 'answer'; at: 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'dot'; with: string }
  /** The connection is cut while the mail comes in, or once all of it has. */
  | { do: 'cut'; at: 'data' | 'dot' }
  | { do: 'wait_at_dot'; ms: number }
  /** Says that it can do TLS, and sends nonsense instead. */
  | { do: 'bad_tls' };

export interface Sink {
  port: number;
  mode: Mode;
  /** Mails whose final dot arrived, and what it answered. */
  dots: { to: string; reply: string | null; text: string }[];
  open: () => number;
  close(): Promise<void>;
}

/** A mail server of a few lines that can go wrong in every way. It speaks no PIPELINING, so that each answer comes when it is asked for. */
export async function openSink(port = 0): Promise<Sink> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    converse(socket, sink);
  });
  const sink: Sink = {
    port,
    mode: { do: 'accept' },
    dots: [],
    open: () => sockets.size,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  sink.port = typeof address === 'object' && address ? address.port : 0;
  return sink;
}

const LEAST_OF_DATA = 100_000;

/** One conversation. What is wrong is looked up at each step: it can get well in the middle. */
function converse(socket: Socket, sink: Sink): void {
  const first = sink.mode;
  if (first.do === 'reset_before_greeting') {
    socket.resetAndDestroy();
    return;
  }
  if (first.do === 'trickle_greeting') {
    trickle(socket, first.everyMs);
    return;
  }
  const talk: Talk = { socket, sink, state: 'commands', to: '', rest: '' };
  socket.write(`${first.do === 'greet' ? first.with : '220 sink'}\r\n`);
  socket.on('data', (chunk) => {
    talk.rest += chunk.toString('latin1');
    if (talk.state === 'tls') socket.write('nonsense that is no handshake');
    else if (talk.state === 'mail') takeMail(talk);
    else takeCommands(talk);
  });
}

interface Talk {
  socket: Socket;
  sink: Sink;
  state: 'commands' | 'mail' | 'tls';
  to: string;
  rest: string;
}

function takeMail(talk: Talk): void {
  const { mode } = talk.sink;
  if (mode.do === 'cut' && mode.at === 'data' && talk.rest.length > LEAST_OF_DATA) {
    talk.socket.resetAndDestroy();
    return;
  }
  const end = talk.rest.indexOf('\r\n.\r\n');
  if (end < 0) return;
  finish({ ...talk, mode, text: talk.rest.slice(0, end) });
  talk.rest = talk.rest.slice(end + 5);
  talk.state = 'commands';
}

function takeCommands(talk: Talk): void {
  for (let end = talk.rest.indexOf('\r\n'); end >= 0 && talk.state === 'commands'; end = talk.rest.indexOf('\r\n')) {
    const line = talk.rest.slice(0, end);
    talk.rest = talk.rest.slice(end + 2);
    talk.socket.write(`${answerTo(line, talk)}\r\n`);
  }
}

function answerTo(line: string, talk: Talk): string {
  const { mode } = talk.sink;
  const verb = line.slice(0, 4).toUpperCase();
  if (verb === 'RCPT') talk.to = line.slice(9, -1);
  if (mode.do === 'answer' && mode.at === verb) return mode.with;
  if (verb === 'DATA') talk.state = 'mail';
  if (verb === 'STAR') talk.state = 'tls';
  const usual: Record<string, string> = {
    EHLO: mode.do === 'bad_tls' ? '250-sink\r\n250 STARTTLS' : '250-sink\r\n250 AUTH PLAIN',
    STAR: '220 go on',
    AUTH: '235 welcome',
    DATA: '354 go on',
    QUIT: '221 bye',
  };
  return usual[verb] ?? '250 ok';
}

interface Finishing {
  socket: Socket;
  sink: Sink;
  mode: Mode;
  to: string;
  text: string;
}

function finish({ socket, sink, mode, to, text }: Finishing): void {
  const reply = mode.do === 'answer' && mode.at === 'dot' ? mode.with : '250 kept';
  if (mode.do === 'cut') {
    sink.dots.push({ to, reply: null, text });
    socket.resetAndDestroy();
    return;
  }
  sink.dots.push({ to, reply, text });
  const answer = () => void socket.write(`${reply}\r\n`);
  if (mode.do === 'wait_at_dot') setTimeout(answer, mode.ms).unref();
  else answer();
}

function trickle(socket: Socket, everyMs: number): void {
  const timer = setInterval(() => socket.write('2'), everyMs);
  socket.on('close', () => clearInterval(timer));
}
