import { expect, test } from 'vitest';
import { processMetrics } from '../../../main/http/process-metrics.ts';
import type { Journal, StoredEvent } from '../../../src/journal/journal.ts';
import { run } from '../../bot/views.ts';

test('runs are counted by whether they have a ticket, notices not, and never which', async () => {
  const { register, instrumentation } = processMetrics({ hosts: [], vms: new Map(), actions: [], platforms: [] });
  const { plan } = run();
  const plans = [
    plan,
    { ...plan, ticket: { name: '#1234' } },
    { ...plan, ticket: { name: '#1235' } },
    { ...plan, tells: { headline: 'it ends', next: [] } },
  ];
  const written = plans.map((one, index) => {
    const data = { plan: one, by: 'loic', asked: null };
    return { seq: index, run: index, at: '', type: 'planned', data } as unknown as StoredEvent;
  });
  const journal = instrumentation.journal({ append: async () => written } as unknown as Journal);
  await journal.append({} as never);
  const text = await register.metrics();
  expect(text).toContain('farmhand_runs_asked_total{ticket="yes"} 2\n');
  expect(text).toContain('farmhand_runs_asked_total{ticket="no"} 1\n');
  expect(text).not.toContain('1234');
});
