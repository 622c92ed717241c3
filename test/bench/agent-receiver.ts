import { formatToken } from '../../wire/enrollment.ts';
import { receiptFor, testCollector } from '../agent/outbox/collector.ts';

/**
 * Takes what an agent sends and keeps nothing, for `bench agent`; a process of its own, so that its work is nobody's else.
 * Prints a token to enroll with and ends when its input does.
 */
const collector = await testCollector();
collector.say((arrived) => {
  collector.arrived.length = 0;
  const enrolled = { agent: 'agent-1', town: 'town-1', doorSecret: 'd00rsecret', state: 'active', epoch: 'epoch-1', serverTime: new Date().toISOString() };
  return arrived.path === '/v1/enroll' ? { status: 201, body: enrolled } : receiptFor(arrived);
});
process.stdout.write(`${formatToken({ url: collector.url, pin: collector.ca.pin, town: 'town-1', secret: 's3cret' })}\n`);
process.stdin.resume().once('end', () => void collector.close());
