import { expect, test } from 'vitest';
import { DrainGate } from '../../main/drain-gate.ts';
import type { Acknowledge, InboundHandler } from '../../src/bot/adapter.ts';
import type { Incoming, IncomingVote } from '../../src/bot/incoming.ts';

const where = { platform: 'toy', channel: '#farm', private: false };
const speaker = { platform: 'toy', nick: 'you', account: 'you' };
const message: Incoming = { where, speaker, text: 'status' };
const vote: IncomingVote = { where, speaker, message: '7', vote: 'approve', withdrawn: false };

/** A handler that notes what it gets, and does not finish until `answer` is called. */
function slowHandler() {
  const heard: string[] = [];
  const { promise, resolve: answer } = Promise.withResolvers<void>();
  const hear = (what: string) => {
    heard.push(what);
    return promise;
  };
  const inbound: InboundHandler = {
    message: ({ text }, ack) => hear(ack ? `${text}, acknowledged` : text),
    vote: ({ vote }, ack) => hear(ack ? `${vote}, acknowledged` : vote),
    ask: async () => ({ tone: 'answer', lines: [] }),
    open: async () => [],
  };
  return { inbound, heard, answer };
}

test('what came in before the gate was closed is answered first', async () => {
  const { inbound, heard, answer } = slowHandler();
  const gate = new DrainGate();
  const before = gate.guard(inbound);
  void before.message(message);
  void before.vote(vote);
  let shut = false;
  const shutting = gate.drain(60_000).then(() => {
    shut = true;
  });
  await new Promise(setImmediate);
  expect([heard, shut]).toEqual([['status', 'approve'], false]);
  answer();
  await shutting;
});

test('but not for ever', async () => {
  const { inbound } = slowHandler();
  const gate = new DrainGate();
  void gate.guard(inbound).message(message);
  await gate.drain(10);
});

test('a closed gate lets nothing in, and nothing looks as if it had been dealt with', async () => {
  const { inbound, heard, answer } = slowHandler();
  answer();
  const gate = new DrainGate();
  const before = gate.guard(inbound);
  await gate.drain(1000);
  const dealt: string[] = [];
  void before.message(message).then(() => dealt.push('message'));
  void before.vote(vote).then(() => dealt.push('vote'));
  await new Promise(setImmediate);
  expect([heard, dealt]).toEqual([[], []]);
});

test('where somebody keeps what is heard for later, that is dealt with by keeping it', async () => {
  const { inbound, heard } = slowHandler();
  const kept: string[] = [];
  const later = {
    message: async ({ text }: Incoming) => void kept.push(text),
    vote: async ({ vote }: IncomingVote) => void kept.push(vote),
  };
  const gate = new DrainGate();
  const before = gate.guard(inbound, later);
  await gate.drain(1000);
  await before.message(message);
  await before.vote(vote);
  expect([heard, kept]).toEqual([[], ['status', 'approve']]);
});

test('what tells the network that something arrived comes along, open or closed', async () => {
  const { inbound, heard, answer } = slowHandler();
  answer();
  const kept: string[] = [];
  const later = {
    message: async (_: Incoming, ack?: Acknowledge) => void kept.push(`message ${await ack?.()}`),
    vote: async (_: IncomingVote, ack?: Acknowledge) => void kept.push(`vote ${await ack?.()}`),
  };
  const gate = new DrainGate();
  const before = gate.guard(inbound, later);
  const ack = async () => true;
  await Promise.all([before.message(message, ack), before.vote(vote, ack)]);
  await gate.drain(1000);
  await Promise.all([before.message(message, ack), before.vote(vote, ack)]);
  expect([heard, kept]).toEqual([
    ['status, acknowledged', 'approve, acknowledged'],
    ['message true', 'vote true'],
  ]);
});
